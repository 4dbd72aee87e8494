"""What happens behind each site's transformer in a step: loads, sun, battery, net power.

The charging of the step is known when it ends; the battery answers to it, the meter reads the
sum. What remains of the transformer's rating is the limit of charging in the next step.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.battery import PEAK_SHAVING, SELF_CONSUMPTION, TARIFF, operate, wanted_kw
from sim.models.flexible_groups import no_flexible_heat
from sim.models.flexible_heat import FlexibleHeat, step_site
from sim.scenario.site import Site

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

BATTERY = np.dtype(
    [
        ("site", "i4"),
        ("rule", "i4"),
        ("capacity_kwh", "f8"),
        ("power_kw", "f8"),
        ("efficiency", "f8"),
        ("least_kwh", "f8"),
        ("most_kwh", "f8"),
        ("stored_kwh", "f8"),
        ("start_kwh", "f8"),
        ("charged_kwh", "f8"),
        ("discharged_kwh", "f8"),
    ],
    align=True,
)


RULES = {"self_consumption": SELF_CONSUMPTION, "tariff": TARIFF, "peak_shaving": PEAK_SHAVING}


class Room(NamedTuple):
    """What charging may count on in the step that begins; arrays are [sites], kW."""

    limit_kw: Floats
    """Most that charging may draw; infinite where it is not held."""
    surplus_kw: Floats
    """Sun less all loads but charging."""
    support_kw: Floats
    """What batteries that shave peaks can give."""
    target_kw: Floats
    """Power from the grid to stay below, where peaks are shaved."""


def room_of(count: int) -> Room:
    """Return a room for `count` sites in which nothing is held."""
    return Room(np.full(count, np.inf), np.zeros(count), np.zeros(count), np.zeros(count))


class Sites(NamedTuple):
    """Sites through a run; series are float32 [sites, steps]."""

    building_kw: Singles
    heating_kw: Singles
    cooling_kw: Singles
    pv_kw: Singles
    charging_kw: Singles
    battery_kw: Singles
    net_kw: Singles
    loading: Singles
    rated_kw: Floats
    """Active power at which the transformer is fully loaded [sites]."""
    keeps_within: npt.NDArray[np.bool_]
    """Whether charging is held within the transformer's rating [sites]."""
    station_site: npt.NDArray[np.int32]
    batteries: npt.NDArray[Any]
    stored_kwh: Singles
    """What each battery holds at the end of each step [batteries, steps]."""
    period: npt.NDArray[np.int8]
    """Tariff period [steps]."""
    month: npt.NDArray[np.int16]
    """Number of the month, from 0 [steps]: the demand charge is for its highest power."""
    target_kw: Floats
    """Where peaks are shaved: the given target, else the month's highest step so far [sites]."""
    is_given: npt.NDArray[np.bool_]
    """Whether the target is given [sites]."""
    heat: FlexibleHeat
    """Building groups whose heat is made early: what they draw is known when a step is closed."""


def batteries(sites: tuple[Site, ...]) -> npt.NDArray[Any]:
    """Return the stationary batteries of all sites."""
    all_of_them = [
        (number, battery) for number, site in enumerate(sites) for battery in site.batteries
    ]
    rows = np.zeros(len(all_of_them), BATTERY)
    for row, (number, battery) in zip(rows, all_of_them, strict=True):
        row["site"] = number
        row["rule"] = RULES[battery.rule]
        row["capacity_kwh"], row["power_kw"] = battery.capacity_kwh, battery.power_kw
        row["efficiency"] = battery.round_trip_efficiency**0.5
        row["least_kwh"] = battery.soc_min * battery.capacity_kwh
        row["most_kwh"] = battery.soc_max * battery.capacity_kwh
        row["stored_kwh"] = row["start_kwh"] = battery.soc_start * battery.capacity_kwh
    return rows


def sites_of(
    sites: tuple[Site, ...],
    building_kw: Singles,
    heating_kw: Singles,
    cooling_kw: Singles,
    pv_kw: Singles,
    station_site: npt.NDArray[np.int32],
    period: npt.NDArray[np.int8],
    month: npt.NDArray[np.int16],
    heat: FlexibleHeat | None = None,
) -> Sites:
    """Return the sites before the first step; `heat` is part of heating and cooling already."""
    shape, rows = building_kw.shape, batteries(sites)
    targets = [site.charging.target_kw for site in sites]
    return Sites(
        building_kw=building_kw,
        heating_kw=heating_kw,
        cooling_kw=cooling_kw,
        pv_kw=pv_kw,
        charging_kw=np.zeros(shape, np.float32),
        battery_kw=np.zeros(shape, np.float32),
        net_kw=np.zeros(shape, np.float32),
        loading=np.zeros(shape, np.float32),
        rated_kw=np.array([site.transformer_kva * site.power_factor for site in sites]),
        keeps_within=np.array([site.charging.keep_within_transformer for site in sites]),
        station_site=station_site,
        batteries=rows,
        stored_kwh=np.zeros((rows.size, shape[1]), np.float32),
        period=period,
        month=month,
        target_kw=np.array([0.0 if target is None else target for target in targets]),
        is_given=np.array([target is not None for target in targets]),
        heat=no_flexible_heat() if heat is None else heat,
    )


@kernel
def look_ahead(sites: Sites, step: int, step_h: float, room: Room) -> None:
    """Write to `room` what charging may count on in `step`; after the last there is no limit."""
    steps = sites.net_kw.shape[1]
    for s in range(room.limit_kw.size):
        room.limit_kw[s] = np.inf
        room.surplus_kw[s] = room.support_kw[s] = 0.0
        if step >= steps:
            continue
        if not sites.is_given[s] and step > 0 and sites.month[step] != sites.month[step - 1]:
            sites.target_kw[s] = 0.0
        room.target_kw[s] = sites.target_kw[s]
        own = np.float64(sites.building_kw[s, step]) + np.float64(sites.heating_kw[s, step])
        own += np.float64(sites.cooling_kw[s, step])  # float() would stay 32 bits
        pv = np.float64(sites.pv_kw[s, step])
        room.surplus_kw[s] = pv - own
        if sites.keeps_within[s]:
            room.limit_kw[s] = sites.rated_kw[s] - own + pv
    for k in range(sites.batteries.size):
        battery = sites.batteries[k]
        if battery.rule == PEAK_SHAVING:
            stored = max(battery.stored_kwh - battery.least_kwh, 0.0)
            given = min(battery.power_kw, stored * battery.efficiency / step_h)
            room.support_kw[battery.site] += given


@kernel
def balance(sites: Sites, step: int, step_h: float, station_kw: Singles) -> None:
    """Work out the step that has just ended at every site.

    Parameters
    ----------
    station_kw : float32 [stations, steps] mean power of each station.
    """
    for k in range(station_kw.shape[0]):
        sites.charging_kw[sites.station_site[k], step] += station_kw[k, step]
    for s in range(sites.net_kw.shape[0]):
        if sites.heat.groups.size > 0:
            step_site(
                sites.heat,
                s,
                step,
                step_h,
                sites.period[step],
                np.float64(sites.building_kw[s, step])
                + np.float64(sites.charging_kw[s, step])
                - np.float64(sites.pv_kw[s, step]),
                sites.rated_kw[s],
                sites.heating_kw,
                sites.cooling_kw,
            )
        own = (
            np.float64(sites.building_kw[s, step])
            + np.float64(sites.heating_kw[s, step])
            + np.float64(sites.cooling_kw[s, step])
            + np.float64(sites.charging_kw[s, step])
        )
        sites.net_kw[s, step] = own - np.float64(sites.pv_kw[s, step])
    for k in range(sites.batteries.size):
        battery = sites.batteries[k]
        s = battery.site
        net = np.float64(sites.net_kw[s, step])
        wanted = wanted_kw(
            battery.rule,
            net,
            sites.period[step],
            battery.power_kw,
            sites.rated_kw[s] - net,
            sites.target_kw[s],
        )
        power, stored = operate(
            wanted,
            battery.stored_kwh,
            battery.least_kwh,
            battery.most_kwh,
            battery.efficiency,
            step_h,
        )
        battery.stored_kwh = stored
        sites.stored_kwh[k, step] = stored
        battery.charged_kwh += max(power, 0.0) * step_h
        battery.discharged_kwh += max(-power, 0.0) * step_h
        sites.battery_kw[s, step] += power
        sites.net_kw[s, step] = net + power
    for s in range(sites.net_kw.shape[0]):
        sites.loading[s, step] = abs(sites.net_kw[s, step]) / sites.rated_kw[s]
        if not sites.is_given[s]:
            sites.target_kw[s] = max(sites.target_kw[s], np.float64(sites.net_kw[s, step]))
