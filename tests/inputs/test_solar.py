"""PV of a scenario: options reach the roofs, and every table of books closes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.inputs.solar import LOSSES, generation
from sim.inputs.weather import Place, synthetic
from sim.models.snow import covering
from sim.scenario.scenario import Scenario
from sim.tables import table

PERIOD = {"start": "2025-03-01", "days": 20, "step_minutes": 30}
WEATHER = synthetic(TimeGrid(date(2025, 3, 1), 20, 30), Place(36.05, 103.88, 1517.0), 1, 0)

STEPS = np.arange(WEATHER.grid.steps)
SNOWY = replace(
    WEATHER,
    temperature_c=WEATHER.temperature_c - 12.0,
    precipitation_mm=np.where((STEPS >= 60) & (STEPS < 70), 2.0, 0.0),
)


def made(*roofs, days=20, weather=WEATHER, **solar):
    """Return the generation of one site with these roofs, and one without any."""
    site = {"area": "core", "position": {"latitude": 36.0, "longitude": 103.8},
            "transformer_kva": 1000}  # fmt: skip
    tree = {
        "name": "roofs",
        "title": {"zh": "", "en": ""},
        "period": {**PERIOD, "days": days},
        "areas": [{"id": "core", "name": {"zh": "", "en": ""}, "connection_kw": 1000,
                   "position": site["position"]}],
        "solar": solar,
        "sites": [{"id": "bare", **site},
                  {"id": "full", **site,
                   "pv": [{"id": f"r{n}", "kwp": 100.0, **own} for n, own in enumerate(roofs)]}],
    }  # fmt: skip
    return generation(Scenario.model_validate(tree), weather)


def test_sites_get_what_their_roofs_make():
    done = made({}, {"tilt_deg": 10.0, "azimuth_deg": 90.0})
    assert not done.by_site_kw[0].any()
    assert done.by_site_kw[1].sum(dtype=float) * 0.5 == pytest.approx(
        done.by_roof["ac_kwh"].sum(), rel=1e-6
    )
    assert list(done.by_roof["roof"]) == ["r0", "r1"]
    assert list(done.by_roof["site"]) == ["full", "full"]


def test_a_park_without_roofs_has_an_empty_table():
    done = made()
    assert done.by_roof.empty
    assert not done.by_site_kw.any()


def test_area_times_efficiency_is_power():
    done = made({"kwp": None, "area_m2": 1000.0, "module": "jinko-410"})
    sheet = table("pv_modules").loc["jinko-410"]
    assert done.by_roof["kwp"][0] == pytest.approx(1000.0 * sheet["power_w"] / sheet["area_m2"]
                                                   / 1000.0, rel=1e-4)  # fmt: skip


def test_books_close_with_everything_switched_on():
    done = made(
        {"rows": {"gcr": 0.6}, "bifacial": True, "module": "longi-385-bifacial", "tilt_deg": 30.0},
        {"horizon": [[0.0, 10.0], [180.0, 25.0]], "age_years": 12.0, "inverter": "huawei-100"},
        horizon=[[90.0, 8.0], [270.0, 12.0]],
        soiling={},
        weather=SNOWY,
    ).by_roof
    lost = done[[f"{name}_kwh" for name in LOSSES]].sum(axis=1)
    np.testing.assert_allclose(done["nominal_kwh"] + done["rear_kwh"] - lost, done["ac_kwh"])
    for column in ("horizon", "soiling", "reflection", "snow", "dc", "inverter", "availability"):
        assert (done[f"{column}_kwh"] > 0.0).all(), column
    assert done["rows_kwh"][0] > done["rows_kwh"][1] == 0.0
    assert done["age_kwh"][1] > done["age_kwh"][0] == 0.0


def test_flat_items_of_the_list_go_where_they_are_modelled():
    plain, rows, dusty = (
        made({"rows": rows}, **solar).by_roof.iloc[0]
        for rows, solar in ((None, {}), ({"gcr": 0.05}, {}), (None, {"soiling": {}}))
    )

    def share(row):
        lost = row["dc_kwh"]
        after = sum(row[f"{name}_kwh"] for name in ("inverter", "clipping", "availability", "ac"))
        return 1.0 - lost / (lost + after)

    assert share(rows) == pytest.approx(share(plain) / 0.97)
    assert share(dusty) == pytest.approx(share(plain) / 0.98)


def test_snow_falls_where_the_weather_has_it_and_can_be_left_out():
    assert made({}, weather=SNOWY).by_roof["snow_kwh"][0] > 0.0
    assert made({}, weather=SNOWY, snow=False).by_roof["snow_kwh"][0] == 0.0
    warm = replace(SNOWY, temperature_c=WEATHER.temperature_c + 15.0)
    assert made({}, weather=warm).by_roof["snow_kwh"][0] == 0.0


def test_snow_of_made_winters_costs_little_but_something():
    """Lanzhou has a few falls of 1 to 2 cm in a winter, which lie for some days at most."""
    grid, share, falls = TimeGrid(date(2024, 11, 1), 151, 60), [], []
    for replication in range(8):
        winter = synthetic(grid, WEATHER.place, 1, replication)
        row = made({}, days=151, weather=winter).by_roof.iloc[0]
        share.append(row["snow_kwh"] / (row["snow_kwh"] + row["ac_kwh"]))
        covers = covering(winter.snow_mm, grid.step_h).reshape(151, 24).any(axis=1)
        falls.append(np.count_nonzero(np.diff(covers.astype(int)) > 0))
    assert 1.0 < np.mean(falls) < 5.0
    assert 0.002 < np.mean(share) < 0.03
    assert max(share) < 0.1


def test_cleaning_helps_and_a_storm_hurts_until_cleaned():
    dusty = {"soiling": {"loss_per_day": 0.01, "cleaning_rain_mm": 1e6}}
    base = made({}, **dusty).by_roof["soiling_kwh"][0]
    own = made({"cleaning": ["03-02"]}, **dusty).by_roof["soiling_kwh"][0]
    stormy = replace(WEATHER, dust=np.where(WEATHER.grid.day_of_step == 4, 20.0, 1.0))
    storm = made({"cleaning": ["03-02"]}, weather=stormy, **dusty).by_roof["soiling_kwh"][0]
    assert own < min(storm, base)


def test_modules_age_year_by_year():
    young, old = (made({"age_years": age}).by_roof.iloc[0] for age in (0.0, 10.0))
    assert young["age_kwh"] == 0.0
    before_age = old["nominal_kwh"] - sum(
        old[f"{name}_kwh"] for name in ("reflection", "spectrum", "temperature")
    )
    assert old["age_kwh"] / before_age == pytest.approx(1.0 - 0.995**10)


def test_a_rated_year_of_a_run_of_two_is_a_degradation_apart():
    grid = TimeGrid(date(2025, 3, 1), 366, 60)
    year = synthetic(grid, WEATHER.place, 1, 0)
    site = made({"degradation_per_year": 0.1}, days=366, weather=year).by_site_kw[1]
    fresh = made({"degradation_per_year": 0.0}, days=366, weather=year).by_site_kw[1]
    np.testing.assert_array_equal(site[: 365 * 24], fresh[: 365 * 24])
    assert site[365 * 24 :].sum() / fresh[365 * 24 :].sum() == pytest.approx(0.9, abs=0.01)
