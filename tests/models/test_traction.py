"""The longitudinal model against closed forms and against what was published."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.models.consumption import trip_kwh
from sim.models.traction import (
    PASSENGER_KG,
    air_factor,
    calibration,
    cruising_m_per_s,
    modelled_kwh_per_km,
    rolling_factor,
    traction,
)
from sim.models.vehicle import vehicle

E12 = vehicle("yutong-e12")
G = 9.80665
# A vehicle of which only one thing is left.
ROLLING = replace(E12, drag_coefficient=0.0, drivetrain_efficiency=1.0, recuperation_efficiency=1.0)


@pytest.mark.parametrize(
    ("name", "within"),
    [("yutong-e12", 0.15), ("small-bus", 0.15), ("yutong-ic12e-466", 0.15), ("byd-e6", 0.25)],
)
def test_the_model_alone_is_near_what_was_published(name, within):
    assert calibration(vehicle(name)) == pytest.approx(1.0, abs=within)


def test_at_its_reference_a_vehicle_takes_what_was_published():
    for name in ("yutong-e12", "yutong-u12", "byd-k9", "byd-e6"):
        one = vehicle(name)
        taken = traction(one, 10.0, one.reference_km_per_h).at(20.0, 0.0)
        assert taken == pytest.approx(10.0 * one.traction_kwh_per_km)


def test_lossless_without_drag_is_rolling_by_hand():
    """c_r · m · g over 1 km, whatever the stops."""
    loaded_kg = E12.mass_kg + PASSENGER_KG * E12.reference_passengers
    expected = E12.rolling_coefficient * loaded_kg * G * 1000.0 / 3.6e6
    assert modelled_kwh_per_km(ROLLING) == pytest.approx(expected)


def test_climbing_by_hand():
    """80 m up take m · g · h over the drivetrain's efficiency; down, first less is driven."""
    kg = E12.mass_kg + PASSENGER_KG * 20.0
    potential = kg * G * 80.0 / 3.6e6
    level, up, down = (
        float(traction(E12, 10.0, 20.0, 20.0, rise).at(20.0, 0.0)) for rise in (0.0, 80.0, -80.0)
    )
    assert up - level == pytest.approx(potential / E12.drivetrain_efficiency)
    assert level - down == pytest.approx(potential / E12.drivetrain_efficiency)


def test_steep_descents_give_back_what_the_recuperation_leaves():
    """Of 500 m down in 5 km all that rolling and drag leave comes back at 0.6."""
    parts = traction(E12, 5.0, 20.0, 0.0, -500.0)
    potential = E12.mass_kg * G * 500.0 / 3.6e6
    back = E12.recuperation_efficiency
    resist = (parts.rolling_kwh + parts.drag_kwh) / back
    assert potential > resist
    braking = parts.other_kwh + potential * back
    flat = traction(E12, 5.0, 20.0, 0.0)
    assert braking == pytest.approx(flat.other_kwh)
    assert parts.at(20.0, 0.0) == pytest.approx(braking - (potential - resist) * back)


@given(st.floats(-600.0, 600.0), st.floats(1.0, 599.0))
def test_a_hill_never_gains_energy(rise_m, less_m):
    there = traction(E12, 6.0, 25.0, 10.0, rise_m).at(20.0, 0.0)
    back = traction(E12, 6.0, 25.0, 10.0, -rise_m).at(20.0, 0.0)
    flat = traction(E12, 6.0, 25.0, 10.0).at(20.0, 0.0)
    assert there + back >= 2.0 * flat - 1e-9
    lower = traction(E12, 6.0, 25.0, 10.0, rise_m - less_m).at(20.0, 0.0)
    assert lower < there


def test_air_at_lanzhou():
    """GB 50736: 851.5 hPa at −11.5 °C, 843.2 at 31.2; the standard atmosphere has no seasons."""
    for pressure_pa, temperature_c in ((85_150.0, -11.5), (84_320.0, 31.2)):
        density = pressure_pa / (287.05 * (temperature_c + 273.15))
        assert air_factor(temperature_c, 1517.0) * 1.2041 == pytest.approx(density, rel=0.015)
    assert air_factor(20.0, 0.0) == pytest.approx(1.0)


def test_rolling_follows_the_coast_down_rule():
    assert rolling_factor(-15.0) == pytest.approx(1.0 + 35.0 * 8.64e-3)


@given(st.floats(3.0, 100.0))
def test_the_mean_speed_comes_back_from_the_cruising_speed(km_per_h):
    speed, between = cruising_m_per_s(E12, km_per_h)
    mean = km_per_h / 3.6
    assert speed >= mean
    assert speed**2 <= between * (1.0 + 1e-9)  # it can get so fast between two stops
    stood = min(0.25 * 20.0 / km_per_h, 0.4)
    if speed**2 < between * (1.0 - 1e-9):
        assert between / mean * (1.0 - stood) == pytest.approx(between / speed + speed)


def test_more_passengers_and_thinner_air():
    speeds = np.array([15.0, 25.0, 50.0])
    few, many = (traction(E12, 1.0, speeds, aboard).at(20.0, 0.0) for aboard in (0.0, 60.0))
    assert np.all(many > few)
    high = traction(E12, 1.0, speeds, 0.0).at(20.0, 1517.0)
    assert np.all(high < few)
    assert (few - high)[2] > (few - high)[0]


def test_e12_over_a_year_in_lanzhou():
    """Months of the typical year (FACTS): about 0.8 kWh/km at 20 km/h, as published."""
    months_c = [-5.5, 0.7, 5.8, 12.4, 17.4, 21.3, 22.4, 21.1, 16.9, 10.0, 3.0, -3.1]
    year = trip_kwh(E12, 1.0, 180.0, months_c, altitude_m=1517.0).mean()
    assert year == pytest.approx(0.8, rel=0.08)


def test_fuel_vehicles_have_no_traction():
    assert traction(vehicle("diesel-bus"), [1.0, 2.0], 20.0).at(0.0, 0.0).tolist() == [0.0, 0.0]
