"""Stations side by side, and figures on a dark page."""

from pathlib import Path

import pandas as pd
import pytest

from dashboard.figures import energy, scheme, stations, theme
from dashboard.parts import stations_compared
from sim.results import RunFolder
from tests.support.make_run import make_run


def _use(waited_h: dict[str, float], plugs: int = 10) -> pd.DataFrame:
    frame = pd.DataFrame({"waited_h": pd.Series(waited_h, dtype=float)})
    figures = {"utilisation": 0.25, "wait_p95": 9.0, "energy_mwh": 1.0, "sessions": 30.0}
    frame = frame.assign(plugs=plugs, wait_mean=2.0 * frame["waited_h"], **figures)
    return frame.rename_axis("station")


def test_stations_where_most_is_waited_in_any_run_come_first() -> None:
    use = {"a": _use({"x": 1.0, "y": 5.0, "z": 2.0}), "b": _use({"x": 9.0})}
    figure = stations.stations_compared(use, "en", most=2)
    assert len(figure.data) == 2 * len(stations.MEASURES)
    assert list(figure.data[0].y) == ["x", "y"]
    assert list(figure.data[3].x) == [25.0, 25.0]
    assert [trace.name for trace in figure.data if trace.showlegend] == ["a", "b"]


def test_table_says_at_which_station_the_wait_changed() -> None:
    use = {"today": _use({"x": 9.0, "y": 5.0}), "more": _use({"x": 4.0, "new": 1.0}, plugs=30)}
    rows = stations_compared.records(use)
    assert [(row["station"], row["run"]) for row in rows] == [
        *(("x", "today"), ("x", "more"), ("y", "today"), ("new", "more"))
    ]
    assert (rows[1]["plugs_change"], rows[1]["waited_h_change"]) == (20.0, -5.0)
    assert (rows[1]["wait_mean"], rows[1]["wait_mean_change"]) == (8.0, -10.0)
    assert not [row for row in (rows[0], rows[3]) if "waited_h_change" in row]


def test_a_station_has_one_name_in_all_runs(tmp_path: Path) -> None:
    runs = {name: RunFolder(make_run(tmp_path / name, days=1)) for name in ("today", "more")}
    names = "sites:\n- id: yz-1\n  name:\n    zh: 校区\n    en: Campus\n"
    (runs["more"].path / "scenario.yaml").write_text(names, encoding="utf-8")
    use = stations_compared.named(runs, "en")
    assert set(use["today"].index) == set(use["more"].index)
    assert "Campus charging" in use["today"].index


def test_a_run_without_stations_keeps_the_colours_of_the_others() -> None:
    figure = stations.stations_compared({"none": _use({}), "b": _use({"x": 9.0})}, "zh")
    assert {trace.marker.color for trace in figure.data} == {theme.colour_of_run(1)}


def test_no_stations_is_said() -> None:
    figure = stations.stations_compared({"none": _use({})}, "en")
    assert figure.layout.annotations[0].text == theme.text("no_stations", "en")


@pytest.mark.parametrize("colour", [theme.COLOURS["net_kw"], theme.RUNS[7]])
def test_dark_lines_are_light_on_a_dark_page(colour: str) -> None:
    days = pd.DataFrame(
        {"pv_used": [1.0], "grid_import": [2.0], "grid_export": [0.0]},
        index=pd.date_range("2025-01-01", periods=1),
    )
    figure = energy.daily_energy({"run": days}, "en")
    figure.add_scatter(x=[1], y=[1], line={"color": colour})
    drawn = scheme.on_dark(figure)
    assert drawn.data[-1].line.color != colour
    assert drawn.data[0].marker.color == theme.COLOURS["pv_used"]
    assert drawn.layout.font.color == drawn.layout.annotations[0].font.color != "#3e4c59"
