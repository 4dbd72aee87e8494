"""The stream of requests: when the next comes, where it begins and ends, who has given up.

Request number `n` is a function of `n` alone, whatever the taxis do: see `sim/streams.py`.
"""

from sim.crowd.agenda import NEVER
from sim.crowd.state import Floats, Hails
from sim.inputs.fares import NIGHT_FROM_H, NIGHT_TO_H
from sim.kernels import inner_kernel, kernel
from sim.streams import exponential, uniform
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR


@kernel
def next_request(hails: Hails, fleet_number: int, end_s: float) -> float:
    """Return when the fleet's next request comes: an inhomogeneous Poisson stream.

    One exponential draw is spent along the hourly rates (time change), so request number `n` is
    the same whatever the taxis do. A log's requests come when they came.
    """
    fleet = hails.fleets[fleet_number]
    if fleet.logged == 1:
        place = fleet.first_logged + fleet.drawn
        return hails.logged[place].time_s if place < fleet.last_logged else NEVER
    now = fleet.next_s
    rest = exponential(fleet.key, 0, fleet.drawn)
    while now < end_s:
        day, hour = int(now / SECONDS_PER_DAY), int(now / SECONDS_PER_HOUR)
        rate = hails.rate_per_s[fleet_number, hails.kind_of_day[day], hour % 24]
        hour_end = (hour + 1) * SECONDS_PER_HOUR
        if rate * (hour_end - now) >= rest:
            return now + rest / rate
        rest -= rate * (hour_end - now)
        now = hour_end
    return NEVER


@kernel
def _pick(cumulative: Floats, draw: float) -> int:
    for k in range(cumulative.size - 1):
        if draw < cumulative[k]:
            return k
    return cumulative.size - 1


@inner_kernel
def ends_of(hails: Hails, f: int, number: int, band: int) -> tuple[int, int]:
    """Return the zones in which request `number` begins and ends: as logged, else drawn."""
    fleet = hails.fleets[f]
    if fleet.logged == 1:
        row = hails.logged[fleet.first_logged + number]
        return row.origin, row.destination
    zones = fleet.zones
    origin = _pick(hails.origin_share[f, band, :zones], uniform(fleet.key, 1, number))
    destination = _pick(
        hails.destination_share[f, band, origin, :zones], uniform(fleet.key, 2, number)
    )
    return origin, destination


@inner_kernel
def trip_of(
    hails: Hails, f: int, origin: int, destination: int, number: int, asked_s: float
) -> tuple[float, float, float]:
    """Return km, seconds and fare of request `number`: as logged, else as the zones lie."""
    hour = int(asked_s / SECONDS_PER_HOUR) % 24
    night = 1 if hour >= NIGHT_FROM_H or hour < NIGHT_TO_H else 0
    km, seconds = hails.km[f, origin, destination], hails.trip_s[f, origin, destination]
    fare = hails.fare_cny[f, night, origin, destination]
    if hails.fleets[f].logged == 1:
        row = hails.logged[hails.fleets[f].first_logged + number]
        km, seconds, fare = row.km, row.seconds, row.fare_cny
    return km, seconds, fare


@kernel
def drop_lost(hails: Hails, f: int, zone: int, now_s: float) -> None:
    """Passengers of a zone whose patience is over are lost."""
    places, patience = hails.waiting.shape[2], hails.fleets[f].patience_s
    while hails.waiting_count[f, zone] > 0:
        oldest = hails.waiting[f, zone, hails.waiting_head[f, zone]]
        if oldest.time_s + patience >= now_s:
            return
        cell = hails.service[f, zone, int(oldest.time_s / SECONDS_PER_HOUR)]
        cell.lost += 1
        cell.lost_cny += trip_of(hails, f, zone, oldest.destination, oldest.number, oldest.time_s)[
            2
        ]
        hails.waiting_head[f, zone] = (hails.waiting_head[f, zone] + 1) % places
        hails.waiting_count[f, zone] -= 1
        hails.fleets[f].waiting -= 1
