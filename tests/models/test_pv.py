"""PV against PVWatts, pvlib, and what must hold for any roof."""

import time
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.solar import LOSSES
from sim.inputs.weather import synthetic
from sim.models.pv import Air, ac_kw, generate, none_around, yield_kwh_per_kwp
from sim.models.pv_roofs import flat_losses, roofs
from sim.models.shading import skyline
from sim.verify.pv import LANZHOU, VALLEY, greensboro, pvwatts_greensboro, sky_against_pvlib
from sim.verify.pv_chain import pvlib_chain

WEEK = synthetic(TimeGrid(date(2025, 6, 16), 7, 15), LANZHOU, seed=3, replication=0)
UP = WEEK.sun.cos_zenith > 0.0


def test_greensboro_is_that_of_pvwatts():
    year, month = pvwatts_greensboro()
    assert year.deviation < 0.001, "the same equations: far inside the limit of one per cent"
    assert month.deviation < 0.005


def test_sky_models_are_pvlibs():
    rows = sky_against_pvlib(WEEK)
    assert len(rows) == 2
    assert all(row.ok for row in rows), rows


@given(
    tilt=st.floats(0.0, 90.0),
    azimuth=st.floats(0.0, 359.0),
    ratio=st.floats(0.7, 2.0),
    sky=st.sampled_from(["perez", "hay-davies"]),
    inverter=st.sampled_from(["standard", "sungrow-60", "huawei-100"]),
    gcr=st.sampled_from([0.0, 0.3, 0.7]),
    blocks=st.sampled_from([0, 3]),
    valley=st.booleans(),
)
def test_every_step_is_that_of_pvlibs_functions(
    tilt, azimuth, ratio, sky, inverter, gcr, blocks, valley
):
    around = none_around(1, WEEK.grid.steps, WEEK.grid.step_h)._replace(
        skylines_deg=np.stack([skyline(()), skyline(VALLEY)])
    )
    own = {"inverter": inverter, "gcr": gcr, "blocks": blocks, "skyline": int(valley)}
    roof = roofs(10.0, tilt, azimuth, dc_ac_ratio=ratio, **own)
    ours = np.zeros((1, WEEK.grid.steps))
    generate(WEEK.sun, WEEK.air, roof, around, ours, np.zeros(1, dtype=np.int64), sky)
    theirs = pvlib_chain(WEEK, roof, sky, inverter, around)
    np.testing.assert_allclose(ours[0], theirs, rtol=1e-9, atol=1e-9)


@given(tilt=st.floats(2.0, 88.0), azimuth=st.floats(0.0, 359.0), gcr=st.floats(0.1, 0.9))
def test_rear_of_endless_rows_is_that_of_pvlib(tilt, azimuth, gcr):
    own = {"gcr": gcr, "bifacial": True, "module": "longi-385-bifacial"}
    roof = roofs(10.0, tilt, azimuth, **own)
    ours, theirs = ac_kw(WEEK.sun, WEEK.air, roof)[0], pvlib_chain(WEEK, roof)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)
    one_sided = ac_kw(WEEK.sun, WEEK.air, roof._replace(rear_share=np.zeros(1)))[0]
    assert ours.sum() > one_sided.sum()


def week_of(tilt=30.0, dc_ac_ratio=1.6, gcr=0.5, **own):
    """Return a week's books and power of a roof that has all there is."""
    grid = WEEK.grid
    around = none_around(1, grid.steps, grid.step_h)._replace(
        skylines_deg=np.stack([skyline(()), skyline(VALLEY)]),
        clean=np.linspace(1.0, 0.8, 7)[None, :],
        aged=np.array([[0.9]]),
        day=grid.day_of_step,
    )
    around.snows[200] = True
    keys = {"blocks": 3, "skyline": 1, "strings": 2, "availability": 0.95,
            "bifacial": True, "module": "longi-385-bifacial"}  # fmt: skip
    keys = {**keys, "dc_ac_ratio": dc_ac_ratio, "gcr": gcr, **own}
    roof = roofs(250.0, tilt, 200.0, **keys)
    out = np.zeros((1, grid.steps), dtype=np.float32)
    books = generate(WEEK.sun, WEEK.air, roof, around, out, np.zeros(1, dtype=np.int64))
    return {name: float(value[0]) for name, value in books._asdict().items()}, out


@given(st.floats(0.0, 80.0), st.floats(0.4, 2.5), st.sampled_from([0.0, 0.3, 0.8]))
def test_books_of_a_roof_close(tilt, ratio, gcr):
    books, out = week_of(tilt, ratio, gcr)
    lost = sum(books[name] for name in LOSSES)
    assert lost > 0.0
    assert books["nominal"] + books["rear"] - lost == pytest.approx(books["ac"], rel=1e-9)
    assert out.sum(dtype=np.float64) * WEEK.grid.step_h == pytest.approx(books["ac"], rel=1e-6)
    assert all(books[name] >= -1e-9 for name in LOSSES if name not in ("temperature", "spectrum"))


@given(
    dc=st.floats(0.1, 5000.0),
    tilt=st.floats(0.0, 90.0),
    azimuth=st.floats(0.0, 360.0),
    ratio=st.floats(0.5, 3.0),
)
def test_power_is_never_negative_nor_above_the_inverter(dc, tilt, azimuth, ratio):
    ac = ac_kw(WEEK.sun, WEEK.air, roofs(dc, tilt, azimuth, dc_ac_ratio=ratio))
    assert ac.min() >= 0.0
    assert ac.max() <= dc / ratio * (1.0 + 1e-6)
    assert np.all(ac[0][WEEK.sun.zenith_deg > 91.0] == 0.0)


def test_power_is_proportional_to_size_and_roofs_do_not_meet():
    many = roofs([1.0, 250.0, 1.0], [20.0, 20.0, 60.0], [180.0, 180.0, 90.0])
    ac = ac_kw(WEEK.sun, WEEK.air, many)
    np.testing.assert_allclose(ac[1], 250.0 * ac[0], rtol=1e-5)
    alone = ac_kw(WEEK.sun, WEEK.air, roofs(1.0, 60.0, 90.0))
    np.testing.assert_array_equal(ac[2], alone[0])


@pytest.mark.parametrize(
    ("loss", "without"),
    [("rows", {"gcr": 0.0, "bifacial": False}), ("horizon", {"skyline": 0}),
     ("snow", {"strings": 0}), ("availability", {"availability": 1.0}),
     ("clipping", {"dc_ac_ratio": 0.5}), ("rear", {"bifacial": False})],
)  # fmt: skip
def test_each_loss_stands_in_its_own_book(loss, without):
    own = {"dc_ac_ratio": 2.2}
    assert week_of(**own)[0][loss] > 1.0
    assert week_of(**{**own, **without})[0][loss] == 0.0


def test_roofs_of_one_site_are_added_up():
    two = roofs([3.0, 5.0], [20.0, 60.0], [180.0, 90.0])
    out = np.zeros((2, WEEK.grid.steps))
    nothing = none_around(2, WEEK.grid.steps, WEEK.grid.step_h)
    generate(WEEK.sun, WEEK.air, two, nothing, out, np.array([1, 1]))
    assert not out[0].any()
    np.testing.assert_allclose(out[1], ac_kw(WEEK.sun, WEEK.air, two).sum(axis=0), rtol=1e-12)


def test_pvwatts_list_of_losses_is_14_08_per_cent():
    with_availability = 1.0 - (1.0 - flat_losses()) * 0.97
    assert with_availability == pytest.approx(0.1408, abs=5e-5)
    rest = 0.98 * 0.98 * 0.995 * 0.985 * 0.99
    assert flat_losses("soiling", "shading") == pytest.approx(1.0 - rest)


def test_clipping_is_seen_at_a_large_ratio():
    roof = roofs(1.0, 30.0, 180.0, dc_ac_ratio=3.0)
    ac = ac_kw(WEEK.sun, WEEK.air, roof)[0]
    assert np.sum(ac == ac.max()) > 20
    assert ac.max() == pytest.approx(1.0 / 3.0)


def test_thin_air_and_heat_cost_energy():
    _, sun, air = greensboro()
    roof = roofs(1.0, 30.0, 180.0)

    def year(air: Air) -> float:
        return float(yield_kwh_per_kwp(ac_kw(sun, air, roof), roof, 1.0)[0])

    base = year(air)
    thin = year(air._replace(pressure_pa=air.pressure_pa * 0.84))
    hot = year(air._replace(temperature_c=air.temperature_c + 10.0))
    assert 0.99 * base < thin < base
    # -0.37 %/K on the DC side; the inverter's curve and clipping take a little of it
    assert hot == pytest.approx(base * (1.0 - 0.037), rel=0.01)


def test_unknown_module_names_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'premium'"):
        roofs(1.0, 30.0, 180.0, module="premum")


def test_a_hundred_roofs_for_a_year_are_quick():
    air = Air(*(np.tile(array, 53)[:35040] for array in WEEK.air))
    sun = type(WEEK.sun)(*(np.tile(array, 53)[:35040] for array in WEEK.sun))
    many = roofs(np.ones(100), np.linspace(0.0, 40.0, 100), np.linspace(90.0, 270.0, 100))
    ac_kw(sun, air, many)
    begin = time.perf_counter()
    ac = ac_kw(sun, air, many)
    assert time.perf_counter() - begin < 3.0, "a year at 5 minutes took 0.4 s when written"
    assert ac.shape == (100, 35040)
