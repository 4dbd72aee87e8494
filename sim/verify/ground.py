"""Bore fields against pygfunction, and ground-source systems against measured ones."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.inputs.bore_fields import ten_years_drift_k
from sim.models.bore_field import Field, response_m_k_per_w
from sim.models.ground import Ground, cell_widths_h, ground, run_hours
from sim.models.heating_system import parameters
from sim.models.source_pool import Demands, bored, run
from sim.units import SECONDS_PER_HOUR, W_PER_KW
from sim.verify.check import Check

Array = npt.NDArray[np.float64]

HOURS_PER_YEAR = 8760
REACH_H = 20.0 * HOURS_PER_YEAR
FIELD = Field(4, 5, 6.0, 100.0, 1.5, 0.075, 2.0, 2.2e6)
UNDISTURBED_C = 11.0
_COOLING_SHARE = 0.4
"""What of the load's cooling half is left: heating outweighs it."""
_SOURCE = "pygfunction 2.3; hourly load of Bernier et al., HVAC&R Research 10(4), 2004, cooling 0.4"


def checks(reference_data: Path | None) -> list[Check]:
    """Compare with pygfunction and with measured systems; nothing of `reference_data` is used."""
    del reference_data
    year_kw = load_kw(HOURS_PER_YEAR)
    apart_k = np.abs(walls_c(year_kw) - pygfunction_walls_c(year_kw)).max()
    decade_kw = load_kw(10 * HOURS_PER_YEAR)
    tenth = slice(-HOURS_PER_YEAR, None)
    ours_c, exact_c = walls_c(decade_kw)[tenth], convolved_walls_c(decade_kw)[tenth]
    worst_k = np.abs(ours_c - exact_c).max()
    return [
        Check("borehole wall, a year by the hour, off pygfunction's aggregation", float(apart_k),
              0.0, 0.05, "K", f"{_SOURCE}; its Claesson-Javed aggregation", "absolute"),
        Check("borehole wall, tenth unbalanced year by the hour, off the convolution",
              float(worst_k), 0.0, 0.05, "K", f"{_SOURCE}; convolution with its g-function",
              "absolute"),
        Check("borehole wall, drift of its yearly mean in ten unbalanced years",
              UNDISTURBED_C - float(ours_c.mean()), UNDISTURBED_C - float(exact_c.mean()), 0.05,
              "K", f"{_SOURCE}; convolution with its g-function", "absolute"),
        _drift_of_constant_load(),
        *_season(),
    ]  # fmt: skip


def load_kw(hours: int) -> Array:
    """Return heat taken from `FIELD` by the hour: Bernier's synthetic load on each borehole."""
    x = np.arange(1.0, hours + 1.0) - 2190.0
    week = np.full(hours, (168.0 - 80.0) / 168.0)
    for i in (1, 2, 3):
        week += (np.cos(80.0 * np.pi * i / 84.0) - 1.0) / (i * np.pi) * np.sin(np.pi * i / 84.0 * x)
    wave = 2000.0 * week * np.sin(np.pi / 12.0 * x) * np.sin(np.pi / 4380.0 * x)
    load_w = -(wave + (-1.0) ** np.floor(2.0 * x / HOURS_PER_YEAR) * np.abs(wave))
    load_w[load_w < 0.0] *= _COOLING_SHARE
    return np.asarray(load_w * FIELD.boreholes / W_PER_KW)


def new_ground() -> Ground:
    """Return `FIELD` undisturbed."""
    widths_h = cell_widths_h(REACH_H)
    response = response_m_k_per_w(FIELD, REACH_H)
    return ground(response, widths_h, FIELD.length_m, UNDISTURBED_C, 0.1)


def walls_c(heat_kw: Array) -> Array:
    """Return the walls of `FIELD` at the end of each hour, by the kernel."""
    out = np.empty((2, heat_kw.size))
    run_hours(new_ground(), 0, heat_kw, out[0], out[1])
    return np.asarray(out[0])


def pygfunction_response(at_s: Array, method: str = "equivalent") -> Array:
    """Return the lasting response of `FIELD`, K per W/m, straight from pygfunction."""
    import pygfunction

    layout = pygfunction.borefield.Borefield.rectangle_field(
        FIELD.rows, FIELD.columns, FIELD.spacing_m, FIELD.spacing_m, FIELD.depth_m,
        FIELD.buried_m, FIELD.radius_m,
    )  # fmt: skip
    made = pygfunction.gfunction.gFunction(
        layout, FIELD.conductivity_w_per_m_k / FIELD.heat_capacity_j_per_m3_k, time=at_s,
        boundary_condition="UBWT", method=method,
    )  # fmt: skip
    return np.asarray(made.gFunc / (2.0 * np.pi * FIELD.conductivity_w_per_m_k))


def pygfunction_walls_c(heat_kw: Array) -> Array:
    """Return the same by pygfunction's own aggregation, with its own cells."""
    from pygfunction.load_aggregation import ClaessonJaved

    scheme = ClaessonJaved(SECONDS_PER_HOUR, REACH_H * SECONDS_PER_HOUR)
    scheme.initialize(pygfunction_response(scheme.get_times_for_simulation()))
    cooled_k = np.empty(heat_kw.size)
    for hour, load in enumerate(heat_kw * W_PER_KW / FIELD.length_m):
        scheme.next_time_step((hour + 1) * SECONDS_PER_HOUR)
        scheme.set_current_load(load)
        cooled_k[hour] = scheme.temporal_superposition()
    return UNDISTURBED_C - cooled_k


def convolved_walls_c(heat_kw: Array) -> Array:
    """Return the same without aggregation: every hour's load by the g-function of its age."""
    from scipy.interpolate import CubicSpline
    from scipy.signal import fftconvolve

    ages_h = np.cumsum(cell_widths_h(REACH_H))
    spline = CubicSpline(np.log(ages_h), response_m_k_per_w(FIELD, REACH_H))
    response = spline(np.log(np.arange(1.0, heat_kw.size + 1.0)))
    steps = np.diff(heat_kw * W_PER_KW / FIELD.length_m, prepend=0.0)
    return np.asarray(UNDISTURBED_C - fftconvolve(steps, response)[: heat_kw.size])


def _drift_of_constant_load() -> Check:
    """A lasting load: what warnings rest on, and pygfunction's g-function at ten years."""
    mean_kw = 20.0
    at_s = np.geomspace(1.0, 10.0 * HOURS_PER_YEAR, 100) * SECONDS_PER_HOUR
    told_k = mean_kw * W_PER_KW / FIELD.length_m * pygfunction_response(at_s, "similarities")[-1]
    return Check(
        "drift in ten years of a lasting load, as warnings reckon it",
        ten_years_drift_k(new_ground(), mean_kw), float(told_k), 0.05, "K",
        "pygfunction 2.3, g-function at ten years by every pair of boreholes", "absolute",
    )  # fmt: skip


def _season() -> list[Check]:
    """Heat and cool a building of constant loss through a year with boreholes."""
    system, hours = parameters("ground_source"), HOURS_PER_YEAR
    outdoor_c = 10.0 - 15.0 * np.cos(2.0 * np.pi * np.arange(hours) / hours)
    outdoor_c += 5.0 * np.sin(2.0 * np.pi * np.arange(hours) / 24.0)
    heat_kw = 100.0 * np.maximum(16.0 - outdoor_c, 0.0)[None, :] / 25.0
    cold_kw = 100.0 * np.maximum(outdoor_c - 22.0, 0.0)[None, :] / 25.0
    slots = np.zeros(hours, dtype=np.int64)
    demands = Demands(
        np.array([100.0]), heat_kw.astype(np.float32), np.zeros((1, 48)), slots,
        cold_kw.astype(np.float32), np.zeros(1, dtype=np.int64),
    )  # fmt: skip
    source = bored(new_ground(), -8.0)
    drawn, _ = run(system, source, system.source_design_c, demands, outdoor_c, 1.0)
    measured = "as compiled in Li et al., 2022, from systems in Hengshui, Langfang"
    return [
        Check.between("ground-source system COP of a winter, pumps included",
                      float(heat_kw.sum() / drawn.electricity_kw.sum()), 2.36, 3.25, "kW/kW",
                      f"measured 2.36 to 3.25, {measured} and Wuhan"),
        Check.between("ground-source system EER of a summer, pumps included",
                      float(drawn.cooled_kw.sum() / drawn.cooling_kw.sum()), 2.08, 4.5, "kW/kW",
                      f"measured 2.08 to 4.5, {measured}, Wuhan and Shanghai"),
    ]  # fmt: skip
