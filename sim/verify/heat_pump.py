"""Heat pumps against the points of their certificates, EN 14825 and systems measured in China."""

from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.inputs.weather import Weather, read
from sim.models.heat_pump import (
    defrost_share,
    load_unit,
    performance,
    rated_humidity,
    thin_air_k,
)
from sim.models.heating import supply
from sim.models.heating_system import parameters
from sim.models.seasonal import (
    AVERAGE,
    AVERAGE_REVERSIBLE,
    Idle,
    Season,
    season,
    variable_flow_c,
)
from sim.tables import table
from sim.verify.check import Check
from sim.verify.pv import EPW

Array = npt.NDArray[np.float64]

_JANUARY = "air source in Lanzhou's January, floors at 35 C: system COP, pumps and frost included"
_FIELD = (
    "measured: 1.83 at -25 °C (Di et al. 2022, Shanxi), season of floor heating in Beijing 3.28 "
    "(Purdue 1757, 2016)"
)
_UNIT = "aokol_ash_35chw"
_CERTIFICATE = "Heat Pump Keymark certificate of AOKOL ASH-35CHW/FR, 2024-01-12"
_DECLARED = {35: (10.25, 4.47, 4732.0), 55: (8.91, 3.31, 5555.0)}
"""Design load in kW, SCOP and electricity of a year in kWh of each application, as declared."""
_IDLE = Idle(thermostat_off_w=36.0, standby_w=10.0, crankcase_w=50.0, off_w=10.0)
"""From the same certificate."""


def checks(reference_data: Path | None) -> list[Check]:
    """Compare with published figures. `reference_data` holds ``weather/*.epw``; else not run."""
    rows = [*_points(), *_seasons(), _thin_air()]
    file = None if reference_data is None else reference_data / EPW
    if file is None or not file.is_file():
        return [*rows, Check.skipped(_JANUARY, "kW/kW", _FIELD, f"no reference data ({EPW.name})")]
    return rows + january(read(file, TimeGrid(date(2025, 1, 1), 31, 60)))


def _points() -> list[Check]:
    """Return the largest deviation from the points of every unit: they must come back exactly."""
    rows = []
    for name, points in table("heat_pumps").groupby(level=0):
        unit = load_unit(str(name))
        source_c = points["source_c"].to_numpy(dtype=np.float64)
        at = performance(unit, source_c, points["flow_c"].to_numpy(dtype=np.float64))
        thawed = 1.0 - defrost_share(source_c, rated_humidity(source_c)) * unit.frosts
        full = (points["load"] == "full").to_numpy()
        cop = np.where(full, at.full_cop, at.part_cop) * thawed
        heat_kw = np.where(full, at.full_kw, at.part_kw) * thawed
        worst = max(
            float(np.max(np.abs(heat_kw / points["heat_kw"] - 1.0))),
            float(np.max(np.abs(cop / points["cop"] - 1.0))),
        )
        source = str(points["source"].iloc[0])
        rows.append(
            Check(f"heat pump {name}, points of its table", worst, 0.0, 1e-9, "1", source,
                  "absolute")
        )  # fmt: skip
    return rows


def _seasons() -> list[Check]:
    rows = []
    for application, (design_kw, scop, annual_kwh) in _DECLARED.items():
        ours = certified(application)
        rows.append(
            Check(f"SCOP at {application} C, average climate", ours.scop, scop, 0.05, "kW/kW",
                  f"{_CERTIFICATE}; bins of EN 14825, with idle power")
        )  # fmt: skip
        rows.append(
            Check(f"electricity of a year at {application} C, average climate",
                  design_kw * AVERAGE_REVERSIBLE.heating / ours.scop, annual_kwh, 0.05, "kWh",
                  f"{_CERTIFICATE}; Q_HE of EN 14825")
        )  # fmt: skip
    return rows


def certified(application: int) -> Season:
    """Return the season of the certified unit with this project's model of it."""
    design_kw = _DECLARED[application][0]
    flow_c = variable_flow_c(application, AVERAGE.temperature_c)
    return season(load_unit(_UNIT), design_kw, flow_c, idle=_IDLE)


def _thin_air() -> Check:
    """Return the capacity kept at 7,500 feet, where the air has 77 kPa (ISO 2533), at 0 °C."""
    unit, outdoor_c, flow_c = load_unit(_UNIT), np.zeros(1), np.array([45.0])
    thin = performance(unit, outdoor_c - thin_air_k(outdoor_c, 76_900.0), flow_c).full_kw[0]
    kept = float(thin / performance(unit, outdoor_c, flow_c).full_kw[0])
    source = "Arctic Heat Pumps, Elevation derating for heat pump: 7 % less with a variable fan"
    return Check("air source: capacity kept at 2286 m", kept, 0.93, 0.05, "1", source, "absolute")


def january(weather: Weather) -> list[Check]:
    """Heat a building of constant loss by air and floors through the month of `weather`."""
    system, steps = parameters("air_source", flow_c=35.0), weather.grid.steps
    load_kw = 100.0 * np.maximum(20.0 - weather.temperature_c, 0.0)[None, :] / 29.0
    drawn = supply(
        system, np.array([100.0]), load_kw, np.zeros((1, 48)), np.zeros(steps, dtype=np.int64),
        weather.temperature_c, 100.0 * weather.relative_humidity, weather.grid.step_h,
        pressure_pa=float(weather.pressure_pa.mean()),
    )  # fmt: skip
    electricity = float(drawn.electricity_kw.sum())
    return [
        Check.between(_JANUARY, float(load_kw.sum()) / electricity, 1.83, 3.28, "kW/kW", _FIELD),
        Check.between(
            "air source in Lanzhou's January: electricity that defrosts",
            float(drawn.defrost_kw.sum()) / electricity, 0.0,
            float(defrost_share(np.array([2.0]), rated_humidity(np.array([2.0])))[0]), "1",
            "below the frost of EN 14511's test at 2 °C: January has 51 % relative humidity",
        ),
    ]  # fmt: skip
