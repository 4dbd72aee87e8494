"""The tables of depots: how many vehicles they needed, and what happened in their yards."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.inputs.build import Inputs
from sim.processes.yard import ALONE, Stay
from sim.results import timestamps
from sim.run.collect import Names
from sim.run.start import Started
from sim.units import SECONDS_PER_MINUTE


def depots(inputs: Inputs, started: Started, stays: Sequence[Stay]) -> pd.DataFrame:
    """Return every depot with the vehicles that it has, that its blocks need, that were out."""
    crowd, rows = started.crowd, []
    number = 0
    for item in inputs.timetabled:
        for place, depot in enumerate(item.fleet.depots):
            row = crowd.lines.depots[number]
            own = slice(int(row["first_vehicle"]), int(row["first_vehicle"] + row["vehicles"]))
            needed = max(int(day.peak_vehicles[place]) for day in item.blocks.days)
            here = [stay for stay in stays if stay.depot == number]
            end_s = inputs.grid.end_s
            rows.append(
                {
                    "fleet": item.fleet.id,
                    "depot": depot.id,
                    "vehicles": depot.vehicles,
                    "needed": needed,
                    "most_out": int(row["most_out"]),
                    "spares_used": max(int(row["most_out"]) - needed, 0),
                    "warmed_kwh": float(crowd.power.vehicles["warmed_kwh"][own].sum()),
                    "yard_waited_minutes": sum(s.waited_s(end_s) for s in here)
                    / SECONDS_PER_MINUTE,
                    "without_place": _without_place(here),
                    "blocked": sum(stay.blocked for stay in here),
                }
            )
            number += 1
    columns = (
        "fleet depot vehicles needed most_out spares_used warmed_kwh yard_waited_minutes"
        " without_place blocked"
    )
    return pd.DataFrame(rows, columns=columns.split())


def _without_place(stays: Sequence[Stay]) -> int:
    """Return how many stays began with a wait for a place."""
    count = 0
    for stay in stays:
        ready_s = stay.arrive_s if stay.clean_begin_s is None else stay.clean_end_s
        count += ready_s is not None and (stay.parked_s is None or stay.parked_s > ready_s)
    return count


def yard(inputs: Inputs, stays: Sequence[Stay]) -> pd.DataFrame:
    """Return every stay of a bus in a depot with a yard."""
    names = Names(inputs)
    depot_ids = [depot.id for item in inputs.timetabled for depot in item.fleet.depots]
    vehicle = np.array([stay.vehicle for stay in stays], dtype=np.int64)

    def times(values: list[float | None]) -> object:
        seconds = [np.nan if value is None else value for value in values]
        return timestamps(np.array(seconds, dtype=np.float64), inputs.grid)

    waited_s = np.array([stay.waited_s(inputs.grid.end_s) for stay in stays], dtype=np.float64)
    return pd.DataFrame(
        {
            "fleet": [names.fleets[number] for number in names.vehicle_fleet[vehicle]],
            "depot": [depot_ids[stay.depot] for stay in stays],
            "vehicle": names.vehicle_in_fleet[vehicle],
            "arrive": times([stay.arrive_s for stay in stays]),
            "clean_begin": times([stay.clean_begin_s for stay in stays]),
            "clean_end": times([stay.clean_end_s for stay in stays]),
            "parked": times([stay.parked_s for stay in stays]),
            "left": times([stay.left_s for stay in stays]),
            "lane": [-1 if stay.lane in (None, ALONE) else stay.lane for stay in stays],
            "waited_minutes": waited_s / SECONDS_PER_MINUTE,
            "blocked": [stay.blocked for stay in stays],
        }
    )
