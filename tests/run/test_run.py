"""Whole runs: the same bytes again, the same dice elsewhere, folders whole or not at all."""

from pathlib import Path

import pandas as pd
import pytest

from sim.cli.app import main
from sim.kpi.compare import compare
from sim.results import RunFolder
from sim.results.schema import SCHEMAS
from sim.run import run, run_folder, runner
from sim.scenario.identity import yaml_text
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from tests.support.gtfs_feed import write_folder

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
SHORT = "period.days=2"


def small(*overrides: str) -> Scenario:
    return load_scenario(SMALL, [SHORT, *overrides])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def first(out: Path) -> RunFolder:
    return RunFolder(run(small(), out))


def _parquet(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.parquet"))}


def test_every_entry_of_the_audit_is_good_and_every_table_is_there(first: RunFolder) -> None:
    checks = first.manifest["checks"]
    assert len(checks) >= 11
    assert all(check["ok"] for check in checks)
    there = {file.stem for file in first.path.glob("*.parquet")}
    assert {"series", "sessions", "trips", "kpis", "requests", "waits", "vehicles"} <= there
    assert there <= {*SCHEMAS, "series"}
    for what in ("events", "sessions", "trips_run"):
        assert first.manifest["counts"][what] > 100


def test_the_folder_is_where_it_was_announced(first: RunFolder, out: Path) -> None:
    assert first.path == run_folder(small(), out)
    assert (first.path / "scenario.yaml").is_file()


def test_what_a_source_has_to_say_stands_in_the_manifest_and_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = {"temperature_c": [12.0] * 12, "limit_kw": 5.0}
    system = {"id": "boreholes", "kind": "sewage_source", "source": source}
    tree = {"extends": str(SMALL), "period": {"days": 1}, "heating": {"systems": [system]}}
    file = tmp_path / "case.yaml"
    file.write_text(yaml_text(tree), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["run", str(file), "--out", str(tmp_path / "runs")])
    assert ended.value.code == 0
    (folder,) = (tmp_path / "runs").iterdir()
    manifest = RunFolder(folder).manifest
    (note,) = [note for note in manifest["notes"] if note.startswith("Source 'boreholes'")]
    assert "all that it can (5 kW)" in note
    printed = capsys.readouterr().err.splitlines()
    assert f"note: {note}" in printed
    assert f"note: {manifest['weather_notes'][0]}" in printed


def test_the_same_scenario_gives_the_same_bytes(first: RunFolder, tmp_path: Path) -> None:
    again = run(small(), tmp_path)
    assert again.name == first.path.name
    one, other = _parquet(first.path), _parquet(again)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_a_folders_own_scenario_gives_the_same_run(first: RunFolder, tmp_path: Path) -> None:
    again = run(load_scenario(first.path / "scenario.yaml"), tmp_path)
    one, other = _parquet(first.path), _parquet(again)
    assert [name for name in one if one[name] != other[name]] == []


def test_a_feed_in_a_folder_goes_into_the_run_folder(tmp_path: Path) -> None:
    """The copy of the scenario and its feed gives the same run; another feed gives another."""
    feed = write_folder(tmp_path / "feed")
    coaches = small(f"fleets.timetabled.buses.timetable='{feed}'",
                    "fleets.timetabled.buses.terminals=[]",
                    "fleets.timetabled.buses.depots.0.lines=['1','K2']")  # fmt: skip
    folder = RunFolder(run(coaches, tmp_path / "out"))
    assert (folder.path / "inputs" / "feed" / "stops.txt").is_file()
    assert any("busiest one" in note for note in folder.manifest["notes"])
    trips = folder.table("trips")
    assert set(trips["line"]) == {"1", "K2"}
    copy = load_scenario(folder.path / "scenario.yaml")
    assert run_folder(copy, tmp_path).name == folder.path.name
    with (feed / "stops.txt").open("a", encoding="utf-8") as file:
        file.write("X,X,36.0,103.0\n")
    assert run_folder(coaches, tmp_path).name != folder.path.name


def test_pv_alone_leaves_passengers_trips_and_faults_as_they_are(
    first: RunFolder, out: Path
) -> None:
    sunny = run(small("sites.campus.pv.campus-roofs.kwp=900"), out)
    one, other = _parquet(first.path), _parquet(sunny)
    same = ("requests", "waits", "sessions", "trips", "outages", "vehicles", "balked")
    for name in same:
        assert one[f"{name}.parquet"] == other[f"{name}.parquet"], name
    assert one["series.parquet"] != other["series.parquet"]


def test_another_fleet_meets_the_same_passengers(first: RunFolder, out: Path) -> None:
    gas = RunFolder(run(small("fleets.on_demand.taxis.vehicle=cng-taxi"), out))
    columns = ["fleet", "zone", "day", "hour", "requests"]
    pd.testing.assert_frame_equal(gas.table("requests", columns), first.table("requests", columns))
    assert (gas.table("sessions")["fleet"] != "taxis").all()
    assert (first.table("sessions")["fleet"] == "taxis").any()


def test_a_replication_throws_other_dice(first: RunFolder, out: Path) -> None:
    other = RunFolder(run(small(), out, replication=1))
    assert other.path.name == f"{first.path.name}-r1"
    assert not other.table("requests").equals(first.table("requests"))
    assert not other.table("trips").equals(first.table("trips"))
    seed = RunFolder(run(small("seed=2"), out))
    assert not seed.table("requests").equals(first.table("requests"))


@pytest.mark.parametrize("step_minutes", [1, 15, 60])
def test_another_step_runs_and_nearly_agrees(
    first: RunFolder, out: Path, step_minutes: int
) -> None:
    other = RunFolder(run(small(f"period.step_minutes={step_minutes}"), out))
    assert all(check["ok"] for check in other.manifest["checks"])
    assert len(other.series(["park/import_kw"])) == 2 * 1440 // step_minutes
    columns = ["fleet", "zone", "day", "hour", "requests"]
    pd.testing.assert_frame_equal(
        other.table("requests", columns), first.table("requests", columns)
    )
    energy = [folder.table("sessions")["energy_kwh"].sum() for folder in (first, other)]
    assert energy[1] == pytest.approx(energy[0], rel=0.1)


class _Watched:
    """Remembers the stages of a run."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def __call__(self, stage: str, share: float) -> None:
        assert 0.0 <= share <= 1.0
        self.stages.append(stage)


def test_a_finished_run_is_not_run_again_unless_forced(first: RunFolder, out: Path) -> None:
    before = (first.path / "manifest.json").stat().st_mtime_ns
    watched = _Watched()
    assert run(small(), out, progress=watched) == first.path
    assert "clock" not in watched.stages
    assert (first.path / "manifest.json").stat().st_mtime_ns == before
    bytes_before = _parquet(first.path)
    assert run(small(), out, force=True, progress=watched) == first.path
    assert watched.stages[-1] == "done"
    assert "clock" in watched.stages
    assert (first.path / "manifest.json").stat().st_mtime_ns > before
    assert _parquet(first.path) == bytes_before


@pytest.mark.parametrize("stage", ["_loop", "audit", "put_scenario"])
def test_a_run_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(runner, stage, fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        run(small("period.days=1"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_plugs_that_fail_all_the_time_only_cost_service(out: Path) -> None:
    rule = ("mean_time_between_failures_h=1.0", "mean_time_to_repair_h=0.1")
    busy = RunFolder(run(small(*(f"outages.{part}" for part in rule)), out))
    assert len(busy.table("outages")) > 1000
    assert all(check["ok"] for check in busy.manifest["checks"])


def test_a_comparison_warns_of_another_tariff_and_other_weather(
    first: RunFolder, out: Path
) -> None:
    changed = small("money.tariff=gansu-2024-flat", "weather.warming_k=2", "period.days=1")
    cautions = [one.en for one in compare([first, RunFolder(run(changed, out))]).cautions]
    assert any("gansu-2024-flat" in text for text in cautions)
    assert any("+2 K" in text for text in cautions)


def test_the_use_of_plugs_is_that_of_their_sessions(first: RunFolder) -> None:
    plugs = first.table("plugs").set_index(["station", "plug"])
    rows = first.table("sessions")
    rows["hours"] = (rows["end"] - rows["start"]).dt.total_seconds() / 3600.0
    by_plug = rows.groupby(["station", "plug"], observed=True)
    used = plugs[plugs["sessions"] > 0]
    assert len(used) == len(by_plug)
    assert used["sessions"].sum() == len(rows)
    sums = by_plug[["energy_kwh", "hours"]].sum().reindex(used.index)
    assert used["energy_kwh"].to_numpy() == pytest.approx(sums["energy_kwh"].to_numpy())
    # Times of sessions are kept in milliseconds.
    assert used["taken_h"].to_numpy() == pytest.approx(sums["hours"].to_numpy(), abs=1e-4)
    assert plugs["utilisation"].between(0.0, 1.0).all()
