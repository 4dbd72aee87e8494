"""Who is next: a tournament in which every individual plays with the time of its next event.

Every individual (a vehicle, a site, a stream of arrivals) has at most one next event. It stands at
a leaf of its own; each node above holds the earlier of the two below it, and the root who is next.
A changed time is played up to the root, a step a level: no search, nothing moves, and no branch
depends on who wins, which the processor could not have foretold. At equal times the lower number
wins, so the order is one and the same in every run.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel

NEVER = np.inf
_ROOT = 1


class Agenda(NamedTuple):
    """A binary tree: below node `k` are `2k` and `2k + 1`; the leaves are its second half."""

    time_s: npt.NDArray[np.float64]  # [nodes]
    who: npt.NDArray[np.int32]  # [nodes]


def empty_agenda(individuals: int) -> Agenda:
    """Return an agenda in which nobody has an event."""
    leaves = 1 << (individuals - 1).bit_length()
    who = np.zeros(2 * leaves, np.int32)
    who[leaves:] = np.arange(leaves)
    for node in range(leaves - 1, 0, -1):
        who[node] = who[2 * node]
    return Agenda(np.full(2 * leaves, NEVER), who)


@kernel
def schedule(agenda: Agenda, who: int, time_s: float) -> None:
    """Set the next event of `who`, sooner or later than it was; `NEVER` takes it out."""
    times, winners = agenda.time_s, agenda.who
    node, winner = who + (times.size >> 1), who
    times[node] = time_s
    while node > _ROOT:
        rival = node ^ 1
        rival_s, rival_winner = times[rival], winners[rival]  # read whoever wins, lest it branch
        loses = (rival_s < time_s) | ((rival_s == time_s) & (rival < node))
        winner = rival_winner if loses else winner
        time_s = rival_s if rival_s < time_s else time_s
        node >>= 1
        times[node], winners[node] = time_s, winner


@kernel
def first(agenda: Agenda) -> int:
    """Return who is next."""
    return agenda.who[_ROOT]


@kernel
def first_s(agenda: Agenda) -> float:
    """Return when the next event is, or `NEVER`."""
    return agenda.time_s[_ROOT]


@kernel
def due_s(agenda: Agenda, who: int) -> float:
    """Return when the next event of `who` is, or `NEVER`."""
    return agenda.time_s[who + (agenda.time_s.size >> 1)]
