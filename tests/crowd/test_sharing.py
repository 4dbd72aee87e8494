"""Sharing of power between plugs: max-min fairness, and the limits of stations and sites."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.control.equal_share import lower
from sim.control.one_site import view_of_one_site
from sim.crowd.records import Table
from tests.support.crowd_world import (
    EQUAL_SHARE,
    CarWorld,
    cars,
    charging_network,
    site,
    station,
)

Floats = npt.NDArray[np.float64]
DC, AC = 0.94, 0.90
"""Efficiency of the plugs, as in data/chargers.csv."""

wishes = st.lists(st.floats(0.0, 500.0), min_size=1, max_size=12).map(np.array)


def _shared(wanted: Floats, limit: float) -> Floats:
    view = view_of_one_site(wanted)
    view.plugs["share_kw"] = wanted
    lower(view, 0, wanted.size, -1, limit)
    return view.plugs["share_kw"].copy()


def _by_bisection(wanted: Floats, limit: float) -> Floats:
    """Find the water level independently: the sum of min(wanted, level) rises with the level."""
    if wanted.sum() <= limit:
        return wanted
    low, high = 0.0, float(wanted.max())
    for _ in range(200):
        level = (low + high) / 2.0
        if np.minimum(wanted, level).sum() > limit:
            high = level
        else:
            low = level
    return np.minimum(wanted, low)


@given(wanted=wishes, limit=st.floats(0.0, 3000.0))
def test_shares_keep_the_limit_and_waste_nothing(wanted: Floats, limit: float) -> None:
    shares = _shared(wanted, limit)
    assert (shares >= 0.0).all()
    assert (shares <= wanted).all()
    assert shares.sum() == pytest.approx(min(wanted.sum(), limit), rel=1e-12, abs=1e-9)


@given(wanted=wishes, limit=st.floats(0.0, 3000.0))
def test_who_gets_less_than_he_wants_gets_as_much_as_anyone(wanted: Floats, limit: float) -> None:
    shares = _shared(wanted, limit)
    short = shares < wanted
    if short.any():
        assert shares[short] == pytest.approx(np.full(short.sum(), shares.max()), abs=1e-9)


@given(wanted=wishes, limit=st.floats(0.0, 3000.0))
def test_shares_agree_with_bisection(wanted: Floats, limit: float) -> None:
    assert _shared(wanted, limit) == pytest.approx(_by_bisection(wanted, limit), abs=1e-8)


def test_only_the_plugs_of_the_station_are_lowered() -> None:
    view = view_of_one_site([50.0, 50.0, 50.0, 50.0], station=[0, 1, 1, 0])
    view.plugs["share_kw"] = view.plugs["max_kw"]
    lower(view, 0, 4, 1, 60.0)
    assert view.plugs["share_kw"].tolist() == [50.0, 30.0, 30.0, 50.0]


def test_without_a_limit_or_without_power() -> None:
    assert _shared(np.array([7.0, 60.0]), np.inf).tolist() == [7.0, 60.0]
    assert _shared(np.array([7.0, 60.0]), 0.0).tolist() == [0.0, 0.0]


def _flat_cars(count: int, **columns: object) -> Table:
    """Cars, nearly empty, that stay for ten minutes: they accept more than their plugs give."""
    return cars(np.zeros(count), energy_kwh=55.0, leave_s=600.0, **columns)


def test_a_stations_limit_is_shared_and_kept() -> None:
    net = charging_network(site(station(("dc-60", 4), limit_kw=100.0), **EQUAL_SHARE))
    rows = CarWorld(net, _flat_cars(4)).finish()
    assert rows["drawn_kwh"] == pytest.approx([25.0 / 6.0] * 4)
    assert rows["end_kwh"] - rows["start_kwh"] == pytest.approx([25.0 / 6.0 * DC] * 4)


def test_what_one_cannot_use_goes_to_the_others() -> None:
    """7 kW of AC is less than a third of the limit: the two DC plugs share the rest."""
    net = charging_network(site(station(("ac-7", 1), ("dc-60", 2), limit_kw=67.0), **EQUAL_SHARE))
    rows = CarWorld(net, _flat_cars(3, pool=np.array([0, 1, 1]))).finish()
    by_plug = rows[np.argsort(rows["plug"])]
    assert by_plug["drawn_kwh"] * 6.0 == pytest.approx([7.0, 30.0, 30.0])


def test_a_sites_limit_holds_over_all_its_stations() -> None:
    stations = station(("dc-60", 2), name="one", limit_kw=40.0), station(("dc-60", 2), name="two")
    net = charging_network(site(*stations, **EQUAL_SHARE, limit_kw=90.0))
    rows = CarWorld(net, _flat_cars(4, pool=np.array([0, 0, 1, 1]))).finish()
    by_plug = rows[np.argsort(rows["plug"])]
    assert by_plug["drawn_kwh"] * 6.0 == pytest.approx([20.0, 20.0, 25.0, 25.0])


def test_power_is_shared_anew_when_someone_leaves() -> None:
    net = charging_network(site(station(("dc-60", 2), limit_kw=60.0), **EQUAL_SHARE))
    some = cars([0.0, 0.0], energy_kwh=55.0, leave_s=np.array([600.0, 1200.0]))
    rows = CarWorld(net, some).finish()
    assert rows["drawn_kwh"] == pytest.approx([5.0, 5.0 + 10.0])
    assert rows["end_s"].tolist() == [600.0, 1200.0]


def test_uncontrolled_plugs_draw_what_they_can_whatever_the_limits() -> None:
    net = charging_network(site(station(("dc-60", 4), limit_kw=100.0)))
    rows = CarWorld(net, _flat_cars(4)).finish()
    assert rows["drawn_kwh"] == pytest.approx([10.0] * 4)


def test_room_under_the_transformer_limits_the_next_step() -> None:
    net = charging_network(
        site(station(("dc-60", 2)), controller="equal_share", keep_within_transformer=True)
    )
    world = CarWorld(net, _flat_cars(2), room_kw=60.0)
    rows = world.finish()
    assert rows["drawn_kwh"] == pytest.approx([5.0, 5.0])
    assert world.crowd.station_kw[0, :3] == pytest.approx([60.0, 60.0, 0.0])


def test_without_room_nobody_charges_and_nobody_is_lost() -> None:
    net = charging_network(
        site(station(("dc-60", 2)), controller="equal_share", keep_within_transformer=True)
    )
    rows = CarWorld(net, _flat_cars(2), room_kw=-5.0).finish()
    assert rows["drawn_kwh"].tolist() == [0.0, 0.0]
    assert rows["end_s"].tolist() == [600.0, 600.0]


@pytest.mark.parametrize("limit_kw", [20.0, 75.0, 400.0])
def test_recorded_power_is_the_energy_of_the_sessions_and_within_the_limit(limit_kw: float) -> None:
    draws = np.random.default_rng(3)
    arrive_s = draws.uniform(0.0, 80_000.0, 200)
    some = cars(
        arrive_s, energy_kwh=draws.uniform(1.0, 50.0, 200), patience_s=draws.uniform(0, 7200, 200)
    )
    net = charging_network(
        site(station(("dc-60", 3), ("ac-7", 2), limit_kw=limit_kw), **EQUAL_SHARE)
    )
    world = CarWorld(net, some, step_minutes=15)
    rows = world.finish()
    assert float(world.crowd.station_kw.max()) <= limit_kw * (1.0 + 1e-6)
    recorded = float(world.crowd.station_kw.sum(dtype=np.float64)) * world.grid.step_h
    assert recorded == pytest.approx(rows["drawn_kwh"].sum(), rel=1e-6)
    assert rows["drawn_kwh"] * DC == pytest.approx(rows["end_kwh"] - rows["start_kwh"])


@pytest.mark.parametrize("step_minutes", [1, 15, 60])
def test_charging_to_the_curve_does_not_depend_on_the_step(step_minutes: int) -> None:
    draws = np.random.default_rng(4)
    some = cars(np.sort(draws.uniform(0.0, 80_000.0, 60)), energy_kwh=draws.uniform(5.0, 60.0, 60))
    net = charging_network(site(station(("dc-60", 3))))
    fine = CarWorld(net, some.copy(), step_minutes=5).finish()
    other = CarWorld(net, some.copy(), step_minutes=step_minutes).finish()
    for field in ("user", "plug", "reason"):
        assert (fine[field] == other[field]).all()
    for field in ("start_s", "end_s", "drawn_kwh"):
        assert other[field] == pytest.approx(fine[field], rel=1e-9)
