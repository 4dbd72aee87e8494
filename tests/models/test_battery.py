"""The stationary battery: what inverter and cells lose, its power, its window, its books."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.control.storage.rules import RULES
from sim.models.battery import drawn_at_kw, most_given_kw, operate, stored_at_kw
from sim.models.storage import battery_rows, plant
from sim.scenario.storage import SiteBattery
from sim.tables import table

RATED_KW = 50.0


def _battery(**values: Any) -> Any:
    """Return the row of a battery of 100 kWh."""
    given_values = {"id": "b", "capacity_kwh": 100.0, "power_kw": RATED_KW} | values
    battery = SiteBattery.model_validate(given_values)
    return battery_rows([plant(0, battery, table("vehicles"))], RULES).view(np.recarray)[0]


@pytest.mark.parametrize("stated", [0.6, 0.8, 0.88, 0.91])
@pytest.mark.parametrize("inverter", ["notton-2", {"no_load": 0.01, "linear": 0.02}])
def test_the_round_trip_at_rated_power_is_the_stated_one(stated: float, inverter: Any) -> None:
    one = _battery(round_trip_efficiency=stated, inverter=inverter)
    taken = operate(one, RATED_KW, 0.5)
    stored = one.stored_kwh - one.start_kwh
    given_back = operate(one, -RATED_KW, stored / drawn_at_kw(one, RATED_KW))
    assert one.stored_kwh == pytest.approx(one.start_kwh)
    assert -given_back == pytest.approx(taken) == pytest.approx(RATED_KW)
    assert one.discharged_kwh / one.charged_kwh == pytest.approx(stated, rel=1e-9)


@pytest.mark.parametrize(
    ("inverter", "p0", "k"), [("notton-2", 0.0072, 0.0345), ("notton-1", 0.0145, 0.0437)]
)
@pytest.mark.parametrize("load", [0.05, 0.1, 0.5, 1.0])
def test_the_inverter_follows_its_published_curve(
    inverter: str, p0: float, k: float, load: float
) -> None:
    """Notton's efficiency at an output p is p / (p + p0 + k p²); cells without loss show it."""
    efficiency = load / (load + p0 + k * load * load)
    best = 1.0 / (1.0 + p0 + k)
    one = _battery(inverter=inverter, round_trip_efficiency=0.85)
    one.resistance_per_kw = 0.0
    assert drawn_at_kw(one, load * RATED_KW) == pytest.approx(load * RATED_KW / efficiency)
    # What comes out at a DC load is what went in, times the same efficiency.
    assert stored_at_kw(one, load * RATED_KW / efficiency) == pytest.approx(load * RATED_KW)
    assert best < 0.98


def test_efficiency_falls_towards_no_load_and_towards_rated_power() -> None:
    one = _battery()
    load = np.linspace(0.02, 1.0, 50) * RATED_KW
    trip = np.array([stored_at_kw(one, kw) / drawn_at_kw(one, kw) for kw in load])
    best = int(trip.argmax())
    assert 0.1 * RATED_KW < load[best] < 0.6 * RATED_KW
    assert trip[0] < 0.65
    assert trip[-1] == pytest.approx(0.88)
    assert trip[best] > 0.92
    assert (np.diff(trip[:best]) > 0.0).all()
    assert (np.diff(trip[best:]) < 0.0).all()


def test_resistance_loses_the_square_of_the_current() -> None:
    """Of cells alone, round trip (1 + r)/(1 - r) of what is stored and given at one current."""
    ideal = {"no_load": 0.0}
    one = _battery(inverter=ideal, round_trip_efficiency=0.9)
    stored = stored_at_kw(one, RATED_KW)
    assert stored + one.resistance_per_kw * stored**2 == pytest.approx(RATED_KW)
    drawn = drawn_at_kw(one, RATED_KW)
    assert drawn - one.resistance_per_kw * drawn**2 == pytest.approx(RATED_KW)
    assert stored / drawn == pytest.approx(0.9)


@given(
    wanted=st.lists(st.floats(-120.0, 120.0), min_size=1, max_size=40),
    hours=st.sampled_from([1.0 / 60.0, 0.25, 1.0]),
    soh=st.floats(0.65, 1.0),
    trip=st.floats(0.55, 0.9),
)
def test_the_books_close_and_the_limits_hold(
    wanted: list[float], hours: float, soh: float, trip: float
) -> None:
    one = _battery(soh=soh, round_trip_efficiency=trip)
    total_kwh = 0.0
    for wish in wanted:
        power = operate(one, wish, hours)
        assert one.least_kwh - 1e-9 <= one.stored_kwh <= one.most_kwh + 1e-9
        assert abs(power) <= max(min(abs(wish), one.power_kw), one.standby_kw) + 1e-9
        total_kwh += power * hours
    lost = one.inverter_kwh + one.cells_kwh
    assert min(one.inverter_kwh, one.cells_kwh, one.standby_kwh) >= 0.0
    assert one.start_kwh + one.charged_kwh == pytest.approx(
        one.stored_kwh + one.discharged_kwh + lost, abs=1e-9
    )
    assert total_kwh == pytest.approx(
        one.charged_kwh + one.standby_kwh - one.discharged_kwh, abs=1e-9
    )


def test_the_result_does_not_depend_on_the_step() -> None:
    coarse, fine = _battery(), _battery()
    operate(coarse, 30.0, 3.0)
    for _ in range(180):
        operate(fine, 30.0, 1.0 / 60.0)
    for name in ("stored_kwh", "charged_kwh", "standby_kwh", "inverter_kwh", "cells_kwh"):
        assert fine[name] == pytest.approx(coarse[name])
    assert coarse.stored_kwh == pytest.approx(95.0)


def test_an_inverter_does_not_start_for_what_it_would_lose_itself() -> None:
    one = _battery()
    for wish in (0.007 * RATED_KW, -0.007 * RATED_KW):
        assert operate(one, wish, 1.0) == pytest.approx(0.002 * RATED_KW)
    assert one.stored_kwh == one.start_kwh
    assert one.standby_kwh == pytest.approx(2 * 0.002 * RATED_KW)
    assert operate(one, 0.02 * RATED_KW, 1.0) == pytest.approx(0.02 * RATED_KW)


def test_what_it_can_give_is_what_it_gives() -> None:
    one = _battery()
    for hours in (0.25, 2.0):
        able = most_given_kw(one, hours)
        left = one.copy()
        left.standby_kw = 0.0
        assert operate(left, -RATED_KW, hours) == pytest.approx(-able)
