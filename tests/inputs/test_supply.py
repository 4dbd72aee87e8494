"""Currents of three-phase supplies against the textbook."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.inputs.supply import Lines, lines_of, phasors
from tests.support.crowd_world import charging_network, site, station

VOLT = 400.0
NEUTRAL = VOLT / np.sqrt(3.0)


def _lines(groups: list[tuple[str, str]], **supply: Any) -> Lines:
    plugs = [
        {"id": f"g{k}", "kind": kind, "count": 1, "phase": phase}
        for k, (kind, phase) in enumerate(groups)
    ]
    supply = {"line_voltage_v": VOLT, **supply}
    before = station(("dc-60", 2), name="before")
    return lines_of(charging_network(site(before, {"id": "st", "plugs": plugs, "supply": supply})))


def _currents(lines: Lines, *kw: float) -> npt.NDArray[np.float64]:
    """Return the magnitudes with these powers at the station's plugs; two others come first."""
    return np.abs(np.array([0.0, 0.0, *kw]) @ lines.ampere_per_kw)


def test_a_balanced_three_phase_load_has_equal_currents() -> None:
    """22 kW at 400 V are 31.75 A in each conductor: P = √3 V I."""
    currents = _currents(_lines([("ac-22", "abc")]), 22.0)
    assert currents == pytest.approx([22_000.0 / (np.sqrt(3.0) * VOLT)] * 3)


def test_three_single_phase_loads_are_a_balanced_one() -> None:
    lines = _lines([("ac-7", "a"), ("ac-7", "b"), ("ac-7", "c")])
    assert _currents(lines, 7.0, 7.0, 7.0) == pytest.approx([7000.0 / NEUTRAL] * 3)
    total = sum(sum(phasors(name, VOLT).values()) for name in "abc")
    assert abs(total) == pytest.approx(0.0, abs=1e-12), "nothing in the neutral"


def test_a_single_phase_load_is_in_one_conductor() -> None:
    assert _currents(_lines([("ac-7", "b")]), 7.0) == pytest.approx([0.0, 7000.0 / NEUTRAL, 0.0])


def test_a_load_between_two_phases_is_in_both_and_opposite() -> None:
    of = phasors("ab", VOLT)
    assert abs(of["a"]) == pytest.approx(1000.0 / VOLT)
    assert of["a"] == -of["b"]
    # Power is voltage times current: the phasor of a-b leads a by 30 degrees and has 400 V.
    voltage = VOLT * np.exp(1j * np.deg2rad(30.0))
    assert (voltage * np.conj(of["a"])).real == pytest.approx(1000.0)


def test_a_balanced_delta_load_has_line_currents_of_root_three() -> None:
    lines = _lines([("ac-7", "ab"), ("ac-7", "bc"), ("ac-7", "ca")])
    assert _currents(lines, 7.0, 7.0, 7.0) == pytest.approx([np.sqrt(3.0) * 7000.0 / VOLT] * 3)


@pytest.mark.parametrize("phase", ["a", "b", "c", "ab", "bc", "ca", "abc"])
def test_every_connection_takes_the_power_that_it_says(phase: str) -> None:
    """The sum of V_n I* over the conductors is 1 kW, whatever the connection."""
    angle = {"a": 0.0, "b": -120.0, "c": 120.0}
    power = sum(
        NEUTRAL * np.exp(1j * np.deg2rad(angle[name])) * np.conj(current)
        for name, current in phasors(phase, VOLT).items()
    )
    assert power.real == pytest.approx(1000.0)
    if len(phase) != 2:
        assert power.imag == pytest.approx(0.0, abs=1e-9)


def test_the_primary_of_a_delta_wye_carries_differences() -> None:
    """Balanced secondary currents of 1 A are √3 A × ratio in each conductor of the primary; a
    load on a alone is in two of them and not in the third.
    """
    lines = _lines([("ac-22", "abc"), ("ac-7", "a")], primary={"limit_a": 50.0, "ratio": 0.25})
    names = [line.name for line in lines.lines]
    assert names == ["a", "b", "c", "primary-a", "primary-b", "primary-c"]
    one = 22_000.0 / (np.sqrt(3.0) * VOLT)
    assert _currents(lines, 22.0, 0.0)[3:] == pytest.approx([0.25 * np.sqrt(3.0) * one] * 3)
    single = 0.25 * 7000.0 / NEUTRAL
    assert _currents(lines, 0.0, 7.0)[3:] == pytest.approx([single, single, 0.0])


def test_a_feeder_carries_what_is_behind_it() -> None:
    feeder = {"id": "f", "plugs": ["g1"], "limit_a": 32.0}
    lines = _lines([("ac-7", "a"), ("ac-22", "abc"), ("ac-7", "ab")], feeders=[feeder])
    assert [line.name for line in lines.lines][3:] == ["f.a"]
    assert _currents(lines, 7.0, 22.0, 7.0)[3] == pytest.approx(22_000.0 / np.sqrt(3.0) / VOLT)
    assert lines.lines[3].limit_a == 32.0
    assert all(line.station == 1 for line in lines.lines)


def test_of_a_feeder_between_two_phases_one_conductor_is_enough() -> None:
    feeder = {"id": "f", "plugs": ["g0", "g1"], "limit_a": 32.0}
    lines = _lines([("ac-7", "ab"), ("ac-7", "bc")], feeders=[feeder])
    assert [line.name for line in lines.lines][3:] == ["f.a", "f.b", "f.c"]
    lines = _lines([("ac-7", "ab"), ("ac-7", "ab")], feeders=[feeder])
    assert [line.name for line in lines.lines][3:] == ["f.a"]
