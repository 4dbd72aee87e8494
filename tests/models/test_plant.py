"""Plants of several units: one unit is what it was, order and staging do what they say."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.models.heat_pump import load_unit, performance
from sim.models.heating import supply
from sim.models.heating_system import parameters
from sim.models.plant import (
    AMBIENT,
    BY_BOILERS,
    BY_HEAT_PUMPS,
    BY_HEATERS,
    CHARGED,
    COMPRESSOR,
    DISTRICT_USE,
    GAS_USE,
    HEATER_USE,
    POWERS,
    PUMP,
    SPACE,
    WATER,
    Plant,
    plant_supply,
    run_plant,
)
from sim.models.plant_units import Air, Member, Ranking, Weights, plant_of

Array = npt.NDArray[np.float64]

_AIR_SOURCE = parameters("air_source")
_PUMPS, _GAS = Member(_AIR_SOURCE, 0.6), Member(parameters("gas_boiler"), 1.0)
_HEATER, _NETWORK = Member(parameters("electric"), 1.0), Member(parameters("central"), 0.5)


def _air(temperature_c: Array, humidity: float = 60.0) -> Air:
    return Air(temperature_c, np.full(len(temperature_c), humidity))


def _plant(
    members: list[Member],
    temperature_c: Array,
    ranking: Ranking = Ranking(),  # noqa: B008 - a tuple
    weights: Weights | None = None,
    store_c: float | None = None,
    humidity: float = 20.0,
) -> Plant:
    same = Weights(np.ones(len(temperature_c)), 1.0, 1.0)
    return plant_of(
        members, _AIR_SOURCE, ranking, weights or same, _air(temperature_c, humidity), store_c
    )


def _run(plant: Plant, heat_kw: Array, water_kw: float = 0.0, design_kw: float = 100.0) -> Array:
    """Return the powers of one group [steps, POWERS]."""
    out, work = np.empty((len(heat_kw), POWERS)), np.empty((plant.kind.size, 3))
    for t, space_kw in enumerate(heat_kw):
        run_plant(plant, 0, len(work), t, design_kw, water_kw, space_kw, 0.0, work, out[t])
    return out


def test_a_heat_pump_with_its_heater_is_the_single_system() -> None:
    generator = np.random.default_rng(7)
    heat, outdoor = generator.uniform(0, 140, 200), generator.uniform(-30, 15, 200)
    plant = _plant([Member(_AIR_SOURCE, 1.0), _HEATER], outdoor, humidity=90.0)
    heat_water = np.array([100.0]), heat[None, :], np.full((1, 48), 12.0), np.zeros(200, np.int64)
    ours = plant_supply(plant, *heat_water)
    other = supply(
        _AIR_SOURCE, *heat_water, outdoor, np.full(200, 90.0), 1.0,
    )  # fmt: skip
    for name, one, same in zip(ours._fields, ours, other, strict=True):
        np.testing.assert_allclose(one, same, rtol=1e-9, atol=1e-9, err_msg=name)


@settings(deadline=None, max_examples=60)
@given(
    order=st.sampled_from(["listed", "efficiency", "cost", "carbon"]),
    bivalence=st.sampled_from(["parallel", "alternative"]),
    bivalent_c=st.none() | st.floats(-15.0, 10.0),
    count=st.integers(1, 6),
    outdoor_c=st.floats(-35.0, 20.0),
    needs=st.tuples(st.floats(0.0, 250.0), st.floats(0.0, 100.0), st.floats(0.0, 300.0)),
)
def test_what_is_given_is_what_is_drawn(
    order: str, bivalence: str, bivalent_c: float | None, count: int, outdoor_c: float,
    needs: tuple[float, float, float],
) -> None:  # fmt: skip
    members = [_PUMPS._replace(alike=count), _GAS, _NETWORK, _HEATER._replace(share=0.1)]
    ranking = Ranking(order, bivalence, bivalent_c)  # type: ignore[arg-type]
    plant = _plant(members, np.array([outdoor_c]), ranking, store_c=55.0)
    out, work = np.empty(POWERS), np.empty((4, 3))
    space, water, charge = needs
    run_plant(plant, 0, len(work), 0, 100.0, water, space, charge, work, out)
    # a unit that hardly runs draws more than it gives (EN 14825): its air is warmed then
    assert (np.delete(out, AMBIENT) >= -1e-9).all()
    assert out[SPACE] <= space + 1e-9 and out[WATER] <= water + 1e-9
    assert out[CHARGED] <= charge + 1e-9
    given = out[SPACE] + out[WATER] + out[CHARGED]
    assert out[BY_HEAT_PUMPS] + out[BY_HEATERS] + out[BY_BOILERS] == pytest.approx(given)
    drawn = out[COMPRESSOR] + out[AMBIENT] + out[HEATER_USE]
    drawn += 0.92 * out[GAS_USE] + 0.9 * out[DISTRICT_USE]
    assert drawn == pytest.approx(given)
    # no unit works for more than the whole of the step
    hot, warm, store = (use.full_kw[:, 0] * 100.0 for use in plant[-3:])
    assert given <= np.max([hot, warm, store], axis=0).sum() + 1e-6


def test_the_second_unit_takes_what_the_first_cannot_give() -> None:
    heat, outdoor = np.array([40.0, 90.0]), np.array([-9.0, -9.0])
    out = _run(_plant([_PUMPS, _GAS], outdoor), heat)
    assert out[:, BY_HEAT_PUMPS] == pytest.approx([40.0, 60.0])
    assert out[:, BY_BOILERS] == pytest.approx([0.0, 30.0])
    assert out[1, GAS_USE] == pytest.approx(30.0 / 0.92)


@pytest.mark.parametrize(
    ("bivalence", "by_pumps"), [("parallel", [60.0, 60.0]), ("alternative", [60.0, 0.0])]
)
def test_bivalent_point(bivalence: str, by_pumps: list[float]) -> None:
    """Warmer than the point the boiler stands still, though heat is short."""
    warm, cold = -2.0, -9.0
    outdoor, heat = np.array([warm, cold]), np.array([500.0, 80.0])
    ranking = Ranking("listed", bivalence, -5.0)  # type: ignore[arg-type]
    out = _run(_plant([_PUMPS, _GAS], outdoor, ranking), heat)
    assert out[0, BY_BOILERS] == 0.0
    assert 60.0 < out[0, SPACE] < 100.0
    assert out[1, BY_HEAT_PUMPS] == pytest.approx(by_pumps[1])
    assert out[1, SPACE] == pytest.approx(80.0)


def test_the_cheapest_goes_first() -> None:
    """At 0.3 CNY/kWh the heat pump leads, at 2 CNY/kWh gas does; heaters come last."""
    price = np.array([0.3, 2.0])
    weights = Weights(price, 3.0 / 10.81, 1.0)
    members = [_HEATER, _GAS, _PUMPS]
    plant = _plant(members, np.zeros(2), Ranking("cost"), weights)
    assert plant.order.tolist() == [[2, 0, 1], [1, 2, 0]]
    out = _run(plant, np.full(2, 50.0))
    assert out[:, BY_HEAT_PUMPS] == pytest.approx([50.0, 0.0])


def test_lead_and_lag_of_units_alike() -> None:
    """As few as can run at full load; the best number shares the heat at part load."""
    outdoor, heat = np.full(2, 2.0), np.array([30.0, 60.0])
    members = [_PUMPS._replace(share=1.0, alike=4)]
    few = _run(_plant(members, outdoor), heat)
    best = _run(_plant(members, outdoor, Ranking("efficiency")), heat)
    assert (best[:, COMPRESSOR] < 0.95 * few[:, COMPRESSOR]).all()
    unit = load_unit("aokol_ash_35chw")
    # never better than the best point of the map at this flow
    at = performance(unit, np.array([2.0]), np.array([36.2]))
    assert (best[:, BY_HEAT_PUMPS] / best[:, COMPRESSOR] <= 1.1 * at.part_cop[0]).all()


def test_a_single_unit_cycles_where_four_do_not() -> None:
    outdoor, heat = np.full(1, 7.0), np.array([5.0])
    one = _run(_plant([Member(_AIR_SOURCE, 1.0, 1)], outdoor), heat)
    four = _run(_plant([Member(_AIR_SOURCE, 1.0, 4)], outdoor, Ranking("efficiency")), heat)
    assert four[0, COMPRESSOR] < 0.97 * one[0, COMPRESSOR]


def test_charging_a_store_comes_after_the_rooms() -> None:
    plant = _plant([Member(_AIR_SOURCE, 1.0)], np.full(1, 5.0), store_c=55.0)
    out, work = np.empty(POWERS), np.empty((1, 3))
    run_plant(plant, 0, len(work), 0, 100.0, 0.0, 80.0, 1e6, work, out)
    assert out[SPACE] == pytest.approx(80.0)
    spare = 1.0 - 80.0 / (100.0 * plant.space.full_kw[0, 0])
    assert out[CHARGED] == pytest.approx(spare * 100.0 * plant.store.full_kw[0, 0])
    run_plant(plant, 0, len(work), 0, 100.0, 0.0, 80.0, 0.0, work, out)
    assert out[CHARGED] == 0.0
    assert out[PUMP] == pytest.approx(0.02 * 80.0)


def test_a_unit_that_gives_nothing_at_design_is_refused() -> None:
    hot = _AIR_SOURCE._replace(flow_c=75.0)
    with pytest.raises(InputError, match="gives no heat at -9 °C source and 75 °C flow"):
        plant_of([Member(hot)], hot, Ranking(), Weights(np.ones(1), 1.0, 1.0), _air(np.zeros(1)))
