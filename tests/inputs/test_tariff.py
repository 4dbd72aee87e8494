"""Tariffs: the hours of the rule, and what floats and what does not."""

from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.tariff import Period, tariff, tariff_names
from sim.tables import table

DAY = TimeGrid(date(2025, 7, 1), 1, 15)
GANSU = "gansu-2024-commercial"


def test_periods_are_those_of_the_rule():
    by_hour = tariff(GANSU, DAY).period.reshape(24, 4)
    expected = np.full(24, Period.FLAT)
    expected[[6, 7, 18, 19, 20, 21, 22]] = Period.PEAK
    expected[10:16] = Period.VALLEY
    np.testing.assert_array_equal(by_hour, np.repeat(expected[:, None], 4, axis=1))


def test_only_the_energy_floats_and_peak_is_three_times_valley():
    ours = tariff(GANSU, DAY)
    rows = table("tariffs").loc[GANSU]
    fixed = rows.loc[rows["item"] == "fixed", "value"].sum()
    peak, flat, valley = (
        ours.energy_cny_per_kwh[ours.period == period][0] - fixed
        for period in (Period.PEAK, Period.FLAT, Period.VALLEY)
    )
    assert peak / valley >= 3.0 - 1e-9
    assert valley < flat < peak
    assert fixed > 0.022925


@pytest.mark.parametrize("name", tariff_names())
def test_every_tariff_is_whole_at_every_step_length(name):
    for step_minutes in (1, 5, 60):
        ours = tariff(name, TimeGrid(date(2025, 7, 1), 2, step_minutes))
        assert ours.energy_cny_per_kwh.shape == (2 * 1440 // step_minutes,)
        assert ours.energy_cny_per_kwh.min() > 0.05 and ours.energy_cny_per_kwh.max() < 2.0
        assert ours.feed_in_cny_per_kwh == 0.3078


def test_flat_tariff_differs_by_the_time_of_day_only():
    flat, floating = tariff("gansu-2024-flat", DAY), tariff(GANSU, DAY)
    same = floating.period == Period.FLAT
    np.testing.assert_allclose(
        flat.energy_cny_per_kwh[same], floating.energy_cny_per_kwh[same], rtol=1e-12
    )
    assert np.ptp(flat.energy_cny_per_kwh) == 0.0
    assert flat.demand_charge_cny_per_kw_month == floating.demand_charge_cny_per_kw_month


def test_unknown_name_says_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'gansu-2024-flat'"):
        tariff("gansu-flat", DAY)
