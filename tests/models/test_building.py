"""Needs of buildings: closed forms, orderings, tables; and the published cases of BESTEST."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sim.errors import InputError
from sim.models.archetype import from_archetypes
from sim.models.building import (
    cooling_electricity_kw,
    demand,
    slot_loads,
)
from sim.models.hot_water import hot_water_kw
from sim.models.occupancy import SLOTS, in_season, load_schedules, slots
from sim.tables import table
from sim.verify import bestest
from sim.verify import building as verify

Array = npt.NDArray[np.float64]

Slots = npt.NDArray[np.int64]

_REFERENCE = Path(__file__).parents[2] / "../shared/data"
_ALL = [
    (str(archetype), standard, 5000.0, 5)
    for archetype in table("archetypes").index
    for standard in table("envelopes").index.unique()
]


def _year(step_minutes: int, days: int = 365) -> tuple[Array, Array, Slots]:
    """Return temperature, irradiance and slots of a made-up year."""
    per_day = 1440 // step_minutes
    hours = np.asarray((np.arange(days * per_day) + 0.5) * step_minutes / 60.0, dtype=np.float64)
    outdoor_c = 10 - 14 * np.cos(2 * np.pi * hours / 8760) - 5 * np.cos(2 * np.pi * hours / 24)
    sun = np.maximum(np.sin(np.pi * (hours % 24 - 6) / 12), 0.0)
    kinds = np.array([0, 0, 0, 0, 0, 1, 1] * 53, dtype=np.int8)[:days]
    slot = slots(kinds, np.repeat(np.arange(days), per_day), hours % 24)
    light = sun[:, None] * np.array([60.0, 200, 350, 200, 500, 40, 150, 260, 150])
    return outdoor_c, light, slot


def test_steady_state_is_the_series_of_resistances() -> None:
    b = from_archetypes([("dwelling", "gb55015", 5000.0, 5)])
    b = b._replace(
        people_w=np.zeros(1), plug_w=np.zeros(1), light_w=np.zeros(1),
        heating_capacity_kw=np.array([1e4]),
    )  # fmt: skip
    steps = 24 * 400
    need = demand(
        b, load_schedules(), np.zeros(steps, dtype=np.int64), np.full(steps, -9.0),
        np.zeros((steps, 9)), 3600.0,
    )  # fmt: skip
    shell = table("envelopes").query("standard == 'gb55015' and use == 'residential'").iloc[0]
    boxes = 5000.0 / 5 / 600
    long_m = (600 * 3.0) ** 0.5
    sides = boxes * 5 * 2.9 * np.array([long_m, 600 / long_m] * 2)
    window = sides @ [0.25, 0.1, 0.35, 0.1]
    roof = boxes * 600
    loss = (
        shell.wall_w_per_m2k * (sides.sum() - window) + shell.window_w_per_m2k * window
        + shell.roof_w_per_m2k * roof + 0.5 * shell.floor_w_per_m2k * roof
        + b.infiltration_w_per_k[0]
    )  # fmt: skip
    # films and the sky differ a little from those inside the U-values
    assert need.heating_kw[0, -1] == pytest.approx(loss * 27.0 / 1000.0, rel=0.08)
    assert need.indoor_c[0, -1] == pytest.approx(18.0, abs=1e-4)


def test_capacity_is_never_exceeded_and_its_lack_shows_as_cold() -> None:
    b = from_archetypes(_ALL)
    b = b._replace(heating_capacity_kw=0.5 * b.heating_capacity_kw)
    outdoor_c, sun, slot = _year(60, 60)
    schedules = load_schedules()
    need = demand(b, schedules, slot, outdoor_c, 0.0 * sun, 3600.0)
    assert (need.heating_kw <= b.heating_capacity_kw[:, None] * (1 + 1e-6)).all()
    assert not np.any((need.heating_kw > 0) & (need.cooling_kw > 0))
    heat = schedules.heating[b.schedule][:, slot]
    wanted_c = heat * b.heating_setpoint_c[:, None] + (1 - heat) * b.heating_setback_c[:, None]
    short = need.indoor_c < wanted_c - 1e-3
    at_limit = need.heating_kw >= b.heating_capacity_kw[:, None] * (1 - 1e-6)
    assert short.any()
    assert (at_limit | ~short).all()


def test_nothing_is_heated_out_of_season() -> None:
    b = from_archetypes(_ALL[:3])
    outdoor_c, sun, slot = _year(60, 20)
    off = np.zeros(len(slot), dtype=np.bool_)
    need = demand(b, load_schedules(), slot, outdoor_c, sun, 3600.0, off, off)
    assert not need.heating_kw.any()
    assert not need.cooling_kw.any()


def test_step_length_hardly_matters() -> None:
    b = from_archetypes([("dwelling", "existing", 5000.0, 5), ("hotel", "gb55015", 5000.0, 5)])
    kwh = []
    for minutes in (60, 5):
        outdoor_c, sun, slot = _year(minutes, 90)
        need = demand(b, load_schedules(), slot, outdoor_c, sun, minutes * 60.0)
        kwh.append(need.heating_kw.sum(axis=1, dtype=float) * minutes / 60)
    np.testing.assert_allclose(kwh[0], kwh[1], rtol=0.01)


def test_better_envelopes_need_less_heat() -> None:
    order = list(dict.fromkeys(table("envelopes").index))
    ranking = ["existing", "gb55015_minimum", "gb55015", "green_one_star", "green_two_star",
               "green_three_star", "near_zero"]  # fmt: skip
    assert order == ranking
    outdoor_c, sun, slot = _year(60)
    for archetype in ("office", "dwelling", "factory"):
        b = from_archetypes([(archetype, standard, 5000.0, 5) for standard in ranking])
        need = demand(b, load_schedules(), slot, outdoor_c, sun, 3600.0)
        yearly = need.heating_kw.sum(axis=1, dtype=float)
        assert (np.diff(yearly) < 0).all()
        assert (np.diff(b.heating_capacity_kw) < 0).all()


def test_unknown_names_are_all_reported() -> None:
    with pytest.raises(InputError) as caught:
        from_archetypes([("ofice", "existing", 1.0, 1), ("office", "existin", 1.0, 1)])
    assert [fault.message for fault in caught.value.faults] == [
        "unknown name 'ofice'. Did you mean 'office'?",
        "unknown name 'existin'. Did you mean 'existing'?",
    ]


def test_hot_water_of_a_day() -> None:
    schedules = load_schedules()
    b = from_archetypes([("dwelling", "existing", 2500.0, 5)])
    litres = 2500.0 / 25.0 * 25.0
    daily_kwh = slot_loads(b, schedules).hot_water_kw[0, :24].sum()
    assert daily_kwh == pytest.approx(litres * 4.186 * 50.0 / 3600.0)
    assert hot_water_kw(np.array([100.0]), np.full((1, SLOTS), 1 / 24), 10.0).sum() == 0.0


def test_shares_stay_between_nothing_and_all() -> None:
    schedules = load_schedules()
    for shares in schedules:
        assert shares.shape[1] == SLOTS
        assert (shares >= 0.0).all()
        assert (shares <= 1.0).all()
    used = set(table("archetypes")["schedule"])
    assert used == set(table("schedules").index)


def test_slot_loads_of_an_office_at_noon() -> None:
    b = from_archetypes([("office", "gb55015", 1000.0, 2)])
    loads = slot_loads(b, load_schedules())
    assert loads.plug_kw[0, 10] == pytest.approx(15.0 * 0.95)
    assert loads.light_kw[0, 10] == pytest.approx(8.0 * 0.95)


def test_cooling_takes_more_electricity_in_the_heat() -> None:
    electricity = cooling_electricity_kw(
        np.full((1, 3), 32.0), np.array([0.0, 20.0, 35.0]), np.array([3.2]), np.array([-0.07])
    )
    np.testing.assert_allclose(electricity[0], [32 / 4.25, 32 / 4.25, 10.0], rtol=1e-6)


def test_season_may_cross_the_new_year() -> None:
    month, day = np.array([10, 11, 12, 1, 3, 4]), np.array([31, 1, 31, 1, 31, 1])
    assert in_season(month, day, "11-01", "03-31").tolist() == [0, 1, 1, 1, 1, 0]
    assert in_season(month, day, "01-01", "03-31").tolist() == [0, 0, 0, 1, 1, 0]


@pytest.mark.skipif(
    not (_REFERENCE / "bestest").is_dir(), reason="weather and results of BESTEST are not there"
)
def test_bestest() -> None:
    rows = [row for row in verify.checks(_REFERENCE) if row.name.startswith("BESTEST")]
    ran = [row for row in rows if row.not_run is None]
    assert len(ran) >= 2 * len(bestest.CASES) - 1
    assert [row.name for row in ran if not row.ok] == []


def test_design_loads_lie_within_the_indices_and_bestest_says_why_it_did_not_run() -> None:
    rows = verify.checks(None)
    assert all(row.ok for row in rows)
    assert sum(row.not_run is None for row in rows) == 5
    assert sum(row.not_run is not None for row in rows) == 2 * len(bestest.CASES)
