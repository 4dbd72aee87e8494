"""Consumption of vehicles against published figures, and blocks against known optima."""

from pathlib import Path

import numpy as np

from sim.inputs.chaining import chain
from sim.inputs.range_chaining import Work, chain_within
from sim.models.consumption import trip_kwh
from sim.models.sun import standard_pressure_pa
from sim.models.traction import modelled_kwh_per_km
from sim.models.vehicle import vehicle
from sim.units import SECONDS_PER_HOUR
from sim.verify.check import Check

_ALONE = "{source}; the longitudinal model alone, before it is fitted"
_PUBLISHED = (
    ("yutong-e12", 0.80, "Yutong E12, about 0.8 kWh/km"),
    ("yutong-ic12e-466", 0.70, "Yutong IC12E, 0.7 kWh/km over 1272 km"),
    ("byd-e6", 0.215, "BYD e6 taxi, 21.5 kWh/100 km"),
)
_MEIHEKOU = "electric small bus, Meihekou"


def checks(reference_data: Path | None) -> list[Check]:
    """Compare consumption and blocks; no reference file is used."""
    del reference_data
    return [*_consumption(), *_small_bus(), _air(), *_blocks()]


def _consumption() -> list[Check]:
    rows = []
    for name, published, source in _PUBLISHED:
        one = vehicle(name)
        hours = 1.0 / one.reference_km_per_h
        fitted = float(trip_kwh(one, 1.0, hours * SECONDS_PER_HOUR, 20.0))
        rows.append(Check(f"{name}: consumption", fitted, published, 0.01, "kWh/km", source))
        alone = modelled_kwh_per_km(one) + hours * one.aux_base_kw
        told = _ALONE.format(source=source)
        rows.append(Check(f"{name}: model alone", alone, published, 0.20, "kWh/km", told))
    return rows


def _small_bus() -> list[Check]:
    bus = vehicle("small-bus")
    run_s = SECONDS_PER_HOUR / bus.reference_km_per_h
    mild = float(trip_kwh(bus, 1.0, run_s, np.linspace(-2.0, 20.0, 100)).mean())
    cold = float(trip_kwh(bus, 1.0, run_s, np.linspace(-20.0, -10.0, 100)).mean())
    return [
        Check("small-bus: -2 °C and above", mild, 0.45, 0.05, "kWh/km", _MEIHEKOU),
        Check.between("small-bus: below -10 °C", cold, 0.6, 0.7, "kWh/km", _MEIHEKOU),
    ]


def _air() -> Check:
    return Check(
        "pressure at 1517 m", standard_pressure_pa(1517.0) / 100.0, 847.35, 0.01, "hPa",
        "GB 50736-2012 App. A, Lanzhou: mean of winter 851.5 and summer 843.2 hPa",
    )  # fmt: skip


def _blocks() -> list[Check]:
    """A shuttle of two terminals: round trip over headway; and a row of trips cut by the battery.

    Both directions leave each 10 min, take 30 and stand 5 at least: 2 · 35 / 10 = 7 buses.
    Ten trips of 10 kWh in a row, 2 kWh to and from the depot, 34 kWh: three trips a block.
    """
    each = np.arange(60)
    depart_s = np.sort(np.concatenate([each * 600.0, each * 600.0 + 300.0]))
    ends = np.tile(np.array([0, 1], dtype=np.int32), 60)
    nothing = np.zeros((2, 2))
    follower = chain(
        depart_s, depart_s + 1800.0, ends, 1 - ends, nothing + 1e9 * (1 - np.eye(2)), 300.0, 3600.0
    )
    row = np.arange(10, dtype=np.float64)
    ways = (np.arange(10) % 2).astype(np.int32)
    work = Work(
        row * 1800.0, row * 1800.0 + 1500.0, ways, 1 - ways, nothing, 0.0, 3600.0,
        np.full(10, 10.0), np.full(10, 2.0), np.full(10, 2.0), nothing, 34.0,
    )  # fmt: skip
    shuttle, cut = float((follower < 0).sum()), float(chain_within(work).chains)
    closed = "closed form: round trip over headway"
    return [
        Check("blocks of a shuttle", shuttle, 7.0, 0.0, "vehicles", closed, "absolute"),
        Check("blocks within a range", cut, 4.0, 0.0, "blocks", "by hand", "absolute"),
    ]
