"""Charging along a curve: closed forms, splitting, limits, and a fine numeric integration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.models.charge_curve import (
    Curves,
    accepted_kw,
    charge,
    curve_number,
    flat_until_kwh,
    load_curves,
)

CURVES, NAMES = load_curves()
CAPACITY_KWH, MAX_KW = 80.0, 120.0
EMPTY_KW, FULL_KW = 100.0, 10.0
"""A linear taper from the first to the second, over the whole battery."""


def _curve(*points: tuple[float, float]) -> Curves:
    soc, share = np.array(points).T
    return Curves(soc[None, :], share[None, :], np.array([len(points)]), np.zeros(1))


TAPER = _curve((0.0, 1.0), (1.0, FULL_KW / EMPTY_KW))


def test_linear_taper_fills_in_the_closed_forms_time() -> None:
    slope_per_h = (FULL_KW - EMPTY_KW) / CAPACITY_KWH
    hours = np.log(FULL_KW / EMPTY_KW) / slope_per_h
    energy, used = charge(TAPER, 0, CAPACITY_KWH, EMPTY_KW, np.inf, 0.0, CAPACITY_KWH, np.inf)
    assert energy == CAPACITY_KWH
    assert used == pytest.approx(hours, rel=1e-12)
    just_before, _ = charge(
        TAPER, 0, CAPACITY_KWH, EMPTY_KW, np.inf, 0.0, CAPACITY_KWH, hours * (1.0 - 1e-9)
    )
    assert CAPACITY_KWH * (1.0 - 1e-6) < just_before < CAPACITY_KWH


def test_linear_taper_after_a_time_is_an_exponential() -> None:
    slope_per_h, hours = (FULL_KW - EMPTY_KW) / CAPACITY_KWH, 0.7
    energy, used = charge(TAPER, 0, CAPACITY_KWH, EMPTY_KW, np.inf, 0.0, CAPACITY_KWH, hours)
    assert energy == pytest.approx(EMPTY_KW * (np.exp(slope_per_h * hours) - 1.0) / slope_per_h)
    assert used == hours


@pytest.mark.parametrize("limit_kw", [5.0, 9.999])
def test_a_limit_below_the_curve_gives_constant_power(limit_kw: float) -> None:
    energy, used = charge(TAPER, 0, CAPACITY_KWH, EMPTY_KW, limit_kw, 8.0, 20.0, np.inf)
    assert energy == 20.0
    assert used == pytest.approx(12.0 / limit_kw, rel=1e-12)


def test_a_limit_above_the_curve_changes_nothing() -> None:
    free = charge(TAPER, 0, CAPACITY_KWH, EMPTY_KW, np.inf, 3.0, 70.0, 0.4)
    assert charge(TAPER, 0, CAPACITY_KWH, EMPTY_KW, EMPTY_KW, 3.0, 70.0, 0.4) == free


def test_a_limit_that_crosses_the_curve_holds_up_to_the_crossing() -> None:
    limit_kw = 55.0
    crossing_kwh = CAPACITY_KWH * (EMPTY_KW - limit_kw) / (EMPTY_KW - FULL_KW)
    slope_per_h = (FULL_KW - EMPTY_KW) / CAPACITY_KWH
    hours = crossing_kwh / limit_kw + np.log(FULL_KW / limit_kw) / slope_per_h
    _, used = charge(TAPER, 0, CAPACITY_KWH, EMPTY_KW, limit_kw, 0.0, CAPACITY_KWH, np.inf)
    assert used == pytest.approx(hours, rel=1e-12)


def test_a_limit_that_crosses_a_rising_curve_holds_from_the_crossing_on() -> None:
    rising = _curve((0.0, 0.2), (1.0, 1.0))
    slope_per_h = 0.8 * MAX_KW / CAPACITY_KWH
    crossing_kwh = (60.0 - 0.2 * MAX_KW) / slope_per_h
    hours = np.log(60.0 / (0.2 * MAX_KW)) / slope_per_h + (CAPACITY_KWH - crossing_kwh) / 60.0
    _, used = charge(rising, 0, CAPACITY_KWH, MAX_KW, 60.0, 0.0, CAPACITY_KWH, np.inf)
    assert used == pytest.approx(hours, rel=1e-12)


def test_without_power_nothing_is_charged_and_the_time_passes() -> None:
    assert charge(TAPER, 0, CAPACITY_KWH, MAX_KW, 0.0, 7.0, 70.0, 2.0) == (7.0, 2.0)


def test_at_the_target_no_time_is_used() -> None:
    assert charge(TAPER, 0, CAPACITY_KWH, MAX_KW, 50.0, 70.0, 70.0, 2.0) == (70.0, 0.0)
    assert charge(TAPER, 0, CAPACITY_KWH, MAX_KW, 50.0, 75.0, 70.0, 2.0) == (75.0, 0.0)


cases = st.fixed_dictionaries(
    {
        "curve": st.integers(0, len(NAMES) - 1),
        "limit_kw": st.one_of(st.floats(0.5, 1.2 * MAX_KW), st.just(np.inf)),
        "soc": st.floats(0.0, 1.0),
        "target": st.floats(0.05, 1.0),
        "hours": st.floats(0.001, 3.0),
    }
)


def _charge(case: dict[str, float], energy_kwh: float, hours: float) -> tuple[float, float]:
    return charge(
        CURVES,
        int(case["curve"]),
        CAPACITY_KWH,
        MAX_KW,
        case["limit_kw"],
        energy_kwh,
        case["target"] * CAPACITY_KWH,
        hours,
    )


@given(case=cases, parts=st.integers(2, 40))
def test_splitting_a_time_changes_nothing(case: dict[str, float], parts: int) -> None:
    start_kwh = case["soc"] * CAPACITY_KWH
    whole, _ = _charge(case, start_kwh, case["hours"])
    energy = start_kwh
    for _ in range(parts):
        energy, _ = _charge(case, energy, case["hours"] / parts)
    assert energy == pytest.approx(whole, rel=1e-12, abs=1e-12 * CAPACITY_KWH)


@given(case=cases)
def test_never_above_the_target_never_down_never_above_the_limit(case: dict[str, float]) -> None:
    start_kwh = case["soc"] * CAPACITY_KWH
    energy, used = _charge(case, start_kwh, case["hours"])
    assert start_kwh <= energy <= max(start_kwh, case["target"] * CAPACITY_KWH)
    assert 0.0 <= used <= case["hours"]
    most_kw = min(case["limit_kw"], MAX_KW)
    assert energy - start_kwh <= most_kw * case["hours"] * (1.0 + 1e-12) + 1e-12


@given(case=cases)
def test_the_time_to_the_target_leads_there(case: dict[str, float]) -> None:
    start_kwh, target_kwh = case["soc"] * CAPACITY_KWH, case["target"] * CAPACITY_KWH
    reached, needed = _charge(case, start_kwh, np.inf)
    assert reached == max(start_kwh, target_kwh)
    at_that_time, _ = _charge(case, start_kwh, needed)
    assert at_that_time == pytest.approx(reached, rel=1e-11)


@given(case=cases)
def test_agrees_with_a_fine_numeric_integration(case: dict[str, float]) -> None:
    """Midpoint rule in the energy: t = ∫ de / p(e), with numpy's own interpolation as p."""
    start_kwh, target_kwh = case["soc"] * CAPACITY_KWH, case["target"] * CAPACITY_KWH
    _, needed = _charge(case, start_kwh, np.inf)
    edges = np.linspace(start_kwh, max(start_kwh, target_kwh), 20_001)
    middle_soc = (edges[:-1] + edges[1:]) / 2.0 / CAPACITY_KWH
    curve = int(case["curve"])
    count = CURVES.points[curve]
    share = np.interp(middle_soc, CURVES.soc[curve, :count], CURVES.share[curve, :count])
    power_kw = np.minimum(share * MAX_KW, case["limit_kw"])
    assert needed == pytest.approx(float((np.diff(edges) / power_kw).sum()), rel=1e-5, abs=1e-9)


@given(curve=st.integers(0, len(NAMES) - 1), soc=st.floats(0.0, 1.0))
def test_accepted_power_is_the_interpolated_curve(curve: int, soc: float) -> None:
    count = CURVES.points[curve]
    share = np.interp(soc, CURVES.soc[curve, :count], CURVES.share[curve, :count])
    ours = accepted_kw(CURVES, curve, CAPACITY_KWH, MAX_KW, soc * CAPACITY_KWH)
    assert ours == pytest.approx(share * MAX_KW, rel=1e-12)


def test_coach_charges_as_fast_as_its_maker_says() -> None:
    """IC12E, 466 kWh: 13 to 100 % in about 1 h 40 at 280 kW (as the table of curves cites)."""
    curve = curve_number("dc-lfp", NAMES)
    _, hours = charge(CURVES, curve, 466.0, 300.0, 280.0, 0.13 * 466.0, 466.0, np.inf)
    assert hours == pytest.approx(100.0 / 60.0, abs=0.25)


def test_an_unknown_curve_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="dc-lfp"):
        curve_number("dc-lpf", NAMES)


@given(
    curve=st.integers(0, len(NAMES) - 1),
    soc=st.floats(0.0, 0.999),
    limit=st.floats(0.01, 1.2),
)
def test_a_battery_takes_all_it_is_given_until_there_and_no_further(
    curve: int, soc: float, limit: float
) -> None:
    energy, limit_kw = 100.0 * soc, 80.0 * limit
    until = flat_until_kwh(CURVES, curve, 100.0, 80.0, limit_kw, energy)
    assert energy <= until <= 100.0
    for part in np.linspace(energy, until, 20):
        if until > energy:
            assert accepted_kw(CURVES, curve, 100.0, 80.0, part) >= limit_kw * (1.0 - 1e-9)
    if until < 100.0:
        beyond = accepted_kw(CURVES, curve, 100.0, 80.0, min(until + 0.01, 100.0))
        assert beyond < limit_kw * (1.0 + 1e-2)


@given(curve=st.integers(0, len(NAMES) - 1))
def test_where_a_curve_falls_it_never_rises_again(curve: int) -> None:
    begin = float(CURVES.falls_from[curve])
    accepted = [accepted_kw(CURVES, curve, 1.0, 1.0, e) for e in np.linspace(begin, 1.0, 200)]
    assert (np.diff(accepted) <= 1e-12).all()
    assert begin == 0.0 or accepted_kw(CURVES, curve, 1.0, 1.0, 0.5 * begin) < accepted[0]
