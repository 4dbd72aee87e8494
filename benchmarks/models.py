"""PV against pvlib's own chain, and buildings against a bare loop of the same arithmetic."""

import time
import warnings
from collections.abc import Callable
from datetime import date
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.row import Row
from sim.clock import TimeGrid
from sim.inputs.weather import Place, Weather, synthetic
from sim.models.archetype import from_archetypes
from sim.models.building import demand
from sim.models.facade import facade_irradiance
from sim.models.occupancy import load_schedules, slots
from sim.models.pv import ac_kw
from sim.models.pv_roofs import roofs

Floats = npt.NDArray[np.float64]

PV_BOUND = 50.0
BUILDING_BOUND = 0.4
_LANZHOU = Place(36.05, 103.88, 1517.2)
_ROOFS = 32
_BUILDINGS = 32
_TURNS = 5


def spent_s(work: Callable[[], object]) -> float:
    """Return the processor time of some work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def turns(one: Callable[[], object], other: Callable[[], object]) -> tuple[Floats, Floats]:
    """Run both once to warm up, then in turns; return their processor times [turns]."""
    one(), other()
    times = np.array([(spent_s(one), spent_s(other)) for _ in range(_TURNS)])
    return times[:, 0], times[:, 1]


def weather(days: int, step_minutes: int = 15) -> Weather:
    """Return synthetic weather of Lanzhou."""
    return synthetic(
        TimeGrid(date(2025, 3, 1), days, step_minutes), _LANZHOU, seed=1, replication=0
    )


def model_chain(made: Weather) -> Callable[[], Any]:
    """Return pvlib's own chain for one roof; like ours it is given the place of the sun."""
    from pvlib.location import Location
    from pvlib.modelchain import ModelChain
    from pvlib.pvsystem import PVSystem
    from pvlib.temperature import TEMPERATURE_MODEL_PARAMETERS

    cell = TEMPERATURE_MODEL_PARAMETERS["sapm"]["open_rack_glass_polymer"]
    system = PVSystem(
        surface_tilt=30.0,
        surface_azimuth=180.0,
        module_parameters={"pdc0": 0.8592, "gamma_pdc": -0.0037},
        inverter_parameters={"pdc0": 1.0 / 1.2 / 0.96, "eta_inv_nom": 0.96},
        temperature_model_parameters=cell,
    )
    place = Location(_LANZHOU.latitude, _LANZHOU.longitude, "Asia/Shanghai", _LANZHOU.altitude_m)
    chain = ModelChain.with_pvwatts(
        system, place, losses_model="no_loss", transposition_model="perez"
    )
    air = made.air
    columns = {
        "ghi": air.ghi_w_m2,
        "dni": air.dni_w_m2,
        "dhi": air.dhi_w_m2,
        "temp_air": air.temperature_c,
        "wind_speed": air.wind_m_s,
    }
    frame = pd.DataFrame(columns, index=made.grid.middles)

    def run() -> Any:
        with warnings.catch_warnings():
            # pvlib 0.16 still says `dayofyear`, which pandas 3.1 has renamed
            warnings.filterwarnings("ignore", message=".*dayofyear", category=DeprecationWarning)
            return chain.run_model(frame).results.ac.to_numpy()

    return run


def pv(days: int = 365) -> Row:
    """Compare the time of a roof-step with that of pvlib's ModelChain on the same weather."""
    made = weather(days)
    sun, tilts = made.sun, np.linspace(5.0, 40.0, _ROOFS)
    many = roofs([1.0] * _ROOFS, tilts.tolist(), [180.0] * _ROOFS)
    chain = model_chain(made)
    nearest = int(np.abs(tilts - 30.0).argmin())
    ours, theirs = ac_kw(sun, made.air, many)[nearest].sum(), np.clip(chain(), 0.0, None).sum()
    assert abs(ours / theirs - 1.0) < 0.07, "the two chains do not compute the same thing"
    ours_s, theirs_s = turns(lambda: ac_kw(sun, made.air, many), chain)
    steps = made.grid.steps
    ours_ns, theirs_ns = np.median(ours_s) / _ROOFS / steps * 1e9, np.median(theirs_s) / steps * 1e9
    return Row(
        "PV, times faster than pvlib's ModelChain",
        float(np.median(theirs_s / (ours_s / _ROOFS))),
        PV_BOUND,
        "at least",
        f"{ours_ns:.0f} ns a roof-step, ModelChain {theirs_ns:.0f} ns",
    )


@numba.njit(nogil=True, error_model="numpy")
def bare_rooms(outdoor_c: Floats, light: Floats, warm_up: int, buildings: int, out: Floats) -> None:
    """March a room of constant coefficients, four modes and six inputs through time."""
    for i in range(buildings):
        a = b = c = d = air_c = 20.0
        for n in range(warm_up + outdoor_c.size):
            t = n if n < warm_up else n - warm_up
            wall_w = 9.0 * light[t, 0] + 5.0 * light[t, 1] + 8.0 * light[t, 2] + 5.0 * light[t, 3]
            roof_w = 12.0 * light[t, 4]
            sun_w = 2.0 * light[t, 5] + 1.5 * light[t, 6] + 3.0 * light[t, 7] + 1.4 * light[t, 8]
            air_c = 0.1 * outdoor_c[t] + 1e-6 * wall_w + 2e-6 * roof_w + 3e-6 * sun_w + 0.4 * air_c
            air_c += 0.1 * a + 0.1 * b + 0.2 * c + 0.1 * d
            power_w = 0.0
            if air_c < 18.0:
                power_w = min((18.0 - air_c) * 20000.0, 3e5)
            elif air_c > 26.0:
                power_w = max((26.0 - air_c) * 20000.0, -3e5)
            air_c += 5e-5 * power_w
            early = 0.01 * outdoor_c[t] + 1e-7 * wall_w + 2e-7 * roof_w + 3e-7 * sun_w + 0.1
            late = 1e-7 * power_w + 0.02 * air_c
            a, b = 0.96 * a + (early + late), 0.95 * b + (1.1 * early + 0.9 * late)
            c, d = 0.93 * c + (1.2 * early + 0.8 * late), 0.9 * d + (1.3 * early + 0.7 * late)
            if n >= warm_up:
                out[i, t] = power_w


def buildings(days: int = 365) -> Row:
    """Compare the time of a building-step with a bare loop of four modes without tables."""
    made = weather(days, 5)
    grid, sun = made.grid, made.sun
    rows = from_archetypes([("office", "existing", 10000.0, 6)] * _BUILDINGS)
    light = facade_irradiance(
        sun.zenith_deg, sun.azimuth_deg, made.ghi_w_m2, made.dni_w_m2, made.dhi_w_m2
    )
    schedules = load_schedules()
    slot = slots(grid.kind_of_day, grid.day_of_step, grid.hour_of_day)
    warm_up = min(round(7 * 86400.0 / grid.step_s), grid.steps)
    out = np.empty((_BUILDINGS, grid.steps))

    def ours() -> object:
        return demand(rows, schedules, slot, made.temperature_c, light, grid.step_s)

    def bare() -> None:
        bare_rooms(made.temperature_c, light, warm_up, _BUILDINGS, out)

    first = demand(rows, schedules, slot, made.temperature_c, light, grid.step_s)
    assert np.isfinite(first.indoor_c).all() and first.heating_kw.sum() > 0.0
    ours_s, bare_s = turns(ours, bare)
    steps = _BUILDINGS * (grid.steps + warm_up)
    detail = f"{np.median(ours_s) / steps * 1e9:.1f} ns a building-step"
    detail += f", bare loop {np.median(bare_s) / steps * 1e9:.1f} ns"
    return Row(
        "buildings, share of a bare loop of the same arithmetic",
        float(np.median(bare_s / ours_s)),
        BUILDING_BOUND,
        "at least",
        detail,
    )
