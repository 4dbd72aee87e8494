"""Who is aboard: the profile, counts, places, and what is said of bad files."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.inputs.passengers import build, load_factors
from sim.inputs.timetable import read_timetable
from sim.models.vehicle import vehicle
from sim.scenario.base import Position, Text
from sim.scenario.fleets import Depot, Ridership, Terminal, TimetabledFleet
from sim.tables import table

TRIPS = """\
line,direction,service,depart,run_min,km,from,to
1,out,daily,07:30,30,10,a,b
1,back,daily,08:05,30,10,b,a
2,out,workday,24:30,30,10,a,b
"""


@pytest.fixture
def aboard(tmp_path):
    def make(counts=None, service="bus", **ridership):
        (tmp_path / "trips.csv").write_text(TRIPS)
        if counts is not None:
            ridership["counts"] = tmp_path / "counts.csv"
            ridership["counts"].write_text(counts)
        place = Position(latitude=36.0, longitude=103.8)
        fleet = TimetabledFleet(
            id="buses",
            name=Text(zh="公交", en="Buses"),
            service=service,
            vehicle="yutong-e12",
            timetable=tmp_path / "trips.csv",
            terminals=(Terminal(id="a", position=place), Terminal(id="b", position=place)),
            depots=(Depot(id="d", site="s", lines=("1", "2"), vehicles=2),),
            ridership=Ridership(**ridership),
        )
        timetable = read_timetable(fleet.timetable, ["a", "b"])
        return build(fleet, vehicle("yutong-e12"), timetable)

    return make


def test_the_profile_holds_by_hour_of_departure(aboard):
    made, share = aboard(), load_factors("bus")
    assert made.seats == 39
    assert made.aboard[0] == pytest.approx(39 * share[0, [7, 8, 0]])  # 24:30 leaves at 0 h
    assert made.aboard[1] == pytest.approx(39 * share[1, [7, 8]])
    assert made.load(0) == pytest.approx(1.5 * share[0, [7, 8, 0]])


def test_every_profile_has_24_hours_and_a_source():
    for name in table("ridership").index:
        assert load_factors(name).shape == (2, 24)
        assert (load_factors(name) >= 0.0).all()
    assert table("ridership")["source"].str.len().min() > 0


def test_places(aboard):
    assert aboard().places == 78.0
    assert aboard(service="coach").places == 39.0
    assert aboard(standing_per_seat=0.5).places == 58.5


def test_room_is_what_the_fullest_section_leaves(aboard):
    made = aboard("line,hour,passengers\n1,7,30\n1,8,60\n")
    assert made.room(0)[:2].tolist() == [78.0 / 1.5 - 30.0, 0.0]


def test_counts_go_before_the_profile(aboard):
    made = aboard(
        "line,hour,passengers,direction,day_kind\n1,7,21,out,workday\n1,8,33,,\n", profile="bus"
    )
    share = load_factors("bus")
    assert made.aboard[0] == pytest.approx([21.0, 33.0, 39 * share[0, 0]])
    assert made.aboard[1] == pytest.approx([39 * share[1, 7], 33.0])
    assert not np.any(made.left_behind[0])


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ("line,hour,passengers\n3,7,20\n", r"counts.csv:2: line: '3' is not one of: 1, 2"),
        ("line,hour,passengers\n1,24,20\n", r"hour: 24 must be from 0 to 23"),
        ("line,hour,passengers\n1,7,nan\n", r"passengers: 'nan' is not a number"),
        ("line,hour,passengers\n1,7,-1\n", r"passengers: -1 must be from 0 to 234"),
        ("line,hour\n1,7\n", r"column 'passengers' is missing"),
        ("line,hour,passengers,direction\n1,7,2,in\n", r"direction: 'in' is not one of: back, out"),
        ("line,hour,passengers\n1,7,2\n1,7,3\n", r"counts.csv:3: hour: .* line 2"),
    ],
)
def test_faults(aboard, counts, said):
    with pytest.raises(InputError, match=said):
        aboard(counts)
