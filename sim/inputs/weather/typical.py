"""Readers of typical years, hour by hour: EPW and TMY3. Both go through pvlib.iotools."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import ZONE
from sim.errors import Fault, InputError
from sim.inputs.weather.raw import TYPICAL_HOURS, RawWeather, Timing
from sim.inputs.weather.record import Place
from sim.inputs.weather.rows import typical_rows
from sim.models.sun import standard_pressure_pa

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# pvlib's names on the left
NAMES = {
    "temp_air": "temperature_c",
    "relative_humidity": "relative_humidity",
    "wind_speed": "wind_m_s",
    "ghi": "ghi_w_m2",
    "dni": "dni_w_m2",
    "dhi": "dhi_w_m2",
}
TYPICAL = 2005  # a year without a leap day, onto which a typical year's months are put
# What stands in an EPW for "no data" (Auxiliary Programs of EnergyPlus 22.1, ch. 2.9)
_EPW_MISSING = {
    "temp_air": 99.9,
    "relative_humidity": 999.0,
    "wind_speed": 999.0,
    "ghi": 9999.0,
    "dni": 9999.0,
    "dhi": 9999.0,
}
_TMY3_MISSING = -9900.0
# Hours and years with more precipitation than this, and a column with less data, are not believed.
_TOO_WET_MM, _TOO_WET_YEAR_MM, _SOUND_SHARE = 300.0, 5000.0, 0.9


def typical_weather(
    file: Path,
    frame: pd.DataFrame,
    place: Place,
    timing: Timing,
    pressure_column: str,
    *,
    first_line: int | None = None,
    ground: Floats | None = None,
) -> RawWeather:
    """Put a frame of pvlib's, stamped in some zone, onto the park's clock in a typical year.

    What is missing in it is NaN. `first_line` is the file's line of the first row.
    """
    notes: list[str] = []
    lines = None if first_line is None else first_line + np.arange(len(frame))
    frame, lines = _into_typical_year(frame, lines, notes)
    stamps = pd.DatetimeIndex(frame.index).tz_convert(ZONE)
    begin = pd.Timestamp(TYPICAL, 1, 1, tz=ZONE)
    at_h = np.asarray((stamps - begin) / np.timedelta64(1, "h"), dtype=np.float64) % TYPICAL_HOURS
    rows = typical_rows(file, at_h, lines)
    series = {
        ours: rows.spread(frame[theirs].to_numpy(dtype=np.float64))
        for theirs, ours in NAMES.items()
    }
    for name in ("dni_w_m2", "dhi_w_m2"):
        if np.all(np.isnan(series[name])):
            series.pop(name)
    series["relative_humidity"] = _humidity(series["relative_humidity"])
    pressure_pa = frame[pressure_column].to_numpy(dtype=np.float64)
    series["pressure_pa"] = rows.spread(pressure_pa)
    if np.any((pressure_pa < 30000.0) | (pressure_pa > 110000.0) | ~np.isfinite(pressure_pa)):
        series["pressure_pa"] = np.full(TYPICAL_HOURS, standard_pressure_pa(place.altitude_m))
        notes.append("No pressure in the file: the standard atmosphere is used.")
    series |= {name: rows.spread(values) for name, values in _fallen(frame, notes).items()}
    where = None if lines is None else rows.lines(lines)
    return RawWeather(file, place, True, rows.start_h, 1.0, timing, series, where, ground, notes)


def _humidity(percent: Floats) -> Floats:
    """Return relative humidity, 0 to 1; files have up to 110 % in fog, which is 1."""
    share = percent / 100.0
    return np.where((share > 1.0) & (share <= 1.1), 1.0, share)


def _fallen(frame: pd.DataFrame, notes: list[str]) -> dict[str, Floats]:
    """Return the precipitation [rows], mm, if an EPW frame of pvlib's has one to be believed.

    Most files fill the column with a missing-data code or with zeros. TMY3's is left aside: in
    Greensboro's file it sums up to 8.3 m a year.
    """
    if "liquid_precipitation_depth" not in frame:
        return {}
    fallen_mm = frame["liquid_precipitation_depth"].to_numpy(dtype=np.float64)
    sound = (fallen_mm >= 0.0) & (fallen_mm < _TOO_WET_MM)
    fallen_mm = np.where(sound, fallen_mm, 0.0)
    if fallen_mm.sum() == 0.0 or sound.mean() < _SOUND_SHARE:
        return {}
    if fallen_mm.sum() > _TOO_WET_YEAR_MM:
        notes.append(f"The file's precipitation ({fallen_mm.sum():.0f} mm a year) is not believed.")
        return {}
    if not np.all(sound):
        notes.append(f"{np.sum(~sound)} h without precipitation data: taken as dry.")
    return {"precipitation_mm": fallen_mm}


def _into_typical_year(
    frame: pd.DataFrame, lines: Ints | None, notes: list[str]
) -> tuple[pd.DataFrame, Ints | None]:
    """Put months of several years into one, without a leap day."""
    stamps = pd.DatetimeIndex(frame.index)
    ordinary = ~((stamps.month == 2) & (stamps.day == 29))
    if not np.all(ordinary):
        notes.append("29 February is left out of the file; a leap year's repeats the 28th.")
    one_year = [stamp.replace(year=TYPICAL) for stamp in stamps[ordinary]]
    kept = None if lines is None else lines[np.asarray(ordinary)]
    return frame[ordinary].set_index(pd.DatetimeIndex(one_year)), kept


def _epw_ground(file: Path) -> Floats | None:
    """Return the header's monthly ground temperatures nearest to 4 m, if it has any."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        header = [next(lines, "") for _ in range(8)]
    for line in header:
        cells = line.strip().split(",")
        if cells[0].upper() == "GROUND TEMPERATURES" and len(cells) >= 18:
            blocks = [cells[start : start + 16] for start in range(2, len(cells) - 15, 16)]
            block = min(blocks, key=lambda cells: abs(float(cells[0]) - 4.0))
            if abs(float(block[0]) - 4.0) <= 1.0:
                return np.array([float(cell) for cell in block[4:16]])
    return None


def _check_numbers(file: Path, frame: pd.DataFrame, pressure: str, first_line: int) -> None:
    """Raise `InputError` with the first text of each column that should be numbers."""
    faults = []
    for name in (*NAMES, pressure):
        wrong = pd.to_numeric(frame[name], errors="coerce").isna() & frame[name].notna()
        if wrong.any():
            row = int(np.argmax(wrong.to_numpy()))
            message = f"'{frame[name].iloc[row]}' is not a number"
            faults.append(Fault(message, file, first_line + row, NAMES.get(name, name)))
    if faults:
        raise InputError(faults)


def epw(file: Path, place: Place | None) -> RawWeather:
    """Read EnergyPlus weather. Hour h is the hour that ends at h; pvlib stamps its begin."""
    from pvlib.iotools import read_epw

    frame, meta = read_epw(str(file))
    if "latitude" not in meta or len(frame.columns) < 20:
        raise ValueError("no LOCATION line or too few columns")
    if len(frame) % TYPICAL_HOURS == 0 and len(frame) > TYPICAL_HOURS:
        each = len(frame) // TYPICAL_HOURS
        message = f"has {len(frame)} rows: {each} records an hour or {each} years; one is read"
        raise InputError([Fault(message, file=file)])
    _check_numbers(file, frame, "atmospheric_pressure", 9)
    for name, code in _EPW_MISSING.items():
        frame[name] = frame[name].where(frame[name] < code)
    own = Place(float(meta["latitude"]), float(meta["longitude"]), float(meta["altitude"]))
    return typical_weather(
        file, frame, own, Timing(0.5, 1.0), "atmospheric_pressure",
        first_line=9, ground=_epw_ground(file),
    )  # fmt: skip


def tmy3(file: Path, place: Place | None) -> RawWeather:
    """Read TMY3. Hour h is the hour that ends at h, and pvlib stamps its end."""
    from pvlib.iotools import read_tmy3

    frame, meta = read_tmy3(str(file), coerce_year=TYPICAL)
    own = Place(float(meta["latitude"]), float(meta["longitude"]), float(meta["altitude"]))
    _check_numbers(file, frame, "pressure", 3)
    known = {name: frame[name].where(frame[name] > _TMY3_MISSING) for name in NAMES}
    frame = frame.assign(**known, pressure=frame["pressure"] * 100.0)  # hPa
    return typical_weather(file, frame, own, Timing(-0.5, 0.0), "pressure", first_line=3)
