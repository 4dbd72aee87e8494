"""Bore fields: superposition of loads, books of heat, and what pygfunction says of both."""

import sys
from subprocess import run as run_program

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.models.bore_field import Field, Pipes, exchange, least_fluid_c, response_m_k_per_w
from sim.models.ground import Ground, cell_widths_h, end_hour, ground, most_kw, run_hours, take
from sim.units import SECONDS_PER_HOUR
from sim.verify import ground as verify

_HOURS = 500.0
_FIELD = Field(2, 3, 6.0, 100.0, 1.5, 0.075, 2.0, 2.2e6)
_PIPES = Pipes("double_u", 0.016, 0.0131, 0.4, 0.0375, 1.8, 25.0, 0.4)


def _response() -> tuple[np.ndarray, np.ndarray]:
    """A line source by itself, ln(4at/r²)/(4πk), will do where nothing depends on the field."""
    widths = cell_widths_h(_HOURS)
    at_s = np.cumsum(widths) * SECONDS_PER_HOUR
    return widths, np.maximum(np.log(4e-6 * at_s / 0.1**2), 0.1) / (4.0 * np.pi * 2.0)


def _ground() -> Ground:
    widths, response = _response()
    return ground(response, widths, 600.0, 11.0, 0.1, 0.03)


def _run(heat_kwh: np.ndarray, field: Ground) -> tuple[np.ndarray, np.ndarray]:
    wall_c, fluid_c = np.empty(heat_kwh.size), np.empty(heat_kwh.size)
    run_hours(field, 0, heat_kwh, wall_c, fluid_c)
    return wall_c, fluid_c


def test_every_check_of_verify_holds() -> None:
    rows = verify.checks(None)
    assert len(rows) == 6
    for row in rows:
        assert row.ok, row


def test_same_cells_same_walls_as_pygfunction() -> None:
    from pygfunction.load_aggregation import ClaessonJaved

    widths, response = _response()
    scheme = ClaessonJaved(SECONDS_PER_HOUR, _HOURS * SECONDS_PER_HOUR, cells_per_level=8)
    times_h = scheme.get_times_for_simulation() / SECONDS_PER_HOUR
    np.testing.assert_array_equal(times_h, np.cumsum(widths))
    scheme.initialize(response)
    heat_kwh = np.random.default_rng(5).normal(0.0, 20.0, 300)
    theirs = []
    for hour, load in enumerate(heat_kwh / 0.6):
        scheme.next_time_step((hour + 1) * SECONDS_PER_HOUR)
        scheme.set_current_load(load)
        theirs.append(11.0 - scheme.temporal_superposition())
    np.testing.assert_allclose(_run(heat_kwh, _ground())[0], theirs, atol=1e-10)


def test_first_hours_by_hand() -> None:
    """While every cell is an hour wide nothing is lumped: superposition hour by hour."""
    _, response = _response()
    load = np.array([30.0, 0.0, 50.0])  # W/m
    wall_c, fluid_c = _run(load * 0.6, _ground())
    g = np.diff(response[:3], prepend=0.0)
    expected = [30 * g[0], 30 * g[1], 30 * g[2] + 50 * g[0]]
    np.testing.assert_allclose(11.0 - wall_c, expected, atol=1e-12)
    np.testing.assert_allclose(wall_c - fluid_c, load * (0.1 - 0.03), atol=1e-12)


@settings(deadline=None, max_examples=40)
@given(
    one=st.lists(st.floats(-80.0, 80.0), min_size=30, max_size=30),
    other=st.lists(st.floats(-80.0, 80.0), min_size=30, max_size=30),
    scale=st.floats(-3.0, 3.0),
)
def test_walls_are_linear_in_loads(one: list[float], other: list[float], scale: float) -> None:
    first, second = np.array(one), np.array(other)
    apart = _run(first, _ground())[0] - 11.0 + scale * (_run(second, _ground())[0] - 11.0)
    together = _run(first + scale * second, _ground())[0] - 11.0
    np.testing.assert_allclose(together, apart, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(loads=st.lists(st.floats(0.0, 80.0), min_size=1, max_size=60))
def test_taking_heat_cools_and_its_sum_is_kept(loads: list[float]) -> None:
    field = _ground()
    wall_c, fluid_c = _run(np.array(loads), field)
    assert (wall_c <= 11.0 + 1e-12).all() and (fluid_c <= wall_c + 1e-12).all()
    assert field.total_kwh[0] == pytest.approx(sum(loads), abs=1e-9)
    # cells hand loads on and lose none while the run is shorter than they reach
    kept_kwh = (field.load_w_per_m[0] * field.width_h).sum() * 0.6
    assert kept_kwh == pytest.approx(sum(loads), rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(loads=st.lists(st.floats(-80.0, 80.0), max_size=40), least_c=st.floats(-8.0, 5.0))
def test_what_the_field_can_give_leaves_the_fluid_at_its_limit(
    loads: list[float], least_c: float
) -> None:
    field = _ground()
    _run(np.array(loads), field)
    most = most_kw(field, 0, least_c)
    take(field, 0, most)
    end_hour(field, 0)
    if most > 0.0:
        assert field.fluid_c[0] == pytest.approx(least_c, abs=1e-9)
    else:
        assert field.fluid_c[0] <= least_c + 1e-9


def test_steps_of_an_hour_add_up() -> None:
    whole, parts = _ground(), _ground()
    take(whole, 0, 12.0)
    for _ in range(12):
        take(parts, 0, 1.0)
    end_hour(whole, 0)
    end_hour(parts, 0)
    assert parts.wall_c[0] == pytest.approx(whole.wall_c[0], abs=1e-12)
    assert parts.hour_kwh[0] == 0.0


def test_neighbours_cool_each_other_and_ground_recovers() -> None:
    single = response_m_k_per_w(_FIELD._replace(rows=1, columns=1), 8760.0 * 10.0)
    many = response_m_k_per_w(_FIELD, 8760.0 * 10.0)
    assert many[0] == pytest.approx(single[0], rel=1e-6)  # an hour: they do not feel each other
    assert many[-1] > 1.4 * single[-1]
    field = ground(many, cell_widths_h(8760.0 * 10.0), _FIELD.length_m, 11.0, 0.1)
    wall_c, _ = _run(np.r_[np.full(1000, 15.0), np.zeros(4000)], field)
    assert wall_c[999] < wall_c[2000] < wall_c[-1] < 11.0


def test_resistance_falls_with_better_grout_and_more_pipes() -> None:
    base = exchange(_FIELD, _PIPES).resistance_m_k_per_w
    assert 0.05 < base < 0.12  # double U in good grout, as thermal response tests find
    assert exchange(_FIELD, _PIPES._replace(grout_w_per_m_k=0.8)).resistance_m_k_per_w > base
    assert exchange(_FIELD, _PIPES._replace(kind="single_u")).resistance_m_k_per_w > base
    slow = exchange(_FIELD, _PIPES._replace(flow_kg_per_s=0.1))
    assert slow.resistance_m_k_per_w > base
    # 1 W/m on 100 m warms 0.1 kg/s of brine (3.77 kJ/kg K) by 0.265 K
    assert 2.0 * slow.half_rise_m_k_per_w == pytest.approx(0.265, rel=0.01)


def test_fluid_stays_above_freezing() -> None:
    assert least_fluid_c(0.0) == 5.0
    # ethylene glycol at 25 %: -11 °C (ASHRAE Fundamentals, physical properties of brines)
    assert least_fluid_c(25.0) == pytest.approx(5.0 - 10.9, abs=0.3)


def test_pygfunction_waits_until_it_is_needed() -> None:
    code = "import sys, sim.inputs.build, sim.cli; sys.exit('pygfunction' in sys.modules)"
    assert run_program([sys.executable, "-c", code], check=False).returncode == 0
