"""What a step of heat made early costs: rooms, store and plant together, against a bare room."""

from datetime import date
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from benchmarks import models
from benchmarks.row import Row
from sim.clock import TimeGrid
from sim.inputs.buildings import building_loads
from sim.inputs.weather import synthetic
from sim.models.flexible_heat import step_site
from sim.models.flexible_state import PEAK, STORE_OUT, VALLEY, Early
from sim.scenario.scenario import Scenario
from sim.verify.pv import LANZHOU

BOUND = 60.0
NAME = "heat made early, time of a building-step over that of a bare room"
_GROUPS = 32
_FLAT = 1
_START = date(2025, 1, 6)
_STEP_MINUTES = 5
_RATED_KW = 1e6
_SURPLUS_KW = 2000.0


def against_bare_room(days: int = 28) -> Row:
    """Compare the time of a step; without a reason to be early it must be the open loop."""
    grid = TimeGrid(_START, days, _STEP_MINUTES)
    made = synthetic(grid, LANZHOU, seed=1, replication=0)
    loads = building_loads(_scenario(days), grid, made)
    assert loads.flexible is not None
    early, heat = loads.flexible.early, loads.flexible.heat
    nothing = np.zeros(grid.steps)
    drawn = (np.zeros((1, grid.steps), np.float32), np.zeros((1, grid.steps), np.float32))
    _march(early, grid.step_h, np.full(grid.steps, _FLAT), nothing, *drawn)
    planned = heat.planned_heating_kw, heat.planned_cooling_kw
    for here, open_loop in zip(drawn, planned, strict=True):
        assert np.allclose(here, open_loop, rtol=2e-5, atol=0.05), "not the heat that is needed"
    hour = grid.hour_of_day
    period = np.where((hour >= 10) & (hour < 16), VALLEY, np.where(hour >= 18, PEAK, _FLAT))
    sun_kw = np.where((hour >= 11) & (hour < 15), -_SURPLUS_KW, 0.0)
    other, room = np.zeros((grid.steps, 9)), np.empty((_GROUPS, grid.steps))

    def ours() -> None:
        _march(early, grid.step_h, period, sun_kw, *drawn)

    ours_s, bare_s = models.turns(ours, lambda: models.bare_rooms(nothing, other, 0, _GROUPS, room))
    assert heat.books[:, :, STORE_OUT].sum() > 0.0, "nothing was made early"
    steps = _GROUPS * grid.steps
    detail = f"{np.median(ours_s) / steps * 1e9:.0f} ns a building-step with store and heat pump, "
    detail += f"bare room {np.median(bare_s) / steps * 1e9:.1f} ns"
    return Row(NAME, float(np.median(ours_s / bare_s)), BOUND, "at most", detail)


@numba.njit(nogil=True, error_model="numpy")
def _march(
    early: Early,
    step_h: float,
    period: npt.NDArray[np.int64],
    net_kw: npt.NDArray[np.float64],
    heating_kw: npt.NDArray[np.float32],
    cooling_kw: npt.NDArray[np.float32],
) -> None:
    """March the only site's groups through all steps."""
    for step in range(net_kw.size):
        step_site(
            early.heat, early.fields, 0, step, step_h, period[step], net_kw[step], _RATED_KW,
            heating_kw, cooling_kw,
        )  # fmt: skip


def _scenario(days: int) -> Scenario:
    """Return a site of offices and dwellings whose air-source pumps fill stores."""
    name, position = {"zh": "甲", "en": "A"}, {"latitude": 36.06, "longitude": 103.83}
    buildings = [
        {"id": f"b{n}", "archetype": "office" if n % 2 else "dwelling",
         "heated_area_m2": 4000.0 + 100.0 * n, "heating": "early"}
        for n in range(_GROUPS)
    ]  # fmt: skip
    early: dict[str, Any] = {
        "id": "early", "kind": "air_source", "store": {"litres_per_kw": 60.0},
        "flexible": {"follows": ["pv_surplus", "tariff_valley"], "preheat_k": 1.0},
    }  # fmt: skip
    return Scenario.model_validate(
        {
            "name": "early", "title": name,
            "period": {"start": _START, "days": days, "step_minutes": _STEP_MINUTES},
            "areas": [{"id": "core", "name": name, "position": position,
                       "connection_kw": _RATED_KW}],
            "sites": [{"id": "s1", "area": "core", "position": position,
                       "transformer_kva": 20_000.0, "buildings": buildings}],
            "heating": {"systems": [early]},
        }
    )  # fmt: skip
