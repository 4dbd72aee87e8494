"""The stationary battery: what its rule asks for, and what its window and losses allow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.models.battery import PEAK, SELF_CONSUMPTION, TARIFF, VALLEY, operate, wanted_kw

FLAT = 1
EFFICIENCY, LEAST_KWH, MOST_KWH = 0.88**0.5, 10.0, 95.0


@pytest.mark.parametrize(
    ("rule", "net_kw", "period", "room_kw", "expected_kw"),
    [
        (SELF_CONSUMPTION, -30.0, FLAT, 500.0, 30.0),  # a surplus is taken
        (SELF_CONSUMPTION, -80.0, FLAT, 500.0, 50.0),  # up to the power
        (SELF_CONSUMPTION, 20.0, VALLEY, 500.0, -20.0),  # and given to the own load
        (SELF_CONSUMPTION, 80.0, PEAK, 500.0, -50.0),
        (TARIFF, -30.0, PEAK, 500.0, 30.0),  # a surplus is taken at any time
        (TARIFF, 20.0, VALLEY, 500.0, 50.0),  # full power in the valley
        (TARIFF, 20.0, VALLEY, 35.0, 35.0),  # within the transformer
        (TARIFF, 20.0, VALLEY, -5.0, 0.0),
        (TARIFF, 20.0, FLAT, 500.0, 0.0),
        (TARIFF, 20.0, PEAK, 500.0, -20.0),  # never more than the own load
        (TARIFF, 80.0, PEAK, 500.0, -50.0),
    ],
)
def test_wish(rule: int, net_kw: float, period: int, room_kw: float, expected_kw: float) -> None:
    assert wanted_kw(rule, net_kw, period, 50.0, room_kw, 0.0) == expected_kw


@given(
    rule=st.sampled_from([SELF_CONSUMPTION, TARIFF]),
    net_kw=st.floats(-200.0, 200.0),
    period=st.sampled_from([VALLEY, FLAT, PEAK]),
    room_kw=st.floats(-50.0, 300.0),
)
def test_a_battery_never_feeds_the_grid(
    rule: int, net_kw: float, period: int, room_kw: float
) -> None:
    wish = wanted_kw(rule, net_kw, period, 50.0, room_kw, 0.0)
    assert abs(wish) <= 50.0
    if wish < 0.0:
        assert net_kw + wish >= 0.0


@given(
    wish_kw=st.floats(-100.0, 100.0),
    stored_kwh=st.floats(LEAST_KWH, MOST_KWH),
    hours=st.floats(1.0 / 60.0, 1.0),
)
def test_window_losses_and_books(wish_kw: float, stored_kwh: float, hours: float) -> None:
    power, after = operate(wish_kw, stored_kwh, LEAST_KWH, MOST_KWH, EFFICIENCY, hours)
    assert LEAST_KWH - 1e-9 <= after <= MOST_KWH + 1e-9
    assert abs(power) <= abs(wish_kw)
    assert power * wish_kw >= 0.0
    if power > 0.0:
        assert after - stored_kwh == pytest.approx(power * hours * EFFICIENCY, abs=1e-9)
    else:
        assert stored_kwh - after == pytest.approx(-power * hours / EFFICIENCY, abs=1e-9)
    limited = abs(power) < abs(wish_kw) * (1.0 - 1e-12)
    assert not limited or after == pytest.approx(MOST_KWH if wish_kw > 0.0 else LEAST_KWH)


def test_a_round_trip_costs_what_the_scenario_says() -> None:
    taken, stored = operate(20.0, 40.0, LEAST_KWH, MOST_KWH, EFFICIENCY, 1.0)
    given_back, left = operate(-1000.0, stored, 40.0, MOST_KWH, EFFICIENCY, 1.0)
    assert left == pytest.approx(40.0)
    assert -given_back / taken == pytest.approx(0.88)
