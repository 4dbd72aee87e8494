"""The table of all figures: AG Grid, sorted and filtered in the browser."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from dashboard.components import export_menu
from dashboard.texts import group_name, text
from dashboard.view import Lang
from sim.kpi.compare import Comparison, Row
from sim.kpi.registry import all_kpis

_LOCALE = Path(__file__).parent / "assets" / "ag-grid.zh-CN.json"
_NUMBER = {"function": "number(params.value)"}
_SIGNED = {"function": "number(params.value, true)"}
_PERCENT = {"function": "percent(params.value)"}
_ONE_ROW = {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True}


def table(
    name: str,
    columns: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    lang: Lang,
    height: int,
    pick: tuple[str, str] | None = None,
) -> Component:
    """Return a table that is sorted, filtered and exported; `name` is its id on the page.

    With `pick` (a field, and its value in the chosen row) one row is chosen by click or space.
    """
    options: dict[str, Any] = {
        "theme": {"function": "themeQuartz.withParams({cellHorizontalPadding: 10})"},
        "enableCellTextSelection": True,
        "animateRows": False,
        "rowHeight": 34,
        "headerHeight": 36,
        "groupHeaderHeight": 34,
        "tooltipShowDelay": 300,
    }
    if pick is not None:
        options["rowSelection"] = _ONE_ROW
    shown: Component = dag.AgGrid(
        id={"grid": name},
        rowData=rows,
        columnDefs=columns,
        defaultColDef={"sortable": True, "filter": True, "resizable": True, "minWidth": 84},
        dashGridOptions=options | ({"localeText": _chinese()} if lang == "zh" else {}),
        # No column may flex: with one, a grid out of view stays hidden until it is scrolled to.
        columnSize="responsiveSizeToFit",
        style={"height": f"{height}px"},
        **({} if pick is None else _picked(*pick)),
    )
    menu = export_menu("grid", name, text(lang, "export.table"), lang)
    return html.Div([menu, shown], className="exportable table")


def _picked(field: str, value: str) -> dict[str, Any]:
    return {
        "getRowId": f"params.data.{field}",
        "selectedRows": {"ids": [value]},
        "scrollTo": {"rowId": value},
    }


def comparison(compared: Comparison, lang: Lang) -> Component:
    """Return the table of all KPIs of the runs, the baseline first, with the differences."""
    return table("kpis", _columns(compared, lang), records(compared, lang), lang, 560)


def records(compared: Comparison, lang: Lang) -> list[dict[str, Any]]:
    """Return a row for each KPI, with values, differences, shares and verdicts by run number."""
    says = {kpi.name: kpi.says(lang) for kpi in all_kpis()}
    return [_record(row, lang) | {"says": says.get(row.name, "")} for row in compared.rows]


def _record(row: Row, lang: Lang) -> dict[str, Any]:
    divisor, unit = row.scale(lang)
    found: dict[str, Any] = {
        "group": group_name(lang, row.group),
        "name": row.label(lang),
        "unit": unit,
    }
    for number, cell in enumerate(row.cells):
        found[f"value{number}"] = None if cell.value is None else cell.value / divisor
        if cell.absolute is not None and cell.verdict != "baseline":
            found[f"difference{number}"] = cell.absolute / divisor
            # A percentage of a percentage says nothing; points are in the difference.
            share = 0.0 if cell.verdict == "equal" else cell.relative
            found[f"share{number}"] = None if row.unit == "%" else share
            found[f"verdict{number}"] = text(lang, f"verdict.{cell.verdict}")
    return found


def _columns(compared: Comparison, lang: Lang) -> list[dict[str, Any]]:
    typed = {"pinned": "left", "floatingFilter": True, "suppressFloatingFilterButton": True}
    named = [
        words("group", text(lang, "table.group"), 104) | typed,
        words("name", text(lang, "table.indicator"), 240) | typed | {"tooltipField": "says"},
    ]
    columns: list[dict[str, Any]] = [
        # Without a group of its own the row above them has no cell, which a reader stumbles over.
        {"headerName": "", "children": named},
        {"field": "unit", "headerName": text(lang, "table.unit"), "width": 104, "filter": False},
    ]
    for number, title in enumerate(compared.titles(lang)):
        base = number == compared.baseline
        name = text(lang, "table.baseline", title=title) if base else title
        children = _value(number, lang) + ([] if base else _change(number, lang))
        columns.append({"headerName": name, "headerTooltip": name, "children": children})
    return columns


def words(field: str, name: str, width: int) -> dict[str, Any]:
    """Return a column of words."""
    return {"field": field, "headerName": name, "width": width, "minWidth": width}


def _value(number: int, lang: Lang) -> list[dict[str, Any]]:
    column = numeric(f"value{number}", text(lang, "table.value"), _NUMBER)
    return [column | {"filter": False, "minWidth": 140}]


def _change(number: int, lang: Lang) -> list[dict[str, Any]]:
    better, worse = text(lang, "verdict.better"), text(lang, "verdict.worse")
    verdict = {
        "field": f"verdict{number}",
        "headerName": text(lang, "table.verdict"),
        "width": 104,
        "cellClassRules": {
            "cell-better": f"params.value == '{better}'",
            "cell-worse": f"params.value == '{worse}'",
        },
    }
    return [
        numeric(f"difference{number}", text(lang, "table.difference"), _SIGNED),
        numeric(f"share{number}", text(lang, "table.share"), _PERCENT),
        verdict,
    ]


def numeric(field: str, name: str, shown: dict[str, str] = _NUMBER) -> dict[str, Any]:
    """Return a column of numbers, written as `sim.kpi.words.number` does."""
    return {
        "field": field,
        "headerName": name,
        "type": "rightAligned",
        "filter": "agNumberColumnFilter",
        "valueFormatter": shown,
        "width": 132,
        "minWidth": 126,
    }


@lru_cache(maxsize=1)
def _chinese() -> dict[str, str]:
    texts: dict[str, str] = json.loads(_LOCALE.read_text(encoding="utf-8"))
    return texts
