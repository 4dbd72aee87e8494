"""Stores of hot water against closed forms and the regulation's standing loss."""

from math import exp, factorial
from pathlib import Path

import numpy as np

from sim.models.thermal_store import charge, content_kwh, discharge, stand, tank
from sim.verify.check import Check

_LAYERS = 5


def checks(reference_data: Path | None) -> list[Check]:
    """Return all rows; nothing of `reference_data` is used."""
    del reference_data
    return [_series_of_tanks(), _standing(), _round_trip()]


def _series_of_tanks() -> Check:
    """Warm an empty tank by one volume of water and look at what lies at its bottom."""
    one, state = tank(1.0, _LAYERS, 0.0, 15.0), np.zeros(_LAYERS)
    streams = 1000
    for _ in range(streams):
        heat_kwh = _LAYERS * one.layer_kwh_per_k / streams * (1.0 - state[-1])
        charge(state, one.layer_kwh_per_k, heat_kwh, 1.0)
    expected = 1.0 - exp(-_LAYERS) * sum(_LAYERS**k / factorial(k) for k in range(_LAYERS))
    return Check(
        "store: outlet after one volume of inlet at 1", float(state[-1]), expected, 0.01, "1",
        "closed form of mixed tanks in series (Erlang)",
    )  # fmt: skip


def _standing() -> Check:
    one, state = tank(0.5, _LAYERS, None, 20.0), np.full(_LAYERS, 65.0)
    lost = sum(
        stand(state, one.layer_kwh_per_k, one.layer_loss_kw_per_k, 20.0, 0.25) for _ in range(96)
    )
    limit_kw = (16.66 + 8.33 * 500.0**0.4) / 1000.0
    rate_per_h = limit_kw / 45.0 / (500.0 * 4.186 / 3600.0)
    expected = limit_kw / rate_per_h * (1.0 - exp(-24.0 * rate_per_h))
    return Check(
        "store: heat lost in a day, 500 litres from 45 K above the room", float(lost), expected,
        1e-6, "kWh", "limit of class C, regulation (EU) 812/2013; exponential cooling",
    )  # fmt: skip


def _round_trip() -> Check:
    """Charge, wait a day, empty: what is not given back was lost or is still in the tank."""
    one, state = tank(2.0, _LAYERS, None, 15.0), np.full(_LAYERS, 30.0)
    put_in = charge(state, one.layer_kwh_per_k, 50.0, 55.0)
    lost = stand(state, one.layer_kwh_per_k, one.layer_loss_kw_per_k, 15.0, 24.0)
    back = discharge(state, one.layer_kwh_per_k, 99.0, 40.0, 30.0)
    left = content_kwh(state, one.layer_kwh_per_k, 30.0)
    return Check(
        "store: given back + lost + left, of what was put in", (back + lost + left) / put_in, 1.0,
        1e-9, "1", "first law",
    )  # fmt: skip
