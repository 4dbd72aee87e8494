"""A weather file as it stands, before it is laid onto a run's grid; and what is checked in it."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError
from sim.inputs.weather.record import Place

Floats = npt.NDArray[np.float64]

TYPICAL_HOURS = 8760
# What no place on earth exceeds; a value outside is a missing-data code or a wrong unit.
BOUNDS = {
    "temperature_c": (-70.0, 60.0),
    "relative_humidity": (0.0, 1.1),
    "wind_m_s": (0.0, 60.0),
    "ghi_w_m2": (0.0, 1800.0),
    "dni_w_m2": (0.0, 1500.0),
    "dhi_w_m2": (0.0, 1500.0),
    "pressure_pa": (30000.0, 110000.0),
    "ground_c": (-40.0, 60.0),
    "precipitation_mm": (0.0, 400.0),
}


@dataclass(frozen=True)
class Timing:
    """How a format labels time, in hours after its time stamp.

    `light_h` is the middle of the interval the irradiance is a mean of, `state_h` the instant
    of the temperature, both as the format's definition has them.
    """

    light_h: float
    state_h: float


@dataclass(frozen=True, eq=False)
class RawWeather:
    """One file's series at regular time stamps [rows].

    `start_h` is the first stamp: hours after 1 January 00:00 for a typical year (which wraps
    around), hours after 1970-01-01 00:00 for a real period; on the park's clock, UTC+8.
    """

    file: Path
    place: Place
    typical: bool
    start_h: float
    interval_h: float
    timing: Timing
    series: dict[str, Floats]
    ground_monthly_c: Floats | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.series["ghi_w_m2"].size


def check_values(file: Path, series: dict[str, Floats], first_line: int | None) -> None:
    """Raise `InputError` with one fault a column that has gaps or impossible values."""
    faults = []
    for name, values in series.items():
        low, high = BOUNDS[name]
        bad = np.flatnonzero(~((values >= low) & (values <= high)))
        if bad.size == 0:
            continue
        value = values[bad[0]]
        what = "is missing" if np.isnan(value) else f"is {value:g}, outside {low:g} to {high:g}"
        more = "" if bad.size == 1 else f" (and {bad.size - 1} more rows)"
        line = None if first_line is None else first_line + int(bad[0])
        faults.append(Fault(f"value {what}{more}", file=file, line=line, path=name))
    if faults:
        raise InputError(faults)
