"""Where the energy of a run comes from and where it goes: amounts that balance at every node.

Electricity is what the park's series say, heat what the buildings' table says, fuel by its lower
heating value. What enters a node leaves it, or the node is an end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from sim.results import RunFolder

DIESEL_KWH_PER_L = 43.0 * 0.84 / 3.6
"""43 MJ/kg (IPCC 2006 default) times 0.84 kg/l (assumption [U]), as in the emission factors."""
_CNG_KWH_PER_M3 = "natural_gas_lhv"
_HEAT_COLUMNS = ["heat_kwh", "hot_water_kwh", "gas_kwh", "district_kwh", "ambient_kwh", "unmet_kwh"]

SOURCES = ("grid", "pv", "discharge", "ambient", "district", "gas", "diesel", "cng")
"""Nodes that nothing enters."""
ENDS = ("export", "building", "cooling", "stored", "space_heat", "hot_water", "vehicles", "losses")
"""Nodes that nothing leaves."""


@dataclass(frozen=True)
class Flow:
    """Energy [MWh] of the simulated period from one node to another."""

    origin: str
    target: str
    mwh: float


@lru_cache(maxsize=64)
def energy_flow(run: RunFolder) -> tuple[Flow, ...]:
    """Return the flows of a run, without those that are nothing."""
    park, heat = _park_mwh(run), _heat_mwh(run)
    flows = [*_electricity(park), *_heat(park["heating_kw"], heat)]
    flows += _vehicles(park["charging_kw"], _charged_mwh(run), _fuel_mwh(run))
    least = 1e-6 * sum(flow.mwh for flow in flows if flow.origin in SOURCES)
    return tuple(flow for flow in flows if flow.mwh > least)


def _electricity(park: Mapping[str, float]) -> list[Flow]:
    into = {"grid": "import_kw", "pv": "pv_kw", "discharge": "discharged"}
    out = {"building": "building_kw", "heating": "heating_kw", "cooling": "cooling_kw"}
    out |= {"charging": "charging_kw", "battery": "charged", "export": "export_kw"}
    flows = [Flow(node, "electricity", park[name]) for node, name in into.items()]
    flows += [Flow("electricity", node, park[name]) for node, name in out.items()]
    # What a battery keeps for good is its loss; all else it gives again, in its time.
    given = min(park["charged"], park["discharged"])
    lost = park["charged"] - given
    return [*flows, Flow("battery", "stored", given), Flow("battery", "losses", lost)]


def _heat(electric_mwh: float, heat: Mapping[str, float]) -> list[Flow]:
    """Return the flows through the heating plants; their end is heating where no table tells."""
    into = {"ambient": "ambient_kwh", "district": "district_kwh", "gas": "gas_kwh"}
    flows = [Flow(node, "heating", heat[name]) for node, name in into.items()]
    entered = electric_mwh + sum(flow.mwh for flow in flows)
    space = max(0.0, heat["heat_kwh"] - heat["unmet_kwh"])
    made = space + heat["hot_water_kwh"]
    # A store that gives more than it takes, or rounding: no more can leave than entered.
    share = min(1.0, entered / made) if made > 0.0 else 0.0
    flows += [Flow("heating", "space_heat", share * space)]
    flows += [Flow("heating", "hot_water", share * heat["hot_water_kwh"])]
    return [*flows, Flow("heating", "losses", entered - share * made)]


def _vehicles(drawn_mwh: float, charged_mwh: float, fuel: Mapping[str, float]) -> list[Flow]:
    kept = min(drawn_mwh, charged_mwh)
    flows = [Flow("charging", "vehicles", kept), Flow("charging", "losses", drawn_mwh - kept)]
    return [*flows, *(Flow(energy, "vehicles", mwh) for energy, mwh in fuel.items())]


def _park_mwh(run: RunFolder) -> dict[str, float]:
    names = ("import_kw", "export_kw", "building_kw", "heating_kw", "cooling_kw", "charging_kw")
    there = [n for n in (*names, "pv_kw", "battery_kw") if f"park/{n}" in run.series_columns]
    frame = run.series([f"park/{name}" for name in there])
    mwh = run.grid.step_h / 1000.0
    found = dict.fromkeys((*names, "pv_kw", "charged", "discharged"), 0.0)
    for name in there:
        power = frame[f"park/{name}"].to_numpy(dtype=np.float64)
        if name == "battery_kw":
            found["charged"] = float(np.clip(power, 0.0, None).sum()) * mwh
            found["discharged"] = float(np.clip(-power, 0.0, None).sum()) * mwh
        else:
            found[name] = float(power.sum()) * mwh
    return found


def _heat_mwh(run: RunFolder) -> dict[str, float]:
    rows = _table(run, "buildings")
    return {n: float(rows[n].sum()) / 1000.0 if n in rows else 0.0 for n in _HEAT_COLUMNS}


def _charged_mwh(run: RunFolder) -> float:
    """Return what the batteries of all vehicles gained, and what warmed them, at the plug."""
    if not (run.path / "sessions.parquet").is_file():
        return 0.0
    return float(run.table("sessions", ["battery_kwh"])["battery_kwh"].sum()) / 1000.0


def _fuel_mwh(run: RunFolder) -> dict[str, float]:
    rows = _table(run, "vehicles")
    if rows.empty:
        return {}
    factors = _table(run, "factors")
    gas = factors.loc[factors["name"].astype(str) == _CNG_KWH_PER_M3, "value"]
    kwh_per = {"diesel": DIESEL_KWH_PER_L, "cng": float(gas.iloc[0]) if len(gas) else 0.0}
    used = rows.groupby(rows["energy"].astype(str))["fuel"].sum()
    return {e: float(used[e]) * kwh / 1000.0 for e, kwh in kwh_per.items() if e in used}


def _table(run: RunFolder, name: str) -> Any:
    if not (run.path / f"{name}.parquet").is_file():
        return pd.DataFrame()
    return run.table(name)
