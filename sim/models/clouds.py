"""Sun and shade inside the hour: clouds that pass, at the hour's own means.

The beam is on or off, minute by minute: the two-state stochastic model of Morf, Solar Energy 62(2),
1998. The share of sunny minutes is the hour's beam over that of a clear sky; how long a state lasts
is measured (docs/models/pv.md). The light of the sky stays as it is, so the hour keeps all three of
its means: beam, diffuse and global.
"""

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.irradiance import LOWEST_COS_ZENITH_OF_BEAM
from sim.models.sun import Sun
from sim.streams import uniform

Floats = npt.NDArray[np.float64]

MEMORY_MINUTES = 8.5
"""Time in which the state's correlation falls to 1/e. Taken from one month of one-minute beam at
Payerne (BSRN, June 2016, as pvlib's sources hold it): 0.55 after 5 minutes in hours of sun and
clouds. Of Lanzhou no such series is at hand."""
CLEAR_FROM, OVERCAST_TO = 0.9, 0.02
"""Share of the clear sky's beam above which an hour is clear, and below which it is overcast: it
stays smooth. Haze and thin cloud dim a clear hour as evenly as that. Assumption."""
MINUTES_PER_DAY = 1440


def clear_beam_w_m2(sun: Sun, altitude_m: float) -> Floats:
    """Return the clear sky's DNI [steps] (Laue, Solar Energy 13, 1970; Meinel's 0.7^(AM^0.678))."""
    height = 0.14 * altitude_m * 1e-3
    passed = (1.0 - height) * 0.7 ** (sun.airmass**0.678) + height
    up = sun.cos_zenith > LOWEST_COS_ZENITH_OF_BEAM
    return np.where(up, 1353.0 * passed, 0.0)


@kernel
def sunny_minutes(
    key: np.uint64,
    first_day: int,
    sunny: Floats,
    block_minutes: int,
    step_minutes: int,
    memory_minutes: float,
    out: Floats,
) -> None:
    """Write the share of sunny minutes of each step [steps].

    `sunny` is the share wanted in each block [blocks]. A minute's draw belongs to its date
    (`first_day` counts from any fixed day), so that a day is the same in any period.
    """
    kept = np.exp(-1.0 / memory_minutes)
    shines = False
    for minute in range(out.size * step_minutes):
        step = minute // step_minutes
        if minute % step_minutes == 0:
            out[step] = 0.0
        share = sunny[minute // block_minutes]
        of_day = minute % MINUTES_PER_DAY
        chance = share
        if of_day > 0:
            chance = share * (1.0 - kept)
            if shines:
                chance += kept
        shines = uniform(key, first_day + minute // MINUTES_PER_DAY, of_day) < chance
        if shines:
            out[step] += 1.0 / step_minutes


def broken_beam(smooth: Floats, clear: Floats, share: Floats) -> Floats:
    """Return the beam on the horizontal [blocks, steps of a block] with the blocks' own sums.

    Parameters
    ----------
    smooth, clear : the beam as it is, and under a clear sky, W/m².
    share : share of sunny minutes.

    Where the dice gave too much sun it is dimmed, where they gave too little the clouds let some
    through; it never exceeds the clear sky's.
    """
    wanted, most = smooth.sum(1, keepdims=True), clear.sum(1, keepdims=True)
    cut = clear * share
    got = cut.sum(1, keepdims=True)
    dimmed = cut * (wanted / np.maximum(got, 1e-12))
    through = (wanted - got) / np.maximum(most - got, 1e-12)
    broken = np.where(got >= wanted, dimmed, cut + (clear - cut) * through)
    return np.where(is_broken(wanted, most), broken, smooth)


def is_broken(wanted: Floats, most: Floats) -> npt.NDArray[np.bool_]:
    """Return in which blocks sun and shade take turns, by the sums of their beam."""
    return (wanted > OVERCAST_TO * most) & (wanted < CLEAR_FROM * most)
