"""What a figure exports is what it draws: names, units, local times, packed numbers."""

import json
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from dashboard.export.figure_data import decoded, frame_of
from dashboard.figures import power
from dashboard.figures.theme import local, wrapped


def _sent(figure: go.Figure) -> Any:
    """Return a figure as the browser sends it back: numbers packed."""
    return json.loads(figure.to_json())


def _hours(count: int) -> pd.DatetimeIndex:
    return pd.date_range("2025-03-01", periods=count, freq="h", tz="Asia/Shanghai")


def test_packed_numbers_are_unpacked_in_each_type_and_shape() -> None:
    for kind in (np.float64, np.float32, np.int16, np.uint8):
        values = np.arange(6).astype(kind)
        sent = _sent(go.Figure(go.Scatter(y=values)))["data"][0]["y"]
        assert "bdata" in sent
        assert decoded(sent) == [0, 1, 2, 3, 4, 5]
    raster = _sent(go.Figure(go.Heatmap(z=np.arange(6.0).reshape(2, 3))))["data"][0]["z"]
    assert decoded(raster) == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("sent", [None, "abc", 3, {"dtype": "O", "bdata": "AAAA"}, {}])
def test_what_is_no_array_is_empty(sent: Any) -> None:
    assert decoded(sent) == []


def test_lines_over_the_same_times_stand_side_by_side() -> None:
    series = {
        "Heat": pd.Series(np.array([1000.0, 2500.0, 4000.0]), _hours(3)),
        "Sun": pd.Series(np.array([0.0, 500.0]), _hours(2)),
    }
    frame = frame_of(_sent(power.lines(series, "en")), "en")
    assert list(frame.columns) == ["Time", "Heat [MW]", "Sun [MW]"]
    assert frame["Time"].tolist() == local(_hours(3)).tolist()
    assert frame["Heat [MW]"].tolist() == [1.0, 2.5, 4.0]
    assert frame["Sun [MW]"].tolist()[:2] == [0.0, 0.5]
    assert frame["Sun [MW]"].isna().tolist() == [False, False, True]


def test_panels_are_named_and_take_the_unit_of_the_shared_axis() -> None:
    figure = make_subplots(1, 2, shared_yaxes=True, subplot_titles=["Today", "Plan"])
    for column, height in ((1, 3.0), (2, 5.0)):
        figure.add_bar(x=["a", "b"], y=[height, 1.0], name="Use", row=1, col=column)
    figure.update_yaxes(title="Energy / MWh", row=1, col=1)
    frame = frame_of(_sent(figure), "zh")
    assert list(frame.columns) == ["项目", "Today · Use [MWh]", "Plan · Use [MWh]"]
    assert frame["Plan · Use [MWh]"].tolist() == [5.0, 1.0]


def test_numbers_that_differ_and_keys_that_repeat_have_a_row_a_value() -> None:
    figure = go.Figure([go.Scatter(x=[1.0, 2.0], y=[3, 4]), go.Scatter(x=[1.5], y=[9], name="b")])
    frame = frame_of(_sent(figure), "en")
    assert frame[["x", "Value"]].to_numpy().tolist() == [[1.0, 3], [2.0, 4], [1.5, 9]]
    twice = frame_of(_sent(go.Figure(go.Scatter(x=["a", "a"], y=[1, 2]))), "en")
    assert twice["Value"].tolist() == [1, 2]


def test_rasters_flows_and_parts_have_a_row_a_value() -> None:
    means = pd.DataFrame([[1000.0, 2000.0]], index=[7], columns=["2025-01-01", "2025-01-02"])
    raster = frame_of(_sent(power.hour_by_day(means, "en")), "en")
    assert list(raster.columns) == ["Time", "Hour of day", "MW"]
    assert raster["MW"].tolist() == [1.0, 2.0]
    flows = go.Sankey(
        node={"label": ["PV", "Cars"]}, link={"source": [0], "target": [1], "value": [8]}
    )
    assert frame_of(_sent(go.Figure(flows)), "en").to_dict("records") == [
        {"From": "PV", "To": "Cars", "Value": 8}
    ]
    pie = go.Figure(go.Pie(labels=["gas"], values=[2.0]))
    assert frame_of(_sent(pie), "zh").to_dict("records") == [{"部分": "gas", "数值": 2.0}]


def test_spans_have_begin_and_end() -> None:
    bar = go.Bar(y=["plug 1"], x=[3_600_000], base=["2025-01-01T08:00:00"], orientation="h")
    row = frame_of(_sent(go.Figure(bar)), "en").iloc[0]
    assert row["Item"] == "plug 1"
    assert (row["Start"], row["End"]) == (
        pd.Timestamp("2025-01-01 08:00"),
        pd.Timestamp("2025-01-01 09:00"),
    )


def test_nothing_drawn_gives_nothing() -> None:
    assert frame_of({}, "en").empty
    assert frame_of(_sent(power.week({"a": None}, "en")), "en").empty


def test_no_line_begins_with_a_mark_that_ends_something() -> None:
    assert wrapped("直流侧（失配、线损等）", 10) == "直流侧（失<br>配、线损<br>等）"
    assert wrapped("Green plan two 绿色方案", 8) == "Green<br>plan two<br>绿色方案"
