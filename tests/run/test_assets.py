"""What new buildings add to the assets: their standard, and their part from a factory."""

from typing import Any

from sim.run.assets import built
from sim.scenario.building import Building


def _office(**fields: Any) -> Building:
    return Building(id="o", archetype="office", heated_area_m2=1000.0, heating="h", **fields)


def test_existing_buildings_are_not_built() -> None:
    assert built(_office(), "s") == []


def test_new_buildings_cost_their_standard() -> None:
    rows = built(_office(standard="green_two_star"), "s")
    assert rows == [("building", "green_two_star", "o", "s", 1000.0, "m2")]


def test_what_comes_from_a_factory_is_counted_by_its_rate() -> None:
    office = _office(standard="near_zero", construction={"assembly_rate": 0.8})
    assert built(office, "s")[1:] == [("prefabricated", "AA", "o", "s", 800.0, "m2")]
