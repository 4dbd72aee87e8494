"""Whether a battery vehicle can drive its trips and blocks at all.

A vehicle that leaves full must be able to drive every block and come back with its reserve, at
0 °C outside. This is generous on purpose, because what fails it can never work: heating is counted
while driving only, and at each terminal with a station that fits, every layover long enough charges
at the full power of plug and vehicle without a queue.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind
from sim.errors import Fault
from sim.inputs.blocks import Blocks, DayBlocks
from sim.inputs.ranges import least_kwh
from sim.inputs.timetable import Timetable, Trips
from sim.models.consumption import trip_kwh
from sim.models.vehicle import Vehicle
from sim.scenario.fleets import TimetabledFleet
from sim.scenario.scenario import Scenario
from sim.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

CHECK_C = 0.0
"""Outdoor temperature of the checks of range, °C."""

FloatArray = npt.NDArray[np.float64]


def check_ranges(
    fleet: TimetabledFleet,
    one: Vehicle,
    timetable: Timetable,
    blocks: Blocks,
    takes_kwh: Sequence[FloatArray],
    scenario: Scenario,
) -> Iterator[Fault]:
    """Report single trips that no full battery can drive, else the block that falls shortest.

    Parameters
    ----------
    takes_kwh : energy of each trip at `CHECK_C`, by kind of day.
    """
    least = least_kwh(fleet, one)
    alone = list(_alone(fleet, one, timetable, blocks, takes_kwh, least))
    if alone:
        # Both kinds of day hold the same rows of the file, with other passengers.
        yield from {fault.line: fault for fault in reversed(alone)}.values()
        return
    charge_kw = _terminal_kw(fleet, one, scenario)
    worst = (np.inf, "")
    for kind in DayKind:
        trips, day = timetable.days[kind], blocks.days[kind]
        for block in range(day.count):
            left_kwh = _lowest_kwh(fleet, one, trips, day, block, takes_kwh[kind], charge_kw)
            if left_kwh < worst[0]:
                worst = (left_kwh, day.name[block])
    if worst[0] < least:
        message = (
            f"'{fleet.vehicle}' can never finish block '{worst[1]}', even if it leaves full: at "
            f"{CHECK_C:g} °C its {one.battery_kwh:g} kWh are {least - worst[0]:.0f} kWh short "
            f"of coming back with soc {least / one.battery_kwh:g}. A larger battery, stations "
            "at terminals or a shorter max_layover_minutes (shorter blocks) would help"
        )
        yield Fault(message, path=f"fleets.timetabled.{fleet.id}.vehicle")


def _alone(
    fleet: TimetabledFleet,
    one: Vehicle,
    timetable: Timetable,
    blocks: Blocks,
    takes_kwh: Sequence[FloatArray],
    least: float,
) -> Iterator[Fault]:
    """Report trips after which a battery that began them full would not bring its bus home."""
    for kind in DayKind:
        trips, day = timetable.days[kind], blocks.days[kind]
        home_kwh = trip_kwh(one, day.return_km, day.return_s, CHECK_C)
        need_kwh = takes_kwh[kind][day.trip] + home_kwh
        for place in np.flatnonzero(need_kwh > one.battery_kwh - least):
            number = day.trip[place]
            message = (
                f"trip {trips.name[number]} of line '{timetable.lines[trips.line[number]]}' and "
                f"the way to the depot take {need_kwh[place]:.0f} kWh at {CHECK_C:g} °C; a full "
                f"battery of '{fleet.vehicle}' gives {one.battery_kwh - least:.0f} down to its "
                "reserve"
            )
            yield Fault(message, timetable.file, int(trips.source_line[number]))


def _terminal_kw(fleet: TimetabledFleet, one: Vehicle, scenario: Scenario) -> list[float]:
    """Return what a vehicle gets into its battery at each terminal at most, kW."""
    stations = {station.id: station for site in scenario.sites for station in site.stations}
    chargers = scenario.catalogue.charger_table()
    powers = []
    for terminal in fleet.terminals:
        groups = () if terminal.station is None else stations[terminal.station].plugs
        rows = [chargers.loc[group.kind].to_dict() for group in groups]
        fitting = [row["power_kw"] * row["efficiency"] for row in rows if row["plug"] in one.plugs]
        powers.append(min(max(fitting, default=0.0), one.max_charge_kw))
    return powers


def _lowest_kwh(
    fleet: TimetabledFleet,
    one: Vehicle,
    trips: Trips,
    day: DayBlocks,
    block: int,
    takes_kwh: FloatArray,
    charge_kw: list[float],
) -> float:
    """Return the least energy in the battery over a block that begins full, kWh."""
    part = day.of_block(block)
    order = day.trip[part]
    drive_kwh = takes_kwh[order]
    empty_kwh = trip_kwh(one, day.deadhead_km[part], day.deadhead_s[part], CHECK_C)
    out_kwh = trip_kwh(one, day.pull_out_km[block], day.pull_out_s[block], CHECK_C)
    in_kwh = trip_kwh(one, day.pull_in_km[block], day.pull_in_s[block], CHECK_C)
    gap_s = trips.depart_s[order[1:]] - trips.arrive_s[order[:-1]] - day.deadhead_s[part][1:]
    energy_kwh = lowest_kwh = one.battery_kwh - float(out_kwh)
    for number, trip in enumerate(order):
        if number > 0:
            gap = float(gap_s[number - 1])
            if gap >= fleet.terminal_charging_min_minutes * SECONDS_PER_MINUTE:
                # Before or after the empty drive: the better of both terminals.
                power_kw = max(
                    charge_kw[trips.destination[order[number - 1]]], charge_kw[trips.origin[trip]]
                )
                energy_kwh += power_kw * gap / SECONDS_PER_HOUR
                energy_kwh = min(energy_kwh, one.battery_kwh)
        energy_kwh -= float(empty_kwh[number] + drive_kwh[number])
        lowest_kwh = min(lowest_kwh, energy_kwh)
    return min(lowest_kwh, energy_kwh - float(in_kwh))
