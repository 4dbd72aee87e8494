"""What the export menus of figures and tables do, once for all pages."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pandas as pd
from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from dashboard import ids
from dashboard.export import sheets
from dashboard.export.figure_data import frame_of
from dashboard.files.library import Library
from dashboard.texts import TEXTS, text
from dashboard.view import View, seen

_VERSION = "greenpark"
Kind = Literal["figure", "zoom", "grid"]


def register(app: Dash, library: Library) -> None:
    """Answer the export menus of every figure and table, whatever page they stand on."""
    _register_figures(app, library, "figure")
    _register_figures(app, library, "zoom")

    @app.callback(
        *_parts("grid"),
        State({"grid": MATCH}, "columnDefs"),
        State({"grid": MATCH}, "virtualRowData"),
        State({"grid": MATCH}, "rowData"),
        prevent_initial_call=True,
    )
    def save_table(csv: int, xlsx: int, search: str, columns: Any, shown: Any, rows: Any) -> Any:
        if not (csv or xlsx):
            return no_update, no_update
        frame = table_frame(columns or [], rows or [] if shown is None else shown)
        return saved(frame, "grid", dict(ctx.triggered_id), seen(search), library)


def _register_figures(app: Dash, library: Library, kind: Kind) -> None:
    @app.callback(*_parts(kind), State({kind: MATCH}, "figure"), prevent_initial_call=True)
    def save_figure(csv: int | None, xlsx: int | None, search: str | None, figure: Any) -> Any:
        if not (csv or xlsx):
            return no_update, no_update
        view, asked = seen(search), dict(ctx.triggered_id)
        return saved(frame_of(figure or {}, view.lang), kind, asked, view, library)

    clientside: Any = app.clientside_callback
    clientside(
        ClientsideFunction("greenpark", "picture"),
        Output({kind: MATCH, "part": "said"}, "children"),
        Input({kind: MATCH, "save": "png"}, "n_clicks"),
        Input({kind: MATCH, "save": "svg"}, "n_clicks"),
        prevent_initial_call=True,
    )


def _parts(kind: Kind) -> tuple[Any, ...]:
    return (
        Output({kind: MATCH, "part": "file"}, "data"),
        Output({kind: MATCH, "part": "said"}, "children", allow_duplicate=True),
        Input({kind: MATCH, "save": "csv"}, "n_clicks"),
        Input({kind: MATCH, "save": "xlsx"}, "n_clicks"),
        State(ids.URL, "search"),
    )


def saved(
    frame: pd.DataFrame, kind: Kind, asked: Mapping[str, str], view: View, library: Library
) -> tuple[Any, str]:
    """Return the file of a table for the browser, and what is said about it."""
    name, form = asked[kind], asked["save"]
    file = f"greenpark-{name.replace('.', '-')}.{form}"
    title = text(view.lang, name) if name in TEXTS else name
    if form == "csv":
        content, mime = sheets.csv(frame), sheets.CSV
    else:
        content, mime = sheets.xlsx(frame, title, about(title, view, library)), sheets.XLSX
    packed = base64.b64encode(content).decode("ascii")
    sent = {"filename": file, "content": packed, "type": mime, "base64": True}
    return sent, text(view.lang, "export.saved", file=file)


def about(title: str, view: View, library: Library) -> dict[str, str]:
    """Return what a file is of: its title, the runs, and the view that shows it again."""
    full, lang = library.resolve(view), view.lang
    titles = library.titles(full.runs or (), lang)
    named = [f"{words} ({run})" if words != run else run for run, words in titles.items()]
    opened = (library.open(run) for run in titles)
    versions = {_version(getattr(run, "manifest", {})) for run in opened} - {""}
    told = {
        "what": title,
        "runs": "; ".join(named),
        "baseline": titles.get(full.baseline, ""),
        "version": ", ".join(sorted(versions)),
        "view": full.query(),
    }
    return {text(lang, f"export.about.{key}"): words for key, words in told.items()}


def _version(manifest: Mapping[str, Any]) -> str:
    return str((manifest.get("versions") or {}).get(_VERSION, ""))


def table_frame(columns: list[dict[str, Any]], rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows of a table as they are shown, under their headings."""
    found: dict[str, list[Any]] = {}
    for heading, column in leaves(columns):
        times = 100.0 if is_percent(column) else 1.0
        values: list[Any] = [row.get(column["field"]) for row in rows]
        name, number = heading, 2
        while name in found:
            name, number = f"{heading} ({number})", number + 1
        found[name] = [one * times if times > 1.0 and _is_number(one) else one for one in values]
    return pd.DataFrame(found)


def leaves(columns: list[dict[str, Any]], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the columns that are shown, each with its heading and those of its groups."""
    for column in columns:
        words = str(column.get("headerName") or column.get("field") or "")
        heading = " · ".join(part for part in (above, words) if part)
        if "children" in column:
            yield from leaves(column["children"], heading)
        elif column.get("field") and not column.get("hide"):
            yield heading, column


def is_percent(column: Mapping[str, Any]) -> bool:
    """Whether a column holds shares and shows per cent."""
    shown = column.get("valueFormatter")
    return isinstance(shown, Mapping) and str(shown.get("function", "")).startswith("percent(")


def _is_number(value: Any) -> bool:
    """Whether a cell holds a number; in Python True is one too."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
