"""The weather of a run: made for Lanzhou, or read from a file."""

from pathlib import Path

from sim.clock import TimeGrid
from sim.inputs.weather.read import read
from sim.inputs.weather.record import Place, Weather
from sim.inputs.weather.synthetic import synthetic

__all__ = ["Place", "Weather", "build", "read", "synthetic"]


def build(
    grid: TimeGrid,
    place: Place,
    *,
    file: Path | None,
    seed: int,
    replication: int,
    warming_k: float,
) -> Weather:
    """Return the weather of a run: of `file` if there is one, else the typical year of Lanzhou.

    `warming_k` is added to air and ground. Raises `InputError` for a bad file.
    """
    if file is None:
        return synthetic(grid, place, seed, replication, warming_k)
    return read(file, grid, place).warmed(warming_k)
