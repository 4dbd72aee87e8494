"""The weather of a run: made for Lanzhou, or read from a file."""

from sim.clock import TimeGrid
from sim.inputs.weather.clouds import with_clouds
from sim.inputs.weather.read import read
from sim.inputs.weather.record import Place, Weather
from sim.inputs.weather.synthetic import synthetic
from sim.inputs.weather.waves import with_waves
from sim.scenario.weather import WeatherChoice

__all__ = ["Place", "Weather", "build", "read", "synthetic"]


def build(
    grid: TimeGrid, place: Place, choice: WeatherChoice, *, seed: int, replication: int
) -> Weather:
    """Return the weather of a run: of a file if there is one, else a made year of Lanzhou.

    It is made warmer, clouds pass inside the hour, and then days of cold, heat and dust are
    laid over it. Raises `InputError` for a bad file.
    """
    if choice.file is None:
        made = synthetic(grid, place, seed, replication, choice.warming_k)
    else:
        made = read(choice.file, grid, place, seed, replication).warmed(choice.warming_k)
    if choice.clouds:
        made = with_clouds(made, seed, replication)
    return with_waves(made, choice)
