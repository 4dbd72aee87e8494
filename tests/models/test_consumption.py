"""Consumption against what was published of each vehicle."""

import numpy as np
import pytest

from sim.models.consumption import auxiliary_kw, heating_cop, trip_kwh, warm_up_kwh
from sim.models.vehicle import vehicle
from sim.tables import table


def kwh_per_km(vehicle_id, temperature_c, km_per_h):
    return trip_kwh(vehicle(vehicle_id), 1.0, 3600.0 / km_per_h, temperature_c)


@pytest.mark.parametrize(
    ("vehicle_id", "km_per_h", "published"),
    [
        ("yutong-e12", 20.0, 0.80),
        ("yutong-u12", 20.0, 1.56),
        ("yutong-ic12e-466", 60.0, 0.70),
        ("byd-e6", 28.0, 0.215),
    ],
)
def test_published_consumption_in_mild_weather(vehicle_id, km_per_h, published):
    assert kwh_per_km(vehicle_id, 20.0, km_per_h) == pytest.approx(published, rel=0.01)


def test_range_of_byd_k9():
    k9 = vehicle("byd-k9")
    usable_kwh = k9.battery_kwh * (1.0 - k9.usable_soc_min)
    assert usable_kwh / kwh_per_km("byd-k9", 20.0, 20.0) == pytest.approx(250.0, rel=0.01)


def test_small_bus_of_meihekou_in_cold():
    """0.45 kWh/km at −2 °C and above, 0.6–0.7 below −10 °C."""
    mild = kwh_per_km("small-bus", np.linspace(-2.0, 20.0, 100), 20.0).mean()
    cold = kwh_per_km("small-bus", np.linspace(-20.0, -10.0, 100), 20.0).mean()
    assert mild == pytest.approx(0.45, abs=0.02)
    assert 0.6 <= cold <= 0.7


def test_heat_pump_saves_and_gives_way_in_great_cold():
    e12 = vehicle("yutong-e12")
    cop = heating_cop(e12, [-20.0, -15.1, -15.0, 0.0, 10.0])
    assert cop[0] == cop[1] == 1.0
    assert np.all(np.diff(cop[1:]) > 0)
    assert cop[3] == pytest.approx(0.35 * 313.15 / 40.0)


@pytest.mark.parametrize("vehicle_id", table("vehicles").index)
def test_auxiliaries_are_least_in_mild_weather(vehicle_id):
    """Heating does not grow with temperature, cooling does; neither takes less than nothing."""
    one = vehicle(vehicle_id)
    below = auxiliary_kw(one, np.linspace(-35.0, 20.0, 200))
    above = auxiliary_kw(one, np.linspace(one.cool_above_c, 45.0, 200))
    assert np.all(np.diff(below) <= 1e-12) and np.all(np.diff(above) >= -1e-12)
    assert np.all(below >= one.aux_base_kw)
    if not one.has_battery:
        assert np.all(below == 0.0)


def test_heat_balance_by_hand():
    """500 W/K · (16 + 10) K − 2500 W = 10.5 kW of heat, over COP 0.35 · 313.15 / 50, plus 2 kW."""
    expected = 2.0 + 10.5 / (0.35 * 313.15 / 50.0)
    assert auxiliary_kw(vehicle("yutong-e12"), -10.0) == pytest.approx(expected)


def test_table_is_whole():
    vehicles = table("vehicles")
    assert vehicles.index.is_unique and vehicles["source"].notna().all()
    for vehicle_id in vehicles.index:
        one = vehicle(vehicle_id)
        if one.has_battery:
            assert one.battery_kwh > 0 and one.max_charge_kw > 0 and one.plugs and one.charge_curve
            assert one.fuel_per_km == 0.0
            assert 0.0 <= one.usable_soc_min < 0.5
        else:
            assert one.fuel_per_km > 0 and one.fuel_unit in {"l", "m3"} and not one.plugs
            assert one.battery_kwh == one.traction_kwh_per_km == 0.0


def test_chargers_are_whole():
    chargers = table("chargers")
    assert chargers.index.is_unique and chargers["source"].notna().all()
    assert set(chargers["plug"]) == {"ac", "dc"}
    assert (chargers["power_kw"] > 0).all()
    assert set(chargers.groupby("plug")["efficiency"].unique().map(tuple)) == {(0.90,), (0.94,)}
    fitting = {plug for one in table("vehicles").index for plug in vehicle(one).plugs}
    assert set(chargers["plug"]) <= fitting


def test_unknown_vehicle():
    with pytest.raises(KeyError, match="trolley"):
        vehicle("trolley")


def test_warming_a_cold_cabin_by_hand():
    """0.4 kWh/K · 26 K over COP 0.35 · 313.15 / 50 at −10 °C; nothing between the set-points."""
    e12 = vehicle("yutong-e12")
    expected = 0.4 * 26.0 / (0.35 * 313.15 / 50.0)
    assert warm_up_kwh(e12, -10.0) == pytest.approx(expected)
    assert warm_up_kwh(e12, [16.0, 20.0, 26.0]).tolist() == [0.0, 0.0, 0.0]
    assert warm_up_kwh(e12, 36.0) == pytest.approx(0.4 * 10.0 / 2.5)
    assert warm_up_kwh(vehicle("diesel-bus"), -10.0) == 0.0
