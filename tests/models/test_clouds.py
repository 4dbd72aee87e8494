"""Clouds inside the hour: closed forms of the two-state process, and sums that stay."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.clock import TimeGrid
from sim.inputs.weather import Place, synthetic
from sim.inputs.weather.clouds import with_clouds
from sim.models.clouds import MEMORY_MINUTES, broken_beam, clear_beam_w_m2, sunny_minutes
from sim.streams import stream_key

KEY = stream_key(1, 0, "weather.clouds")
PLACE = Place(36.05, 103.88, 1517.2)
LIGHT = st.floats(0.0, 1.0)


def minutes(share, days=200, key=KEY, first=0):
    out = np.empty(days * 1440)
    sunny_minutes(key, first, np.full(days * 24, share), 60, 1, MEMORY_MINUTES, out)
    return out


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_ramps_are_those_of_the_two_state_process(share):
    state = minutes(share)
    kept = np.exp(-1.0 / MEMORY_MINUTES)
    assert state.mean() == pytest.approx(share, abs=0.01)
    turns = np.mean(state[1:] != state[:-1])
    assert turns == pytest.approx(2.0 * share * (1.0 - share) * (1.0 - kept), rel=0.05)
    for lag in (1, 5, 20):
        together = np.corrcoef(state[lag:], state[:-lag])[0, 1]
        assert together == pytest.approx(kept**lag, abs=0.03)


def test_memory_after_five_minutes_is_that_measured_at_payerne():
    assert np.exp(-5.0 / MEMORY_MINUTES) == pytest.approx(0.554, abs=0.005)


@given(
    arrays(float, (6, 12), elements=LIGHT),
    arrays(float, (6, 12), elements=LIGHT),
    arrays(float, (6, 12), elements=LIGHT),
)
def test_blocks_keep_their_sums_and_stay_under_the_clear_sky(part, clear, share):
    clear, share = 800.0 * clear, np.round(share)
    smooth = part * clear
    beam = broken_beam(smooth, clear, share)
    np.testing.assert_allclose(beam.sum(1), smooth.sum(1), atol=1e-9)
    assert (beam >= 0.0).all()
    assert (beam <= clear + 1e-9).all()


@pytest.mark.parametrize("step_minutes", [1, 5, 30])
def test_hours_keep_their_means(step_minutes):
    made = synthetic(TimeGrid(date(2025, 5, 1), 40, step_minutes), PLACE, 3, 0)
    cloudy = with_clouds(made, 3, 0)
    up = np.maximum(made.sun.cos_zenith, 0.0)

    def hours(values):
        return values.reshape(40 * 24, -1).mean(axis=1)

    np.testing.assert_allclose(hours(cloudy.ghi_w_m2), hours(made.ghi_w_m2), atol=1e-9)
    beam, smooth = hours(cloudy.dni_w_m2 * up), hours(made.dni_w_m2 * up)
    np.testing.assert_allclose(beam, smooth, atol=1e-9)
    np.testing.assert_array_equal(cloudy.dhi_w_m2, made.dhi_w_m2)
    np.testing.assert_allclose(cloudy.ghi_w_m2, cloudy.dhi_w_m2 + cloudy.dni_w_m2 * up, atol=1e-9)
    own = np.abs(np.diff(made.ghi_w_m2))
    assert np.abs(np.diff(cloudy.ghi_w_m2)).mean() > 1.5 * own.mean()
    assert cloudy.dni_w_m2.max() <= 1353.0


def test_hourly_steps_are_left_alone():
    made = synthetic(TimeGrid(date(2025, 5, 1), 3, 60), PLACE, 3, 0)
    assert with_clouds(made, 3, 0) is made


def test_a_day_is_the_same_in_any_period():
    long = with_clouds(synthetic(TimeGrid(date(2025, 5, 1), 20, 5), PLACE, 3, 0), 3, 0)
    short = with_clouds(synthetic(TimeGrid(date(2025, 5, 11), 3, 5), PLACE, 3, 0), 3, 0)
    np.testing.assert_array_equal(short.ghi_w_m2, long.ghi_w_m2[10 * 288 : 13 * 288])
    other = with_clouds(synthetic(TimeGrid(date(2025, 5, 11), 3, 5), PLACE, 3, 0), 4, 0)
    assert not np.array_equal(short.ghi_w_m2, other.ghi_w_m2)


def test_clear_beam_at_sea_level_is_meinels():
    grid = TimeGrid(date(2025, 6, 21), 1, 60)
    sun = synthetic(grid, PLACE, 1, 0).sun
    noon = int(sun.cos_zenith.argmax())
    expected = 1353.0 * 0.7 ** (sun.airmass[noon] ** 0.678)
    assert clear_beam_w_m2(sun, 0.0)[noon] == pytest.approx(expected)
    assert clear_beam_w_m2(sun, 1500.0)[noon] > expected
