"""Parts of the comparison: series in words, energy that balances, changes that add up."""

from itertools import pairwise

import numpy as np
import pytest

from dashboard.figures import sankey, series, waterfall
from dashboard.figures.compare import carbon_bars, cost_bars
from dashboard.files.library import Library
from dashboard.look import Look
from dashboard.pages import compare as page
from dashboard.parts import series_names
from dashboard.parts.changes import steps
from dashboard.parts.series_lines import chart
from dashboard.queries import series as queries
from dashboard.queries.energy_flow import ENDS, SOURCES, Flow, energy_flow
from dashboard.view import View
from sim.results import RunFolder
from tests.support.make_run import make_run


@pytest.fixture(scope="module", name="library")
def _library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("runs")
    for name in ("baseline", "green-plan"):
        make_run(folder / f"{name}-1", green=name != "baseline", days=9)
    return Library(folder)


def _look(
    library: Library, runs: tuple[str, ...] = ("baseline-1", "green-plan-1"), **choices: str
) -> Look:
    view = library.resolve(View(runs=runs, lang="en").choosing(**choices))
    return Look(view, library.chosen(view).runs, ())


def _green(library: Library) -> RunFolder:
    return _look(library).runs[1]


def test_every_node_gives_what_it_takes(library: Library) -> None:
    for run in _look(library).runs:
        flows = energy_flow(run)
        nodes = {node for flow in flows for node in (flow.origin, flow.target)}
        for node in nodes - set(SOURCES) - set(ENDS):
            into = sum(flow.mwh for flow in flows if flow.target == node)
            out = sum(flow.mwh for flow in flows if flow.origin == node)
            assert out == pytest.approx(into, rel=2e-5), node
        taken = sum(flow.mwh for flow in flows if flow.origin in SOURCES)
        given = sum(flow.mwh for flow in flows if flow.target in ENDS)
        assert given == pytest.approx(taken, rel=2e-5)
        assert all(flow.mwh > 0.0 for flow in flows)


def test_flows_are_those_of_the_kpis(library: Library) -> None:
    run = _green(library)
    kpis = run.kpis().set_index("name")["value"]
    flows = {(flow.origin, flow.target): flow.mwh for flow in energy_flow(run)}
    assert flows["grid", "electricity"] == pytest.approx(kpis["grid_import"], rel=1e-5)
    assert flows["pv", "electricity"] == pytest.approx(kpis["pv_yield"], rel=1e-5)
    assert flows["electricity", "charging"] == pytest.approx(kpis["charging_demand"], rel=1e-5)
    diesel_l = _look(library).runs[0].table("vehicles").query("energy == 'diesel'")["fuel"].sum()
    base = {(flow.origin, flow.target): flow.mwh for flow in energy_flow(_look(library).runs[0])}
    # 43 MJ/kg x 0.84 kg/l = 36.12 MJ/l = 10.03 kWh/l
    assert base["diesel", "vehicles"] == pytest.approx(diesel_l * 10.033 / 1000, rel=1e-3)


def test_ribbons_are_as_wide_as_the_energy_in_every_panel() -> None:
    small, large = Flow("grid", "electricity", 100.0), Flow("grid", "electricity", 400.0)
    ends = [Flow("electricity", "building", 100.0), Flow("electricity", "building", 400.0)]
    figure = sankey.energy({"a": (small, ends[0]), "b": (large, ends[1])}, "en")
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    domains = [figure.layout[axis].domain for axis in ("yaxis", "yaxis2")]
    assert domains[0][1] - domains[0][0] == pytest.approx(domains[1][1] - domains[1][0])
    tall = {
        axis: max(max(t.y) - min(t.y) for t in figure.data if t.fill and t.yaxis == axis)
        for axis in ("y", "y2")
    }
    assert tall == {"y": 100.0, "y2": 400.0}


def test_no_ribbon_lies_on_another_where_columns_stand() -> None:
    flows = (
        *(Flow("grid", "electricity", 50.0), Flow("gas", "heating", 20.0)),
        *(Flow("electricity", "heating", 50.0), Flow("diesel", "vehicles", 30.0)),
        Flow("heating", "space_heat", 70.0),
    )
    layout = sankey.Layout(flows)
    layout.place(5.0)
    for column, slots in enumerate(layout.slots):
        at = [(layout.top[column, name], mwh) for name, mwh in slots]
        for (top, mwh), (below, _) in pairwise(at):
            assert below == pytest.approx(top - mwh - 5.0)
    assert [name for name, _ in layout.slots[1]] == [
        "electricity",
        "gas>heating",
        "diesel>vehicles",
    ]


def test_changes_add_up_to_the_difference_of_the_totals(library: Library) -> None:
    compared = _look(library).comparison
    for group in ("cost", "carbon"):
        begin, end, found = steps(compared, 1, group, "en")
        assert begin + sum(step.change for step in found) == pytest.approx(end)
        assert "Not itemised" not in [step.label for step in found]
    kpis = [run.kpis().set_index("name")["value"] for run in compared.runs]
    assert begin == pytest.approx(kpis[0]["carbon_total"])


def test_waterfall_ends_at_the_run_and_gathers_what_is_small() -> None:
    changes = [waterfall.Step("A", -30.0), waterfall.Step("B", 0.2), waterfall.Step("C", 10.0)]
    figure = waterfall.waterfall((("x", 100.0), ("y", 80.2)), changes, "t", "en")
    drawn = figure.data[0]
    assert list(drawn.customdata) == ["x", "A", "C", "Small others", "y"]
    assert sum(drawn.y[:-1]) == pytest.approx(drawn.y[-1])
    assert drawn.increasing.marker.color != drawn.decreasing.marker.color


def test_bars_of_carbon_hold_what_is_in_the_total(library: Library) -> None:
    compared = _look(library).comparison
    for draw, total in ((cost_bars, "total_cost"), (carbon_bars, "carbon_total")):
        figure = draw(compared, "en")
        row = compared.row(total)
        assert row is not None
        marks = next(trace.y for trace in figure.data if trace.type == "scatter")
        bars = np.sum([trace.y for trace in figure.data if trace.type == "bar"], axis=0)
        assert bars == pytest.approx(np.asarray(marks, dtype=float))


def test_series_are_said_in_words_with_their_units(library: Library) -> None:
    run = _green(library)
    options = series_names.places((run,), "en")
    assert [group["group"] for group in options][:3] == ["Whole park", "Areas", "Sites"]
    values = [item["value"] for group in options for item in group["items"]]
    assert {column.rpartition("/")[0] for column in run.series_columns} == set(values)
    assert series_names.quantities((run,), "site/yt-1")[:2] == ["net_kw", "building_kw"]
    for column in run.series_columns:
        _, quantity = series_names.parted(column)
        assert quantity in series_names.QUANTITIES
    assert series_names.unit("net_kw", 25_000.0, "en") == series_names.Unit("MW", 0.001, 1)
    assert series_names.unit("loading", 0.9, "zh").name == "%"
    assert series_names.unit("loading", 0.9, "zh").factor == 100.0
    assert series_names.unit("queue", 9.0, "zh").digits == 0


@pytest.mark.parametrize(
    ("place", "quantity", "column"),
    [
        ("site/yt-1", "loading", "site/yt-1/loading"),
        ("site/yt-1", "../x", "site/yt-1/net_kw"),
        ("site/nowhere", "net_kw", "park/import_kw"),
        ("", "", "park/import_kw"),
        ("world", "temperature_c", "world/temperature_c"),
    ],
)
def test_a_link_names_a_series_that_is_there(
    library: Library, place: str, quantity: str, column: str
) -> None:
    assert series_names.column_of((_green(library),), place, quantity) == column


def test_bands_rasters_and_durations_are_those_of_the_series(library: Library) -> None:
    run = _green(library)
    values = run.series(["park/import_kw"])["park/import_kw"].to_numpy()
    days, hours = (queries.band(run, "park/import_kw", by) for by in ("days", "hours"))
    assert days is not None and hours is not None
    assert days["most"].iloc[3] == values[3 * 96 : 4 * 96].max()
    assert hours["mean"].iloc[8 * 4] == pytest.approx(values[8 * 4 :: 96].mean(), rel=1e-5)
    raster = queries.raster(run, "park/import_kw")
    assert raster is not None
    assert raster.iloc[5, 2] == pytest.approx(values[2 * 96 + 20 : 2 * 96 + 24].mean(), rel=1e-5)
    curve = queries.duration(run, "park/import_kw")
    assert curve is not None
    reached = curve.iloc[100]
    assert (values >= reached["value"]).sum() * 0.25 == pytest.approx(reached["hours"])
    assert queries.band(run, "park/nothing_kw", "days") is None


def test_scales_are_alike_for_all_runs(library: Library) -> None:
    shown = _look(library)
    frames = {title: queries.raster(run, "park/import_kw") for title, run in shown.titled()}
    figure = series.rasters(frames, "MW", 1, 0.001, "en")
    assert {trace.coloraxis for trace in figure.data} == {"coloraxis"}
    most = max(frame.to_numpy().max() for frame in frames.values() if frame is not None)
    assert figure.layout.coloraxis.cmax == pytest.approx(most / 1000)
    bands = {t: queries.band(run, "park/import_kw", "hours") for t, run in shown.titled()}
    figure = series.bands(bands, "MW", 1, 0.001, "en")
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.yaxis.range[1] > most / 1000


def test_values_of_both_signs_have_zero_in_the_middle(library: Library) -> None:
    raster = queries.raster(_green(library), "park/battery_kw")
    scale = series.rasters({"a": raster}, "kW", 1, 1.0, "en").layout.coloraxis
    assert scale.cmin == -scale.cmax


def test_a_series_that_one_run_lacks_leaves_the_others(library: Library) -> None:
    shown = _look(library, place="station/taxi-hub", quantity="queue", view="year")
    drawn = chart(shown, week=False, apart=False)
    assert drawn is not None
    assert [line.title for line in drawn.lines] == [shown.titled()[1][0]]
    assert drawn.lines[0].colour == 1
    for view in page.VIEWS:
        assert page._series(_look(library, place="station/taxi-hub", view=view)) is not None


def test_week_view_begins_with_the_chosen_week(library: Library) -> None:
    drawn = chart(_look(library, week="2025-01-08"), week=True, apart=False)
    assert drawn is not None
    assert np.datetime_as_string(np.datetime64(drawn.start[0], "ms"), unit="D") == "2025-01-08"


def test_sections_of_a_run_alone_say_what_to_do(library: Library) -> None:
    alone = _look(library, ("green-plan-1",))
    for part in page.PAGE.sections:
        assert part.draw(alone) is not None
    said = str(page.changes.cost(alone))
    assert "Choose one more run" in said
