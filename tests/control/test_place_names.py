"""Numbers of the compiled calendar as a planner knows them."""

import pytest

from sim.control import plan
from sim.control.place_names import PlaceNames
from tests.support.crowd_world import charging_network, site


def _names() -> PlaceNames:
    first = {"id": "first", "plugs": [{"kind": "dc-60", "count": 3}]}
    second = {
        "id": "second",
        "plugs": [
            {"kind": "dc-60", "count": 2},
            {"id": "slow", "kind": "ac-7", "count": 2, "names": ["A1", "A2"], "phase": "a"},
        ],
        "supply": {"limit_a": 32.0},
        "swap": {"vehicle": "byd-e6", "batteries": 2},
    }
    return PlaceNames(charging_network(site(first, second)))


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (2, "plug 2 (dc-60) of station 'first'"),
        (3, "plug 0 (dc-60) of station 'second'"),
        (6, "plug 3 'A2' (group 'slow') of station 'second'"),
        (7, "plug 4 (swap) of station 'second'"),
        (9, "plug 6 (rack) of station 'second'"),
    ],
)
def test_a_plug_is_named_by_station_and_number_there(number: int, name: str) -> None:
    assert _names().plug(number) == name


def test_stations_and_currents_are_named() -> None:
    assert _names().station(1) == "station 'second'"
    assert _names().current(1, [0, 1]) == "current b of station 'second'"


def test_the_numbers_of_controllers_are_those_of_their_names() -> None:
    for number, name in enumerate(plan.NAMES):
        assert getattr(plan, name.upper()) == number
