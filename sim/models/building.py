"""Heat and cold that buildings need: the simple hourly method of ISO 13790:2008 (5R1C).

Five resistances join three nodes (air, inner surfaces, mass) to outdoor air; one capacity
stores heat. The equations are those of annex C, solved for the power that holds the
set-point; see docs/models/building.md.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.hot_water import hot_water_kw
from sim.models.occupancy import SLOTS, Schedules
from sim.units import W_PER_KW

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

H_MASS_W_M2K = 9.1
"""Between mass and surfaces (ISO 13790, 12.2.2)."""
H_SURFACE_W_M2K = 3.45
"""Between surfaces and air (ISO 13790, 7.2.2.2)."""


class Buildings(NamedTuple):
    """Groups of like buildings; every array is [buildings] unless it says otherwise."""

    heated_area_m2: Array
    window_w_per_k: Array
    """Transmission through windows and doors, H_tr,w."""
    opaque_w_per_k: Array
    """Transmission through walls, roof and floor, H_tr,op."""
    infiltration_w_per_k: Array
    fresh_air_w_per_k: Array
    """Full ventilation, after heat recovery."""
    surface_area_m2: Array
    """Area of all surfaces that face the room, A_tot."""
    surface_w_per_m2k: Array
    mass_area_m2: Array
    """Effective mass area, A_m."""
    mass_j_per_k: Array
    """Internal heat capacity, C_m."""
    solar_area_m2: Array
    """Effective collecting area towards north, east, south, west and sky [buildings, 5]."""
    people_w: Array
    """Sensible heat of all people."""
    plug_w: Array
    light_w: Array
    hot_water_l_per_day: Array
    heating_setpoint_c: Array
    heating_setback_c: Array
    cooling_setpoint_c: Array
    cooling_setback_c: Array
    heating_capacity_kw: Array
    cooling_capacity_kw: Array
    eer_35: Array
    """Cooling delivered per electricity at 35 °C outdoors."""
    eer_per_k: Array
    schedule: Integers
    """Row of `Schedules`."""


class Demand(NamedTuple):
    """What buildings need, float32 [buildings, steps]."""

    heating_kw: Single
    cooling_kw: Single
    """Heat taken out, positive."""
    indoor_c: Single


class SlotLoads(NamedTuple):
    """What follows the schedule alone [buildings, SLOTS], kW."""

    plug_kw: Array
    light_kw: Array
    hot_water_kw: Array


class _Slots(NamedTuple):
    """Everything of the network that changes with the schedule only [buildings, SLOTS]."""

    air_w_per_k: Array
    gain_w: Array
    heat_to_c: Array
    cool_to_c: Array


def slot_loads(buildings: Buildings, schedules: Schedules) -> SlotLoads:
    """Return the electricity of plugs and lamps and the heat for hot water of each slot."""
    row = buildings.schedule
    return SlotLoads(
        plug_kw=buildings.plug_w[:, None] * schedules.plug[row] / W_PER_KW,
        light_kw=buildings.light_w[:, None] * schedules.light[row] / W_PER_KW,
        hot_water_kw=hot_water_kw(buildings.hot_water_l_per_day, schedules.hot_water[row]),
    )


def cooling_electricity_kw(
    cooling_kw: npt.NDArray[np.floating], temperature_c: Array, eer_35: Array, eer_per_k: Array
) -> Single:
    """Return the electricity of chillers or split units, float32 [buildings, steps], kW.

    The energy efficiency ratio is a straight line in outdoor temperature, held at its value
    of 20 °C below that (a head-pressure control keeps it there).
    """
    out = np.empty(cooling_kw.shape, dtype=np.float32)
    warmth_k = np.maximum(temperature_c, 20.0) - 35.0
    for number in range(len(cooling_kw)):
        eer = np.maximum(eer_35[number] + eer_per_k[number] * warmth_k, 1.0)
        out[number] = cooling_kw[number] / eer
    return out


def demand(
    buildings: Buildings,
    schedules: Schedules,
    slot: Integers,
    temperature_c: Array,
    irradiance_w_m2: Array,
    step_s: float,
    heating_season: Booleans | None = None,
    cooling_season: Booleans | None = None,
    warm_up_steps: int | None = None,
) -> Demand:
    """Return heating, cooling and indoor temperature of all buildings of one place.

    Parameters
    ----------
    slot
        Slot of each step [steps] (`sim.models.occupancy.slots`).
    temperature_c
        Outdoor air [steps], °C.
    irradiance_w_m2
        On north, east, south, west and roof [5, steps] (`sim.models.facade`).
    heating_season, cooling_season
        Steps in which plant may run [steps]; None: all.
    warm_up_steps
        How many of the first steps are run once beforehand, so that the mass forgets its
        20 °C; None: the first week.
    """
    steps = len(temperature_c)
    always = np.ones(steps, dtype=np.bool_)
    warm_up = round(7 * 86400.0 / step_s) if warm_up_steps is None else warm_up_steps
    shape = (len(buildings.heated_area_m2), steps)
    out = Demand(*(np.empty(shape, dtype=np.float32) for _ in Demand._fields))
    _simulate(
        buildings,
        _slot_values(buildings, schedules),
        slot,
        np.ascontiguousarray(temperature_c, dtype=np.float64),
        np.ascontiguousarray(irradiance_w_m2, dtype=np.float64),
        always if heating_season is None else heating_season,
        always if cooling_season is None else cooling_season,
        float(step_s),
        min(warm_up, steps),
        np.empty((SLOTS, 13)),
        out,
    )
    return out


def _slot_values(buildings: Buildings, schedules: Schedules) -> _Slots:
    row = buildings.schedule

    def by_slot(values: Array) -> Array:
        return values[:, None]

    heat, cool = schedules.heating[row], schedules.cooling[row]
    return _Slots(
        air_w_per_k=by_slot(buildings.infiltration_w_per_k)
        + by_slot(buildings.fresh_air_w_per_k) * schedules.ventilation[row],
        gain_w=by_slot(buildings.people_w) * schedules.occupancy[row]
        + by_slot(buildings.plug_w) * schedules.plug[row]
        + by_slot(buildings.light_w) * schedules.light[row],
        heat_to_c=heat * by_slot(buildings.heating_setpoint_c)
        + (1.0 - heat) * by_slot(buildings.heating_setback_c),
        cool_to_c=cool * by_slot(buildings.cooling_setpoint_c)
        + (1.0 - cool) * by_slot(buildings.cooling_setback_c),
    )


@kernel
def _network(b: Buildings, s: _Slots, i: int, step_s: float, c: Array) -> None:
    """Write annex C of building `i`, solved for one step, into the rows of `c` [SLOTS, 13].

    A step is linear in mass temperature, outdoor temperature, solar gain and power: columns
    0-3 give the air temperature without plant from the first three and a constant, 4-7 the
    next mass temperature likewise; 8 and 10 are what a watt adds to each, 9 is 1 / column 8.
    """
    h_w, h_is = b.window_w_per_k[i], b.surface_w_per_m2k[i] * b.surface_area_m2[i]
    h_ms = H_MASS_W_M2K * b.mass_area_m2[i]
    h_em = 1.0 / (1.0 / b.opaque_w_per_k[i] - 1.0 / h_ms)
    mass = b.mass_area_m2[i] / b.surface_area_m2[i]
    surface = 1.0 - mass - h_w / (H_MASS_W_M2K * b.surface_area_m2[i])
    for k in range(c.shape[0]):
        h_ve, half_gain = s.air_w_per_k[i, k], 0.5 * s.gain_w[i, k]
        passed = h_is / (h_ve + h_is)  # share of heat to the air that reaches the surfaces
        h_2 = h_ve * passed + h_w
        held = h_ms / (h_2 + h_ms)  # share of heat to the surfaces that reaches the mass
        leak = 0.5 * (h_2 * held + h_em)
        forward = 1.0 / (b.mass_j_per_k[i] / step_s + leak)
        per_surface, per_air = 1.0 / (h_ms + h_2), 1.0 / (h_is + h_ve)
        to_air, constant = h_is * per_air, (surface + passed) * half_gain
        c[k, 4] = (b.mass_j_per_k[i] / step_s - leak) * forward
        c[k, 5] = forward * (h_em + held * h_2)
        c[k, 6] = forward * (mass + held * surface)
        c[k, 7] = forward * (mass * half_gain + held * constant)
        c[k, 10] = forward * held * passed
        # the surfaces feel the mean of the mass over the step
        half_held = 0.5 * held
        c[k, 0] = to_air * half_held * (1.0 + c[k, 4])
        c[k, 1] = to_air * (half_held * c[k, 5] + per_surface * h_2) + h_ve * per_air
        c[k, 2] = to_air * (half_held * c[k, 6] + per_surface * surface)
        c[k, 3] = to_air * (half_held * c[k, 7] + per_surface * constant) + half_gain * per_air
        c[k, 8] = to_air * (half_held * c[k, 10] + per_surface * passed) + per_air
        c[k, 9] = 1.0 / c[k, 8]
        c[k, 11] = s.heat_to_c[i, k]
        c[k, 12] = s.cool_to_c[i, k]


@kernel
def _simulate(
    b: Buildings,
    s: _Slots,
    slot: Integers,
    outdoor_c: Array,
    irradiance: Array,
    may_heat: Booleans,
    may_cool: Booleans,
    step_s: float,
    warm_up: int,
    c: Array,
    out: Demand,
) -> None:
    """March every building through time; `c` is scratch for `_network`."""
    for i in range(len(b.heated_area_m2)):
        _network(b, s, i, step_s, c)
        north, east, south, west, roof = b.solar_area_m2[i]
        heat_max_w = b.heating_capacity_kw[i] * W_PER_KW
        cool_max_w = b.cooling_capacity_kw[i] * W_PER_KW
        mass_c = 20.0
        for n in range(warm_up + len(outdoor_c)):
            t = n if n < warm_up else n - warm_up
            k = slot[t]
            sun_w = (
                north * irradiance[0, t]
                + east * irradiance[1, t]
                + south * irradiance[2, t]
                + west * irradiance[3, t]
                + roof * irradiance[4, t]
            )
            free_c = c[k, 0] * mass_c + (c[k, 1] * outdoor_c[t] + c[k, 2] * sun_w + c[k, 3])
            power_w = 0.0
            if free_c < c[k, 11] and may_heat[t]:
                power_w = min((c[k, 11] - free_c) * c[k, 9], heat_max_w)
            elif free_c > c[k, 12] and may_cool[t]:
                power_w = max((c[k, 12] - free_c) * c[k, 9], -cool_max_w)
            mass_c = c[k, 4] * mass_c + (
                c[k, 5] * outdoor_c[t] + c[k, 6] * sun_w + c[k, 7] + c[k, 10] * power_w
            )
            if n >= warm_up:
                out.heating_kw[i, t] = max(power_w, 0.0) / W_PER_KW
                out.cooling_kw[i, t] = max(-power_w, 0.0) / W_PER_KW
                out.indoor_c[i, t] = free_c + c[k, 8] * power_w
