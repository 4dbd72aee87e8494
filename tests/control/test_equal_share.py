"""Equal share: max-min fair, the limit used to the last watt, and who waits where it is short."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.control.equal_share import share_equally
from sim.control.one_site import view_of_one_site
from sim.control.view import line_room_kw

Floats = npt.NDArray[np.float64]
Complex = npt.NDArray[np.complex128]

powers = st.lists(st.floats(0.1, 300.0), min_size=1, max_size=12).map(np.array)


@given(most=powers, limit=st.floats(0.0, 2000.0))
def test_shares_sum_to_the_limit_exactly(most: Floats, limit: float) -> None:
    view = view_of_one_site(most, limit)
    share_equally(view, 0)
    assert view.plugs["share_kw"].sum() == pytest.approx(min(limit, most.sum()), rel=1e-12)


@given(
    most=powers, limit=st.floats(0.0, 2000.0), station_kw=st.floats(1.0, 500.0), cut=st.integers(1)
)
def test_with_a_station_inside_nobody_can_be_lifted_but_at_cost_of_one_below(
    most: Floats, limit: float, station_kw: float, cut: int
) -> None:
    """The first plugs stand at a station with its own limit."""
    inside = np.arange(most.size) < cut % (most.size + 1)
    view = view_of_one_site(most, limit)
    two = np.repeat(view.stations, 2)
    two["limit_kw"] = station_kw, np.inf
    view = view._replace(stations=two)
    view.sites["stations"] = 2
    view.plugs["station"] = ~inside
    share_equally(view, 0)
    share = view.plugs["share_kw"]
    for k in np.flatnonzero(share < most - 1e-9):
        at_site = share.sum() >= limit - 1e-7 and share[k] >= share.max() - 1e-7
        own = share[inside]
        at_station = inside[k] and own.sum() >= station_kw - 1e-7 and share[k] >= own.max() - 1e-7
        assert at_site or at_station


def test_the_last_to_come_waits_where_shares_are_too_small() -> None:
    """5 kW for three plugs that need 1.38 kW or nothing, then 4 kW: only two can charge."""
    for limit, shares in ((5.0, [5 / 3] * 3), (4.0, [2.0, 2.0, 0.0])):
        view = view_of_one_site([7.0] * 3, limit, min_kw=1.38, arrive_s=[0.0, 1.0, 2.0])
        share_equally(view, 0)
        assert view.plugs["share_kw"] == pytest.approx(shares)
    view = view_of_one_site([7.0] * 3, 4.0, min_kw=1.38, arrive_s=[2.0, 1.0, 0.0])
    share_equally(view, 0)
    assert view.plugs["share_kw"] == pytest.approx([0.0, 2.0, 2.0])


@given(
    count=st.integers(1, 30),
    limit=st.floats(0.0, 60.0),
    least=st.lists(st.sampled_from([0.0, 1.38, 4.14]), min_size=30, max_size=30),
    seed=st.integers(0, 99),
)
def test_as_many_wait_as_if_one_after_the_other_were_sent_to_wait(
    count: int, limit: float, least: list[float], seed: int
) -> None:
    draws = np.random.default_rng(seed)
    arrive, min_kw = draws.permutation(count).astype(float), np.array(least[:count])
    most = draws.choice([0.7, 3.0, 7.0], count)
    view = view_of_one_site(most, limit, min_kw=min_kw, arrive_s=arrive)
    share_equally(view, 0)
    assert view.plugs["share_kw"] == pytest.approx(
        _one_after_the_other(most, min_kw, arrive, limit), abs=1e-9
    )


def _one_after_the_other(most: Floats, least: Floats, arrive: Floats, limit: float) -> Floats:
    waits = np.zeros(most.size, dtype=bool)
    while True:
        share = _level(np.where(waits, 0.0, most), limit)
        short = np.flatnonzero(~waits & (share < np.minimum(least, most) - 1e-9))
        if not short.size:
            return share
        waits[short[arrive[short].argmax()]] = True


def _level(most: Floats, limit: float) -> Floats:
    if most.sum() <= limit:
        return most
    level = brentq(lambda at: np.minimum(most, at).sum() - limit, 0.0, most.max(), xtol=1e-14)
    return np.minimum(most, level)


phases = st.sampled_from(["a", "b", "c", "ab", "bc", "ca", "abc"])


def _current(phase: str) -> list[complex]:
    """Return what a kW adds to the conductors a, b, c at 400 V between two phases."""
    angle = {"a": 0, "b": -120, "c": 120, "ab": 30, "bc": -90, "ca": 150}
    unit = {name: np.exp(1j * np.deg2rad(degrees)) for name, degrees in angle.items()}
    if phase == "abc":
        return [1000.0 / np.sqrt(3.0) / 400.0 * unit[name] for name in "abc"]
    if len(phase) == 1:
        return [2.5 * np.sqrt(3.0) * unit[phase] * (name == phase) for name in "abc"]
    return [2.5 * unit[phase] * ((name == phase[0]) - (name == phase[1])) for name in "abc"]


@given(
    kinds=st.lists(phases, min_size=1, max_size=8),
    limits=st.lists(st.floats(1.0, 100.0), min_size=3, max_size=3),
    most=st.floats(1.0, 22.0),
    limit=st.sampled_from([20.0, np.inf]),
)
@settings(max_examples=150, deadline=None)
def test_shares_under_currents_agree_with_filling_by_bisection(
    kinds: list[str], limits: list[float], most: float, limit: float
) -> None:
    gain = np.array([_current(kind) for kind in kinds])
    view = view_of_one_site(
        np.full(len(kinds), most), limit, line_limit_a=limits, ampere_per_kw=gain
    )
    share_equally(view, 0)
    expected = _filled(gain, np.array(limits), most, limit)
    assert view.plugs["share_kw"] == pytest.approx(expected, abs=1e-5)


def _filled(gain: Complex, limits: Floats, most: float, limit: float) -> Floats:
    """Raise all together by bisection; who cannot rise alone any more stays."""
    share, rising = np.zeros(len(gain)), np.ones(len(gain), dtype=bool)

    def fits(power: Floats) -> bool:
        currents = np.abs(power @ gain)
        return bool((currents <= limits).all() and power.sum() <= limit and (power <= most).all())

    while rising.any():
        low, high = 0.0, 1000.0
        for _ in range(60):
            middle = (low + high) / 2.0
            low, high = (middle, high) if fits(share + middle * rising) else (low, middle)
        share = share + low * rising
        alone = [fits(share + 1e-7 * (np.arange(len(gain)) == k)) for k in range(len(gain))]
        rising &= np.array(alone)
        if low < 1e-9 and all(alone):
            break
    return share


@given(
    flows=st.tuples(st.floats(-50.0, 50.0), st.floats(-50.0, 50.0)),
    gain=st.tuples(st.floats(-5.0, 5.0), st.floats(-5.0, 5.0)),
    beyond=st.floats(0.1, 100.0),
)
def test_the_room_of_a_current_reaches_its_limit_exactly(
    flows: tuple[float, float], gain: tuple[float, float], beyond: float
) -> None:
    current, step = complex(*flows), complex(*gain)
    view = view_of_one_site([1.0], line_limit_a=[abs(current) + beyond], ampere_per_kw=step)
    view.lines["re_a"], view.lines["im_a"] = flows
    room = line_room_kw(view, 0, step)
    if abs(step) < 1e-100:
        assert room == np.inf
    elif abs(step) > 1e-6:
        assert abs(current + step * room) == pytest.approx(abs(current) + beyond, rel=1e-6)
