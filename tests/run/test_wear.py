"""Ageing of vehicles by their sessions and of site batteries by the step, against closed forms."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.crowd.state import FULL, SWAPPED
from sim.models.ageing import cycle_stress, load_ageing, soc_stress, temperature_stress
from sim.models.battery_temperature import warmth
from sim.models.vehicle import vehicle
from sim.run.wear import Faded, VehicleWear, site_wear

AGEING, NAMES = load_ageing()
LFP = NAMES.index("lfp")
BUS, DIESEL = vehicle("yutong-e12"), vehicle("diesel-bus")
STEP_S, DAY_S, DAYS = 900.0, 86400.0, 60
_INTEGERS = ("user", "plug", "reason")
_REALS = ("start_s", "end_s", "start_kwh", "end_kwh", "start_c", "end_c", "fed_kwh")
SESSION = np.dtype([*((name, "i4") for name in _INTEGERS), *((name, "f8") for name in _REALS)])


def age(sessions: list[tuple[float, ...]], ambient_c: float = 20.0, end_soc: float = 0.5) -> Faded:
    """Age one bus that begins at `end_soc`; sessions: start, end [s], soc, soc, warmer [K], fed."""
    steps = int(DAYS * DAY_S / STEP_S)
    warm = warmth((BUS, DIESEL), np.full(steps, ambient_c), STEP_S)
    start = np.array([end_soc * BUS.battery_kwh, 0.0])
    wear = VehicleWear(
        (BUS, DIESEL), np.array([0, 1], np.int32), start, warm, STEP_S, np.array([0.94])
    )
    rows = np.zeros(len(sessions), SESSION)
    for k, (begin, end, low, high, warmer, fed) in enumerate(sessions):
        energy = (low * BUS.battery_kwh, high * BUS.battery_kwh)
        at = (ambient_c + warmer, ambient_c + warmer, 0.94 * fed * BUS.battery_kwh)
        rows[k] = (0, 0, FULL, begin, end, *energy, *at)
    wear.sessions(rows)
    return wear.finish(DAYS * DAY_S, start)


def daily(depth: float, fed: float = 0.0, warmer: float = 0.0) -> list[tuple[float, ...]]:
    """Return a full charge each night from 22 to 4 o'clock (and down again by day)."""
    return [
        (day * DAY_S + 0.75 * DAY_S, (day + 1) * DAY_S, 1.0 - depth, 1.0, warmer, fed)
        for day in range(DAYS)
    ]


def test_rest() -> None:
    """A bus that stands for two months at 12 °C loses what the paper's formula says, no more."""
    lost = age([], ambient_c=12.0)
    stress = soc_stress(AGEING, LFP, 0.5) * temperature_stress(AGEING, LFP, 12.0)
    assert lost.calendar[0] == pytest.approx((stress * DAYS * DAY_S) ** 0.5, rel=1e-9)
    assert lost.cycle[0] == 0.0 and lost.full_cycles[0] == 0.0
    assert lost.life_years[0] == pytest.approx(
        (0.2 / lost.calendar[0]) ** 2 * DAYS / 365.0, rel=1e-9
    )
    assert np.isnan(lost.soh[1])  # the diesel bus


def test_daily_cycles() -> None:
    """Sixty cycles of 60 %, 18 h down and 6 h up: the closed form with the mean of both rates."""
    lost = age(daily(0.6), end_soc=1.0)
    rate = 0.5 * (0.6 / 18.0 + 0.6 / 6.0)
    cycles = DAYS * 0.6
    expected = (cycles * cycle_stress(AGEING, LFP, 0.6, 0.7, rate)) ** 0.5
    assert lost.full_cycles[0] == pytest.approx(cycles)
    assert lost.cycle[0] == pytest.approx(expected, rel=2e-3)  # the first way down is a half cycle
    assert lost.soh[0] == pytest.approx(1.0 - lost.cycle[0] - lost.calendar[0])


def test_a_warmer_battery_ages_faster() -> None:
    cool, warm = age(daily(0.5), end_soc=1.0), age(daily(0.5, warmer=8.0), end_soc=1.0)
    factor = temperature_stress(AGEING, LFP, 28.0) / temperature_stress(AGEING, LFP, 20.0)
    # the first 18 hours begin at rest
    assert warm.calendar[0] == pytest.approx(cool.calendar[0] * factor**0.5, rel=3e-3)
    assert warm.cycle[0] == cool.cycle[0]


def test_what_is_given_back_wears() -> None:
    """Energy fed to the grid within a session is moved twice more."""
    plain, fed = age(daily(0.5), end_soc=1.0), age(daily(0.5, fed=0.4), end_soc=1.0)
    assert fed.full_cycles[0] == pytest.approx(plain.full_cycles[0] + DAYS * 0.4)
    assert fed.cycle[0] > plain.cycle[0] and fed.calendar[0] == pytest.approx(plain.calendar[0])


@settings(max_examples=25, deadline=None)
@given(
    depth=st.floats(0.05, 0.9), more=st.floats(0.0, 0.1), c=st.floats(-20.0, 35.0),
    fed=st.floats(0.0, 3.0),
)  # fmt: skip
def test_more_use_and_warmth_never_heal(depth: float, more: float, c: float, fed: float) -> None:
    less = age(daily(depth), ambient_c=c, end_soc=1.0)
    deeper = age(daily(depth + more, fed=fed), ambient_c=c, end_soc=1.0)
    warmer = age(daily(depth), ambient_c=c + 1.0, end_soc=1.0)
    assert less.cycle[0] <= deeper.cycle[0] * (1.0 + 1e-9)
    assert less.calendar[0] < warmer.calendar[0]
    for one in (less, deeper, warmer):
        assert 0.0 <= one.soh[0] <= 1.0 and one.life_years[0] > 0.0


def test_a_swapped_battery_was_charged_slowly() -> None:
    """A swap of five minutes is no charge at 7 C."""
    steps = int(DAYS * DAY_S / STEP_S)
    warm = warmth((BUS,), np.full(steps, 20.0), STEP_S)
    start = np.array([BUS.battery_kwh])
    wear = VehicleWear((BUS,), np.zeros(1, np.int32), start, warm, STEP_S, np.array([1.0]))
    rows = np.zeros(1, SESSION)
    rows[0] = (0, 0, SWAPPED, 3600.0, 3900.0, 0.4 * start[0], start[0], 20.0, 20.0, 0.0)
    wear.sessions(rows)
    expected = 0.5 * 0.6 * sum(cycle_stress(AGEING, LFP, 0.6, 0.7, rate) for rate in (0.6, 0.5))
    assert wear.finish(DAYS * DAY_S, start).cycle[0] == pytest.approx(expected**0.5)


def site(stored_kwh: npt.ArrayLike, battery_c: float = 25.0) -> Faded:
    path = np.atleast_2d(np.asarray(stored_kwh, np.float32))
    start = path[:, :1].astype(float).ravel()
    return site_wear(["lfp"], np.array([100.0]), start, path, 3600.0, np.array([battery_c]))


def test_a_site_battery() -> None:
    """Two hours up and two down, 10 to 90 %, at 25 °C: closed forms of both fades."""
    day = np.r_[np.linspace(10.0, 90.0, 5)[1:], np.linspace(90.0, 10.0, 5)[1:], np.full(16, 10.0)]
    lost = site(np.r_[10.0, np.tile(day, 40)])
    cycles = 40 * 0.8
    by_cycles = (cycles * cycle_stress(AGEING, LFP, 0.8, 0.5, 0.2)) ** 0.5
    assert lost.cycle[0] == pytest.approx(by_cycles, rel=1e-6)
    assert lost.full_cycles[0] == pytest.approx(cycles)
    socs = np.r_[10.0, np.tile(day, 40)] / 100.0
    middles = np.r_[socs[0], 0.5 * (socs[1:] + socs[:-1])]
    wear = sum(soc_stress(AGEING, LFP, float(soc)) * 3600.0 for soc in middles)
    assert lost.calendar[0] == pytest.approx(wear**0.5, rel=1e-6)
    assert site(np.full(100, 50.0), 35.0).calendar[0] > site(np.full(100, 50.0)).calendar[0]
