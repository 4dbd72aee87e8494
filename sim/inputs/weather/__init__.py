"""The weather of a run: made for Lanzhou, or read from a file."""

from pathlib import Path

from sim.clock import TimeGrid
from sim.inputs.weather.read import read
from sim.inputs.weather.record import Place, Weather
from sim.inputs.weather.synthetic import synthetic
from sim.scenario.world import ColdWave

__all__ = ["Place", "Weather", "build", "read", "synthetic"]


def build(
    grid: TimeGrid,
    place: Place,
    *,
    file: Path | None,
    seed: int,
    replication: int,
    warming_k: float,
    cold_wave: ColdWave | None = None,
) -> Weather:
    """Return the weather of a run: of `file` if there is one, else the typical year of Lanzhou.

    `warming_k` is added to air and ground, and a cold wave laid over that. Raises `InputError`
    for a bad file.
    """
    if file is None:
        made = synthetic(grid, place, seed, replication, warming_k)
    else:
        made = read(file, grid, place, seed, replication).warmed(warming_k)
    return made.with_cold_wave(cold_wave)
