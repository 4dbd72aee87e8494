"""A depot's ground: buses come back, are cleaned, and stand in lanes that block or alone.

A bus that comes back waits for a cleaning bay, then for a place; only one that has a place is
ready to be sent and is charged. A free single place is taken first, then the lane with the most
room. A lane is entered at one end and left at the other: who stands behind another cannot leave
before it (`barred`). The crowd tells when a bus has come back or left, through `Crowd.on_call`.
"""

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass

import simpy

from sim.crowd.crowd import Crowd
from sim.crowd.state import CAME_BACK
from sim.scenario.fleets import Yard
from sim.units import SECONDS_PER_MINUTE

ALONE = -1
"""The lane of a bus at a single place."""


@dataclass
class Stay:
    """One stay of a bus at its depot; what has not come about is None."""

    depot: int
    vehicle: int
    arrive_s: float
    clean_begin_s: float | None = None
    clean_end_s: float | None = None
    parked_s: float | None = None
    left_s: float | None = None
    lane: int | None = None
    blocked: int = 0

    def waited_s(self, end_s: float) -> float:
        """Return the time without a cleaning bay or a place, until `end_s` if it waits on."""
        parked = end_s if self.parked_s is None else self.parked_s
        if self.clean_end_s is not None and self.clean_begin_s is not None:
            return parked - self.arrive_s - (self.clean_end_s - self.clean_begin_s)
        if self.clean_begin_s is not None:
            return self.clean_begin_s - self.arrive_s
        return parked - self.arrive_s


class DepotYard:
    """The places and cleaning bays of one depot."""

    def __init__(
        self, env: simpy.Environment, crowd: Crowd, depot: int, plan: Yard, log: list[Stay]
    ) -> None:
        self._env, self._crowd, self._depot, self._log = env, crowd, depot, log
        self._clean_s = plan.cleaning_minutes * SECONDS_PER_MINUTE
        self._bays = simpy.Resource(env, plan.cleaning_bays) if plan.cleaning_bays else None
        self._singles = plan.single_places
        self._lanes: list[deque[Stay]] = [deque() for _ in range(plan.lanes)]
        self._length = plan.places_per_lane
        self._waiting: deque[Stay] = deque()
        self._here: dict[int, Stay] = {}
        row = crowd.lines.depots[depot]
        first = int(row["first_vehicle"])
        for number in range(first, first + int(row["vehicles"])):
            stay = Stay(depot, number, 0.0)
            self._log.append(stay)
            self._here[number] = stay
            if not self._takes_place(stay, 0.0):
                self._waiting.append(stay)

    def comes_back(self, number: int, at_s: float) -> Generator[simpy.Event]:
        """Let a bus that came back at `at_s` be cleaned and find a place."""
        stay = Stay(self._depot, number, at_s)
        self._log.append(stay)
        self._here[number] = stay
        yield self._env.timeout(max(at_s - self._env.now, 0.0))
        if self._bays is not None and self._clean_s > 0.0:
            with self._bays.request() as bay:
                yield bay
                stay.clean_begin_s = self._env.now
                yield self._env.timeout(self._clean_s)
                stay.clean_end_s = self._env.now
        self._waiting.append(stay)
        self._admit()

    def leaves(self, number: int, at_s: float) -> Generator[simpy.Event]:
        """Free the place of a bus that has left at `at_s`; who waits outside gets it."""
        stay = self._here.pop(number)
        stay.left_s = at_s
        vehicles = self._crowd.power.vehicles
        stay.blocked, vehicles["blocked"][number] = int(vehicles["blocked"][number]), 0
        if stay.lane == ALONE:
            self._singles += 1
        elif stay.lane is not None:
            lane = self._lanes[stay.lane]
            lane.remove(stay)
            if lane:
                vehicles["barred"][lane[0].vehicle] = 0
        return self._afterwards(at_s)

    def _afterwards(self, at_s: float) -> Generator[simpy.Event]:
        yield self._env.timeout(max(at_s - self._env.now, 0.0))
        self._admit()
        # A block may have waited for the bus that stood behind.
        self._crowd.look_again(self._depot, self._env.now)

    def close(self) -> None:
        """Note at the end of a run how often each bus that is still here was blocked."""
        for number, stay in self._here.items():
            stay.blocked = int(self._crowd.power.vehicles["blocked"][number])

    def _admit(self) -> None:
        while self._waiting and self._takes_place(self._waiting[0], self._env.now):
            stay = self._waiting.popleft()
            self._crowd.park(stay.vehicle, self._env.now)

    def _takes_place(self, stay: Stay, now_s: float) -> bool:
        """Give a bus a place; return whether there is one."""
        room = [self._length - len(lane) for lane in self._lanes]
        if self._singles > 0:
            self._singles -= 1
            stay.lane = ALONE
        elif max(room, default=0) > 0:
            stay.lane = room.index(max(room))
            lane = self._lanes[stay.lane]
            self._crowd.power.vehicles["barred"][stay.vehicle] = bool(lane)
            lane.append(stay)
        else:
            return False
        stay.parked_s = now_s
        return True


class Yards:
    """The yards of all depots that have one: hears the crowd's calls and keeps the log."""

    def __init__(self, env: simpy.Environment, crowd: Crowd, plans: list[Yard | None]) -> None:
        self.log: list[Stay] = []
        self._env, self._crowd = env, crowd
        self._yards = {
            depot: DepotYard(env, crowd, depot, plan, self.log)
            for depot, plan in enumerate(plans)
            if plan is not None
        }
        crowd.on_call = self._hear

    def _hear(self, number: int, kind: int, at_s: float) -> None:
        yard = self._yards[int(self._crowd.power.vehicles["home"][number])]
        process = yard.comes_back if kind == CAME_BACK else yard.leaves
        self._env.process(process(number, at_s))

    def close(self) -> None:
        """Close the log at the end of a run."""
        for yard in self._yards.values():
            yard.close()
