"""What every part of the program knows of the weather: one record, at the steps of the run."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.clock import TimeGrid
from sim.models.pv import Air
from sim.models.sun import Sun, sun_over
from sim.scenario.world import ColdWave

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
        """Return the same weather, `warming_k` warmer in air and ground, at the same RH."""
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

    def with_cold_wave(self, wave: ColdWave | None) -> "Weather":
        """Return the same weather with the air of some days colder, at the same RH and light.

        On each day of the wave the air has the wave's mean, and `swing` of the day's own
        deviations from its mean; before and after, it goes there and back over `onset_h`. The
        ground at 4 m does not feel a week.
        """
        if wave is None:
            return self
        steps_a_day = round(24.0 / self.grid.step_h)
        daily_c = self.temperature_c.reshape(-1, steps_a_day).mean(axis=1)
        own_c = np.repeat(daily_c, steps_a_day)
        cold_c = wave.mean_c + wave.swing * (self.temperature_c - own_c)
        at_h = (np.arange(self.grid.steps) + 0.5) * self.grid.step_h
        begin_h = 24.0 * (wave.day - 1)
        outside_h = np.maximum(np.maximum(begin_h - at_h, at_h - begin_h - 24.0 * wave.days), 0.0)
        share = np.clip(1.0 - outside_h / max(wave.onset_h, 1e-9), 0.0, 1.0)
        air_c = (1.0 - share) * self.temperature_c + share * cold_c
        last = wave.day + wave.days - 1
        note = (
            f"Cold wave: days {wave.day} to {last} of the run at a mean of {wave.mean_c:g} °C "
            f"with {wave.swing:.0%} of their daily swing, at unchanged relative humidity and light."
        )
        return replace(self, temperature_c=air_c, notes=(*self.notes, note))
