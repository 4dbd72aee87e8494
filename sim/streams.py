"""Named random streams, so that one scenario's dice never touch another's.

Outside compiled code a stream is a numpy Generator. In the crowd a draw is a pure function
of (key, counter): who draws and how often decides the value, never what others did. Two
scenarios that differ in one measure therefore meet the same weather, passengers and faults.
"""

from zlib import crc32

import numpy as np

from sim.kernels import kernel


def _sequence(seed: int, replication: int, name: str) -> np.random.SeedSequence:
    return np.random.SeedSequence(seed, spawn_key=(replication, crc32(name.encode())))


def rng(seed: int, replication: int, name: str) -> np.random.Generator:
    """Return the numpy generator of the stream `name`."""
    return np.random.Generator(np.random.PCG64(_sequence(seed, replication, name)))


def stream_key(seed: int, replication: int, name: str) -> np.uint64:
    """Return the 64-bit key of the compiled stream `name`, for `uniform` and `exponential`."""
    return np.uint64(_sequence(seed, replication, name).generate_state(1, np.uint64)[0])


@kernel
def _mix(x: np.uint64) -> np.uint64:
    """Finaliser of SplitMix64 (Steele, Lea, Flood: OOPSLA 2014, fig. 14)."""
    x = np.uint64(x)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


@kernel
def uniform(key: np.uint64, who: int, count: int) -> float:
    """Return draw number `count` of individual `who` on stream `key`, in (0, 1)."""
    x = _mix(np.uint64(key) + np.uint64(0x9E3779B97F4A7C15) * (np.uint64(who) + np.uint64(1)))
    x = _mix(x + np.uint64(0x9E3779B97F4A7C15) * (np.uint64(count) + np.uint64(1)))
    return (np.float64(x >> np.uint64(11)) + 0.5) * (1.0 / 9007199254740992.0)


@kernel
def exponential(key: np.uint64, who: int, count: int) -> float:
    """Return an exponential draw of mean 1."""
    return float(-np.log(uniform(key, who, count)))


@kernel
def normal(key: np.uint64, who: int, count: int) -> float:
    """Return a standard normal draw (Box and Muller), from uniforms 2·count and 2·count + 1."""
    radius = np.sqrt(-2.0 * np.log(uniform(key, who, 2 * count)))
    return float(radius * np.cos(2.0 * np.pi * uniform(key, who, 2 * count + 1)))
