"""Heating systems: every kilowatt is accounted for, whatever the weather and the load."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.models.heating import HeatSupply, flow_temperature_c, supply
from sim.models.heating_system import Parameters, parameters
from sim.models.plant import plant_supply
from sim.models.plant_units import Air, Member, Ranking, Weights, plant_of

Array = npt.NDArray[np.float64]

_KINDS = ("central", "gas_boiler", "air_source", "electric")
_NO_WATER = np.zeros((1, 48))


def _run(
    system: Parameters,
    heat_kw: Array,
    temperature_c: Array,
    humidity: float = 50.0,
    water_kw: Array = _NO_WATER,
    design_kw: float = 100.0,
) -> HeatSupply:
    steps = len(temperature_c)
    return supply(
        system, np.full(len(heat_kw), design_kw), heat_kw, water_kw,
        np.zeros(steps, dtype=np.int64), temperature_c, np.full(steps, humidity), 1.0,
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    kind=st.sampled_from(_KINDS),
    loads=st.lists(st.floats(0.0, 250.0), min_size=4, max_size=4),
    temperatures=st.lists(st.floats(-35.0, 25.0), min_size=4, max_size=4),
    water=st.floats(0.0, 120.0),
    humidity=st.floats(10.0, 100.0),
)
def test_every_kilowatt_is_accounted_for(
    kind: str, loads: list[float], temperatures: list[float], water: float, humidity: float
) -> None:
    system, heat = parameters(kind), np.array([loads])
    out = _run(system, heat, np.array(temperatures), humidity, np.full((1, 48), water))
    for power in (*out[:5], out.unmet_kw):
        assert (power >= 0.0).all()
    asked = heat + water
    direct = water if system.hot_water_by == "electric" else 0.0
    by_system = asked - direct - out.unmet_kw
    driven = out.electricity_kw - direct - system.pump_share * by_system
    arrives = driven + out.ambient_kw + system.efficiency * (out.gas_kw + out.district_kw)
    np.testing.assert_allclose(arrives, by_system, rtol=1e-9, atol=1e-9)
    assert (out.backup_kw + out.defrost_kw <= out.electricity_kw + 1e-9).all()


def test_one_efficiency() -> None:
    mild = np.zeros(1)
    assert _run(parameters("central"), np.array([[90.0]]), mild).district_kw[0, 0] == 100.0
    gas = _run(parameters("gas_boiler", efficiency=0.8), np.array([[80.0]]), mild)
    assert gas.gas_kw[0, 0] == pytest.approx(100.0)
    assert _run(parameters("electric"), np.array([[80.0]]), mild).electricity_kw[0, 0] == 80.0


@pytest.mark.parametrize("kind", ["gas_boiler", "electric", "central"])
def test_boilers_heaters_and_network_have_a_rated_power(kind: str) -> None:
    """As the same unit of a plant: both draw the same, pumps as well, and lack the same."""
    system, heat = parameters(kind), np.array([[60.0, 95.0, 130.0]])
    water = np.full((1, 48), 10.0)
    alone = _run(system, heat, np.zeros(3), water_kw=water)
    direct = 10.0 if system.hot_water_by == "electric" else 0.0
    asked = heat + 10.0 - direct
    np.testing.assert_allclose(alone.unmet_kw, np.maximum(asked - 100.0, 0.0))
    if direct:  # of a plant the network makes hot water, too
        return
    air = Air(np.zeros(3), np.full(3, 50.0))
    plant = plant_of(
        [Member(system)], parameters("plant"), Ranking(), Weights(np.ones(3), 1.0, 1.0), air
    )
    ours = plant_supply(plant, np.array([100.0]), heat, water, np.zeros(3, np.int64))
    np.testing.assert_allclose(ours.unmet_kw, alone.unmet_kw, atol=1e-9)
    np.testing.assert_allclose(ours.gas_kw, alone.gas_kw)
    if kind != "electric":  # heaters of a plant warm its water, alone they stand in the rooms
        np.testing.assert_allclose(ours.pump_kw, alone.pump_kw)
        np.testing.assert_allclose(ours.electricity_kw, alone.electricity_kw)


def test_air_source_meets_its_design_load_without_backup() -> None:
    out = _run(parameters("air_source"), np.array([[100.0, 101.0]]), np.array([-9.0, -9.0]))
    assert out.backup_kw[0] == pytest.approx([0.0, 1.0], abs=1e-9)


def test_backup_carries_all_below_the_cut_off_and_lacks_beyond_its_power() -> None:
    out = _run(parameters("air_source"), np.array([[60.0, 130.0]]), np.array([-26.0, -26.0]))
    assert out.backup_kw[0].tolist() == [60.0, 100.0]
    assert out.unmet_kw[0].tolist() == [0.0, 30.0]
    assert out.ambient_kw[0].tolist() == [0.0, 0.0]


def test_damp_air_costs_what_defrosting_shows() -> None:
    heat, outdoor = np.array([[60.0]]), np.array([1.0])
    dry = _run(parameters("air_source"), heat, outdoor, 30.0)
    damp = _run(parameters("air_source"), heat, outdoor, 95.0)
    assert dry.defrost_kw[0, 0] == 0.0
    more = damp.electricity_kw[0, 0] - dry.electricity_kw[0, 0]
    # the thawed share must work harder, too: more than defrosting alone, but not by much
    assert 0.8 * damp.defrost_kw[0, 0] < more < 1.6 * damp.defrost_kw[0, 0]


def test_nodes_add_up() -> None:
    system = parameters("air_source")
    generator = np.random.default_rng(3)
    heat, outdoor = generator.uniform(0, 60, (5, 48)), generator.uniform(-15, 10, 48)
    arguments = (
        system, np.full(5, 50.0), heat, np.full((5, 48), 2.0),
        np.arange(48), outdoor, np.full(48, 80.0), 1.0,
    )  # fmt: skip
    alone, node = supply(*arguments), np.array([0, 1, 1, 0, 2])
    together = supply(*arguments, node=node)
    for each, added in zip(alone, together, strict=True):
        for number in range(3):
            np.testing.assert_allclose(added[number], each[node == number].sum(axis=0), rtol=1e-12)


def test_flow_temperature_follows_the_weather() -> None:
    flow = flow_temperature_c(np.array([-20.0, -9.0, 5.5, 20.0, 30.0]), 55.0, 25.0, -9.0)
    assert flow.tolist() == [55.0, 55.0, 40.0, 25.0, 25.0]


def test_cooler_flow_saves_electricity() -> None:
    heat, outdoor = np.full((1, 3), 60.0), np.array([-9.0, 0.0, 8.0])
    floor = _run(parameters("air_source", flow_c=35.0), heat, outdoor)
    radiator = _run(parameters("air_source", flow_c=55.0), heat, outdoor)
    assert (floor.electricity_kw < 0.9 * radiator.electricity_kw)[0, :2].all()


def test_wrong_choices_are_refused() -> None:
    with pytest.raises(InputError, match="Did you mean 'gas_boiler'"):
        parameters("gas_boiller")
    with pytest.raises(InputError, match="no heat pump for 'ground_source'"):
        parameters("ground_source", unit="aokol_ash_35chw")
    too_hot = parameters("air_source", flow_c=75.0)
    with pytest.raises(InputError, match="gives no heat at -9 °C source and 75 °C flow"):
        _run(too_hot, np.array([[1.0]]), np.zeros(1))
