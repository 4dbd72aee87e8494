"""Heat made early out of boreholes: without a reason as in the open loop; the ground answers."""

from typing import Any

import numpy as np
import pytest

from sim.inputs.bore_fields import SourceRun
from sim.inputs.buildings import BuildingLoads
from sim.inputs.weather import Weather, synthetic
from sim.verify.pv import LANZHOU
from tests.support.early_heat import GRID, STORE, VALLEY_AT_NOON, books_close, park, run

NO_REASON = {"follows": ["pv_surplus"], "preheat_k": 2.0}
VALLEY = {"follows": ["tariff_valley"]}
SMALL = {"rows": 3, "columns": 1, "depth_m": 60}
HYBRID = {
    "kind": "plant",
    "units": [{"kind": "ground_source", "share": 0.6}, {"kind": "gas_boiler"}],
}


@pytest.fixture(scope="module")
def weather() -> Weather:
    return synthetic(GRID, LANZHOU, seed=1, replication=0)


def _source(loads: BuildingLoads) -> SourceRun:
    """Return the only source, whose books close."""
    (made,) = loads.all_sources()
    assert made.taken_kwh == pytest.approx(made.books_kwh, rel=1e-9)
    assert made.taken_kwh == pytest.approx(made.seen.heat_kw.sum() * GRID.step_h, rel=1e-9)
    assert made.seen.source_c.min() >= -5.0 - 1e-3
    return made


@pytest.mark.parametrize(
    "system",
    [
        {"kind": "ground_source"},
        {"kind": "ground_source", "field": SMALL},
        {**HYBRID, "field": SMALL},
    ],
    ids=["ample", "held back", "plant"],
)
def test_without_sun_the_field_is_that_of_the_open_loop(
    weather: Weather, system: dict[str, Any]
) -> None:
    plain, _ = run(park(**system), weather)
    loads, sites = run(park(**system, flexible=NO_REASON), weather)
    np.testing.assert_allclose(sites.heating_kw, plain.heating_kw, rtol=2e-5, atol=1e-3)
    ours, theirs = _source(loads), _source(plain)
    np.testing.assert_allclose(ours.seen.source_c, theirs.seen.source_c, atol=1e-3)
    np.testing.assert_allclose(ours.seen.wall_c, theirs.seen.wall_c, atol=1e-3)
    np.testing.assert_allclose(ours.seen.heat_kw, theirs.seen.heat_kw, rtol=1e-4, atol=1e-2)
    assert ours.seen.short_h == pytest.approx(theirs.seen.short_h, abs=0.5)
    assert (ours.seen.short_h[1] > 24.0) == ("field" in system)
    assert ours.notes[:1] == theirs.notes[:1]
    our_months, their_months = books_close(loads), books_close(plain)
    for name, theirs_kwh in their_months.items():
        assert our_months[name] == pytest.approx(theirs_kwh, rel=1e-4, abs=0.5), name


@pytest.mark.parametrize("kept", ["store", "mass"])
def test_the_valley_takes_more_out_of_the_ground(weather: Weather, kept: str) -> None:
    early = {"flexible": VALLEY, "store": STORE}
    if kept == "mass":
        early = {"flexible": {**VALLEY, "preheat_k": 2.0}}
    plain, _ = run(park(archetype="dwelling", kind="ground_source"), weather)
    loads, sites = run(park(archetype="dwelling", kind="ground_source", **early), weather)
    more_kw = sites.heating_kw[0].astype(float) - plain.heating_kw[0]
    assert more_kw[VALLEY_AT_NOON == 0].sum() > 50.0
    assert more_kw[VALLEY_AT_NOON == 2].sum() < -0.3 * more_kw[VALLEY_AT_NOON == 0].sum()
    ours, theirs = _source(loads), _source(plain)
    noon, night = (period == VALLEY_AT_NOON for period in (0, 2))
    taken_kw = ours.seen.heat_kw - theirs.seen.heat_kw
    assert taken_kw[noon].sum() > 100.0 and taken_kw[night].sum() < -50.0
    # the hour after finds colder walls, and the evening warmer ones
    fluid_k = ours.seen.source_c - theirs.seen.source_c
    assert fluid_k[noon].mean() < -0.1 and fluid_k[night].mean() > 0.05
    total = books_close(loads)
    assert ours.taken_kwh == pytest.approx(total["ambient_kwh"], rel=1e-9)


def test_early_heat_does_not_hold_the_field_back(weather: Weather) -> None:
    """Two groups on one field at its limit: who makes heat early leaves what is needed."""
    field = {"rows": 3, "columns": 3, "depth_m": 60}
    two = park(kind="ground_source", field=field, flexible=VALLEY, store=STORE)
    site = two.sites[0]
    groups = tuple(site.buildings[0].model_copy(update={"id": name}) for name in ("a", "b"))
    two = two.model_copy(update={"sites": (site.model_copy(update={"buildings": groups}),)})
    loads, _ = run(two, weather)
    made, total = _source(loads), books_close(loads)
    assert total["store_in_kwh"] > 0.0
    assert made.seen.source_c.min() >= -5.0 - 1e-6
    plain = two.heating.systems[0].model_copy(update={"flexible": None, "store": None})
    open_loop = two.model_copy(
        update={"heating": two.heating.model_copy(update={"systems": (plain,)})}
    )
    alone = run(open_loop, weather)[0]
    assert total["backup_kwh"] <= 1.02 * books_close(alone)["backup_kwh"] + 1.0
    assert made.seen.short_h[1] <= _source(alone).seen.short_h[1] + 2.0


def test_sites_share_a_planned_field(weather: Weather) -> None:
    """Groups of two sites, one after another, are what they are at one site."""
    one = park(kind="ground_source", field={"rows": 6, "columns": 6}, flexible=NO_REASON)
    site = one.sites[0]
    groups = tuple(site.buildings[0].model_copy(update={"id": name}) for name in ("a", "b"))
    together = one.model_copy(update={"sites": (site.model_copy(update={"buildings": groups}),)})
    apart = one.model_copy(
        update={
            "sites": tuple(
                site.model_copy(update={"id": name, "buildings": (group,)})
                for name, group in zip(("s1", "s2"), groups, strict=True)
            )
        }
    )
    ours, _ = run(together, weather)
    theirs, _ = run(apart, weather)
    np.testing.assert_array_equal(_source(ours).seen.source_c, _source(theirs).seen.source_c)
    assert _source(ours).boreholes == _source(theirs).boreholes == 36


@pytest.mark.parametrize("seed", range(6))
def test_books_close_whatever_sun_field_and_store_are(weather: Weather, seed: int) -> None:
    rng = np.random.default_rng(seed)
    field = {"rows": int(rng.integers(1, 9)), "columns": int(rng.integers(1, 9))}
    store = {"litres_per_kw": float(rng.uniform(1.0, 200.0)), "layers": int(rng.integers(1, 9))}
    follows = [["pv_surplus"], ["tariff_valley"], ["pv_surplus", "tariff_valley"]][seed % 3]
    early = {"follows": follows, "preheat_k": float(rng.uniform(0.1, 4.0))}
    kind = HYBRID if seed % 2 else {"kind": "ground_source"}
    loads, _ = run(
        park(float(rng.uniform(100.0, 2000.0)), flexible=early, store=store, field=field, **kind),
        weather,
        rng.uniform(0.0, 600.0, GRID.steps) * (rng.random(GRID.steps) < 0.5),
    )
    assert books_close(loads)["compressor_kwh"] > 0.0
    _source(loads)
