"""The weather of a scenario: which it is, how much warmer, and what is laid over it."""

from typing import Annotated

from pydantic import Field

from sim.scenario.base import DataFile, Model, Share

FirstDay = Annotated[int, Field(ge=1, le=3660)]
Days = Annotated[int, Field(ge=1, le=60)]
Onset = Annotated[float, Field(ge=0.0, le=72.0)]


class ColdWave(Model):
    """Days on which the air is much colder than the weather's own, at its relative humidity."""

    day: FirstDay
    """Day of the run on which it is fully there from midnight, from 1."""
    days: Days = 7
    mean_c: Annotated[float, Field(ge=-45.0, le=20.0)]
    """Mean air temperature of each of these days, °C."""
    swing: Share = 1.0
    """Share of the day's own deviations from its mean that remain."""
    onset_h: Onset = 12.0
    """Hours before and after, in which the air cools down and warms up again. Assumption."""


class HeatWave(Model):
    """Days on which the air is much hotter than the weather's own, with no more water in it."""

    day: FirstDay
    """Day of the run on which it is fully there from midnight, from 1."""
    days: Days = 7
    mean_c: Annotated[float, Field(ge=10.0, le=45.0)]
    """Mean air temperature of each of these days, °C."""
    swing: Annotated[float, Field(ge=0.0, le=2.0)] = 1.0
    """Share of the day's own deviations from its mean that remains; above 1 they grow."""
    onset_h: Onset = 12.0
    """Hours before and after, in which the air heats up and cools down again. Assumption."""


class DustStorm(Model):
    """Days on which dust dims the sun and settles on panels."""

    day: FirstDay
    """Day of the run on which it is fully there from midnight, from 1."""
    days: Days = 2
    optical_depth: Annotated[float, Field(ge=0.0, le=6.0)] = 1.5
    """Extra optical depth of the air for sunlight, on the vertical. Assumption."""
    forward_share: Share = 0.7
    """Share of the light taken from the beam that still arrives, as diffuse. Assumption."""
    soiling_factor: Annotated[float, Field(ge=1.0, le=1000.0)] = 20.0
    """How many times faster than usual dust settles on panels. Assumption."""
    onset_h: Onset = 6.0
    """Hours before and after, in which it comes and clears. Assumption."""


class WeatherChoice(Model):
    """The synthetic typical year of Lanzhou, or a weather file laid onto the period."""

    file: DataFile | None = None
    """EPW, TMY3, PVGIS or CSV file; without it the synthetic typical year."""
    warming_k: Annotated[float, Field(ge=-10.0, le=10.0)] = 0.0
    """Added to every air temperature, K."""
    clouds: bool = True
    """With steps under the interval of the source (an hour, mostly): sun and shade in turn, at the
    interval's own means. false: light as smooth as the source."""
    cold_wave: ColdWave | None = None
    """Days that are much colder, laid over that weather; null: none."""
    heat_wave: HeatWave | None = None
    """Days that are much hotter, laid over that weather; null: none."""
    dust_storm: DustStorm | None = None
    """Days of dust, laid over that weather; null: none."""

    @property
    def waves(self) -> dict[str, ColdWave | HeatWave | DustStorm]:
        """What is laid over the weather, by its key."""
        given = (
            ("cold_wave", self.cold_wave),
            ("heat_wave", self.heat_wave),
            ("dust_storm", self.dust_storm),
        )
        return {name: wave for name, wave in given if wave is not None}
