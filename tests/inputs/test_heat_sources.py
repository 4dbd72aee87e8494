"""Years before a run, and what a run says of its sources."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.inputs.bore_fields import SourceRun, energy_text, ten_years_drift_k
from sim.inputs.heat_sources import coldest_served_c, heat_from_source
from sim.models.bore_field import Field, response_m_k_per_w
from sim.models.ground import cell_widths_h
from sim.models.heating import HeatSupply
from sim.models.heating_system import Parameters, parameters
from sim.models.source_pool import Demands
from sim.scenario.heat_source import BoreField, WaterSource
from sim.scenario.heating import HeatingSystem

START = date(2025, 1, 1)
YEAR = TimeGrid(START, 365, 60)
FIELD = {"rows": 2, "columns": 2}


def _heat_kw(grid: TimeGrid, most_kw: float) -> Any:
    """Return heat of winters and, below zero, cold of summers [steps]."""
    return most_kw * np.cos(2.0 * np.pi * (np.arange(grid.steps) % 8760) / 8760.0)


def _run(
    grid: TimeGrid,
    most_kw: float,
    cold_kw: float = 0.0,
    kind: str = "ground_source",
    plant: Parameters | None = None,
    **keys: Any,
) -> tuple[HeatSupply, SourceRun]:
    system = HeatingSystem.model_validate({"id": "g", "kind": kind, **keys})
    course = _heat_kw(grid, 1.0)
    demands = Demands(
        np.array([max(most_kw, cold_kw)]),
        np.maximum(most_kw * course, 0.0)[None].astype(np.float32),
        np.zeros((1, 48)),
        np.zeros(grid.steps, np.int64),
        np.maximum(-cold_kw * course, 0.0)[None].astype(np.float32),
        np.zeros(1, np.int64),
    )
    outdoor_c = 10.0 - 15.0 * course
    return heat_from_source("g", system, plant or parameters(kind), demands, grid, outdoor_c)


def test_a_year_before_is_the_first_of_two_years() -> None:
    two_years = TimeGrid(START, 730, 60)
    long, whole = _run(two_years, 20.0, field=FIELD)
    out, later = _run(YEAR, 20.0, field={**FIELD, "years_before": 1})
    np.testing.assert_allclose(later.seen.source_c, whole.seen.source_c[8760:], rtol=1e-9)
    np.testing.assert_allclose(out.electricity_kw, long.electricity_kw[:, 8760:], rtol=1e-6)
    # the books are those of the run's own year
    assert later.taken_kwh == pytest.approx(whole.seen.heat_kw[8760:].sum(), rel=1e-9)
    assert later.taken_kwh == pytest.approx(later.books_kwh, rel=1e-6)


def test_each_year_before_makes_the_ground_colder_by_less() -> None:
    coldest_c = [
        _run(YEAR, 20.0, field={**FIELD, "years_before": years})[1].seen.wall_c.min()
        for years in (0, 1, 5, 10, 25)
    ]
    falls_k = -np.diff(coldest_c)
    assert (falls_k > 0.0).all()
    per_year_k = falls_k / np.diff([0, 1, 5, 10, 25])
    assert (np.diff(per_year_k) < 0.0).all()


def test_nine_years_before_change_the_walls_as_the_long_term_response_does() -> None:
    """The same day of two years differs by what the mean load alone has done in between."""
    _, first = _run(YEAR, 10.0, field=FIELD)
    _, tenth = _run(YEAR, 10.0, field={**FIELD, "years_before": 9})
    planned = BoreField(**FIELD)
    field = Field(
        2, 2, planned.spacing_m, planned.depth_m, planned.buried_m, planned.diameter_mm / 2000.0,
        planned.conductivity_w_per_m_k, planned.heat_capacity_mj_per_m3_k * 1e6,
    )  # fmt: skip
    reach_h = 20.0 * 8760.0
    at_h = np.cumsum(cell_widths_h(reach_h))
    lasting = response_m_k_per_w(field, reach_h)
    one, ten = np.interp(np.log([8760.0, 87600.0]), np.log(at_h), lasting)
    mean_w_per_m = 1000.0 * tenth.taken_kwh / 8760.0 / field.length_m
    fell_k = first.seen.wall_c[-1] - tenth.seen.wall_c[-1]
    assert fell_k == pytest.approx(mean_w_per_m * (ten - one), rel=0.05)
    assert first.drift_k == pytest.approx(mean_w_per_m * ten, rel=0.05)


def test_a_field_from_which_more_is_taken_than_put_back_says_so() -> None:
    _, made = _run(YEAR, 20.0, field=FIELD)
    (note,) = [note for note in made.notes if "not balanced" in note]
    net_mwh = made.taken_kwh / 1000.0
    assert (
        note.startswith("Bore field 'g'") and f" {net_mwh:.1f} MWh more heat are taken out" in note
    )
    assert f"{made.drift_k:.1f} K colder" in note


def test_a_field_that_is_warmed_says_warmer_and_a_balanced_one_nothing() -> None:
    _, warmed = _run(YEAR, 2.0, 25.0, field=FIELD, cools=True)
    (note,) = [one for one in warmed.notes if "balanced" in one]
    assert warmed.drift_k < -2.0 and "put in than taken out" in note and "K warmer" in note
    _, even = _run(YEAR, 13.0, 9.0, field=FIELD, cools=True)
    assert abs(even.drift_k) < 2.0 and not [one for one in even.notes if "balanced" in one]


def test_a_field_that_is_too_small_says_how_cold_and_what_is_missing() -> None:
    out, made = _run(YEAR, 60.0, field=FIELD)
    (note,) = [note for note in made.notes if "too small" in note]
    assert made.seen.short_h[1] > 0.0 and f"in {made.seen.short_h[1]:.0f} h" in note
    assert made.seen.source_c.min() == pytest.approx(-5.0, abs=1e-6) and "-5.0 °C" in note
    assert f"{out.backup_kw.sum() / 1000.0:.1f} MWh" in note


def test_energies_below_a_megawatt_hour_are_told_in_kilowatt_hours() -> None:
    assert [energy_text(kwh) for kwh in (38.2, 999.0, 1000.0, 12345.0)] == [
        "38 kWh", "999 kWh", "1.0 MWh", "12.3 MWh",
    ]  # fmt: skip


def test_boreholes_beyond_an_ordinary_field_are_counted_by_the_metre() -> None:
    """60 kW take some ten boreholes; two or forty are planned, or thirty half as deep."""
    days, keys = TimeGrid(START, 3, 60), ("rows", "columns", "depth_m")
    beyond_m = [
        _run(days, 60.0, field=dict(zip(keys, layout, strict=False)))[1].beyond_m
        for layout in ((), (1, 2), (20, 2), (15, 2, 60.0))
    ]
    ordinary = _run(days, 60.0)[1].boreholes
    assert 8 <= ordinary <= 12
    assert beyond_m == [0.0, *(120.0 * (count - ordinary) for count in (2, 40, 15))]
    assert _run(days, 60.0, field={"design_w_per_m": 70.0})[1].beyond_m < -400.0


def test_notes_name_no_heater_that_is_not_there() -> None:
    _, made = _run(TimeGrid(START, 3, 60), 60.0, field={"rows": 1, "columns": 1})
    assert "backup heaters gave" in made.notes[0]
    none = parameters("ground_source")._replace(backup_share=0.0)
    _, made = _run(TimeGrid(START, 3, 60), 60.0, field={"rows": 1, "columns": 1}, plant=none)
    assert "backup" not in made.notes[0] and "are unmet" in made.notes[0]


def test_units_are_sized_for_the_coldest_month_in_which_water_serves() -> None:
    water = {"limit_kw": 500.0, "temperature_c": [2, 2, 6, 8, 9, 9, 9, 9, 9, 9, 8, 5]}
    assert coldest_served_c(WaterSource.model_validate(water)) == 5.0
    assert coldest_served_c(WaterSource.model_validate({**water, "least_c": 1})) == 2.0
    assert coldest_served_c(WaterSource.model_validate({**water, "least_c": 20})) == 2.0
    out, made = _run(TimeGrid(START, 3, 60), 50.0, kind="sewage_source", source=water)
    assert made.taken_kwh == 0.0 and out.backup_kw.max() > 20.0
    assert "too cold in 72 h" in made.notes[0]


def test_a_run_shorter_than_a_year_foretells_nothing() -> None:
    _, made = _run(TimeGrid(START, 30, 60), 20.0, field=FIELD)
    assert np.isnan(made.drift_k) and not [one for one in made.notes if "balanced" in one]


def test_water_that_gives_all_it_can_says_so() -> None:
    water = {"temperature_c": [12.0] * 12}
    grid = TimeGrid(START, 3, 60)
    _, short = _run(grid, 50.0, kind="sewage_source", source={**water, "limit_kw": 5.0})
    (note,) = short.notes
    assert "all that it can (5 kW) in 72 h and was too cold in 0 h" in note
    _, ample = _run(grid, 50.0, kind="sewage_source", source={**water, "limit_kw": 500.0})
    assert ample.notes == ()


def test_drift_is_a_straight_line_in_the_mean_load() -> None:
    from sim.verify.ground import new_ground

    ground = new_ground()
    assert ten_years_drift_k(ground, 10.0) == pytest.approx(-ten_years_drift_k(ground, -10.0))
    assert ten_years_drift_k(ground, 20.0) == pytest.approx(2.0 * ten_years_drift_k(ground, 10.0))
