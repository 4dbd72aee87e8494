"""Plants on a bore field: alone they are the single system, with others they spare the ground."""

import numpy as np
import numpy.typing as npt
import pytest

from sim.models.bored_plant import bored_units, run_bored_plant
from sim.models.ground import cell_widths_h, ground
from sim.models.heating import HeatSupply
from sim.models.heating_system import Parameters, parameters
from sim.models.plant_units import Air, Member, Ranking, Weights, plant_of
from sim.models.source_pool import Demands, Seen, Source, bored, run

_HOURS, _GROUPS = 24 * 30, 2
_OUTDOOR_C = -2.0 + 7.0 * np.sin(np.arange(_HOURS) * 2.0 * np.pi / 24.0)
_GROUND = parameters("ground_source")
_HEATER = parameters("electric")
_AIR = Air(_OUTDOOR_C, np.full(_HOURS, 50.0))


def _field(length_m: float) -> Source:
    """Return a field with the response of an infinite line, about."""
    widths_h = cell_widths_h(20.0 * 8760.0)
    response = (np.log(1.0 + np.cumsum(widths_h)) + 1.0) / (4.0 * np.pi * 1.9)
    return bored(ground(response, widths_h, length_m, 11.7, 0.09), -9.0)


def _demands(water_kw: float = 0.0) -> Demands:
    load = np.clip((18.0 - _OUTDOOR_C) / 27.0, 0.0, None)
    return Demands(
        np.array([100.0, 60.0]), np.stack([100.0 * load, 50.0 * load]).astype(np.float32),
        np.full((_GROUPS, 48), water_kw), np.zeros(_HOURS, dtype=np.int64),
        np.zeros((0, 0), np.float32), np.array([0, 240], dtype=np.int64),
    )  # fmt: skip


def _plant(
    members: list[Member], length_m: float, water_kw: float = 0.0, ranking: Ranking | None = None
) -> tuple[HeatSupply, Seen, Source]:
    order, field = ranking or Ranking(), _field(length_m)
    plant = plant_of(members, _GROUND, order, Weights(np.ones(_HOURS), 1.0, 1.0), _AIR)
    units = bored_units(members, _GROUND, order, _AIR)
    out, seen = run_bored_plant(plant, units, field, _demands(water_kw), 1.0)
    return out, seen, field


def _bored(system: Parameters = _GROUND, share: float = 1.0) -> Member:
    return Member(system, share, source_c=system.source_design_c, bored=True)


@pytest.mark.parametrize("length_m", [4000.0, 700.0], ids=["ample", "held back"])
@pytest.mark.parametrize("water_kw", [0.0, 8.0])
def test_one_pump_and_its_heater_are_the_single_system(length_m: float, water_kw: float) -> None:
    """The same equations in another kernel, with a field that is spared and one that need not."""
    field = _field(length_m)
    theirs, their_seen = run(
        _GROUND, field, _GROUND.source_design_c, _demands(water_kw), _OUTDOOR_C, 1.0
    )
    ours, seen, our_field = _plant(
        [_bored(), Member(_HEATER, _GROUND.backup_share)], length_m, water_kw
    )
    assert (their_seen.short_h[1] > 0.0) == (length_m < 1000.0)
    assert their_seen.source_c.min() >= -5.0 - 1e-6
    np.testing.assert_allclose(seen.source_c, their_seen.source_c, atol=1e-9)
    np.testing.assert_allclose(seen.heat_kw, their_seen.heat_kw, atol=1e-9)
    assert seen.short_h.tolist() == their_seen.short_h.tolist()
    for name in ("electricity_kw", "compressor_kw", "backup_kw", "unmet_kw", "pump_kw"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), atol=1e-8)
    assert our_field.ground.total_kwh[0] == pytest.approx(field.ground.total_kwh[0], rel=1e-12)


def test_a_boiler_for_the_peak_spares_the_ground() -> None:
    alone, its_field, _ = _plant([_bored()], 2500.0)
    gas = Member(parameters("gas_boiler"), 1.0)
    shared, seen, _ = _plant([_bored(share=0.5), gas], 2500.0)
    assert seen.source_c.min() > its_field.source_c.min() + 0.5
    assert shared.gas_kw.sum() > 0.0 and shared.unmet_kw.max() < 1e-9
    assert alone.compressor_kw.sum() > shared.compressor_kw.sum()


def test_a_boiler_gives_what_a_small_field_must_keep() -> None:
    gas = Member(parameters("gas_boiler"), 1.5)
    out, seen, _ = _plant([_bored(), gas], 300.0)
    assert seen.source_c.min() == pytest.approx(-5.0, abs=1e-6) and seen.short_h[1] > 24.0
    assert out.gas_kw.sum() > 0.0 and out.unmet_kw.max() < 1e-9
    assert (seen.heat_kw > 0.0).all()


def test_only_what_bored_units_take_counts_to_the_field() -> None:
    air = Member(parameters("air_source"), 0.5)
    out, seen, field = _plant([air, _bored(share=0.6)], 2500.0)
    taken_kw: npt.NDArray[np.float64] = seen.heat_kw
    assert 0.0 < taken_kw.sum() < 0.9 * out.ambient_kw.sum()
    assert field.ground.total_kwh[0] == pytest.approx(taken_kw.sum(), rel=1e-12)


def test_alternative_operation_lets_the_ground_rest_in_the_cold() -> None:
    gas = Member(parameters("gas_boiler"), 1.0)
    _, seen, _ = _plant([_bored(), gas], 2500.0, ranking=Ranking("listed", "alternative", -2.0))
    cold = _OUTDOOR_C < -2.0
    assert (seen.heat_kw[cold] == 0.0).all() and (seen.heat_kw[~cold] > 0.0).all()
    fluid_c = seen.source_c[1:][cold[:-1] & cold[1:]]
    assert fluid_c.size and np.isfinite(fluid_c).all()
