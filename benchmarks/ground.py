"""What an hour of a bore field costs, against pygfunction's own load aggregation."""

import time

import numpy as np
from pygfunction.load_aggregation import ClaessonJaved

from benchmarks.row import Row
from sim.models.bore_field import response_m_k_per_w
from sim.models.ground import CELLS_PER_WIDTH, run_hours
from sim.units import SECONDS_PER_HOUR, W_PER_KW
from sim.verify.ground import FIELD, HOURS_PER_YEAR, REACH_H, UNDISTURBED_C, load_kw, new_ground

BOUND = 15.0
_HOURS = HOURS_PER_YEAR
_TURNS = 5


def _theirs(heat_kw: np.ndarray) -> tuple[np.ndarray, float]:
    """March through the loads with pygfunction, cells as ours; return walls and time."""
    scheme = ClaessonJaved(
        SECONDS_PER_HOUR, REACH_H * SECONDS_PER_HOUR, cells_per_level=CELLS_PER_WIDTH
    )
    scheme.initialize(response_m_k_per_w(FIELD, REACH_H))
    cooled_k = np.empty(heat_kw.size)
    loads = heat_kw * W_PER_KW / FIELD.length_m
    begin = time.process_time()
    for hour, load in enumerate(loads):
        scheme.next_time_step((hour + 1) * SECONDS_PER_HOUR)
        scheme.set_current_load(load)
        cooled_k[hour] = scheme.temporal_superposition()
    return UNDISTURBED_C - cooled_k, time.process_time() - begin


def _ours(heat_kw: np.ndarray) -> tuple[np.ndarray, float]:
    field, out = new_ground(), np.empty((2, heat_kw.size))
    begin = time.process_time()
    run_hours(field, 0, heat_kw, out[0], out[1])
    return out[0], time.process_time() - begin


def aggregation() -> Row:
    """Compare the time of an hour on the same history, with the same cells and the same walls."""
    heat_kw = load_kw(_HOURS)
    _ours(heat_kw)  # compiled
    times = []
    for _ in range(_TURNS):
        mine_c, mine_s = _ours(heat_kw)
        their_c, their_s = _theirs(heat_kw)
        assert np.abs(mine_c - their_c).max() < 1e-9, "the two do not compute the same walls"
        times.append((mine_s, their_s))
    mine_s, their_s = np.median(np.array(times), axis=0)
    return Row(
        "bore field, times faster than pygfunction's load aggregation",
        float(np.median([theirs / ours for ours, theirs in times])),
        BOUND,
        "at least",
        f"{mine_s / _HOURS * 1e9:.0f} ns an hour, ClaessonJaved {their_s / _HOURS * 1e9:.0f} ns",
    )
