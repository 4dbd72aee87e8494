"""Low-carbon travel: who changes, who finds a place, and that nobody is lost."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import DayKind, TimeGrid
from sim.errors import InputError
from sim.inputs.car_sessions import CarSessions
from sim.inputs.passengers import build
from sim.inputs.timetable import read_timetable
from sim.inputs.travel import Line, _level, board, thin_cars, thin_taxis
from sim.models.vehicle import vehicle
from sim.scenario.base import Position, Text
from sim.scenario.fleets import Depot, Fleets, Ridership, Terminal, TimetabledFleet
from sim.scenario.travel import TravelShift, check_travel
from tests.support.taxi_world import _demand

TRIPS = """\
line,direction,service,depart,run_min,km,from,to
1,out,daily,07:10,30,10,a,b
1,out,daily,07:40,30,10,a,b
2,out,daily,07:50,40,20,a,b
1,out,workday,09:00,30,10,a,b
"""
GRID = TimeGrid(date(2025, 1, 6), 7, 60)


def _shift(**values) -> TravelShift:
    start = {"id": "s", "from_fleets": ("taxis",), "share": 0.5, "to_fleets": ("buses",)}
    return TravelShift.model_validate(start | values)


@pytest.fixture
def line(tmp_path):
    (tmp_path / "trips.csv").write_text(TRIPS)
    (tmp_path / "counts.csv").write_text("line,hour,passengers\n1,7,40\n2,7,10\n1,9,0\n")
    place = Position(latitude=36.0, longitude=103.8)
    fleet = TimetabledFleet(
        id="buses",
        name=Text(zh="公交", en="Buses"),
        vehicle="yutong-e12",
        timetable=tmp_path / "trips.csv",
        terminals=(Terminal(id="a", position=place), Terminal(id="b", position=place)),
        depots=(Depot(id="d", site="s", lines=("1", "2"), vehicles=2),),
        ridership=Ridership(counts=tmp_path / "counts.csv", busiest_section=1.0),
    )
    timetable = read_timetable(fleet.timetable, ["a", "b"])
    return Line("buses", timetable, build(fleet, vehicle("yutong-e12"), timetable))


def _taxis(per_h: float = 60.0, shifts=None):
    """Two zones 10 km apart, even; 1.6 persons a trip."""
    demand = _demand([1, 1], per_h, None, None, [])
    return thin_taxis("taxis", demand, shifts or [_shift()])


def test_the_share_moves_of_requests_and_kilometres() -> None:
    demand, moved = _taxis(60.0)
    assert demand.moved_share == pytest.approx(np.full((2, 24, 2), 0.5))
    assert moved.persons["s"][0, 7] == pytest.approx(30.0 * 1.6)
    assert moved.person_km["s"][0, 7] == pytest.approx(30.0 * 1.6 * (10.0 + 2.0) / 2)


def test_hours_days_and_zones() -> None:
    shift = _shift(from_hour=7, to_hour=9, days="workday", zones=("z1",))
    demand, moved = _taxis(60.0, [shift])
    where = np.argwhere(demand.moved_share > 0.0)
    assert where.tolist() == [[0, 7, 1], [0, 8, 1]]
    assert moved.persons["s"].sum() == pytest.approx(2 * 15.0 * 1.6)


def test_areas_are_those_of_zones() -> None:
    demand, _ = _taxis(60.0, [_shift(areas=("z0",))])
    assert demand.moved_share[0, 0].tolist() == [0.5, 0.0]


def test_a_second_shift_takes_of_what_the_first_leaves() -> None:
    demand, moved = _taxis(60.0, [_shift(), _shift(id="t", share=0.2)])
    assert demand.moved_share[0, 0, 0] == pytest.approx(0.6)
    assert moved.persons["t"].sum() == pytest.approx(0.2 * moved.persons["s"].sum())


def test_passengers_board_up_to_the_places_and_nobody_is_lost(line) -> None:
    """At 7 h: 38, 38 and 68 places are left on 10, 10 and 20 km: 2,120 person km in all."""
    shift = _shift(from_hour=7, to_hour=8)
    for per_h, more in ((10.0, 8 * 6.0 / 40.0), (400.0, None), (800.0, None)):
        _, moved = _taxis(per_h, [shift])
        aboard, flows = board([shift], [moved], [line])
        after = aboard["buses"]
        km = line.timetable.days[0].km
        added = after.aboard[0] - line.passengers.aboard[0]
        assert added == pytest.approx(after.changed[0]) and added[3] == 0.0
        if more is not None:
            assert added[:3] == pytest.approx([more] * 3)
        assert (after.aboard[0] <= after.places + 1e-9).all()
        flow = next(one for one in flows if one.kind == DayKind.WORKDAY)
        assert flow.person_km == pytest.approx(per_h * 0.5 * 1.6 * 6.0)
        assert (added * km).sum() == pytest.approx(flow.carried_km)
        assert after.left_behind[0].any() == (flow.person_km > 2120.0)
        left_km = max(0.0, flow.person_km - 2120.0)
        assert flow.person_km - flow.carried_km == pytest.approx(left_km, abs=1e-6)
        assert after.left_behind[0].sum() == pytest.approx(flow.left_behind, abs=1e-9)
        assert flow.left_behind == pytest.approx(left_km / 6.0, abs=1e-6)


def test_only_named_lines_carry(line) -> None:
    shift = _shift(from_hour=7, to_hour=8, lines=("2",))
    aboard, _ = board([shift], [_taxis(10.0, [shift])[1]], [line])
    assert np.flatnonzero(aboard["buses"].changed[0]).tolist() == [2]


def test_in_an_hour_without_a_bus_all_are_left_behind(line) -> None:
    shift = _shift(from_hour=3, to_hour=4)
    aboard, flows = board([shift], [_taxis(10.0, [shift])[1]], [line])
    assert [flow.carried_km for flow in flows] == [0.0, 0.0]
    assert flows[0].left_behind == flows[0].persons == pytest.approx(8.0)
    assert not aboard["buses"].changed[0].any()


def test_an_unknown_line_is_a_fault(line) -> None:
    shift = _shift(lines=("22",))
    with pytest.raises(InputError, match=r"travel_shift.s.lines.0: '22' is no line of buses"):
        board([shift], [_taxis(10.0, [shift])[1]], [line])


@given(
    st.lists(st.tuples(st.floats(0, 80), st.floats(0.5, 40)), min_size=1, max_size=12),
    st.floats(0.1, 5000),
)
def test_the_level_carries_all_or_fills_all(trips, person_km) -> None:
    room, km = np.array(trips).T
    more = _level(room, km, person_km)
    assert (more <= room).all() and (more >= 0.0).all()
    assert (more * km).sum() == pytest.approx(min(person_km, (room * km).sum()), rel=1e-9)
    below = more < room
    assert np.ptp(more[below]) == pytest.approx(0.0) if below.any() else True


def _sessions(count: int) -> CarSessions:
    draws = np.random.default_rng(1)
    arrive = np.sort(draws.uniform(0.0, GRID.end_s, count))
    station = draws.integers(0, 2, count).astype(np.int32)
    energy = np.full(count, 18.0)
    return CarSessions(arrive, arrive + 3600.0, energy, station, np.full(count, -1, np.int32))


def test_cars_are_thinned_and_the_others_stay_the_same() -> None:
    car = vehicle("car-generic")
    every = _sessions(4000)
    shift = _shift(from_fleets=("cars",), share=0.3, areas=("yantan",))
    few = _shift(from_fleets=("cars",), share=0.1, areas=("yantan",))
    args = (["yantan", "yuzhong"], car)
    rest, moved = thin_cars("cars", every, *args, [shift], GRID, (1, 0))
    more, _ = thin_cars("cars", every, *args, [few], GRID, (1, 0))
    assert set(rest.arrive_s) < set(more.arrive_s) < set(every.arrive_s)
    gone = ~np.isin(every.arrive_s, rest.arrive_s)
    assert not gone[every.station == 1].any()
    mean = 0.3 * (every.station == 0).sum()
    assert abs(gone.sum() - mean) < 4.0 * np.sqrt(0.7 * mean)
    days = np.array([5, 2])[:, None]
    assert (moved.persons["s"] * days).sum() == pytest.approx(1.3 * gone.sum())
    km = 18.0 / (car.traction_kwh_per_km + car.aux_base_kw / 30.0)
    assert (moved.person_km["s"] * days).sum() == pytest.approx(1.3 * gone.sum() * km)


def test_faults_of_references() -> None:
    wrong = {"areas": ("mars",), "zones": ("z",), "from_hour": 9, "to_hour": 9}
    shift = _shift(from_fleets=("taxi",), to_fleets=("bus",), **wrong)
    said = [str(fault) for fault in check_travel((shift, shift), Fleets(), ["yantan"])]
    for part in (
        "'taxi' is not taxis or cars",
        "'bus' is not a timetabled fleet",
        "'mars' is not an area",
        "9 must be after from_hour, 9",
        "cars know no zones",
        "'s' is there twice",
    ):
        assert any(part in text for text in said), part
