"""Checks of the made year against the table it is made from, and of what a file becomes."""

from datetime import date
from pathlib import Path

import numpy as np

from sim.clock import TimeGrid
from sim.inputs.weather import Weather, read, synthetic
from sim.tables import table
from sim.verify.check import Check
from sim.verify.pv import EPW, LANZHOU
from sim.verify.weather_statistics import monthly_ghi_kwh_m2, monthly_means

STATION = "CSWD typical year of station 528890"
# The file's own figures, against which the made year's counts are held
HOURS_BELOW_MINUS_10, FROSTING_HOURS, HDD18 = 156.0, 770.0, 3229.0


def checks(reference_data: Path | None) -> list[Check]:
    """Return all rows. `reference_data` holds ``weather/*.epw``; without it one is not run."""
    year = synthetic(TimeGrid(date(2025, 1, 1), 365, 60), LANZHOU, seed=1, replication=0)
    rows = [*monthly(year), *extremes(year), closure("synthetic year", year)]
    file = None if reference_data is None else reference_data / EPW
    if file is None or not file.is_file():
        reason = f"no reference data ({EPW.name})"
        return [*rows, Check.skipped("GHI kept from a file", "kWh/m²", STATION, reason)]
    return rows + from_file(read(file, year.grid))


def monthly(weather: Weather) -> list[Check]:
    """Compare each month's mean temperature and sum of GHI with the table; the worst is shown."""
    climate = table("climate_lanzhou")
    wanted_c = climate["temperature_mean_c"].to_numpy(dtype=np.float64)
    wanted_kwh = climate["ghi_kwh_m2"].to_numpy(dtype=np.float64)
    have_c = monthly_means(weather, weather.temperature_c)
    have_kwh = monthly_ghi_kwh_m2(weather)
    t = int(np.argmax(np.abs(have_c - wanted_c)))
    g = int(np.argmax(np.abs(have_kwh / wanted_kwh - 1.0)))
    source = f"{STATION} (data/climate_lanzhou.csv)"
    return [
        Check(
            f"Synthetic year: mean temperature, worst month ({t + 1})",
            float(have_c[t]),
            float(wanted_c[t]),
            0.3,
            "°C",
            source,
            "absolute",
        ),
        Check(
            f"Synthetic year: GHI, worst month ({g + 1})",
            float(have_kwh[g]),
            float(wanted_kwh[g]),
            0.02,
            "kWh/m²",
            source,
        ),
    ]


def frosting_hours(weather: Weather) -> float:
    """Return hours between -5 and 5 °C with a relative humidity above 65 %."""
    near_zero = np.abs(weather.temperature_c) <= 5.0
    return float(np.sum(near_zero & (weather.relative_humidity > 0.65))) * weather.grid.step_h


def degree_days(weather: Weather) -> float:
    """Return heating degree days to 18 °C from daily means."""
    daily = weather.temperature_c.reshape(weather.grid.days, -1).mean(axis=1)
    return float(np.maximum(18.0 - daily, 0.0).sum())


def extremes(weather: Weather) -> list[Check]:
    """Compare counts of cold and frosting hours, degree days and both ends of temperature."""
    cold = float(np.sum(weather.temperature_c < -10.0)) * weather.grid.step_h
    coldest, hottest = float(weather.temperature_c.min()), float(weather.temperature_c.max())
    low, high = 0.6, 1.6
    name, norm = "Synthetic year: ", "GB 50736-2012 App. A records -19.7 and 39.8 °C"
    return [
        Check.between(
            name + "hours below -10 °C",
            cold,
            low * HOURS_BELOW_MINUS_10,
            high * HOURS_BELOW_MINUS_10,
            "h",
            STATION,
        ),
        Check.between(
            name + "frosting hours",
            frosting_hours(weather),
            low * FROSTING_HOURS,
            high * FROSTING_HOURS,
            "h",
            STATION,
        ),
        Check(name + "degree days to 18 °C", degree_days(weather), HDD18, 0.03, "K·d", STATION),
        Check.between(name + "coldest hour", coldest, -19.7, -12.0, "°C", norm),
        Check.between(name + "hottest hour", hottest, 31.0, 39.8, "°C", norm),
    ]


def closure(name: str, weather: Weather) -> Check:
    """Check GHI = DHI + DNI·cosZ at every step."""
    beam = weather.dni_w_m2 * np.maximum(weather.sun.cos_zenith, 0.0)
    apart = float(np.abs(weather.dhi_w_m2 + beam - weather.ghi_w_m2).max())
    return Check(
        f"Closure of irradiance, {name}, worst step",
        apart,
        0.0,
        1e-9,
        "W/m²",
        "definition of global irradiance",
        "absolute",
    )


def from_file(weather: Weather) -> list[Check]:
    """Check what the Lanzhou EPW becomes: its energy and its closure."""
    kwh = float(weather.ghi_w_m2.sum()) * weather.grid.step_h / 1000.0
    return [
        Check("GHI kept from a file", kwh, 1403.27, 0.002, "kWh/m²", f"{STATION}, summed"),
        closure("Lanzhou EPW", weather),
    ]
