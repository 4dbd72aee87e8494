"""Thresholds of charging by the hours' prices."""

from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.inputs.charging_hours import pool_prices, thresholds
from sim.inputs.tariff import tariff
from sim.scenario.fleets import OnDemandFleet
from tests.support.crowd_world import charging_network, site, station


def _fleet(**charging) -> OnDemandFleet:
    return OnDemandFleet.model_construct(
        soc_charge_below=0.3,
        charging=OnDemandFleet.model_fields["charging"].default.model_copy(update=charging),
    )


def test_prices_are_energy_and_fee() -> None:
    grid = TimeGrid(date(2025, 1, 6), 2, 15)
    two = site(
        station(("dc-60", 1), name="a", service_fee_cny_per_kwh=0.3),
        station(("dc-60", 1), name="b", service_fee_cny_per_kwh=0.6),
    )
    energy = tariff("gansu-2024-commercial", grid)
    prices = pool_prices(charging_network(two), energy, grid)
    assert prices.shape == (48, 2)
    assert prices[5] == pytest.approx(
        energy.energy_cny_per_kwh[20:24].mean() + np.array([0.3, 0.6])
    )


def test_hours_before_a_cheaper_one_wait_and_cheap_ones_do_not() -> None:
    price = np.array([1.0] * 10 + [0.6] * 2 + [1.0] * 12)
    got = thresholds(_fleet(wait_hours=3, cheaper_by_cny_per_kwh=0.2), price)
    assert np.flatnonzero(got.must == 0.2).tolist() == [7, 8, 9]
    assert np.flatnonzero(got.cheap == 0.5).tolist() == [10, 11]
    assert set(np.unique(got.must)) == {0.2, 0.3}


def test_a_flat_price_is_neither_cheap_nor_dear() -> None:
    got = thresholds(_fleet(cheaper_by_cny_per_kwh=0.0), np.full(48, 0.7))
    assert (got.must == 0.3).all() and (got.cheap == 0.0).all()


def test_waiting_never_raises_the_threshold() -> None:
    price = np.array([1.0] * 12 + [0.5] * 12)
    assert thresholds(_fleet(soc_at_once=0.6), price).must.max() == 0.3
