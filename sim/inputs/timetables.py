"""The trips of a timetabled fleet, whatever the format of its timetable."""

from sim.clock import TimeGrid
from sim.inputs.gtfs import read_gtfs
from sim.inputs.timetable import Timetable, read_timetable
from sim.scenario.fleets import TimetabledFleet


def read_trips(fleet: TimetabledFleet, grid: TimeGrid) -> tuple[TimetabledFleet, Timetable]:
    """Read a fleet's timetable, CSV or GTFS; the fleet comes back with all of its terminals.

    Raises
    ------
    InputError
        With the faults of the file or feed.
    """
    if fleet.has_feed:
        return read_gtfs(fleet, grid)
    return fleet, read_timetable(fleet.timetable, [terminal.id for terminal in fleet.terminals])
