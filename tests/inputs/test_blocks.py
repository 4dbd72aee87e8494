"""Blocks: as few as possible, each drivable, each from a depot of its lines."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from sim.errors import InputError
from sim.inputs.blocks import build_blocks
from sim.inputs.chaining import chain
from sim.inputs.ranges import Range
from sim.inputs.timetable import read_timetable
from sim.scenario.base import Position, Text
from sim.scenario.fleets import Depot, Roads, Terminal, TimetabledFleet
from sim.scenario.site import Site

PLACES = {"west": (36.06, 103.70), "east": (36.06, 103.90), "north": (36.10, 103.71)}
HEADER = "line,direction,service,depart,until,headway_min,run_min,km,from,to,block"


def position(name):
    return Position(latitude=PLACES[name][0], longitude=PLACES[name][1])


def site(name):
    return Site(id=f"site-{name}", area="a", position=position(name), transformer_kva=1000)


@pytest.fixture
def blocks_of(tmp_path):
    def build(rows, depots=(("west", ("1",), 50),), usable_kwh=None, **options):
        path = tmp_path / "timetable.csv"
        path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
        fleet = TimetabledFleet(
            id="buses",
            name=Text(zh="公交", en="Buses"),
            vehicle="yutong-e12",
            timetable=path,
            terminals=tuple(Terminal(id=name, position=position(name)) for name in PLACES),
            depots=tuple(
                Depot(id=f"depot-{name}", site=f"site-{name}", lines=lines, vehicles=vehicles)
                for name, lines, vehicles in depots
            ),
            **options,
        )
        timetable = read_timetable(path, tuple(PLACES))
        sites = [site(name) for name in PLACES]
        # 1 kWh for each km, of trips and empty drives alike.
        limit = usable_kwh and Range(
            (timetable.days[0].km, timetable.days[1].km), 1.0, usable_kwh, -10.0
        )
        return timetable, build_blocks(fleet, timetable, sites, Roads(detour_factor=1.4), limit)

    return build


def fewest_chains(depart, arrive, origin, destination, deadhead, low, high):
    """Count the chains of a minimum path cover by scipy's Hopcroft and Karp."""
    stand = depart[None, :] - arrive[:, None] - deadhead[destination][:, origin]
    edges = csr_array(((stand >= low) & (stand <= high)).astype(np.int8))
    return len(depart) - int((maximum_bipartite_matching(edges) >= 0).sum())


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 4), st.integers(0, 90))
def test_chains_are_fewest(seed, count, terminals, spread_min):
    """As many chains as scipy's maximum matching leaves, and each one feasible."""
    random = np.random.default_rng(seed)
    depart = np.sort(random.integers(0, 400, count)) * 60.0
    arrive = depart + random.integers(1, 60, count) * 60.0
    origin, destination = random.integers(0, terminals, (2, count)).astype(np.int32)
    deadhead = random.integers(0, spread_min + 1, (terminals, terminals)) * 60.0
    np.fill_diagonal(deadhead, 0.0)
    follower = chain(depart, arrive, origin, destination, deadhead, 300.0, 3600.0)
    before = np.flatnonzero(follower >= 0)
    after = follower[before]
    assert len(set(after)) == len(after)
    stand = depart[after] - arrive[before] - deadhead[destination[before], origin[after]]
    assert np.all((stand >= 300.0) & (stand <= 3600.0))
    expected = fewest_chains(depart, arrive, origin, destination, deadhead, 300.0, 3600.0)
    assert count - len(before) == expected


def test_closed_form_of_a_shuttle(blocks_of):
    """Round trip 2 · (30 + 5) min at a headway of 10 min needs 7 vehicles."""
    _, blocks = blocks_of(
        [
            "1,out,daily,06:00,22:00,10,30,15,west,east,",
            "1,back,daily,06:05,22:05,10,30,15,east,west,",
        ]
    )
    day = blocks.days[0]
    assert day.count == 7
    assert day.peak_vehicles.tolist() == [7]
    assert np.all(day.deadhead_km == 0.0)


def test_every_trip_once_and_distances(blocks_of):
    timetable, blocks = blocks_of(
        [
            "1,out,workday,06:00,09:00,7,30,15,west,east,",
            "1,back,workday,06:35,09:35,9,30,15,east,west,",
            "2,out,daily,06:10,08:00,13,20,7,north,west,",
        ],
        depots=(("west", ("1", "2"), 50),),
    )
    for trips, day in zip(timetable.days, blocks.days, strict=True):
        assert sorted(day.trip) == list(range(trips.count))
        assert day.block_count.sum() == trips.count
        to_west = np.array([0.0, straight("west", "east"), straight("west", "north")]) * 1.4
        assert day.return_km == pytest.approx(to_west[trips.destination[day.trip]])
        for block in range(day.count):
            members = day.trip[day.of_block(block)]
            assert day.pull_out_km[block] == pytest.approx(to_west[trips.origin[members[0]]])
            assert day.pull_in_km[block] == pytest.approx(to_west[trips.destination[members[-1]]])
            leave = trips.depart_s[members[0]] - day.pull_out_s[block]
            assert day.leave_s[block] == pytest.approx(leave)
            assert day.pull_in_s[block] == pytest.approx(day.pull_in_km[block] / 25.0 * 3600.0)
            ready = trips.arrive_s[members[:-1]] + 300.0 + day.deadhead_s[day.of_block(block)][1:]
            assert np.all(ready <= trips.depart_s[members[1:]] + 1e-6)
    assert blocks.days[1].count == 1 or np.all(timetable.days[1].line == 1)


def straight(a, b):
    (lat1, lon1), (lat2, lon2) = np.radians(PLACES[a]), np.radians(PLACES[b])
    cosine = np.sin(lat1) * np.sin(lat2) + np.cos(lat1) * np.cos(lat2) * np.cos(lon1 - lon2)
    return 6371.0088 * np.arccos(cosine)


def test_given_blocks_are_kept(blocks_of):
    timetable, blocks = blocks_of(
        [
            "1,out,daily,06:00,,,30,15,west,east,night",
            "1,back,daily,06:35,,,30,15,east,west,",
            "1,back,daily,12:00,,,30,15,east,west,night",
        ]
    )
    day = blocks.days[0]
    assert day.name == ("night", "depot-west-1")
    assert timetable.days[0].depart_s[day.trip[day.of_block(0)]].tolist() == [6 * 3600, 12 * 3600]


def test_layover_bounds_end_a_block(blocks_of):
    rows = ["1,out,daily,06:00,,,30,15,west,east,", "1,back,daily,07:31,,,30,15,east,west,"]
    assert blocks_of(rows)[1].days[0].count == 2
    assert blocks_of(rows, max_layover_minutes=61)[1].days[0].count == 1
    assert blocks_of(rows, max_layover_minutes=70, min_layover_minutes=62)[1].days[0].count == 2


def test_nearest_depot_until_it_is_empty(blocks_of):
    rows = [f"1,out,daily,06:0{n},,,30,15,west,east," for n in range(4)]
    depots = (("east", ("1",), 9), ("west", ("1",), 9), ("north", ("2",), 9))
    # All blocks end in the east: from either end the empty way is the same; ties go by order.
    _, blocks = blocks_of(rows, depots=depots)
    assert blocks.days[0].depot.tolist() == [0, 0, 0, 0]
    depots = (("north", ("1",), 9), ("west", ("1",), 3))
    _, blocks = blocks_of(rows, depots=depots)
    assert blocks.days[0].depot.tolist() == [1, 1, 1, 0]
    assert blocks.days[0].peak_vehicles.tolist() == [1, 3]
    _, blocks = blocks_of(rows, depots=(("west", ("1",), 3),))
    assert blocks.days[0].peak_vehicles.tolist() == [4]


def test_blocks_past_midnight_meet_the_next_morning(blocks_of):
    rows = ["1,out,daily,25:30,,,60,15,west,east,", "1,out,daily,02:00,,,30,15,west,east,"]
    assert blocks_of(rows)[1].days[0].peak_vehicles.tolist() == [2]


def test_no_service_on_days_of_rest(blocks_of):
    _, blocks = blocks_of(["1,out,workday,06:00,,,30,15,west,east,"])
    assert blocks.days[1].count == 0 and blocks.days[1].peak_vehicles.tolist() == [0]


def test_faults(blocks_of):
    with pytest.raises(InputError, match="line '9' of fleet 'buses' is served by no depot"):
        blocks_of(["9,out,daily,06:00,,,30,15,west,east,"])
    with pytest.raises(InputError, match="empty drive from 'east' take"):
        blocks_of(
            [
                "1,out,daily,06:00,,,30,15,west,east,b",
                "1,out,daily,06:35,,,30,15,west,east,b",
            ]
        )
    with pytest.raises(InputError, match="no depot serves all of its lines"):
        blocks_of(
            ["1,out,daily,06:00,,,30,15,west,east,b", "2,out,daily,07:00,,,30,15,east,west,b"],
            depots=(("west", ("1",), 5), ("east", ("2",), 5)),
        )


def test_five_thousand_trips_in_two_seconds():
    random = np.random.default_rng(1)
    depart = np.sort(random.uniform(6 * 3600, 23 * 3600, 5000))
    arrive = depart + random.uniform(1500, 4500, 5000)
    origin, destination = random.integers(0, 40, (2, 5000)).astype(np.int32)
    deadhead = random.uniform(300, 2400, (40, 40))
    np.fill_diagonal(deadhead, 0.0)
    few = slice(0, 10)
    chain(depart[few], arrive[few], origin[few], destination[few], deadhead, 300.0, 3600.0)
    begin = time.perf_counter()
    follower = chain(depart, arrive, origin, destination, deadhead, 300.0, 3600.0)
    assert time.perf_counter() - begin < 2.0
    # Followers are distinct, and empty drives save many vehicles beyond the order of arrival.
    used = follower[follower >= 0]
    assert len(np.unique(used)) == len(used)
    none = np.full_like(deadhead, 1e9)
    np.fill_diagonal(none, 0.0)
    alone = chain(depart, arrive, origin, destination, none, 300.0, 3600.0)
    assert (follower < 0).sum() < 0.9 * (alone < 0).sum()


def test_blocks_within_the_range(blocks_of):
    """A shuttle of 15 km, 25 from the east to the depot: after three trips 70 kWh are needed."""
    rows = [
        "1,out,daily,06:00,18:00,60,25,15,west,east,",
        "1,back,daily,06:30,18:30,60,25,15,east,west,",
    ]
    _, without = blocks_of(rows)
    assert without.days[0].count == 1 and without.notes == ()
    timetable, within = blocks_of(rows, usable_kwh=71.0)
    day, trips = within.days[0], timetable.days[0]
    assert day.count == 6
    for block in range(day.count):
        km = trips.km[day.trip[day.of_block(block)]].sum()
        assert km + day.pull_out_km[block] + day.pull_in_km[block] <= 71.0
    assert blocks_of(rows, usable_kwh=70.0)[1].days[0].count == 12
    assert within.notes[0] == (
        "buses, workday: 6 blocks within 71 kWh at -10 °C; fewer than 6 are impossible"
    )


def test_named_blocks_are_not_cut(blocks_of):
    rows = [
        "1,out,daily,06:00,,,25,15,west,east,a",
        "1,back,daily,06:30,,,25,15,east,west,a",
        "1,out,daily,07:00,,,25,15,west,east,a",
    ]
    _, blocks = blocks_of(rows, usable_kwh=45.0)
    assert blocks.days[0].block_count.tolist() == [3]


def test_a_trip_beyond_the_range_is_named(blocks_of):
    with pytest.raises(InputError, match=r"timetable.csv:2.*trip 1 of line '1' takes 4\d kWh"):
        blocks_of(["1,out,daily,06:00,,,25,15,west,east,"], usable_kwh=30.0)
