"""What happens behind each site's transformer in a step: loads, sun, battery, net power.

The charging of the step is known when it ends; the battery answers to it, the meter reads the
sum. What remains of the transformer's rating is the limit of charging in the next step.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.control.storage.rules import OPTIMUM, PEAK_SHAVING, RULES, wanted_kw
from sim.kernels import inner_kernel, kernel
from sim.models.battery import most_given_kw, operate
from sim.models.flexible_fields import Fields
from sim.models.flexible_groups import no_flexible_heat
from sim.models.flexible_heat import step_site
from sim.models.flexible_state import Early, FlexibleHeat
from sim.models.storage import battery_rows, plants
from sim.scenario.site import Site
from sim.tables import table

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]


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
    """Where peaks are shaved: the given target, else the highest step of this month so far or of
    the last, whichever is higher; in the first month of the first day's loads [sites]."""
    reached_kw: Floats
    """The month's highest step so far [sites]."""
    is_given: npt.NDArray[np.bool_]
    """Whether the target is given [sites]."""
    heat: FlexibleHeat
    """Building groups whose heat is made early: what they draw is known when a step is closed."""
    fields: Fields
    """Their bore fields."""


def sites_of(
    sites: tuple[Site, ...],
    building_kw: Singles,
    heating_kw: Singles,
    cooling_kw: Singles,
    pv_kw: Singles,
    station_site: npt.NDArray[np.int32],
    period: npt.NDArray[np.int8],
    month: npt.NDArray[np.int16],
    early: Early | None = None,
    vehicles: pd.DataFrame | None = None,
    steps_per_day: int | None = None,
) -> Sites:
    """Return the sites before the first step; `early` is part of heating and cooling already.

    Parameters
    ----------
    vehicles : the scenario's table of vehicles; None: that which ships with the program.
    steps_per_day : of whose first the loads without charging are known; None: none is.
    """
    shape = building_kw.shape
    rows = battery_rows(plants(sites, table("vehicles") if vehicles is None else vehicles), RULES)
    first_day = slice(steps_per_day or 0)
    known_kw = building_kw[:, first_day] + heating_kw[:, first_day] + cooling_kw[:, first_day]
    expected_kw = (known_kw - pv_kw[:, first_day]).max(axis=1, initial=0.0)
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
        target_kw=np.array(
            [
                float(expected) if target is None else target
                for target, expected in zip(targets, expected_kw, strict=True)
            ]
        ),
        reached_kw=np.zeros(len(sites)),
        is_given=np.array([target is not None for target in targets]),
        **(early or no_flexible_heat())._asdict(),
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
            sites.target_kw[s] = sites.reached_kw[s]
            sites.reached_kw[s] = 0.0
        room.target_kw[s] = sites.target_kw[s]
        own = np.float64(sites.building_kw[s, step]) + np.float64(sites.heating_kw[s, step])
        own += np.float64(sites.cooling_kw[s, step])  # float() would stay 32 bits
        pv = np.float64(sites.pv_kw[s, step])
        room.surplus_kw[s] = pv - own
        if sites.keeps_within[s]:
            room.limit_kw[s] = sites.rated_kw[s] - own + pv
    for k in range(sites.batteries.size):
        battery = sites.batteries[k]
        room.limit_kw[battery.site] -= battery.standby_kw
        if battery.rule == PEAK_SHAVING:
            room.support_kw[battery.site] += most_given_kw(battery, step_h)


@inner_kernel
def _without_batteries_kw(sites: Sites, s: int, step: int) -> float:
    """Return what a site draws but for its batteries, its sun taken off."""
    return float(
        np.float64(sites.building_kw[s, step])
        + np.float64(sites.heating_kw[s, step])
        + np.float64(sites.cooling_kw[s, step])
        + np.float64(sites.charging_kw[s, step])
        - np.float64(sites.pv_kw[s, step])
    )


@inner_kernel
def _work(sites: Sites, k: int, step: int, step_h: float) -> None:
    """Have battery `k` answer to its site's net power, and add what it draws to that."""
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
        battery.planned_kw,
        battery.planned_peak_kw,
    )
    power = operate(battery, wanted, step_h)
    sites.stored_kwh[k, step] = battery.stored_kwh
    sites.battery_kw[s, step] += power
    sites.net_kw[s, step] = net + power


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
                sites.fields,
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
        sites.net_kw[s, step] = _without_batteries_kw(sites, s, step)
    # Those that are planned come last: a plan keeps a peak only if it sees what others draw.
    for is_planned in (False, True):
        for k in range(sites.batteries.size):
            if (sites.batteries[k].rule == OPTIMUM) == is_planned:
                _work(sites, k, step, step_h)
    for s in range(sites.net_kw.shape[0]):
        # Anew: several batteries may nearly cancel, and each sum of theirs was rounded to 32 bits.
        drawn = np.float64(sites.battery_kw[s, step])
        sites.net_kw[s, step] = _without_batteries_kw(sites, s, step) + drawn
        sites.loading[s, step] = abs(sites.net_kw[s, step]) / sites.rated_kw[s]
        sites.reached_kw[s] = max(sites.reached_kw[s], np.float64(sites.net_kw[s, step]))
        if not sites.is_given[s]:
            sites.target_kw[s] = max(sites.target_kw[s], sites.reached_kw[s])
