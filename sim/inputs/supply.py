"""Currents of three-phase supplies: which plug adds what to the current of which conductor.

A balanced line voltage is assumed; with phase a at 0°, b lags by 120° and c leads by 120°, and the
voltage between a and b leads a by 30°. A plug's current is in phase with its own voltage (unity
power factor), so a kilowatt of it adds a fixed phasor to each conductor it uses. The primary of
a delta-wye transformer carries differences of secondary currents. The same constraints as ACN-Sim's
(Lee et al., ACN-Sim, IEEE Trans. Smart Grid 12, 2021, section IV).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.inputs.network import Network, Pool
from sim.scenario.charging import Supply

Complex = npt.NDArray[np.complex128]

CONDUCTORS = ("a", "b", "c")
_ANGLE_DEG = {"a": 0.0, "b": -120.0, "c": 120.0, "ab": 30.0, "bc": -90.0, "ca": 150.0}
_SQRT3 = np.sqrt(3.0)


@dataclass(frozen=True)
class Line:
    """A current that is watched: its name, station, and limit [A]."""

    name: str
    station: int
    limit_a: float


@dataclass(frozen=True)
class Lines:
    """All watched currents; those of a station follow one another.

    `ampere_per_kw` is [plugs, most lines of a station]: what a kilowatt of a plug adds to the
    lines of its station, a phasor.
    """

    lines: tuple[Line, ...]
    ampere_per_kw: Complex


def phasors(phase: str, line_voltage_v: float) -> dict[str, complex]:
    """Return what a kilowatt of a plug so connected adds to each conductor [A/kW]."""
    if phase == "abc":
        whole = 1000.0 / (_SQRT3 * line_voltage_v)
        return {name: whole * _unit(name) for name in CONDUCTORS}
    if len(phase) == 1:
        return {phase: 1000.0 * _SQRT3 / line_voltage_v * _unit(phase)}
    current = 1000.0 / line_voltage_v * _unit(phase)
    return {phase[0]: current, phase[1]: -current}


def _unit(name: str) -> complex:
    return complex(np.exp(1j * np.deg2rad(_ANGLE_DEG[name])))


def lines_of(network: Network) -> Lines:
    """Return the currents that are watched in a network."""
    lines: list[Line] = []
    columns: list[list[Complex]] = []
    plug_pool = network.plug_pool
    plug_station = np.array([pool.station for pool in network.pools], int)[plug_pool]
    for number, station in enumerate(network.stations):
        if station.supply is None:
            continue
        own = [network.pools[pool] for pool in plug_pool[plug_station == number]]
        found = _station_lines(station.supply, own)
        lines += [Line(name, number, limit) for name, limit, _ in found]
        columns.append([column for _, _, column in found])
    width = max((len(group) for group in columns), default=0)
    ampere = np.zeros((len(plug_pool), max(width, 1)), np.complex128)
    supplied = [n for n, station in enumerate(network.stations) if station.supply is not None]
    for number, group in zip(supplied, columns, strict=True):
        for k, column in enumerate(group):
            ampere[plug_station == number, k] = column
    return Lines(tuple(lines), ampere)


def _station_lines(supply: Supply, plugs: list[Pool]) -> list[tuple[str, float, Complex]]:
    """Return name, limit and the phasor of each plug, of every current of a station."""
    by_plug = [
        phasors(pool.group.phase if pool.group else "abc", supply.line_voltage_v) for pool in plugs
    ]
    of = {
        name: np.array([one.get(name, 0.0) for one in by_plug], np.complex128)
        for name in CONDUCTORS
    }
    limit = np.inf if supply.limit_a is None else supply.limit_a
    found = [(name, limit, of[name]) for name in CONDUCTORS]
    if supply.primary is not None:
        ratio, most = supply.primary.ratio, supply.primary.limit_a
        for one, other in (("a", "c"), ("b", "a"), ("c", "b")):
            found.append((f"primary-{one}", most, ratio * (of[one] - of[other])))
    for feeder in supply.feeders:
        behind = np.array([bool(p.group and p.group.id in feeder.plugs) for p in plugs])
        seen: list[Complex] = []
        for name in CONDUCTORS:
            column = of[name] * behind
            # The two conductors of plugs between two phases carry the same current.
            if column.any() and not any(np.allclose(abs(column), abs(old)) for old in seen):
                found.append((f"{feeder.id}.{name}", feeder.limit_a, column))
                seen.append(column)
    return found
