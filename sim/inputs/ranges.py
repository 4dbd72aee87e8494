"""What the trips of a fleet take at a temperature, and what a full battery lets its blocks take."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import DayKind
from sim.inputs.measured import TABULATED_C, Measured
from sim.inputs.passengers import Passengers
from sim.inputs.timetable import Timetable, rises_m
from sim.models.consumption import trip_kwh, warm_up_kwh
from sim.models.vehicle import Vehicle
from sim.scenario.fleets import TimetabledFleet
from sim.units import SECONDS_PER_HOUR

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Range:
    """The limit of blocks at one outdoor temperature.

    Attributes
    ----------
    trip_kwh : pair of numpy.ndarray
        Energy of each trip [trips, as `Timetable.days`].
    empty_kwh_per_km : float
        Of empty drives.
    usable_kwh : float
        What a block may take: the battery from its target to its reserve, less warming up.
    """

    trip_kwh: tuple[FloatArray, FloatArray]
    empty_kwh_per_km: float
    usable_kwh: float
    temperature_c: float


def trips_kwh(
    fleet: TimetabledFleet,
    vehicle: Vehicle,
    timetable: Timetable,
    kind: DayKind,
    aboard: Passengers,
    measured: Measured,
    temperature_c: float,
    altitude_m: float,
) -> FloatArray:
    """Return the energy of each trip of a kind of day, as measured where it was [trips, kWh]."""
    trips, curve = timetable.days[kind], measured.curve[kind]
    energy = trip_kwh(
        vehicle, trips.km, trips.run_s, temperature_c,
        altitude_m=altitude_m,
        passengers=aboard.aboard[kind],
        rise_m=rises_m(trips, fleet.terminals),
    )  # fmt: skip
    per_km = np.array([np.interp(temperature_c, TABULATED_C, row) for row in measured.kwh_per_km])
    known = curve >= 0
    energy[known] = trips.km[known] * per_km[curve[known]] if len(per_km) else energy[known]
    return energy


def least_kwh(fleet: TimetabledFleet, vehicle: Vehicle) -> float:
    """Return what must be left in the battery at the depot."""
    return vehicle.battery_kwh * max(fleet.soc_reserve, vehicle.usable_soc_min)


def range_of(
    fleet: TimetabledFleet,
    vehicle: Vehicle,
    timetable: Timetable,
    aboard: Passengers,
    measured: Measured,
    altitude_m: float,
) -> Range | None:
    """Return the limit that the fleet sets to its blocks; None if it sets none."""
    at_c = fleet.range_limit_c
    if at_c is None or not vehicle.has_battery:
        return None
    empty_s = SECONDS_PER_HOUR / fleet.deadhead_km_per_h
    empty = trip_kwh(vehicle, 1.0, empty_s, at_c, altitude_m=altitude_m, passengers=0.0)
    workday, restday = (
        trips_kwh(fleet, vehicle, timetable, kind, aboard, measured, at_c, altitude_m)
        for kind in DayKind
    )
    usable_kwh = fleet.soc_target * vehicle.battery_kwh - least_kwh(fleet, vehicle)
    usable_kwh -= float(warm_up_kwh(vehicle, at_c))
    return Range((workday, restday), float(empty), usable_kwh, at_c)
