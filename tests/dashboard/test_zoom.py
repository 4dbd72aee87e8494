"""Zooming: what is drawn of a window, how it stands in an address, and what differs."""

import numpy as np
import pytest

from dashboard.figures import zoomed
from dashboard.figures.zoomed import Chart, Line
from dashboard.parts.zoom import patch

BEGIN_MS = int(np.datetime64("2025-01-01", "ms").astype(np.int64))
MINUTE_MS = 60_000
YEAR = 525_600


def _line(values: np.ndarray, step: int = 1, begin_ms: int = BEGIN_MS, title: str = "a") -> Line:
    return Line(title, 0, begin_ms, step, values.astype(np.float32))


def _chart(*lines: Line, **more: object) -> Chart:
    return Chart("n", lines, "MW", context="year", **more)  # type: ignore[arg-type]


def _year() -> Line:
    return _line(np.random.default_rng(1).normal(size=YEAR))


def test_a_year_of_minutes_is_few_points_with_its_peaks() -> None:
    line = _year()
    times, values, complete = line.points((line.begin_ms, line.end_ms), 2000)
    assert len(values) <= 2000
    assert not complete
    assert values.max() == line.values.max()
    assert values.min() == line.values.min()
    peak = line.values.argmax()
    assert times[values.argmax()] == BEGIN_MS + peak * MINUTE_MS


def test_down_to_the_minute_every_value_is_drawn() -> None:
    line = _year()
    begin = BEGIN_MS + 100_000 * MINUTE_MS
    times, values, complete = line.points((begin, begin + 60 * MINUTE_MS), 2000)
    assert complete
    # One step beyond either end, so that lines run to the edges.
    assert np.array_equal(values, line.values[99_999:100_061])
    assert times[1] == begin


@pytest.mark.parametrize("count", [1, 4, 12])
def test_all_lines_together_stay_few(count: int) -> None:
    lines = [_year() for _ in range(count)]
    chart = _chart(*lines, differs=True)
    parts = zoomed.traces(chart, chart.whole)
    assert len(parts) == 2 * count - 1
    assert sum(len(part["x"]) for part in parts) <= zoomed.ALL_POINTS
    assert max(len(part["x"]) for part in parts) <= zoomed.LINE_POINTS


def test_difference_is_run_less_baseline_where_both_are() -> None:
    base = _line(np.arange(6.0), 10)
    other = _line(np.full(6, 10.0), 10, BEGIN_MS + 30 * MINUTE_MS)
    found = zoomed.difference(base, other)
    assert found is not None
    assert found.begin_ms == other.begin_ms
    assert found.values.tolist() == [7.0, 6.0, 5.0]


def test_difference_of_other_steps_is_that_of_means() -> None:
    fine, coarse = _line(np.arange(30.0), 1), _line(np.array([0.0, 100.0]), 15)
    found = zoomed.difference(fine, coarse)
    assert found is not None
    assert found.step_minutes == 15
    assert found.values.tolist() == [-7.0, 78.0]


@pytest.mark.parametrize(
    "other",
    [
        _line(np.zeros(5), begin_ms=BEGIN_MS + 400 * 86_400_000),
        _line(np.zeros(4), 7),
        _line(np.zeros(4), begin_ms=BEGIN_MS + 10_000),
    ],
)
def test_no_common_time_no_difference(other: Line) -> None:
    assert (
        zoomed.difference(_line(np.zeros(10), 5 if other.step_minutes == 7 else 1), other) is None
    )


@pytest.mark.parametrize(
    "said",
    [
        {"xaxis.range[0]": "2025-03-01 06:00", "xaxis.range[1]": "2025-03-02 18:30:15.5"},
        {"xaxis2.range": ["2025-03-01T06:00:00", "2025-03-02 18:30:15.5"]},
    ],
)
def test_what_plotly_says_of_a_window_is_understood(said: dict[str, object]) -> None:
    window = zoomed.moved(_chart(_year()), said)
    assert window is not None
    begin, end = (np.datetime64(one, "ms") for one in window)
    assert (str(begin), str(end)) == ("2025-03-01T06:00:00.000", "2025-03-02T18:30:15.500")


def test_double_click_shows_all_and_other_changes_nothing() -> None:
    chart = _chart(_year())
    assert zoomed.moved(chart, {"xaxis.autorange": True}) == chart.whole
    for said in (None, {}, {"autosize": True}, {"yaxis.range[0]": 1}, {"xaxis.range[0]": "x"}):
        assert zoomed.moved(chart, said) is None
    assert zoomed.moved(chart, {"xaxis.range[0]": "x", "xaxis.range[1]": "y"}) is None


def test_a_window_has_at_least_two_steps_and_lies_in_the_data() -> None:
    chart = _chart(_year())
    begin, end = chart.whole
    narrow = zoomed.within(chart, (begin + 1000, begin + 1001))
    assert narrow is not None
    assert narrow[1] - narrow[0] == 2 * MINUTE_MS
    assert zoomed.within(chart, (begin - 5, end + 5)) == (begin, end)
    assert zoomed.within(chart, (end + 1, end + 9)) is None


def test_a_window_in_an_address_is_read_back_in_its_context_alone() -> None:
    chart = _chart(_year())
    window = (BEGIN_MS + 86_400_000, BEGIN_MS + 2 * 86_400_000)
    said = zoomed.written(chart, window)
    assert zoomed.read(chart, said) == window
    assert zoomed.read(chart, said.replace("year", "2025-01-08")) == chart.start
    for wrong in ("", "year", "year~x~y", "year~2025-01-01", "~~", "year~2031-01-01~2031-01-02"):
        assert zoomed.read(chart, wrong) == chart.start


def test_patch_holds_the_points_of_the_window_and_its_axes() -> None:
    chart = _chart(_year(), _year(), differs=True)
    window = (BEGIN_MS, BEGIN_MS + 3_600_000)
    operations = patch(chart, window).to_plotly_json()["operations"]
    places = [tuple(one["location"]) for one in operations]
    assert {place[1] for place in places if place[0] == "data"} == {0, 1, 2}
    assert ("layout", "xaxis2", "range") in places
    packed = next(one["params"]["value"] for one in operations if one["location"][-1] == "y")
    assert packed["dtype"] == "f4"


def test_panels_have_the_same_axes() -> None:
    second = _line(3.0 * np.random.default_rng(2).normal(size=YEAR))
    chart = _chart(_year(), second, differs=True, apart=True)
    figure = zoomed.draw(chart, chart.start, "en")
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.yaxis.range != figure.layout.yaxis3.range
    drawn = np.concatenate([trace.y for trace in figure.data[:2]])
    assert figure.layout.yaxis.range[0] < drawn.min() < drawn.max() < figure.layout.yaxis.range[1]
    assert zoomed.rows(chart) == 3
    assert [trace.yaxis for trace in figure.data] == ["y", "y2", "y3"]
