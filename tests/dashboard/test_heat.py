"""Heat & sun: what is drawn is what the tables hold, and what is not there is said."""

from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import binding
from dashboard.figures import ground as ground_figures
from dashboard.figures import heat as heat_figures
from dashboard.figures import sun as sun_figures
from dashboard.files.library import Library
from dashboard.look import Look
from dashboard.pages.heat import PAGE
from dashboard.parts import heat_names
from dashboard.queries import ground, heat, sun
from dashboard.reports.static import Static
from dashboard.texts import text
from dashboard.view import View
from sim.kpi.heat import spf
from sim.kpi.registry import Facts
from sim.results import RunFolder
from tests.support.made_heat import LOSSES, SOURCE, STORE
from tests.support.make_run import make_run


@pytest.fixture(name="library", scope="module")
def _library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("runs")
    make_run(folder / "baseline-1", green=False, days=40)
    make_run(folder / "green-1", days=40)
    return Library(folder)


@pytest.fixture(name="green")
def _green(library: Library) -> RunFolder:
    run = library.open("green-1")
    assert isinstance(run, RunFolder)
    return run


@pytest.fixture(name="today")
def _today(library: Library) -> RunFolder:
    run = library.open("baseline-1")
    assert isinstance(run, RunFolder)
    return run


def _look(library: Library, **choices: str) -> Look:
    view = library.resolve(View(lang="en").choosing(**choices))
    chosen = library.chosen(view)
    return Look(view, chosen.runs, chosen.problems)


def _drawn(library: Library, key: str, **choices: str) -> str:
    part = next(part for part in PAGE.sections if part.key == key)
    return Static("en").render(part.draw(_look(library, **choices)))


def test_waterfall_of_pv_closes_and_names_its_losses(green: RunFolder) -> None:
    steps = sun.waterfall(green)
    assert steps.iloc[:-1].sum() == pytest.approx(steps["ac_kwh"])
    assert steps["ac_kwh"] == pytest.approx(green.table("pv")["ac_kwh"].sum())
    assert list(steps.index) == ["nominal_kwh", *LOSSES, "ac_kwh"]
    one = sun.waterfall(green, "site:yt-2")
    assert one["ac_kwh"] < steps["ac_kwh"]
    assert one.equals(sun.waterfall(green, "roof:yt-2-roof"))
    figure = sun_figures.waterfall(steps, "en")
    drawn = dict(zip(figure.data[0].x, figure.data[0].text, strict=True))
    assert drawn["Temperature"] == "−4.0 %"
    assert figure.data[0].measure[0] == "absolute" and figure.data[0].measure[-1] == "total"


def test_key_figures_of_pv_are_those_of_the_park(green: RunFolder) -> None:
    known = sun.key_figures(green)
    rows = green.table("pv")
    assert known["performance_ratio"] == pytest.approx(1.0 - sum(LOSSES.values()))
    assert known["yield_kwh_per_kwp"] * known["kwp"] == pytest.approx(rows["ac_kwh"].sum())
    assert known["plane_kwh_per_m2"] * known["performance_ratio"] == pytest.approx(
        known["yield_kwh_per_kwp"]
    )


def test_months_hold_what_is_needed_and_who_supplies_it(green: RunFolder, today: RunFolder) -> None:
    for run in (green, today):
        months, rows = heat.by_month(run), run.table("buildings")
        assert len(months) == 2
        assert months["heat_kwh"].sum() == pytest.approx(rows["heat_kwh"].sum())
        supplied = months[list(heat.SUPPLIES)].sum().sum()
        made = rows[["compressor_kwh", "ambient_kwh", "backup_kwh", "boiler_kwh"]].sum().sum()
        assert supplied == pytest.approx(made)
    assert heat.supplied(today)["district_kwh"] > 0.0
    assert heat.supplied(today)["boilers_kwh"] == 0.0
    assert heat.supplied(green)["ambient_kwh"] > heat.supplied(green)["compressor_kwh"]


def test_heat_by_network_and_electric_water_are_told_apart(
    today: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = today.table("buildings").assign(hot_water_electricity_kwh=4000.0)
    rows["boiler_kwh"] = rows["heat_kwh"] + 4000.0
    monkeypatch.setattr(RunFolder, "table", lambda *_: rows)
    parted = heat.buildings.__wrapped__(today)
    assert (parted["electric_kwh"] == 4000.0).all()
    assert parted["district_heat_kwh"].to_numpy() == pytest.approx(rows["heat_kwh"].to_numpy())


def test_parts_add_up_to_all(green: RunFolder) -> None:
    sites = [f"{kind}:{value}" for kind, value in heat.parts(green) if kind == "site"]
    assert len(sites) == 5
    parts = sum(heat.by_month(green, part)["heat_kwh"].sum() for part in sites)
    assert parts == pytest.approx(heat.by_month(green)["heat_kwh"].sum())


def test_performance_is_that_of_the_kpis(green: RunFolder) -> None:
    points = heat.performance(green)
    sums = green.table("buildings").sum(numeric_only=True)
    machines = (sums["compressor_kwh"] + sums["ambient_kwh"]) / (
        sums["compressor_kwh"] + sums["source_pump_kwh"]
    )
    assert points["machines"].min() <= machines <= points["machines"].max()
    facts = Facts(green)
    h4 = spf(facts, "h4")
    assert h4 is not None
    assert points["whole"].min() <= h4 <= points["whole"].max()
    january = green.series(["world/temperature_c"])["world/temperature_c"][: 31 * 96]
    assert points["temperature_c"].iloc[0] == pytest.approx(float(january.mean()), abs=1e-3)


def test_temperature_of_a_run_that_begins_inside_a_month(tmp_path: Path) -> None:
    run = RunFolder(make_run(tmp_path / "r", start="2025-01-20", days=14))
    means = heat.temperature_by_month(run)
    assert set(means.index) == set(run.table("buildings")["month"])


def test_defrosting_is_a_share_of_the_compressors(green: RunFolder, today: RunFolder) -> None:
    months = heat.defrosting(green)
    rows = green.table("buildings")
    whole = months["defrost_kwh"].sum() / months["compressor_kwh"].sum()
    assert whole == pytest.approx(rows["defrost_kwh"].sum() / rows["compressor_kwh"].sum())
    assert heat.defrosting(today).empty


def test_source_keeps_its_extremes_when_thinned(green: RunFolder) -> None:
    series = ground.year_of_source(green, SOURCE)
    whole = green.series([f"source/{SOURCE}/fluid_c", f"source/{SOURCE}/heat_kw"])
    fluid = whole[f"source/{SOURCE}/fluid_c"]
    assert len(series["fluid_c"]) <= 1500 < len(fluid)
    assert series["fluid_c"].min() == fluid.min()
    assert series["fluid_c"].max() == fluid.max()
    assert series["heat_kw"].mean() == pytest.approx(whole.iloc[:, 1].mean(), rel=1e-5)
    figure = ground_figures.year_of_source(series, "zh")
    assert [trace.name[:3] for trace in figure.data] == ["进热泵", "钻孔壁", "取热（"]


def test_store_shows_one_week_in_local_time(green: RunFolder) -> None:
    assert ground.stores(green) == (STORE,)
    week = ground.week_of_store(green, STORE, pd.Timestamp("2025-01-08").date())
    assert len(week) == 7 * 96
    figure = ground_figures.week_of_store(week, "en")
    assert str(figure.data[0].x[0])[:16].replace("T", " ") == "2025-01-08 00:00"
    assert {trace.name for trace in figure.data} == {"Indoors", "Outdoors", "Heat in the tank"}


def test_comfort_is_a_share_of_the_hours_in_use(green: RunFolder) -> None:
    rows = heat.groups(green)
    first = green.table("buildings").query("building == 'yt-1-offices'")
    share = first["hours_below_setpoint"].sum() / first["hours_in_use"].sum()
    found = rows.set_index("building").loc["yt-1-offices"]
    assert found["cold_share"] == pytest.approx(share)
    figure = heat_figures.comfort(rows.assign(called=rows["building"]), "en")
    assert max(figure.data[0].x) == pytest.approx(100.0 * share, abs=1e-3)


def test_all_sections_draw_in_both_languages(library: Library) -> None:
    for part in PAGE.sections:
        for lang in ("zh", "en"):
            shown = _look(library)
            out = Static(lang).render(part.draw(Look(shown.view.but(lang=lang), shown.runs, ())))
            assert "data-figure" in out or "<table>" in out, part.key


def test_what_a_run_does_not_have_is_said(library: Library) -> None:
    said = {
        "pv": "heat.pv.none",
        "roofs": "heat.pv.none",
        "ground": "heat.ground.none",
        "sources": "heat.ground.none",
        "stores": "heat.stores.none",
        "performance": "heat.pumps.none",
        "defrost": "heat.defrost.none",
    }
    for key, words in said.items():
        assert text("en", words) in _drawn(library, key, run="baseline-1"), key
    # A select with nothing to choose is not shown: data, value and hidden of each.
    controls = binding.state(PAGE, _look(library, run="baseline-1"), library)[3:]
    hidden = zip(PAGE.all_choices(), controls[2::3], strict=True)
    assert {one.key for one, is_hidden in hidden if is_hidden} == {"source", "store", "week"}


def test_older_runs_without_tables_and_columns_are_shown(library: Library, tmp_path: Path) -> None:
    run = make_run(tmp_path / "old", days=8)
    for name in ("pv", "sources"):
        (run / f"{name}.parquet").unlink()
    rows = pd.read_parquet(run / "buildings.parquet")
    new = ["compressor_kwh", "ambient_kwh", "boiler_kwh", "hours_overheated", "store_in_kwh"]
    rows.drop(columns=new).to_parquet(run / "buildings.parquet")
    old = Library(tmp_path)
    for part in PAGE.sections:
        assert Static("en").render(part.draw(_look(old))), part.key
    assert text("en", "heat.none") in _drawn(old, "supply")
    assert "data-figure" in _drawn(old, "demand")


def test_choices_that_are_not_there_fall_back(library: Library) -> None:
    shown = _look(library, pv_part="site:nowhere", heat_part="x:y", source="no", week="1999-01-01")
    for choice in PAGE.all_choices():
        known = [str(option["value"]) for option in choice.options(shown)]
        assert choice.chosen(shown) in known, choice.key


def test_places_have_names(green: RunFolder) -> None:
    assert heat_names.part_name(green, "site:yt-2", "en") == "Site: Torch quarter"
    assert heat_names.part_name(green, "roof:yt-2-roof", "zh") == "屋顶：火炬大厦片区 · 朝南"
    assert heat_names.part_name(green, "system:air_source", "zh") == "供热方式：空气源热泵"
    assert heat_names.part_name(green, "system:own-kind", "en") == "Heated by: own-kind"
    assert heat_names.source_name(green, SOURCE, "en") == "Yantan depot"
    named = heat_names.group_name(green, STORE, "yt-1", "office", "en")
    assert named == "Yantan depot · Office"


def test_systems_of_runs_stand_side_by_side(green: RunFolder, today: RunFolder) -> None:
    supplied = {"A": heat.supplied(today), "B": heat.supplied(green)}
    figure: go.Figure = heat_figures.runs(supplied, {"A": {}, "B": {"H1": 3.0}}, "en")
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert all(list(bar.y) == ["B", "A"] for bar in bars)
    totals = np.sum([bar.x for bar in bars], axis=0)
    ratio = supplied["B"].sum() / supplied["A"].sum()
    assert totals[0] / totals[1] == pytest.approx(ratio, rel=1e-4)
    assert [trace.name for trace in figure.data if trace.type == "scatter"] == ["B"]
