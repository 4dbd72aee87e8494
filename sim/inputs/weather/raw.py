"""A weather file as it stands, before it is laid onto a run's grid."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError
from sim.inputs.weather.record import Place

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TYPICAL_HOURS = 8760
LIGHT = ("ghi_w_m2", "dni_w_m2", "dhi_w_m2")
# What no place on earth exceeds; a value outside is a wrong unit or an unknown code.
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
    """One file's series at regular time stamps [rows]; what is missing is NaN.

    `start_h` is the first stamp: hours after 1 January 00:00 for a typical year (which wraps
    around), hours after 1970-01-01 00:00 for a real period; on the park's clock, UTC+8.
    `lines` [rows] says on which line of the file each row stands, for a file that has lines.
    """

    file: Path
    place: Place
    typical: bool
    start_h: float
    interval_h: float
    timing: Timing
    series: dict[str, Floats]
    lines: Ints | None = None
    ground_monthly_c: Floats | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.series["ghi_w_m2"].size

    def fault(self, row: int, column: str, message: str) -> Fault:
        """Return a fault at a row and column of the file."""
        line = None if self.lines is None else int(self.lines[row])
        return Fault(message, file=self.file, line=line, path=column)


def check_values(raw: RawWeather) -> None:
    """Raise `InputError` with one fault a column that has impossible values."""
    faults = []
    for name, values in raw.series.items():
        low, high = BOUNDS[name]
        bad = np.flatnonzero((values < low) | (values > high))
        if bad.size:
            more = "" if bad.size == 1 else f" (and {bad.size - 1} more rows)"
            message = f"value is {values[bad[0]]:g}, outside {low:g} to {high:g}{more}"
            faults.append(raw.fault(int(bad[0]), name, message))
    if faults:
        raise InputError(faults)
