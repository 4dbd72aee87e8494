"""The synthetic year beside the station's file: ``python -m docs.weather_statistics``.

Writes ``docs/models/weather-statistics.md``. Needs the EPW of station 528890 under
``--reference-data`` (``weather/*.epw``), which does not ship.
"""

import argparse
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.inputs.weather import Weather, read, synthetic
from sim.verify.pv import EPW, LANZHOU
from sim.verify.weather import degree_days, frosting_hours
from sim.verify.weather_statistics import (
    OTHER_YEARS,
    PERCENTILES,
    air_ramps,
    clearness,
    daily_clearness,
    light_ramps,
    memory,
    ramps,
    sunny,
    without_course,
)

Floats = npt.NDArray[np.float64]
Rows = list[tuple[str, Callable[[Weather], float]]]

PAGE = Path(__file__).parent / "models" / "weather-statistics.md"
GRID = TimeGrid(date(2025, 1, 1), 365, 60)

HEAD = """# The synthetic year beside the station's file

Made by `python -m docs.weather_statistics --reference-data DIR`, hour by hour of 2025.

- *File*: the CSWD typical year of station 528890 as it is read.
- *Typical*: the synthetic year (seed 1, replication 0). It has the file's monthly means of
  temperature, humidity, wind and GHI by construction, and else nothing of it but the figures that
  [weather](weather.md) names.
- *Other years*: mean ± standard deviation of replications 1 to {years}.
"""

TAIL = """
## What does not fit

- **Days are too much of one kind.** The distributions of Bendt and of Hollands and Huget give more
  dull days (Kt below 0.2) and more bright ones (above 0.7) than the file, which has its days in
  the middle; its hours likewise. GHI's percentiles and ramps differ less, since the sum of each
  month is met. The file is no judge of the brightest: 162 of its hours lie above 1.1 times the
  clear sky.
- **Warm and cold spells last longer**: what remains of an hour's deviation a day later is more
  than in the file.
- **Wind** is measured in whole m/s and calm for half of the time; here it is continuous and seldom
  calm. Its mean is right, its memory from hour to hour lower.
- **Frosting hours** are fewer.
- **The hottest hour** is hotter than the file's, and below the record of 39.8 °C.
- **Humidity and wind** have the same monthly means in all years.
"""


def monthly(take: Callable[[Weather], Floats], total: bool = False) -> Rows:
    """Return a row for each month: its mean, or its sum in thousands."""
    month = np.asarray(GRID.index.month)

    def of(number: int) -> Callable[[Weather], float]:
        def value(weather: Weather) -> float:
            some = take(weather)[month == number]
            return float(some.sum() / 1000.0 if total else some.mean())

        return value

    return [(str(number), of(number)) for number in range(1, 13)]


def percentiles(take: Callable[[Weather], Floats]) -> Rows:
    """Return a row for each percentile."""

    def of(percent: float) -> Callable[[Weather], float]:
        return lambda weather: float(np.percentile(take(weather), percent))

    return [(f"{percent} %", of(percent)) for percent in PERCENTILES]


def shares(take: Callable[[Weather], Floats], edges: tuple[float, ...]) -> Rows:
    """Return a row for the share (%) between each two edges."""

    def of(low: float, high: float) -> Callable[[Weather], float]:
        def value(weather: Weather) -> float:
            some = take(weather)
            return float(np.mean((some >= low) & (some < high))) * 100.0

        return value

    return [(f"{low:g} to {high:g}", of(low, high)) for low, high in pairwise(edges)]


def light(weather: Weather) -> Floats:
    """Return GHI of the hours with sun, W/m²."""
    return weather.ghi_w_m2[sunny(weather)]


KT_EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.5)
TABLES: list[tuple[str, str, int, Rows]] = [
    (
        "The year",
        "",
        2,
        [
            ("mean temperature, °C", lambda w: float(w.temperature_c.mean())),
            ("coldest hour, °C", lambda w: float(w.temperature_c.min())),
            ("hottest hour, °C", lambda w: float(w.temperature_c.max())),
            ("degree days to 18 °C, K·d", degree_days),
            ("hours below −10 °C", lambda w: float(np.sum(w.temperature_c < -10.0))),
            ("hours above 30 °C", lambda w: float(np.sum(w.temperature_c > 30.0))),
            ("frosting hours (−5 to 5 °C, above 65 %)", frosting_hours),
            ("GHI, kWh/m²", lambda w: float(w.ghi_w_m2.sum()) / 1000.0),
            ("DNI, kWh/m²", lambda w: float(w.dni_w_m2.sum()) / 1000.0),
            ("DHI, kWh/m²", lambda w: float(w.dhi_w_m2.sum()) / 1000.0),
            ("wind, m/s", lambda w: float(w.wind_m_s.mean())),
        ],
    ),
    ("Mean temperature by month, °C", "month", 1, monthly(lambda w: w.temperature_c)),
    ("Relative humidity by month", "month", 2, monthly(lambda w: w.relative_humidity)),
    ("Wind by month, m/s", "month", 2, monthly(lambda w: w.wind_m_s)),
    ("GHI by month, kWh/m²", "month", 1, monthly(lambda w: w.ghi_w_m2, total=True)),
    ("Hours' temperature, °C", "percentile", 1, percentiles(lambda w: w.temperature_c)),
    ("Hours' relative humidity", "percentile", 2, percentiles(lambda w: w.relative_humidity)),
    ("Hours' wind, m/s", "percentile", 2, percentiles(lambda w: w.wind_m_s)),
    ("GHI of hours with the sun above 10°, W/m²", "percentile", 0, percentiles(light)),
    (
        "From hour to hour and day to day (correlation)",
        "",
        2,
        [
            ("temperature, next hour", lambda w: memory(w.temperature_c)),
            (
                "temperature without the month's course of the day, next hour",
                lambda w: memory(without_course(w, w.temperature_c)),
            ),
            (
                "the same, the hour 24 later",
                lambda w: memory(without_course(w, w.temperature_c), 24),
            ),
            ("relative humidity, next hour", lambda w: memory(w.relative_humidity)),
            ("wind, next hour", lambda w: memory(w.wind_m_s)),
            (
                "GHI without the month's course of the day, next hour",
                lambda w: memory(without_course(w, w.ghi_w_m2)),
            ),
            ("clearness of the day, next day", lambda w: memory(daily_clearness(w))),
        ],
    ),
    ("Clearness of hours with the sun above 10°, % of them", "kt", 1, shares(clearness, KT_EDGES)),
    ("Clearness of days, % of them", "Kt", 1, shares(daily_clearness, KT_EDGES)),
    (
        "Ramps from one hour to the next",
        "",
        2,
        [
            ("clearness, mean", lambda w: float(ramps(w).mean())),
            ("clearness, 90 %", lambda w: float(np.percentile(ramps(w), 90))),
            ("clearness, 99 %", lambda w: float(np.percentile(ramps(w), 99))),
            ("GHI, mean, W/m²", lambda w: float(light_ramps(w).mean())),
            ("GHI, 90 %, W/m²", lambda w: float(np.percentile(light_ramps(w), 90))),
            ("GHI, 99 %, W/m²", lambda w: float(np.percentile(light_ramps(w), 99))),
            ("temperature, mean, K", lambda w: float(air_ramps(w).mean())),
            (
                "temperature, 99 %, K",
                lambda w: float(np.percentile(air_ramps(w), 99)),
            ),
        ],
    ),
]


def page(reference_data: Path) -> str:
    """Return the whole page."""
    file = read(reference_data / EPW, GRID)
    typical = synthetic(GRID, LANZHOU, seed=1, replication=0)
    others = [synthetic(GRID, LANZHOU, seed=1, replication=n + 1) for n in range(OTHER_YEARS)]
    parts = [HEAD.format(years=OTHER_YEARS)]
    for title, first, digits, rows in TABLES:
        parts.append(f"\n## {title}\n")
        parts.append(f"| {first} | file | typical | other years |\n|-|-:|-:|-:|")
        for name, value in rows:
            many = np.array([value(year) for year in others])
            cells = [number(value(one), digits) for one in (file, typical)]
            spread = f"{number(many.mean(), digits)} ± "
            spread += f"{many.std(ddof=1):.{places(many.mean(), digits)}f}"
            parts.append(f"| {name} | {' | '.join(cells)} | {spread} |")
    return "\n".join([*parts, TAIL])


def places(value: float, digits: int) -> int:
    """Return how many decimals a figure has: none from 100 on."""
    return 0 if abs(value) >= 100.0 else digits


def number(value: float, digits: int) -> str:
    """Return a figure with a true minus sign."""
    text = f"{value:.{places(value, digits)}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m docs.weather_statistics")
    parser.add_argument("--reference-data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, default=PAGE, help="file to write")
    given = parser.parse_args()
    if not (given.reference_data / EPW).is_file():
        parser.error(f"no {EPW} under {given.reference_data}")
    given.out.write_text(page(given.reference_data), encoding="utf-8")
    print(f"Wrote {given.out}")


if __name__ == "__main__":
    main()
