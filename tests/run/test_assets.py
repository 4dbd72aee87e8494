"""What new buildings add to the assets: their standard, and their part from a factory."""

from typing import Any

import numpy as np

from sim.inputs.bore_fields import SourceRun
from sim.kpi.money import Prices, annuity, price_table
from sim.models.source_pool import Seen
from sim.run.assets import boreholes, built
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


def _field(name: str, beyond_m: float) -> SourceRun:
    none = Seen(*(np.zeros(1) for _ in Seen._fields))
    return SourceRun(name, "g", "plant", 9, 120.0, beyond_m, none, 0.0, 0.0, 0.0, ())


def test_boreholes_cost_by_the_metre_that_is_not_ordinary() -> None:
    rows = boreholes([_field("g", 1200.0), _field("g.s", -600.0), _field("g.t", 0.0)])
    assert rows == [
        ("heating", "ground_source_borehole", "g", "", 1200.0, "m"),
        ("heating", "ground_source_borehole", "g.s", "s", -600.0, "m"),
    ]
    prices = Prices(price_table({}, discount_rate=0.06, feed_in=0.3, demand_charge=35.0))
    _, kind, _, _, quantity, unit = rows[0]
    yearly = prices.yearly_cny("heating", kind, quantity, unit)
    assert yearly == 100.0 * 1200.0 * annuity(0.06, 20.0)
