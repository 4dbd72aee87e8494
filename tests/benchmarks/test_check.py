"""The yardstick is right, the rows are well formed, and the crowd is not slow again."""

import heapq
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import check, heat_pump, pvwatts
from benchmarks.crowd import GREEN_PLAN, Fleet, against_heap, doubled, fleet_of
from benchmarks.heap import BareHeap
from benchmarks.profile import CROWD, stages, table
from benchmarks.row import Row, missing
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
KEYS = {"name", "ratio", "bound", "ok"}

SAFE_HEAP_SHARE = 0.10
"""Less than half of what the crowd reaches; with counted references it reached some 0.06."""


def _rows(ratio: float) -> list[Row]:
    return [Row("one", ratio, 0.5, "at least", "1 of 2"), Row("two", 2.0, 2.3, "at most", "")]


def test_the_bare_heap_handles_events_in_the_order_of_pythons_heap() -> None:
    bare, seen = BareHeap.of(37, seed=3), []
    python = list(zip(bare.times.tolist(), bare.ids.tolist(), strict=True))
    for _ in range(1000):
        now, who = bare.times[0], int(bare.ids[0])
        bare.run(1)
        again = float(bare.times[bare.ids == who][0])
        seen.append(now)
        assert heapq.heapreplace(python, (again, who)) == (now, who)
        assert again > now
    assert seen == sorted(seen)
    assert bare.counts.sum() == 1000


def test_the_bare_heap_draws_exponential_delays_of_mean_one() -> None:
    individuals, events = 500, 200_000
    bare = BareHeap.of(individuals)
    bare.run(events)
    # Each individual is a Poisson stream of rate 1: events / individuals, with its spread.
    assert bare.times[0] == pytest.approx(events / individuals, rel=0.02)
    assert bare.counts.var() == pytest.approx(events / individuals, rel=0.3)


def test_lost_individuals_are_noticed() -> None:
    bare = BareHeap.of(10)
    bare.ids[3] = 4
    with pytest.raises(AssertionError, match="lost"):
        bare.run(5)


def test_events_out_of_order_are_noticed() -> None:
    bare = BareHeap.of(10)
    bare.times[:] = bare.times[::-1].copy()
    with pytest.raises(AssertionError, match="order"):
        bare.run(20)


def test_all_rows_are_measured_on_a_small_park() -> None:
    rows = [row.as_dict() for row in check.measure(SMALL, days=1, weather_days=10)]
    assert len(rows) == len({row["name"] for row in rows}) == 13
    for row in rows:
        assert row.keys() >= KEYS
        assert isinstance(row["ok"], bool)
        assert "not_run" in row or row["ratio"] > 0.0
    assert json.loads(json.dumps(rows)) == rows


@pytest.mark.parametrize(("ratio", "code"), [(0.6, 0), (0.4, 1)])
def test_json_alone_on_stdout_and_a_failure_is_exit_1(
    ratio: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "measure", lambda: _rows(ratio))
    assert check.main(["--json"]) == code
    printed = json.loads(capsys.readouterr().out)
    assert [row["ok"] for row in printed] == [code == 0, True]
    assert check.main([]) == code
    assert ("FAILS" in capsys.readouterr().out) == (code == 1)


def test_a_library_that_is_absent_leaves_a_row_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    rows = [pvwatts.against_pvwatts(), heat_pump.against_hplib(), heat_pump.mild_weather()]
    for row, name in zip(rows, ("nrel-pysam", "hplib", "hplib"), strict=True):
        assert row.ok and row.not_run is not None and name in row.not_run
        told = json.loads(json.dumps(row.as_dict(), allow_nan=False))
        assert told["ratio"] is None and told["not_run"] == row.not_run
    assert check.table(rows).count("not run") == 3


@pytest.mark.skipif(missing("PySAM") is not None, reason="PySAM is not installed")
def test_a_roof_is_that_of_pvwatts_and_far_faster() -> None:
    assert (row := pvwatts.against_pvwatts()).not_run is None and row.ok, row


@pytest.mark.skipif(missing("hplib") is not None, reason="hplib is not installed")
def test_a_heat_pump_made_of_hplibs_points_is_hplibs() -> None:
    assert (row := heat_pump.against_hplib()).ratio > 0.1, row
    assert (row := heat_pump.mild_weather()).ok, row


def test_a_doubled_park_has_twice_the_taxis_requests_and_plugs() -> None:
    scenario = load_scenario(SMALL, ["period.days=1"])
    one, two = (Fleet(s).crowd for s in (scenario, doubled(scenario)))
    assert two.power.plugs.size == 2 * one.power.plugs.size
    assert two.hails.fleets["vehicles"].sum() == 2 * one.hails.fleets["vehicles"].sum()
    assert np.array_equal(two.hails.rate_per_s, 2.0 * one.hails.rate_per_s)


def test_the_stages_of_a_run_add_up() -> None:
    spent_s, events = stages(load_scenario(SMALL, ["period.days=1"]))
    assert all(seconds >= 0.0 for seconds in spent_s.values())
    assert {"weather", "buildings", "write", CROWD} <= spent_s.keys()
    assert events > 1000
    printed = table(spent_s, events, 1.0).splitlines()
    assert len(printed) == len(spent_s) + 5


@pytest.mark.slow
def test_the_crowd_of_the_green_plan_is_not_as_slow_as_with_counted_references() -> None:
    share = against_heap(fleet_of(GREEN_PLAN, 1))[0]
    assert share.ratio > SAFE_HEAP_SHARE, share.detail
