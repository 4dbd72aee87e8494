"""Stations side by side, and figures on a dark page."""

import pandas as pd
import pytest

from dashboard.figures import energy, scheme, stations, theme


def _use(energy_mwh: dict[str, float]) -> pd.DataFrame:
    frame = pd.DataFrame({"energy_mwh": energy_mwh})
    return frame.assign(utilisation=0.25, wait_minutes=4.0).rename_axis("station")


def test_stations_with_the_most_energy_are_drawn_for_all_runs() -> None:
    use = {"a": _use({"x": 1.0, "y": 5.0, "z": 2.0}), "b": _use({"x": 9.0})}
    figure = stations.stations_compared(use, "en", most=2)
    assert len(figure.data) == 6
    assert list(figure.data[0].y) == ["y", "x"]
    assert list(figure.data[1].x) == [25.0, 25.0]
    assert [trace.name for trace in figure.data if trace.showlegend] == ["a", "b"]


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
