"""What every part of the program knows of the weather: one record, at the steps of the run."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.models.pv import Air
from sim.models.sun import Sun, sun_over

Floats = npt.NDArray[np.float64]

# At this air temperature rain and snow are equally frequent, as a mean of the northern
# hemisphere's land (Jennings et al., Nature Communications 9, 1148, 2018).
SNOW_BELOW_C = 1.0


@dataclass(frozen=True)
class Place:
    """A point on earth; north and east are positive."""

    latitude: float
    longitude: float
    altitude_m: float


@dataclass(frozen=True, eq=False)
class Weather:
    """Weather at each step of `grid`; every array is float64 [steps], mean over the step.

    GHI = DHI + DNI·cosZ holds at every step, with cosZ from `sun`. `relative_humidity` is 0
    to 1; `ground_c` is the undisturbed ground at about 4 m; `precipitation_mm` is the water that
    falls in the step (a sum, mm); `dust` is how much faster than usual dust settles on surfaces
    (1: as ever). `notes` says what the maker or the reader of this weather did, in words a user
    reads.
    """

    grid: TimeGrid
    place: Place
    temperature_c: Floats
    relative_humidity: Floats
    wind_m_s: Floats
    ghi_w_m2: Floats
    dni_w_m2: Floats
    dhi_w_m2: Floats
    pressure_pa: Floats
    ground_c: Floats
    precipitation_mm: Floats
    dust: Floats
    notes: tuple[str, ...]
    light_minutes: int = 60
    """Interval of the source, inside which its light is smooth."""

    @property
    def sun(self) -> Sun:
        """The sun at the middle of each step."""
        place = self.place
        return sun_over(self.grid, place.latitude, place.longitude, place.altitude_m)

    @property
    def rain_mm(self) -> Floats:
        """The liquid part of the precipitation [steps], mm."""
        return np.where(self.temperature_c > SNOW_BELOW_C, self.precipitation_mm, 0.0)

    @property
    def snow_mm(self) -> Floats:
        """The part of the precipitation that falls as snow [steps], mm of water."""
        return np.where(self.temperature_c > SNOW_BELOW_C, 0.0, self.precipitation_mm)

    @property
    def air(self) -> Air:
        """What a PV roof feels of it."""
        return Air(
            self.ghi_w_m2,
            self.dni_w_m2,
            self.dhi_w_m2,
            self.temperature_c,
            self.wind_m_s,
            self.pressure_pa,
        )

    def warmed(self, warming_k: float) -> "Weather":
        """Return the same weather, `warming_k` warmer in air and ground, at the same RH.

        Over years of warming relative humidity hardly changes, and vapour grows with saturation
        (Held and Soden, Journal of Climate 19, 2006).
        """
        if warming_k == 0.0:
            return self
        return replace(
            self,
            temperature_c=self.temperature_c + warming_k,
            ground_c=self.ground_c + warming_k,
            notes=(
                *self.notes,
                f"Air and ground warmed by {warming_k:+.2f} K at unchanged relative humidity.",
            ),
        )
