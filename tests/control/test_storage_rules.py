"""What each rule of a stationary battery asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.control.storage.rules import (
    OPTIMUM,
    PEAK_SHAVING,
    RULES,
    SELF_CONSUMPTION,
    TARIFF,
    wanted_kw,
)
from sim.control.storage.tariff import PEAK, VALLEY

FLAT = 1


@pytest.mark.parametrize(
    ("rule", "net_kw", "period", "room_kw", "expected_kw"),
    [
        (SELF_CONSUMPTION, -30.0, FLAT, 500.0, 30.0),  # a surplus is taken
        (SELF_CONSUMPTION, -80.0, FLAT, 500.0, 50.0),  # up to the power
        (SELF_CONSUMPTION, 20.0, VALLEY, 500.0, -20.0),  # and given to the own load
        (SELF_CONSUMPTION, 80.0, PEAK, 500.0, -50.0),
        (TARIFF, -30.0, PEAK, 500.0, 30.0),  # a surplus is taken at any time
        (TARIFF, -30.0, VALLEY, 500.0, 50.0),  # in the valley with what the grid sells
        (TARIFF, -30.0, VALLEY, 5.0, 30.0),  # the transformer does not carry the surplus
        (TARIFF, 20.0, VALLEY, 500.0, 50.0),  # full power in the valley
        (TARIFF, 20.0, VALLEY, 35.0, 35.0),  # within the transformer
        (TARIFF, 20.0, VALLEY, -5.0, 0.0),
        (TARIFF, 20.0, FLAT, 500.0, 0.0),
        (TARIFF, 20.0, PEAK, 500.0, -20.0),  # never more than the own load
        (TARIFF, 80.0, PEAK, 500.0, -50.0),
        (PEAK_SHAVING, 60.0, FLAT, 500.0, -20.0),  # what exceeds the target of 40 kW
        (PEAK_SHAVING, 25.0, FLAT, 500.0, 15.0),  # below it the battery fills
        (PEAK_SHAVING, 25.0, FLAT, 5.0, 5.0),
        (OPTIMUM, 25.0, FLAT, 500.0, 10.0),  # the plan
        (OPTIMUM, 25.0, FLAT, 5.0, 5.0),
    ],
)
def test_wish(rule: int, net_kw: float, period: int, room_kw: float, expected_kw: float) -> None:
    assert wanted_kw(rule, net_kw, period, 50.0, room_kw, 40.0, 10.0, 100.0) == expected_kw


@pytest.mark.parametrize(
    ("plan_kw", "net_kw", "expected_kw"),
    [
        (50.0, 30.0, 50.0),  # 80 kW were planned for at most, as it turns out
        (50.0, 60.0, 20.0),  # what would be a new peak is left out
        (50.0, 95.0, 0.0),  # the load alone is one: the plan gives nothing, nor does it take
        (50.0, -30.0, 50.0),
        (-20.0, 95.0, -20.0),
    ],
)
def test_a_plan_does_not_charge_into_a_new_peak(
    plan_kw: float, net_kw: float, expected_kw: float
) -> None:
    assert wanted_kw(OPTIMUM, net_kw, FLAT, 50.0, 500.0, 0.0, plan_kw, 80.0) == expected_kw


@given(
    rule=st.sampled_from(sorted(RULES.values())),
    net_kw=st.floats(-200.0, 200.0),
    period=st.sampled_from([VALLEY, FLAT, PEAK]),
    room_kw=st.floats(-50.0, 300.0),
    plan_kw=st.floats(-50.0, 50.0),
    peak_kw=st.floats(0.0, 300.0),
)
def test_a_battery_never_feeds_the_grid(
    rule: int, net_kw: float, period: int, room_kw: float, plan_kw: float, peak_kw: float
) -> None:
    wish = wanted_kw(rule, net_kw, period, 50.0, room_kw, 0.0, plan_kw, peak_kw)
    assert abs(wish) <= 50.0
    if wish < 0.0:
        assert net_kw + wish >= 0.0
    if wish > 0.0:
        assert wish <= max(room_kw, -net_kw, 0.0)
