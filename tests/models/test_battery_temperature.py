"""Battery temperature against an ODE solver, and what a cold battery accepts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from sim.errors import InputError
from sim.models.battery_pack import battery_pack
from sim.models.battery_temperature import (
    cold_limit_kw,
    excess_after_work,
    heater_kw,
    resting_c,
    smoothed_ambient_c,
    warmth,
)
from sim.models.vehicle import vehicle
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

BUS, TAXI, CAR, DIESEL = (
    vehicle(name) for name in ("yutong-e12", "byd-e6", "car-generic", "diesel-bus")
)
STEP_S = 300.0


def day_c(days: int = 3, low_c: float = -15.0, high_c: float = 2.0) -> np.ndarray:
    step = np.arange(int(days * SECONDS_PER_DAY / STEP_S))
    swing = np.sin(2.0 * np.pi * (step * STEP_S / SECONDS_PER_DAY - 0.3))
    return 0.5 * (low_c + high_c) + 0.5 * (high_c - low_c) * swing


def test_the_closed_form_is_the_differential_equation() -> None:
    """A bus drives, charges and stands in changing weather; scipy integrates C·dT/dt in steps."""
    ambient, pack, capacity_kwh = day_c(), BUS.pack, BUS.battery_kwh
    warm = warmth((BUS,), ambient, STEP_S)
    phases = [(0.0, 5.0, 0.0), (5.0, 16.0, -190.0), (16.0, 19.0, 200.0), (19.0, 40.0, 0.0)]

    def rise(hours: float, state: np.ndarray) -> np.ndarray:
        outside = ambient[min(int(hours * SECONDS_PER_HOUR / STEP_S), ambient.size - 1)]
        moved = next(kwh / (end - begin) for begin, end, kwh in phases if hours <= end)
        heat_kw = pack.loss_share * abs(moved)
        kelvin_per_h = heat_kw / pack.heat_kwh_per_k(capacity_kwh)
        return kelvin_per_h - (state - outside) / pack.time_constant_h

    battery_c = resting_c(warm, 0, STEP_S, 0.0)
    excess_k = 0.0
    for begin, end, moved_kwh in phases:
        excess_k = excess_after_work(warm, 0, excess_k, moved_kwh, (end - begin) * SECONDS_PER_HOUR)
        solution = solve_ivp(
            rise, (begin, end), [battery_c], rtol=1e-8, atol=1e-8, max_step=STEP_S / 7200.0
        )
        battery_c = float(solution.y[0, -1])
        ours_c = resting_c(warm, 0, STEP_S, end * SECONDS_PER_HOUR) + excess_k
        assert ours_c == pytest.approx(battery_c, abs=2e-3)


def test_the_weather_is_smoothed_exactly() -> None:
    """A step of the weather is answered by 1 − exp(−t/τ)."""
    ambient = np.r_[np.full(288, 10.0), np.full(288, -10.0)]
    smoothed = smoothed_ambient_c(ambient, STEP_S, 8.0 * SECONDS_PER_HOUR)
    hours = np.arange(289) * STEP_S / SECONDS_PER_HOUR
    assert smoothed[288:] == pytest.approx(-10.0 + 20.0 * np.exp(-hours / 8.0), abs=1e-9)


def test_a_warm_battery_accepts_what_it_always_did() -> None:
    warm = warmth((BUS, TAXI, CAR, DIESEL), day_c(), STEP_S)
    for number, (one, from_c) in enumerate(((BUS, 10.0), (TAXI, 15.0), (CAR, 25.0))):
        for battery_c in np.linspace(from_c, 45.0, 77):
            assert cold_limit_kw(warm, number, float(battery_c)) == one.max_charge_kw
    assert cold_limit_kw(warm, 3, 20.0) == 0.0
    off = warmth((BUS, TAXI, CAR), day_c(), STEP_S, cold_limits=False, heater=False)
    for number, one in enumerate((BUS, TAXI, CAR)):
        assert cold_limit_kw(off, number, -40.0) == one.max_charge_kw
        assert heater_kw(off, number, -40.0) == 0.0


@pytest.mark.parametrize(
    ("number", "battery_c", "c_rate"),
    [
        (0, 0.0, 0.1),  # Alpha APL48-50LFP, table 4.3
        (0, 5.0, 0.2),
        (1, 10.0, 1.0),
        (2, 0.0, 0.667),  # Yang et al. 2018: C/1.5 at 0 °C
        (2, 10.0, 1.5),
        (2, -60.0, 0.041),
    ],
)
def test_published_acceptance(number: int, battery_c: float, c_rate: float) -> None:
    types = (BUS, TAXI, CAR)
    warm = warmth(types, day_c(), STEP_S)
    expected = min(c_rate * types[number].battery_kwh, types[number].max_charge_kw)
    assert cold_limit_kw(warm, number, battery_c) == pytest.approx(expected)


@given(number=st.integers(0, 2), battery_c=st.floats(-70.0, 70.0), warmer_k=st.floats(0.0, 30.0))
def test_colder_accepts_no_more_but_something(
    number: int, battery_c: float, warmer_k: float
) -> None:
    warm = warmth((BUS, TAXI, CAR), day_c(), STEP_S)
    cold = cold_limit_kw(warm, number, battery_c)
    assert 0.0 < cold <= cold_limit_kw(warm, number, battery_c + warmer_k)


def test_the_heater_works_below_its_set_point() -> None:
    warm = warmth((BUS, CAR), day_c(), STEP_S)
    assert heater_kw(warm, 0, 9.9) == pytest.approx(0.03 * BUS.battery_kwh)
    assert heater_kw(warm, 0, 10.0) == 0.0
    assert heater_kw(warm, 1, -40.0) == 0.0  # cars have none


def test_unknown_pack() -> None:
    with pytest.raises(InputError, match="lfp-bus"):
        battery_pack("lfp-buss")
