"""The state of the crowds: tables of records, one row an individual.

A record is a few cache lines, with what most events need in the first: an event that touches a
vehicle or a plug at random waits for memory once. A kernel gets a dozen tables instead of a hundred
columns, which keeps compilation short (measured in docs/decisions.md). Times are seconds since
the start, energies kWh; `-1` stands for nobody or nothing.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.control.view import View
from sim.crowd.agenda import Agenda
from sim.crowd.records import Table, lined_record, record
from sim.models.battery_temperature import Warmth
from sim.models.charge_curve import Curves

Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

# What a vehicle is doing. Taxis: IDLE to PAUSED; buses and coaches: PARKED to RETURNING;
# QUEUED and CHARGING are common to both.
IDLE, DRIVING, TO_STATION, QUEUED, CHARGING, PAUSED = 0, 1, 2, 3, 4, 5
PARKED, LAYOVER, RUNNING, RETURNING, IN_YARD = 6, 7, 8, 9, 10

# Behaviours.
TIMETABLED, ON_DEMAND = 0, 1

# What a bus of a depot with a yard tells the processes.
CAME_BACK, WENT_OUT = 0, 1

# Which vehicle a depot sends.
MOST_ENERGY, FIRST_IN_FIRST_OUT = 0, 1
ASSIGNMENTS = ("most_energy", "first_in_first_out")

# Why a charging session ended.
FULL, LEFT, DEPARTURE, OUTAGE, END_OF_RUN, SWAPPED = 0, 1, 2, 3, 4, 5
REASONS = ("full", "left", "departure", "outage", "end of run", "swapped")

# What became of a trip.
RUN, CANCELLED = 0, 1


VEHICLE = lined_record(
    # Of most events of a taxi: the first cache line.
    ("behaviour", "i1"),
    ("state", "i1"),
    ("swapped", "i1"),
    ("fleet", "i4"),
    ("type", "i4"),
    ("zone", "i4"),  # taxis: where it is, or where its trip ends
    ("next", "i4"),  # taxis: list of the idle in a zone
    ("previous", "i4"),
    ("trip", "i4"),
    ("pool", "i4"),  # pool it drives to or waits at
    ("since_s", "f8"),  # begin of the present state
    ("energy_kwh", "f8"),
    ("shift_s", "f8"),  # next hand-over
    ("meal_s", "f8"),  # and when
    # The second.
    ("rest_until_s", "f8"),  # end of the break that its driver takes
    ("away_since_s", "f8"),  # taxis: since when it is on its way to charge, or charges; -1: not
    ("trips", "i8"),
    ("km", "f8"),
    ("km_empty", "f8"),
    ("driven_kwh", "f8"),
    ("home", "i4"),  # taxis: home zone; buses: depot
    ("plug", "i4"),
    ("target_kwh", "f8"),  # up to which it charges
    # Of some.
    ("shift", "i4"),
    ("block", "i4"),
    ("day", "i4"),
    ("terminal", "i4"),
    ("trip_kwh", "f8"),
    ("depart_s", "f8"),
    ("charged_kwh", "f8"),
    ("towed_kwh", "f8"),  # energy that was missing when it stranded
    ("excess_k", "f8"),  # battery over a resting one, when it was last unplugged
    ("excess_s", "f8"),  # when that was
    ("excess_kwh", "f8"),  # and what it held
    ("towed", "i4"),
    ("meal", "i4"),  # taxis: which of the day's breaks comes next
    ("away_s", "f8"),  # time lost to charging so far
    ("paused_s", "f8"),  # time of breaks and hand-overs
    ("station_km", "f8"),  # driven to stations
    ("wish_s", "f8"),  # when it has to leave its plug; infinite: not known; -1: once it is full
    ("wish_kwh", "f8"),  # the battery energy that it needs then
    ("warmed_kwh", "f8"),  # of `driven_kwh`: to bring a cold cabin to temperature
    ("warm", "i1"),  # preheated
    ("booking", "i4"),  # buses: pool at which a plug is kept for it
    ("barred", "i1"),  # stands behind another in its lane
    ("blocked", "i4"),  # how often it would have been sent since it came back, but was barred
)

TYPE = record(
    ("electric", "i1"),
    ("curve", "i4"),
    ("capacity_kwh", "f8"),
    ("full_kwh", "f8"),  # up to which it can be used
    ("max_charge_kw", "f8"),
    ("arriving_above_c", "f8"),  # cars: temperature of their batteries at least
    ("feed_kw", "f8"),  # V2G: what it may feed back, battery side
    ("floor_kwh", "f8"),  # down to which it does so
    ("cooling_s", "f8"),  # time constant of a parked cabin
)

SITE = record(
    ("first_plug", "i4"),
    ("plugs", "i4"),
    ("first_station", "i4"),
    ("stations", "i4"),
    ("fixed_limit_kw", "f8"),
    ("call_kw", "f8"),  # limit of a demand-response call
    ("settled_s", "f8"),
    ("held", "i1"),  # a controller shares its power: a limit can bind, or the controller waits
    ("first_cabinet", "i4"),
    ("cabinets", "i4"),
    ("lines", "i1"),  # some of its currents are watched
    ("swaps", "i1"),  # batteries are swapped
    ("changed", "i1"),  # who is plugged in has changed: its power must be shared anew
)

STATION = record(
    ("site", "i4"),
    ("first_plug", "i4"),
    ("plugs", "i4"),
    ("first_pool", "i4"),
    ("pools", "i4"),
    ("step_kwh", "f8"),  # drawn since the step began, less what was fed back
    ("total_kwh", "f8"),
)

POOL = record(
    ("station", "i4"),
    ("site", "i4"),
    ("first_plug", "i4"),
    ("plugs", "i4"),
    ("down", "i4"),
    ("free", "i4"),
    ("booked", "i4"),  # free plugs that are kept for vehicles on their way
    ("head", "i4"),
    ("tail", "i4"),
    ("queue", "i4"),
    ("inbound", "i4"),
    ("rack", "i4"),  # bays of a swap station: the pool of its batteries' chargers
    ("swap_s", "f8"),  # bays: how long a swap takes
    ("ready_kwh", "f8"),  # racks: with which a battery is handed out
    ("battery_type", "i4"),  # racks
    ("power_kw", "f8"),  # battery side
    ("efficiency", "f8"),
    ("mean_session_s", "f8"),
)

PLUG = record(
    ("pool", "i4"),
    ("station", "i4"),
    ("site", "i4"),
    ("user", "i4"),
    ("place", "i4"),  # in the site's list of connected plugs
    ("curve", "i4"),
    ("type", "i4"),  # of the battery
    ("down", "i1"),
    ("stays", "i1"),  # keeps the plug when full
    ("power_kw", "f8"),
    ("efficiency", "f8"),
    ("max_kw", "f8"),
    ("capacity_kwh", "f8"),
    ("energy_kwh", "f8"),
    ("target_kwh", "f8"),
    ("limit_kw", "f8"),  # allotted, battery side; below 0: it feeds back
    ("start_kwh", "f8"),
    ("drawn_kwh", "f8"),  # grid side
    ("start_s", "f8"),
    ("finish_s", "f8"),
    ("leave_s", "f8"),  # when it is unplugged by the clock
    ("depart_s", "f8"),  # when its vehicle says that it will leave; -1: as soon as it is full
    ("need_kwh", "f8"),  # energy that it must have then
    ("floor_kwh", "f8"),  # energy below which it feeds nothing back
    ("feed_kw", "f8"),  # what it may feed back, battery side
    ("fed_kwh", "f8"),  # fed back, grid side
    ("flat_kwh", "f8"),  # up to which its battery takes all that it is allotted
    ("cap_kw", "f8"),  # what plug and power modules give, battery side
    ("min_kw", "f8"),  # grid side, as the next two
    ("step_kw", "f8"),
    ("plug_feed_kw", "f8"),  # what the plug could feed back
    ("excess_k", "f8"),  # battery over a resting one, at `warmed_s`
    ("warmed_s", "f8"),
    ("heat_kwh", "f8"),  # heat into the battery since then
    ("start_c", "f8"),  # battery when it was plugged in
    ("heater_kw", "f8"),  # what its heater wants, battery side
    ("heating_kw", "f8"),  # what its heater gets
    ("heater_kwh", "f8"),  # drawn for it, grid side
)

CABINET = record(
    ("site", "i4"),
    ("first_plug", "i4"),
    ("plugs", "i4"),
    ("modules", "i4"),
    ("module_kw", "f8"),
)

USER = record(("next", "i4"), ("previous", "i4"), ("arrive_s", "f8"))

CAR = record(
    ("fleet", "i4"),
    ("type", "i4"),
    ("pool", "i4"),  # which it likes best
    ("bound", "i1"),  # whether it takes no other
    ("stays", "i1"),
    ("arrive_s", "f8"),
    ("leave_s", "f8"),
    ("stay_s", "f8"),  # how long it stays once plugged in
    ("energy_kwh", "f8"),
    ("patience_s", "f8"),
)

TIMETABLED_FLEET = record(
    ("first_depot", "i4"),
    ("depots", "i4"),
    ("type", "i4"),
    ("electric", "i1"),
    ("deadhead_s_per_km", "f8"),
    ("run_time_sigma", "f8"),
    ("hour_sigma", "f8"),  # of the factor that trips of one hour share
    ("reserve_kwh", "f8"),
    ("target_kwh", "f8"),
    ("cancel_after_s", "f8"),
    ("terminal_min_s", "f8"),
    ("key", "u8"),
    ("hour_key", "u8"),
    ("day", "i4"),  # of the pull-out that comes next
    ("position", "i4"),
)

DEPOT = record(
    ("fleet", "i4"),
    ("first_vehicle", "i4"),
    ("vehicles", "i4"),
    ("station", "i4"),
    ("pending", "i4"),
    ("assignment", "i4"),
    ("out", "i4"),  # vehicles that are not at home
    ("most_out", "i4"),
    ("preheat_s", "f8"),
    ("yard", "i1"),  # has a yard
    ("looks_ahead", "i1"),  # somebody wants to know when its vehicles leave
)

CALL = record(("vehicle", "i4"), ("kind", "i4"), ("time_s", "f8"))

PENDING = record(("block", "i4"), ("day", "i4"), ("trip", "i4"), ("swapped", "i1"))

BLOCK = record(
    ("depot", "i4"),
    ("first_trip", "i4"),
    ("trips", "i4"),
    ("pull_out_s", "f8"),
    ("energy_kwh", "f8"),  # estimated, for a pull-out at `estimated_s`
    ("estimated_s", "f8"),
)

TRIP = record(
    ("line", "i4"),
    ("origin", "i4"),
    ("destination", "i4"),
    ("block", "i4"),
    ("depart_s", "f8"),
    ("run_s", "f8"),
    ("km", "f8"),
    ("rolling_kwh", "f8"),  # from the battery, at 20 °C and sea level
    ("drag_kwh", "f8"),
    ("other_kwh", "f8"),
    ("curve", "i4"),  # of what was measured on its line, -1: the model holds
)

ON_DEMAND_FLEET = record(
    ("first_vehicle", "i4"),
    ("vehicles", "i4"),
    ("zones", "i4"),
    ("type", "i4"),
    ("electric", "i1"),
    ("logged", "i1"),  # requests are those of a log
    ("moved", "i1"),  # some requests travel otherwise
    ("patience_s", "f8"),
    ("boarding_s", "f8"),
    ("cruise_km_per_h", "f8"),
    ("idle_check_s", "f8"),
    ("move_factor", "f8"),
    ("move_within_s", "f8"),
    ("reserve_kwh", "f8"),
    ("floor_kwh", "f8"),  # below which no taxi drives
    ("target_kwh", "f8"),
    ("hand_over_kwh", "f8"),
    ("hand_over_s", "f8"),
    ("meal_kwh", "f8"),
    ("cheap_wait_s", "f8"),
    ("time_cny_per_s", "f8"),
    ("max_queue_s", "f8"),
    ("shifts", "i4"),
    ("meals", "i4"),
    ("key", "u8"),
    ("waiting", "i8"),  # passengers in all zones
    ("drawn", "i8"),
    ("first_logged", "i8"),
    ("last_logged", "i8"),
    ("next_s", "f8"),
)

LOGGED = record(
    ("time_s", "f8"),
    ("km", "f8"),
    ("seconds", "f8"),
    ("fare_cny", "f8"),
    ("origin", "i4"),
    ("destination", "i4"),
)
WAITING = record(("time_s", "f8"), ("destination", "i4"), ("number", "i4"))
SERVICE = record(
    ("requests", "i4"),
    ("served", "i4"),
    ("lost", "i4"),
    ("moved", "i4"),
    ("wait_s", "f8"),
    ("fare_cny", "f8"),
    ("lost_cny", "f8"),
)

SESSION_ROW = record(
    ("user", "i4"),
    ("plug", "i4"),
    ("reason", "i4"),
    ("arrive_s", "f8"),
    ("start_s", "f8"),
    ("end_s", "f8"),
    ("start_kwh", "f8"),
    ("end_kwh", "f8"),
    ("capacity_kwh", "f8"),
    ("drawn_kwh", "f8"),
    ("fed_kwh", "f8"),
    ("heater_kwh", "f8"),
    ("start_c", "f8"),
    ("end_c", "f8"),
    ("due_s", "f8"),  # when its vehicle said that it would leave
    ("short_kwh", "f8"),  # what it had less than it needed, battery side
)

TRIP_ROW = record(
    ("trip", "i4"),
    ("day", "i4"),
    ("vehicle", "i4"),
    ("state", "i4"),
    ("swapped", "i4"),
    ("depart_s", "f8"),
    ("arrive_s", "f8"),
    ("energy_kwh", "f8"),
    ("end_kwh", "f8"),
)

META = record(
    ("now_s", "f8"),
    ("step_s", "f8"),
    ("steps", "i8"),
    ("events", "i8"),
    ("session_rows", "i8"),
    ("trip_rows", "i8"),
    ("next_car", "i8"),
    ("vehicles", "i8"),
    ("first_battery", "i8"),  # user number of the battery at plug 0
    ("changed", "i8"),  # how many sites have changed
    ("swaps", "i8"),
    ("towed", "i8"),
    ("queue_left", "i8"),
    ("overflow", "i8"),
    ("calls", "i8"),
)


class Power(NamedTuple):
    """Vehicles and all that charges them."""

    meta: Table
    agenda: Agenda
    vehicles: Table
    types: Table
    cars: Table
    users: Table
    sites: Table
    stations: Table
    pools: Table
    plugs: Table
    cabinets: Table
    changed: Ints  # the sites that have changed
    seen: View
    curves: Curves
    warmth: Warmth
    sessions: Table  # rows to be collected
    car_usable: npt.NDArray[np.bool_]  # [fleets of cars, pools]
    balked: Ints  # [fleets of cars, pools, hours of the run]
    auxiliary_kw: Floats32  # [types, steps]
    traction_kwh_per_km: Floats32  # [types, steps], at the speed of its fleet
    warm_up_kwh: Floats32  # [types, steps], of a cabin as cold as the air
    weather: Floats32  # [steps, 3]: factors of rolling and of drag; column of `measured`


class Lines(NamedTuple):
    """Timetabled fleets."""

    fleets: Table
    depots: Table
    pending: Table  # [depots, places]
    order: Ints  # the vehicles of each depot in the order in which it sends them
    blocks: Table
    trips: Table
    pull_outs: Ints  # [fleets, kinds of day, blocks]: blocks by pull-out, -1 after the last
    terminal_station: Ints
    terminal_km: Floats  # [terminals, terminals]
    depot_km: Floats  # [depots, terminals]
    usable: npt.NDArray[np.bool_]  # [fleets, pools]: where its vehicles may and can charge
    books: npt.NDArray[np.bool_]  # [fleets, stations]: where they may book a plug
    kind_of_day: npt.NDArray[np.int8]
    measured_kwh_per_km: Floats32  # [curves, temperatures]
    calls: Table  # what the processes have to hear
    rows: Table  # trips to be collected


class Hails(NamedTuple):
    """On-demand fleets. Arrays begin with [fleets, zones, …]."""

    fleets: Table
    km: Floats  # [fleets, zones, zones], with a passenger
    trip_s: Floats
    pickup_km: Floats
    pickup_s: Floats
    fare_cny: Floats  # [fleets, day and night, zones, zones]
    neighbours: Ints  # zones by pick-up time from each zone
    rate_per_s: Floats  # [fleets, kinds of day, 24]
    band: Ints  # [fleets, kinds of day, 24]: which of the following holds
    origin_share: Floats  # cumulative [fleets, bands, zones]
    destination_share: Floats  # cumulative [fleets, bands, zones, zones]
    moved_share: Floats  # [fleets, kinds of day, 24, zones]: of requests, who travel otherwise
    expected: Floats  # [fleets, hours of the run + 1, zones]: requests in the time ahead
    logged: Table  # requests of logs, fleet after fleet
    pool_km: Floats  # [fleets, zones, pools]; infinite where the fleet may not charge
    pool_s: Floats
    pool_order: Ints  # [fleets, zones, pools]: those of use by drive time, -1 after the last
    pool_zone: Ints  # [fleets, pools]
    pool_kw: Floats  # [fleets, pools], battery side, what a taxi takes there at most
    pool_cny: Floats  # [hours of the run, pools]: price of a kWh, energy and fee
    least_cny: Floats  # [fleets, hours of the run]: a kWh in the battery with its time, at best
    charge_kwh: Floats  # [fleets, hours of the run]: below it a taxi goes to charge
    cheap_kwh: Floats  # [fleets, hours of the run]: below it one without passenger does
    refuge_km: Floats  # [fleets, zones]: to the nearest station
    shift_s: Floats  # [fleets, shifts]: seconds of the day
    shift_pause_s: Floats
    meal_s: Floats  # [fleets, meals]: seconds of the day
    meal_pause_s: Floats
    idle_head: Ints  # [fleets, zones]
    idle_tail: Ints
    idle_count: Ints
    heading: Ints  # taxis on their way to wait there
    waiting: Table  # [fleets, zones, places]
    waiting_head: Ints
    waiting_count: Ints
    service: Table  # [fleets, zones, hours of the run]
    waits: npt.NDArray[np.int64]  # [fleets, bins of half a minute]
    kind_of_day: npt.NDArray[np.int8]
