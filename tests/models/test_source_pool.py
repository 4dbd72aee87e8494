"""Heat pumps of a shared source: books, limits, cold fluid, cooling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.models.ground import cell_widths_h, ground
from sim.models.heat_pump import load_unit, performance
from sim.models.heating import HeatSupply
from sim.models.heating_system import Parameters, parameters
from sim.models.source_pool import Demands, Seen, Source, bored, run, water
from sim.units import SECONDS_PER_HOUR

_NO_COLD = np.zeros((0, 0), np.float32)


def _field(length_m: float = 3000.0, least_c: float = -6.0) -> Source:
    widths = cell_widths_h(24.0 * 60.0)
    at_s = np.cumsum(widths) * SECONDS_PER_HOUR
    response = np.maximum(np.log(4e-6 * at_s / 0.1**2), 0.1) / (4.0 * np.pi * 2.0)
    return bored(ground(response, widths, length_m, 11.0, 0.1, 0.03), least_c)


def _run(
    system: Parameters,
    source: Source,
    heat: np.ndarray,
    water_kw: float = 0.0,
    cold: np.ndarray | None = None,
    step_h: float = 1.0,
    outdoor_c: float = -9.0,
    design_c: float = 2.0,
) -> tuple[HeatSupply, Seen]:
    count, steps = heat.shape
    demands = Demands(
        np.full(count, 100.0), heat.astype(np.float32), np.full((count, 48), water_kw),
        np.zeros(steps, dtype=np.int64), _NO_COLD if cold is None else cold.astype(np.float32),
        np.zeros(count, dtype=np.int64),
    )  # fmt: skip
    return run(system, source, design_c, demands, np.full(steps, outdoor_c), step_h)


_LOADS = st.lists(st.floats(0.0, 200.0, width=32), min_size=8, max_size=8)


@settings(deadline=None, max_examples=60)
@given(one=_LOADS, other=_LOADS, cold=_LOADS, hot_water=st.floats(0.0, 60.0),
       limit_kw=st.floats(5.0, 400.0), by_ground=st.booleans())  # fmt: skip
def test_every_kilowatt_is_accounted_for(
    one: list[float], other: list[float], cold: list[float], hot_water: float, limit_kw: float,
    by_ground: bool,
) -> None:  # fmt: skip
    heat, chill = np.array([one, other]), np.array([cold, [0.0] * 8])
    chill[heat > 0.0] = 0.0
    if by_ground:
        system, source = parameters("ground_source"), _field()
        out, seen = _run(system, source, heat, hot_water, chill, 0.25)
        assert source.ground.total_kwh[0] == pytest.approx(seen.heat_kw.sum() * 0.25, abs=1e-6)
    else:
        system = parameters("sewage_source")
        out, seen = _run(system, water(np.full(8, 12.0), limit_kw), heat, hot_water, step_h=0.25)
        assert (seen.heat_kw <= limit_kw * (1.0 + 1e-9)).all()
        assert not out.cooled_kw.any()
    for power in out:
        assert (power >= -1e-9).all()
    asked = heat + hot_water
    delivered = asked - out.unmet_kw
    source_pumps = system.source_pump_share * (delivered - out.backup_kw)
    circulation = (system.pump_share - system.source_pump_share) * delivered
    np.testing.assert_allclose(out.pump_kw, circulation, rtol=1e-6, atol=1e-4)
    compressor = out.electricity_kw - out.backup_kw - circulation - source_pumps
    np.testing.assert_allclose(
        delivered, out.ambient_kw + compressor + out.backup_kw, rtol=1e-6, atol=1e-4
    )
    cooling = out.cooling_kw - system.pump_share * out.cooled_kw
    np.testing.assert_allclose(out.rejected_kw, out.cooled_kw + cooling, rtol=1e-6, atol=1e-4)
    net = (out.ambient_kw - out.rejected_kw).sum(axis=0)
    np.testing.assert_allclose(seen.heat_kw, net, rtol=1e-6, atol=1e-4)
    assert (out.cooled_kw <= chill + 1e-4).all()


def test_fluid_of_an_hour_is_that_of_the_hour_before() -> None:
    source = _field()
    out, seen = _run(parameters("ground_source"), source, np.full((1, 96), 60.0), step_h=0.25)
    by_hour = seen.source_c.reshape(24, 4)
    assert (by_hour == by_hour[:, :1]).all()
    assert by_hour[0, 0] == 11.0 and (np.diff(by_hour[:, 0]) < 0.0).all()
    # colder fluid, more electricity for the same heat
    hourly_kw = out.electricity_kw[0].reshape(24, 4)[:, 0]
    assert (np.diff(hourly_kw) > 0.0).all()


@pytest.mark.parametrize("length_m", [200.0, 20.0])
@pytest.mark.parametrize("step_h", [1.0, 0.25])
def test_small_field_is_spared_and_the_heater_steps_in(length_m: float, step_h: float) -> None:
    """It gives all the time what keeps its fluid at the unit's limit: no hours of all or nothing.

    One borehole of 120 m that served a park fell to -177 °C within its first hour.
    """
    system, source = parameters("ground_source"), _field(length_m)
    out, seen = _run(system, source, np.full((1, round(24 * 20 / step_h)), 80.0), step_h=step_h)
    least_c = -5.0  # the unit's own limit, warmer than the fluid's
    assert seen.source_c.min() == pytest.approx(least_c, abs=1e-6)
    assert source.ground.fluid_c[0] == pytest.approx(least_c, abs=1e-6)
    assert seen.short_h[0] == 0.0 and seen.short_h[1] > 24 * 15
    late = slice(seen.heat_kw.size // 2, None)
    # the field gives ever less, and what it gives is all that the ground lets go
    assert (np.diff(seen.heat_kw[late]) <= 1e-9).all() and (seen.heat_kw > 0.0).all()
    assert out.backup_kw[0, late] + out.unmet_kw[0, late] == pytest.approx(
        80.0 - out.ambient_kw[0, late] - out.compressor_kw[0, late]
    )
    assert out.backup_kw.max() <= 50.0  # half of the design load
    assert source.ground.total_kwh[0] == pytest.approx(seen.heat_kw.sum() * step_h, rel=1e-12)


def test_water_that_would_freeze_gives_nothing() -> None:
    heat = np.full((1, 2), 80.0)
    out, seen = _run(parameters("sewage_source"), water(np.array([4.0, 3.9]), 1e6, 4.0), heat)
    assert out.ambient_kw[0, 0] > 50.0 and out.ambient_kw[0, 1] == 0.0
    assert out.backup_kw[0, 1] == 50.0 and seen.short_h.tolist() == [1.0, 0.0]


def test_only_the_last_of_many_units_cycles_as_they_cool() -> None:
    """A unit at 10 % of its load loses by cycling what a pool of some fifty hardly does."""
    system = parameters("ground_source")
    at = performance(load_unit(system.heat_pump), np.array([2.0]), np.array([45.0]))
    for units in (1.0, 52.5):
        cold = np.full((1, 1), 0.1 * units * at.full_kw[0])
        demands = Demands(
            10.0 * cold[0], 0.0 * cold, np.zeros((1, 48)), np.zeros(1, np.int64),
            cold, np.zeros(1, np.int64),
        )  # fmt: skip
        out, _ = run(system, _field(), 2.0, demands, np.full(1, 30.0), 1.0)
        compressor = out.cooling_kw - system.pump_share * out.cooled_kw
        # one works a tenth of its time; of 53 the sixth works 0.3 of its own
        whole, on = (0.0, 0.1) if units == 1.0 else (5.0, 0.3)
        expected = 6.62 * (whole + on) / (whole + 0.9 * on + 0.1)
        assert out.cooled_kw[0, 0] / compressor[0, 0] == pytest.approx(expected, rel=1e-6)


def test_what_the_water_gives_is_shared_alike() -> None:
    system, heat = parameters("waste_heat"), np.array([[40.0], [80.0]])
    free, _ = _run(system, water(np.full(1, 30.0), 1e6), heat, design_c=30.0)
    tight, seen = _run(system, water(np.full(1, 30.0), 50.0), heat, design_c=30.0)
    assert seen.heat_kw[0] == pytest.approx(50.0)
    assert seen.short_h.tolist() == [0.0, 1.0]
    share = tight.ambient_kw / free.ambient_kw
    assert share[0, 0] == pytest.approx(share[1, 0]) and share[0, 0] < 1.0
    assert (tight.backup_kw > 0.0).all() and not free.backup_kw.any()


def test_warmer_water_saves_electricity() -> None:
    system, heat = parameters("sewage_source"), np.full((1, 4), 60.0)
    winter, _ = _run(system, water(np.full(4, 8.0), 1e6), heat)
    summer, _ = _run(system, water(np.full(4, 14.0), 1e6), heat)
    assert (summer.electricity_kw < 0.97 * winter.electricity_kw).all()


def test_cooling_warms_the_ground_at_the_tabled_ratio() -> None:
    cold = np.full((1, 48), 100.0)
    out, seen = _run(parameters("ground_source"), _field(), 0.0 * cold, 0.0, cold, outdoor_c=30.0)
    assert (np.diff(seen.source_c) > 0.0).all()
    compressor = out.cooling_kw - 0.07 * out.cooled_kw
    # at the first hours the fluid is below 20 °C: the best point of the table
    assert out.cooled_kw[0, 0] / compressor[0, 0] == pytest.approx(6.62, rel=1e-3)
    assert out.cooled_kw[0] == pytest.approx(100.0)


def test_more_cold_than_capacity_is_left_to_the_building() -> None:
    cold = np.full((1, 2), 150.0)
    out, _ = _run(parameters("ground_source"), _field(), 0.0 * cold, 0.0, cold, outdoor_c=30.0)
    assert out.cooled_kw[0] == pytest.approx(100.0)


def test_flow_beyond_the_unit_is_refused() -> None:
    with pytest.raises(InputError, match="gives no heat at 2 °C source and 75 °C flow"):
        _run(parameters("ground_source", flow_c=75.0), _field(), np.ones((1, 1)))
