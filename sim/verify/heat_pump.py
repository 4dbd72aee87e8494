"""Heat pumps against the points of their certificates, EN 14825 and systems measured in China."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.models.heat_pump import (
    cop_at_load,
    defrost_share,
    load_unit,
    performance,
    rated_humidity,
)
from sim.models.heating import supply
from sim.models.heating_system import parameters
from sim.tables import table
from sim.verify.check import Check

Array = npt.NDArray[np.float64]

# EN 14825, average climate: hours of each whole degree from -10 to 15 °C
_BINS_C = np.arange(-10.0, 16.0)
_BIN_HOURS = np.array(
    [1, 25, 23, 24, 27, 68, 91, 89, 165, 173, 240, 280, 320, 357, 356, 303, 330, 326, 348, 335,
     315, 215, 169, 151, 105, 74], dtype=np.float64)  # fmt: skip
_DESIGN_C = -10.0
_FLOW_OF_OUTDOOR = {
    "35": ((-10.0, -7.0, 2.0, 7.0, 12.0), (35.0, 34.0, 30.0, 27.0, 24.0)),
    "55": ((-10.0, -7.0, 2.0, 7.0, 12.0), (55.0, 52.0, 42.0, 36.0, 30.0)),
}
"""EN 14825, variable outlet: outdoor and flow temperature of each application."""
_UNIT = "aokol_ash_35chw"
_CERTIFICATE = "Heat Pump Keymark certificate of AOKOL ASH-35CHW/FR, 2024-01-12"
_DECLARED = {"35": (10.25, 4.47), "55": (8.91, 3.31)}
"""Design load in kW and SCOP of each application, as the certificate declares them."""


def checks(reference_data: Path | None) -> list[Check]:
    """Compare with published points and seasonal figures; nothing of `reference_data` is used."""
    del reference_data
    return [*_points(), *_seasons(), _ground_source()]


def _points() -> list[Check]:
    """Return the largest deviation from the points of every unit: they must come back exactly."""
    rows = []
    for name, points in table("heat_pumps").groupby(level=0):
        unit = load_unit(str(name))
        source_c = points["source_c"].to_numpy(dtype=np.float64)
        at = performance(unit, source_c, points["flow_c"].to_numpy(dtype=np.float64))
        thawed = 1.0 - defrost_share(source_c, rated_humidity(source_c)) * unit.frosts
        full = (points["load"] == "full").to_numpy()
        cop = np.where(full, at.full_cop, at.part_cop) * thawed
        heat_kw = np.where(full, at.full_kw, at.part_kw) * thawed
        worst = max(
            float(np.max(np.abs(heat_kw / points["heat_kw"] - 1.0))),
            float(np.max(np.abs(cop / points["cop"] - 1.0))),
        )
        source = str(points["source"].iloc[0])
        rows.append(
            Check(f"heat pump {name}, points of its table", worst, 0.0, 1e-9, "1", source,
                  "absolute")
        )  # fmt: skip
    return rows


def _seasons() -> list[Check]:
    return [
        Check(f"SCOP at {application} C, average climate", seasonal_cop(application), declared,
              0.05, "kW/kW", f"{_CERTIFICATE}; bins of EN 14825")
        for application, (_, declared) in _DECLARED.items()
    ]  # fmt: skip


def seasonal_cop(application: str) -> float:
    """Return SCOP_on by the bin method of EN 14825 with this project's model of the unit.

    What the unit draws when it gives no heat (10 to 50 W on the certificate: 0.3 % of the
    year's electricity) is left out.
    """
    unit, (design_kw, _) = load_unit(_UNIT), _DECLARED[application]
    outdoor_c, flow_c = _FLOW_OF_OUTDOOR[application]
    # the line of flow temperatures goes on to the warmest bins as it came
    flow = np.interp(_BINS_C, outdoor_c, flow_c) - np.maximum(_BINS_C - 12.0, 0.0) * (
        (flow_c[-2] - flow_c[-1]) / 5.0
    )
    at = performance(unit, _BINS_C, flow)
    thawed = 1.0 - defrost_share(_BINS_C, rated_humidity(_BINS_C))
    load_kw = design_kw * (16.0 - _BINS_C) / (16.0 - _DESIGN_C)
    heat = electricity = 0.0
    for n, hours in enumerate(_BIN_HOURS):
        given_kw = min(load_kw[n], at.full_kw[n] * thawed[n])
        cop = thawed[n] * cop_at_load(
            given_kw / thawed[n], at.full_kw[n], at.full_cop[n], at.part_kw[n], at.part_cop[n],
            unit.cyclic_degradation,
        )  # fmt: skip
        heat += hours * load_kw[n]
        electricity += hours * (given_kw / cop + load_kw[n] - given_kw)
    return heat / electricity


def _ground_source() -> Check:
    """Heat a building of constant loss through the bins of a winter with boreholes."""
    system = parameters("ground_source")
    season = np.repeat(_BINS_C, _BIN_HOURS.astype(int))
    load_kw = 100.0 * (16.0 - season[None, :]) / (16.0 - _DESIGN_C)
    drawn = supply(
        system, np.array([100.0]), load_kw, np.zeros((1, 48)),
        np.zeros(len(season), dtype=np.int64), season, np.full(len(season), 60.0), 1.0, _DESIGN_C,
    )  # fmt: skip
    ours = float(load_kw.sum() / drawn.electricity_kw.sum())
    return Check.between(
        "ground-source system COP of a winter, pumps included", ours, 2.36, 3.25, "kW/kW",
        "measured systems in Hengshui 2.36, Langfang 2.43 and Wuhan 3.25",
    )  # fmt: skip
