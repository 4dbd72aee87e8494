"""Readers of PVGIS' files, CSV and JSON: typical years (`tmy`), real years (`seriescalc`)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import ZONE
from sim.errors import Fault, InputError
from sim.inputs.weather.raw import RawWeather, Timing
from sim.inputs.weather.record import Place
from sim.inputs.weather.rows import real_rows
from sim.inputs.weather.typical import typical_weather
from sim.models.sun import standard_pressure_pa

Floats = npt.NDArray[np.float64]

_LOWEST_DEG = 3.0  # below, the beam is not worked out from its horizontal part
_HEAD_LINES = 40


def pvgis(file: Path, place: Place | None) -> RawWeather:
    """Read either of PVGIS' files, as its content says."""
    if file.suffix.lower() == ".json":
        with file.open(encoding="utf-8") as text:
            document = json.load(text)
        outputs = document.get("outputs", {}) if isinstance(document, dict) else {}
        kinds = set(outputs) if isinstance(outputs, dict) else set()
    else:
        with file.open(encoding="utf-8", errors="replace") as text:
            head = [next(text, "").split(",")[0].strip() for _ in range(_HEAD_LINES)]
        kinds = {"tmy_hourly"} if "month" in head else {"hourly"} if "time" in head else set()
    if "tmy_hourly" in kinds:
        return _typical_year(file)
    if "hourly" in kinds:
        return _hourly(file)
    message = "is no PVGIS file: it has neither a typical year (tmy) nor hours (seriescalc)"
    raise InputError([Fault(message, file=file)])


def _typical_year(file: Path) -> RawWeather:
    """Read a typical year. Stamps are instants of a satellite's picture, in UTC."""
    from pvlib.iotools import read_pvgis_tmy

    frame, meta = read_pvgis_tmy(str(file), pvgis_format=file.suffix.lower().lstrip("."))
    where = _location(meta)
    # the CSV writes the name with blanks, the JSON with underscores; older files have none
    offset_h = where.get("irradiance_time_offset", where.get("irradiance time offset", 0.0))
    return typical_weather(file, frame, _place(where), Timing(_near(offset_h), 0.0), "pressure")


def _location(meta: dict[str, Any]) -> dict[str, Any]:
    where: dict[str, Any] = meta.get("inputs", meta)
    found: dict[str, Any] = where.get("location", where)
    return found


def _place(where: dict[str, Any]) -> Place:
    return Place(float(where["latitude"]), float(where["longitude"]), float(where["elevation"]))


def _near(offset_h: float) -> float:
    """Return the instant of the picture; 5 minutes are near enough, and cheap to lay."""
    return round(float(offset_h) * 12.0) / 12.0


def _hourly(file: Path) -> RawWeather:
    """Read hours of real years on the horizontal plane. Stamps are instants, in UTC."""
    from pvlib.iotools import read_pvgis_hourly

    frame, meta = read_pvgis_hourly(str(file), pvgis_format=file.suffix.lower().lstrip("."))
    _check_horizontal(file, meta["inputs"])
    own = _place(_location(meta))
    stamps = pd.DatetimeIndex(frame.index).tz_convert(ZONE)
    local = stamps.tz_localize(None)
    hours = np.asarray((local - pd.Timestamp(0)) / np.timedelta64(1, "h"), dtype=np.float64)
    rows = real_rows(file, np.floor(hours), None)
    if rows.interval_h != 1.0:
        raise InputError([Fault("is not of one row an hour", file=file)])
    series = {
        "temperature_c": frame["temp_air"].to_numpy(dtype=np.float64),
        "wind_m_s": frame["wind_speed"].to_numpy(dtype=np.float64),
        **_light(frame),
    }
    series = {name: rows.spread(values) for name, values in series.items()}
    notes = ["PVGIS' hours have no humidity and pressure: 0.5 and the standard atmosphere."]
    series["relative_humidity"] = np.full(rows.rows, 0.5)
    series["pressure_pa"] = np.full(rows.rows, standard_pressure_pa(own.altitude_m))
    timing = Timing(_near(float(np.median(hours % 1.0))), 0.0)
    return RawWeather(file, own, False, rows.start_h, 1.0, timing, series, notes=notes)


def _light(frame: pd.DataFrame) -> dict[str, Floats]:
    """Return GHI, and its parts where the file has them, from a horizontal plane's light."""
    if "poa_direct" not in frame:
        return {"ghi_w_m2": frame["poa_global"].to_numpy(dtype=np.float64)}
    direct = frame["poa_direct"].to_numpy(dtype=np.float64)
    diffuse = frame["poa_sky_diffuse"].to_numpy(dtype=np.float64)
    height_deg = frame["solar_elevation"].to_numpy(dtype=np.float64)
    high = height_deg > _LOWEST_DEG
    sine = np.sin(np.radians(np.where(high, height_deg, 90.0)))
    dni = np.where(high, direct / sine, 0.0)
    return {"ghi_w_m2": direct + diffuse, "dni_w_m2": dni, "dhi_w_m2": diffuse}


def _check_horizontal(file: Path, inputs: dict[str, Any]) -> None:
    mounting: dict[str, Any] = inputs.get("mounting_system", {})
    slope = inputs.get("Slope", mounting.get("fixed", {}).get("slope", {}).get("value"))
    if slope is None:
        message = "is of a plane that follows the sun; download it with slope 0, fixed"
        raise InputError([Fault(message, file=file)])
    if abs(float(str(slope).split()[0])) > 1e-6:
        message = f"is of a plane of slope {slope}; download it with slope 0 (horizontal)"
        raise InputError([Fault(message, file=file)])
