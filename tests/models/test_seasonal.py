"""Seasons of EN 14825 against closed forms; the certificates are rows of `greenpark verify`."""

import numpy as np
import pytest

from sim.models.heat_pump import Map, Unit
from sim.models.seasonal import (
    AVERAGE,
    AVERAGE_REVERSIBLE,
    Hours,
    Idle,
    season,
    variable_flow_c,
)

_FLOW = np.full(26, 35.0)


def _unit(heat_kw: float, part_kw: float, cop: float) -> Unit:
    """Return a brine unit of one COP, whatever source and flow."""
    source, flow = np.array([-30.0, 30.0]), np.array([[30.0, 60.0]] * 2)
    full, part = (
        Map(source, flow, np.full((2, 2), kw), np.full((2, 2), cop)) for kw in (heat_kw, part_kw)
    )
    return Unit(full, part, -30.0, 70.0, 0.0, 0.9, frosts=False)


def test_one_cop_is_the_seasons() -> None:
    found = season(_unit(20.0, 0.001, 4.0), 10.0, _FLOW)
    assert found.scop_on == pytest.approx(4.0)
    assert found.scop_net == pytest.approx(4.0)
    assert found.scop == pytest.approx(4.0)
    assert found.backup_share == found.defrost_share == 0.0


def test_half_the_design_load_leaves_the_coldest_hours_to_the_backup() -> None:
    found = season(_unit(5.0, 0.001, 4.0), 10.0, _FLOW)
    load = 10.0 * (16.0 - AVERAGE.temperature_c) / 26.0
    heat = AVERAGE.hours @ load
    backup = AVERAGE.hours @ np.maximum(load - 5.0, 0.0)
    assert found.backup_share == pytest.approx(backup / heat)
    assert found.scop_net == pytest.approx(4.0)
    assert found.scop_on == pytest.approx(heat / ((heat - backup) / 4.0 + backup))


def test_cycling_costs_what_the_norm_says() -> None:
    """All bins lie below part load: each with its own ratio CR and Cdh 0.9."""
    found = season(_unit(20.0, 10.0, 4.0), 10.0, _FLOW)
    ratio = (16.0 - AVERAGE.temperature_c) / 26.0
    cop = 4.0 * ratio / (0.9 * ratio + 0.1)
    load = 10.0 * ratio
    expected = (AVERAGE.hours @ load) / (AVERAGE.hours @ (load / cop))
    assert found.scop_on == pytest.approx(expected)


def test_idle_power_counts_by_the_hours_of_its_mode() -> None:
    idle = Idle(thermostat_off_w=100.0, standby_w=7.0, crankcase_w=50.0, off_w=3.0)
    hours = Hours(heating=2000.0, thermostat_off=200.0, standby=10.0, crankcase=400.0, off=1000.0)
    found = season(_unit(20.0, 0.001, 4.0), 10.0, _FLOW, idle=idle, hours=hours)
    idle_kwh = (200 * 100 + 10 * 7 + 400 * 50 + 1000 * 3) / 1000
    assert found.scop == pytest.approx(20_000.0 / (5_000.0 + idle_kwh))


def test_hours_and_flows_of_the_norm() -> None:
    assert AVERAGE.hours.sum() == 4910.0
    load = (16.0 - AVERAGE.temperature_c) / 26.0
    # the norm's equivalent hours at design load, 2066, come from its bins
    assert AVERAGE.hours @ load == pytest.approx(AVERAGE_REVERSIBLE.heating, rel=1e-3)
    at = variable_flow_c(55, np.array([-7.0, 2.0, 7.0, 12.0, 13.0]))
    np.testing.assert_allclose(at, [52.0, 42.0, 36.0, 30.0, 28.8])
