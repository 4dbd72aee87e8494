"""PV generation of all roofs, added up by site, and where the light of each roof went."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.weather import Weather
from sim.models.pv import Books, Surroundings, generate
from sim.models.pv_roofs import Roofs, flat_losses, roofs
from sim.models.shading import skyline
from sim.models.snow import covering
from sim.models.soiling import dusty_loss, wash_days
from sim.scenario.scenario import Scenario
from sim.scenario.solar import HorizonPoint, Roof, Solar

Floats = npt.NDArray[np.float64]

_DAYS_OF_YEAR = 365
LOSSES = ("horizon", "rows", "soiling", "reflection", "spectrum", "temperature", "snow", "age",
          "dc", "inverter", "clipping", "availability")  # fmt: skip
"""The losses of table ``pv`` in the order in which they happen; `rear` is a gain."""


class Generation(NamedTuple):
    """PV of a run."""

    by_site_kw: npt.NDArray[np.float32]
    """[sites, steps] AC power; positive is generation."""
    by_roof: pd.DataFrame
    """The rows of table ``pv``."""


def generation(scenario: Scenario, weather: Weather) -> Generation:
    """Return what all roofs generate."""
    out = np.zeros((len(scenario.sites), weather.grid.steps), np.float32)
    placed = [(number, roof) for number, site in enumerate(scenario.sites) for roof in site.pv]
    if not placed:
        return Generation(out, _table(scenario, [], None))
    every = [roof for _, roof in placed]
    lines = _skylines(scenario.solar, every)
    brushes = _brushes(scenario.solar, every)
    books = generate(
        weather.sun,
        weather.air,
        _roofs(scenario.solar, every, lines, brushes),
        _surroundings(scenario, weather, every, lines, brushes),
        out,
        np.array([number for number, _ in placed]),
        scenario.solar.sky_model,
    )
    return Generation(out, _table(scenario, every, books))


def _line(solar: Solar, roof: Roof) -> tuple[HorizonPoint, ...]:
    return solar.horizon if roof.horizon is None else roof.horizon


def _skylines(solar: Solar, every: list[Roof]) -> list[tuple[HorizonPoint, ...]]:
    """Return the skylines that there are; the first is flat."""
    return list(dict.fromkeys([(), *(_line(solar, roof) for roof in every)]))


def _cleaning(solar: Solar, roof: Roof) -> tuple[str, ...]:
    own = () if solar.soiling is None else solar.soiling.cleaning
    return own if roof.cleaning is None else roof.cleaning


def _brushes(solar: Solar, every: list[Roof]) -> list[tuple[str, ...]]:
    """Return the ways in which roofs are cleaned: days of the year."""
    return list(dict.fromkeys(_cleaning(solar, roof) for roof in every))


def _losses(solar: Solar, roof: Roof) -> float:
    if roof.losses is not None:
        return roof.losses
    shade = roof.rows is not None or bool(_line(solar, roof))
    modelled = [name for name, is_so in (("shading", shade), ("soiling", solar.soiling)) if is_so]
    return flat_losses(*modelled)


def _roofs(
    solar: Solar,
    every: list[Roof],
    lines: list[tuple[HorizonPoint, ...]],
    brushes: list[tuple[str, ...]],
) -> Roofs:
    return roofs(
        [roof.installed_kwp for roof in every],
        [roof.tilt_deg for roof in every],
        [roof.azimuth_deg for roof in every],
        dc_ac_ratio=[roof.dc_ac_ratio for roof in every],
        losses_fraction=[_losses(solar, roof) for roof in every],
        availability=[roof.availability for roof in every],
        albedo=[roof.albedo for roof in every],
        module=[roof.module for roof in every],
        mount=[roof.mount for roof in every],
        inverter=[roof.inverter for roof in every],
        gcr=[0.0 if roof.rows is None else roof.rows.gcr for roof in every],
        blocks=[0 if roof.rows is None else roof.rows.blocks for roof in every],
        bifacial=[roof.bifacial for roof in every],
        skyline=[lines.index(_line(solar, roof)) for roof in every],
        soiling=[brushes.index(_cleaning(solar, roof)) for roof in every],
        strings=[roof.strings if solar.snow else 0 for roof in every],
    )


def _surroundings(
    scenario: Scenario,
    weather: Weather,
    every: list[Roof],
    lines: list[tuple[HorizonPoint, ...]],
    brushes: list[tuple[str, ...]],
) -> Surroundings:
    grid = weather.grid
    year = grid.day_of_step // _DAYS_OF_YEAR
    past = np.arange(year[-1] + 1)
    yearly = np.array([1.0 - roof.degradation_per_year for roof in every])
    age = np.array([roof.age_years for roof in every])
    return Surroundings(
        skylines_deg=np.stack([skyline(points) for points in lines]),
        clean=np.stack([_clean(scenario, weather, dates) for dates in brushes]),
        aged=yearly[:, None] ** (age[:, None] + past),
        day=grid.day_of_step,
        year=year,
        snows=covering(weather.snow_mm, grid.step_h) & scenario.solar.snow,
        step_h=grid.step_h,
    )


def _clean(scenario: Scenario, weather: Weather, dates: tuple[str, ...]) -> Floats:
    """Return the share of light that dust leaves on each day of the run [days]."""
    rule, period = scenario.solar.soiling, scenario.period
    if rule is None:
        return np.ones(period.days)
    lost = dusty_loss(
        weather.rain_mm.reshape(period.days, -1).sum(axis=1),
        rate_per_day=rule.loss_per_day,
        cleaning_rain_mm=rule.cleaning_rain_mm,
        grace_days=rule.grace_days,
        most=rule.most,
        at_start=rule.at_start,
        washed=wash_days(period.start, period.days, dates),
        dust=weather.dust.reshape(period.days, -1).mean(axis=1),
    )
    return np.asarray(1.0 - lost)


def _table(scenario: Scenario, every: list[Roof], books: Books | None) -> pd.DataFrame:
    """Return the rows of table ``pv``."""
    kwp = np.array([roof.installed_kwp for roof in every])
    kept = books or Books(*np.zeros((len(Books._fields), 0)))
    energies = {f"{name}_kwh": getattr(kept, name) for name in ("nominal", *LOSSES, "rear", "ac")}
    return pd.DataFrame(
        {
            "site": [site.id for site in scenario.sites for _ in site.pv],
            "roof": [roof.id for roof in every],
            "module": [roof.module for roof in every],
            "inverter": [roof.inverter for roof in every],
            "kwp": kwp,
            "tilt_deg": [roof.tilt_deg for roof in every],
            "azimuth_deg": [roof.azimuth_deg for roof in every],
            "ghi_kwh_per_m2": kept.ghi_kwh_m2,
            "plane_kwh_per_m2": kept.plane_kwh_m2,
            **energies,
            "yield_kwh_per_kwp": kept.ac / kwp,
            "performance_ratio": np.divide(
                kept.ac, kept.nominal, out=np.zeros(len(every)), where=kept.nominal > 0.0
            ),
        }
    )
