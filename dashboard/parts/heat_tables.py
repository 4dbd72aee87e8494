"""The tables of the page about heat and sun: roofs, sources, building groups."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard import grid
from dashboard.parts.heat_names import group_name, kind_name, roof_name, source_name
from dashboard.queries import ground, heat, sun
from dashboard.texts import text
from dashboard.view import Lang
from sim.results import RunFolder

_WIDE = {"called": 260, "source": 270, "roof": 260, "module": 160, "heated": 160}


def roofs(run: RunFolder, part: str, lang: Lang) -> Component:
    """Return the roofs of a part with their yield and performance ratio, the largest first."""
    rows = sun.roofs_of(run, part).sort_values("kwp", ascending=False)
    found = pd.DataFrame(
        {
            "roof": [
                roof_name(run, roof, site, lang)
                for roof, site in zip(rows["roof"], rows["site"], strict=True)
            ],
            "module": [kind_name("module", key, lang) for key in rows["module"]],
        }
    )
    for name in ("kwp", "tilt_deg", "azimuth_deg", "plane_kwh_per_m2"):
        found[name] = rows[name].to_numpy()
    found["ac_mwh"] = rows["ac_kwh"].to_numpy() / 1000.0
    found["yield_kwh_per_kwp"] = rows["yield_kwh_per_kwp"].to_numpy()
    found["ratio"] = 100.0 * rows["performance_ratio"].to_numpy()
    return _table("roofs", found, lang)


def sources(run: RunFolder, lang: Lang) -> Component:
    """Return the sources, the one whose walls drift most first."""
    rows = ground.sources(run)
    named = [source_name(run, key, lang) for key in rows["source"]]
    found = pd.DataFrame({"source": named}).assign(
        heated=[kind_name("system", key, lang) for key in rows["kind"]],
        taken_mwh=rows["taken_kwh"] / 1000.0,
    )
    measures = ("drift_k", "coldest_c", "warmest_c", "too_cold_h", "limited_h")
    for name in (*measures, "boreholes", "depth_m"):
        found[name] = rows[name]
    return _table("sources", found, lang)


def groups(run: RunFolder, part: str, lang: Lang) -> Component:
    """Return the building groups of a part, the coldest first."""
    rows = heat.groups_of(run, part).sort_values("cold_share", ascending=False)
    found = pd.DataFrame(
        {
            "called": called(run, rows, lang),
            "heated": [kind_name("system", key, lang) for key in rows["system"]],
            "area": rows["heated_area_m2"],
            "heat_kwh_m2": rows["heat_kwh_m2"],
            "cooling_kwh_m2": rows["cooling_kwh_m2"],
            "spf": rows["spf"],
            "cold": rows["hours_below_setpoint"],
            "cold_share": 100.0 * rows["cold_share"],
            "hot": rows["hours_overheated"],
            "unmet_mwh": rows["unmet_kwh"] / 1000.0,
            "heat_mwh": rows["heat_kwh"] / 1000.0,
            "water_mwh": rows["hot_water_kwh"] / 1000.0,
        }
    )
    return _table("groups", found, lang)


def called(run: RunFolder, rows: pd.DataFrame, lang: Lang) -> list[str]:
    """Return what to call each building group."""
    keys = zip(rows["building"], rows["site"], rows["archetype"], strict=True)
    return [group_name(run, building, site, kind, lang) for building, site, kind in keys]


def _table(name: str, frame: pd.DataFrame, lang: Lang) -> Component:
    """Return a grid of a frame; columns that are empty throughout are left out."""
    shown = frame.dropna(axis="columns", how="all")
    columns = [_column(key, shown[key], lang) for key in shown.columns]
    rows = [_cells(row) for row in shown.to_dict("records")]
    return grid.table(f"heat.{name}", columns, rows, lang, min(90 + 34 * len(rows), 430))


def _column(key: str, values: pd.Series, lang: Lang) -> dict[str, Any]:
    title = text(lang, f"heat.column.{key}")
    wrapped = {"wrapHeaderText": True, "autoHeaderHeight": True}
    if pd.api.types.is_numeric_dtype(values):
        return grid.numeric(key, title) | wrapped | {"width": 108, "minWidth": 100}
    return grid.words(key, title, _WIDE[key]) | wrapped


def _cells(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row without what JSON cannot hold."""
    return {
        str(key): None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in row.items()
    }
