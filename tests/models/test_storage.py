"""From a scenario's battery to figures: state of health, and packs of retired vehicles."""

from typing import Any

import pytest

from sim.models.storage import Plant, plant, resistance_growth
from sim.scenario.storage import SiteBattery
from sim.tables import table

VEHICLES = table("vehicles")
BUS_KWH = float(VEHICLES.loc["yutong-e12", "battery_kwh"])


def _plant(**values: Any) -> Plant:
    return plant(0, SiteBattery.model_validate({"id": "b", "power_kw": 100.0} | values), VEHICLES)


def _packs(power_kw: float = 300.0, count: int = 4, **values: Any) -> Plant:
    used = {"vehicle": "yutong-e12", "count": count}
    return _plant(power_kw=power_kw, soh=0.75, second_life=used, **values)


def test_a_worn_battery_has_less_capacity_and_more_resistance() -> None:
    new, worn = (_plant(capacity_kwh=200.0, soh=soh) for soh in (1.0, 0.9))
    assert worn.capacity_kwh == pytest.approx(180.0)
    assert worn.new_kwh == 200.0
    assert worn.resistance_per_kw == pytest.approx(1.5 * new.resistance_per_kw)


def test_resistance_doubles_at_the_end_of_a_first_life() -> None:
    """The two criteria of the industry: 80 % of the capacity, 200 % of the resistance."""
    assert resistance_growth(0.8) == pytest.approx(2.0)
    assert resistance_growth(1.0) == 1.0


def test_packs_of_buses_bring_their_capacity_and_their_chemistry() -> None:
    packs = _packs(chemistry="nmc")
    assert packs.new_kwh == pytest.approx(4 * BUS_KWH)
    assert packs.capacity_kwh == pytest.approx(0.75 * 4 * BUS_KWH)
    assert packs.chemistry == "lfp"
    assert packs.origin == "second_life"
    assert packs.end_soh == 0.6


def test_worn_cells_are_spared() -> None:
    assert _packs(power_kw=300.0).power_kw == 300.0
    assert _packs(power_kw=5000.0).power_kw == pytest.approx(0.5 * 0.75 * 4 * BUS_KWH)


def test_cells_give_no_more_than_their_resistance_lets_them() -> None:
    """Losing half and more of what they give, they would be beyond their greatest power."""
    weak = _plant(capacity_kwh=200.0, soh=0.65, round_trip_efficiency=0.55)
    assert weak.power_kw < 100.0
    given = weak.power_kw + weak.power_kw * (0.0072 * 100 / weak.power_kw)
    given += 0.0345 * weak.power_kw**2 / 100.0
    assert 4.0 * weak.resistance_per_kw * given == pytest.approx(0.9)
