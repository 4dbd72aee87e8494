"""Tables of the page about fleets: lines and vehicles."""

import pandas as pd
from dash.development.base_component import Component

from dashboard import grid
from dashboard.parts.station_tables import TWO_LINES, narrow
from dashboard.texts import text
from dashboard.view import Lang

_LINE_FIGURES = (
    *(("on_time", "col.on_time", 100.0), ("delay_mean", "col.delay_mean", 1.0)),
    *(("delay_p95", "col.delay_p95", 1.0), ("delay_max", "col.delay_max", 1.0)),
    *(("trips", "col.trips", 1.0), ("cancelled", "col.cancelled", 1.0)),
    ("swapped", "col.swapped", 1.0),
)
_VEHICLE_FIGURES = (
    *(("vehicles", "col.vehicles", 1.0), ("km_per_day", "col.km_per_day", 1.0)),
    *(("empty", "col.empty", 100.0), ("kwh_per_100km", "col.kwh", 1.0)),
    *(("fuel", "col.fuel", 1.0), ("soh", "col.soh", 100.0), ("soh_low", "col.soh_low", 100.0)),
    *(("life_years", "col.life", 1.0), ("towed", "col.towed", 1.0)),
)


def lines(
    rows: pd.DataFrame, names: dict[str, str], fleets: dict[str, str], lang: Lang
) -> Component:
    """Return the table of lines, the least punctual first."""
    columns = [
        grid.words("line", text(lang, "col.line"), 270) | {"tooltipField": "line"},
        grid.words("fleet", text(lang, "choice.fleet"), 150) | TWO_LINES,
        *(narrow(column, text(lang, key)) for column, key, _ in _LINE_FIGURES),
    ]
    shown = [
        {"line": names.get(row["line"], row["line"]), "fleet": fleets.get(row["fleet"], "")}
        | {name: round(factor * row[name], 3) for name, _, factor in _LINE_FIGURES}
        for row in rows.to_dict("records")
    ]
    return grid.table("lines", columns, shown, lang, 330)


def vehicles(frame: pd.DataFrame, fleets: dict[str, str], lang: Lang) -> Component:
    """Return the table of fleets: what their vehicles drove, took and lost."""
    columns = [
        grid.words("fleet", text(lang, "choice.fleet"), 170),
        grid.words("energy", text(lang, "col.drive"), 100) | TWO_LINES,
        *(narrow(column, text(lang, key)) for column, key, _ in _VEHICLE_FIGURES),
    ]
    shown = []
    for fleet, row in frame.iterrows():
        unit = {"l": "L", "m3": "m³"}.get(str(row["fuel_unit"]), "")
        energy = text(lang, f"drive.{row['energy']}")
        figures = {"fuel": row["fuel_per_100km"], **row.to_dict()}
        if row["energy"] == "battery":
            figures["fuel"] = None
        else:
            figures["kwh_per_100km"] = None
            energy = f"{energy} ({unit})"
        said = {"fleet": fleets.get(str(fleet), str(fleet)), "energy": energy}
        values = {name: figures[name] for name, _, _ in _VEHICLE_FIGURES}
        shown.append(
            said
            | {
                name: None if pd.isna(values[name]) else round(factor * float(values[name]), 2)
                for name, _, factor in _VEHICLE_FIGURES
            }
        )
    return grid.table("vehicles", columns, shown, lang, 90 + 34 * max(2, len(shown)))
