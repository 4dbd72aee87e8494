"""Controllers in whole runs: the same cars under each, the yardstick, rules of one's own, calls."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.control.plan import NAMES
from sim.control.rule import RuleError
from sim.results import RunFolder
from sim.run import run
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
DEPOT = "sites.depot.charging"
NAMED = [name for name in NAMES if name != "planned"]

GREEDY = """
class Greedy:
    def plan(self, view):
        return view.max_kw + 1.0
"""
CAREFUL = """
class Careful:
    '''Everybody gets the same, and nobody more than the plug takes.'''

    def plan(self, view):
        if view.vehicles == 0:
            return []
        limit = min(view.limit_kw, *view.station_limit_kw.values())
        return [min(kw, limit / view.vehicles) for kw in view.max_kw]
"""


def _small(*overrides: str, days: int = 2) -> Scenario:
    return load_scenario(SMALL, [f"period.days={days}", *overrides])


def _run(out: Path, controller: str, *overrides: str, days: int = 2) -> RunFolder:
    scenario = _small(f"{DEPOT}.controller={controller}", *overrides, days=days)
    return RunFolder(run(scenario, out))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.mark.parametrize("controller", NAMED)
def test_every_controller_runs_and_its_books_close(out: Path, controller: str) -> None:
    folder = _run(out, controller)
    assert all(check["ok"] for check in folder.manifest["checks"])
    limit_kw = 600.0 if controller != "uncontrolled" else 720.0
    power = folder.series(["station/depot-buses/power_kw"])["station/depot-buses/power_kw"]
    assert power.max() <= limit_kw * (1.0 + 1e-6)
    buses = folder.table("sessions").query("fleet == 'buses'")
    assert buses["energy_kwh"].sum() > 1000.0


CAMPUS = "sites.campus.charging"


def _yardstick(out: Path, controller: str) -> pd.Series:
    overrides = (f"{CAMPUS}.controller={controller}", f"{CAMPUS}.yardstick=true")
    folder = RunFolder(run(_small(*overrides), out))
    return folder.table("yardsticks").set_index("site").loc["campus"]


def test_no_controller_beats_perfect_foresight_and_the_optimum_comes_nearer(out: Path) -> None:
    """For cars that stay; see the story of the depot for where the optimum is no better."""
    rows = {name: _yardstick(out, name) for name in ("equal_share", "valley_filling", "optimum")}
    for row in rows.values():
        assert row["gap"] >= -1e-6
        assert row["note"] == ""
        assert row["optimum_cny"] > 0.0
    assert rows["optimum"]["gap"] < rows["valley_filling"]["gap"] < rows["equal_share"]["gap"]


def test_the_optimum_gives_the_same_bytes_again(tmp_path: Path) -> None:
    """What it expects is what the run itself has seen, nothing that is kept between runs."""
    once, again = (_run(tmp_path / name, "optimum", days=2) for name in ("once", "again"))
    for table in ("sessions", "trips", "series", "kpis"):
        file = f"{table}.parquet"
        assert (once.path / file).read_bytes() == (again.path / file).read_bytes()


def _with_rule(tmp_path: Path, text: str, name: str) -> dict[str, Any]:
    (tmp_path / "mine.py").write_text(text, encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"extends: {SMALL}\nname: mine\nperiod: {{days: 1}}\nsites:\n"
        f"  - id: depot\n    charging:\n      controller: {{python: 'mine.py:{name}'}}\n",
        encoding="utf-8",
    )
    return {"scenario": load_scenario(file), "out": tmp_path / "runs"}


def test_a_rule_of_ones_own_shares_the_power(tmp_path: Path) -> None:
    folder = RunFolder(run(**_with_rule(tmp_path, CAREFUL, "Careful")))
    assert all(check["ok"] for check in folder.manifest["checks"])
    assert folder.table("sessions").query("fleet == 'buses'")["energy_kwh"].sum() > 100.0


def test_a_rule_that_breaks_a_limit_ends_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    given = _with_rule(tmp_path, GREEDY, "Greedy")
    said = (
        r"Greedy at site 'depot' at \d+ s .*"
        r"plug \d \(dc-\d+\) of station 'depot-(buses|public)': .*it takes at most"
    )
    with pytest.raises(RuleError, match=said):
        run(**given)
    assert not list((tmp_path / "runs").glob("mine-*/manifest.json"))


def test_another_text_of_a_rule_is_another_run(tmp_path: Path) -> None:
    one = run(**_with_rule(tmp_path, CAREFUL, "Careful"))
    other = run(**_with_rule(tmp_path, CAREFUL + "\n", "Careful"))
    assert one.name != other.name


def test_a_call_lowers_the_limit_and_says_what_was_delivered(tmp_path: Path) -> None:
    file = tmp_path / "called.yaml"
    file.write_text(
        f"extends: {SMALL}\nname: called\nperiod: {{days: 2}}\ngrid_calls:\n"
        "  - {id: evening, day: 1, at: '22:02', minutes: 30, sites: [depot], limit_kw: 50,\n"
        "     repeat_days: 1}\n",
        encoding="utf-8",
    )
    folder = RunFolder(run(load_scenario(file), tmp_path / "runs"))
    calls = folder.table("grid_calls")
    assert calls["call"].tolist() == ["evening", "evening"]
    assert (calls["energy_kwh"] <= 25.0 + 1e-6).all()
    assert calls["delivered_kw"].to_numpy() == pytest.approx(
        (calls["before_kw"] - calls["energy_kwh"] / 0.5).to_numpy()
    )
    assert (calls["end"] - calls["begin"]).dt.total_seconds().tolist() == [1800.0, 1800.0]


def test_of_calls_that_overlap_the_lowest_limit_holds(tmp_path: Path) -> None:
    file = tmp_path / "called.yaml"
    file.write_text(
        f"extends: {SMALL}\nname: called\nperiod: {{days: 1}}\ngrid_calls:\n"
        "  - {id: long, day: 1, at: '20:00', minutes: 90, sites: [depot], limit_kw: 50}\n"
        "  - {id: inside, day: 1, at: '20:30', minutes: 20, sites: [depot], limit_kw: 10}\n"
        "  - {id: after, day: 1, at: '21:30', minutes: 60, sites: [depot], limit_kw: 0}\n",
        encoding="utf-8",
    )
    folder = RunFolder(run(load_scenario(file), tmp_path / "runs"))
    name = "site/depot/charging_kw"
    power = folder.series([name])[name].to_numpy()
    assert power[240:258].max() <= 50.0 + 1e-3
    assert power[246:250].max() <= 10.0 + 1e-3
    assert power[258:270].max() == 0.0
    calls = folder.table("grid_calls").set_index("call")
    assert calls.loc["long", "before_kw"] == pytest.approx(power[239], rel=1e-5)
    assert calls.loc["after", "delivered_kw"] == pytest.approx(power[257], rel=1e-5)


def test_nobody_keeps_a_plug_for_a_rest_that_rounding_leaves(out: Path) -> None:
    """Who is full when the run ends must have drawn power to the last: more than others can."""
    for controller in ("valley_filling", "optimum"):
        folder = _run(out, controller)
        rows = folder.table("sessions").query("reason == 'end of run'")
        taxis = rows[rows["fleet"] == "taxis"]
        for _, full in taxis[taxis["soc_end"] > 0.8999999].iterrows():
            assert full["station"] == "depot-public"
            others = int((rows["station"] == full["station"]).sum()) - 1
            name = "station/depot-public/power_kw"
            assert folder.series([name])[name].iloc[-1] > 60.0 * others + 1.0
