"""A page as one HTML document that needs no network: to be kept, mailed and printed."""

import base64
import hashlib
import html as markup
import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from dash import html
from dash.development.base_component import Component
from plotly.offline import get_plotlyjs

from dashboard import components, guard, security
from dashboard.look import Look
from dashboard.page import Choice, Page, Section
from dashboard.parts import formats
from dashboard.reports.static import Static
from dashboard.texts import text
from dashboard.view import Lang
from sim.results import RunFolder

_OWN = Path(__file__).resolve().parent / "assets"
_PAGES = _OWN.parents[1] / "assets"
_URL = re.compile(r"url\(\"(?!data:)([^\"]*)\"\)")
_CODE = ("figures", "config")


def document(page: Page, shown: Look, notes: Sequence[Component]) -> str:
    """Return the report of a page: every section as the look has it, on a light ground.

    `notes` on the runs stand below the head.
    """
    look = Look(shown.view.but(dark=False), shown.runs, shown.problems)
    out = Static(look.lang)
    parts = [_head(page, look), guard.said(page, look), *notes]
    body = "".join(guard.written(out, look, f"head of {page.name}", part) for part in parts)
    body += f'<main class="sections">{_sections(page, look, out)}</main>'
    lang = "zh-CN" if look.lang == "zh" else "en"
    config = json.dumps(security.graph_config(look.lang) | {"responsive": False})
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy()}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{markup.escape(title(page, look.lang))}</title><style>{_style()}</style></head>"
        f"<body>{body}<footer>{markup.escape(_foot(look))}</footer>"
        f"{_data('figures', '[' + ','.join(out.figures) + ']')}{_data('config', config)}"
        f"<script>{_script()}</script></body></html>\n"
    )


def title(page: Page, lang: Lang) -> str:
    """Return what a report is called."""
    return f"{text(lang, f'page.{page.name}')} · {text(lang, 'app.title')}"


@lru_cache(maxsize=1)
def content_policy() -> str:
    """Return the policy of a report: nothing is loaded, and no script runs but its own."""
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=1)
def _script() -> str:
    """Return plotly with Chinese, and what draws the figures: one script, alike in all reports."""
    locale = (_PAGES / "plotly.zh-CN.js").read_text(encoding="utf-8")
    draw = (_OWN / "page.js").read_text(encoding="utf-8")
    whole: str = "\n".join((get_plotlyjs(), locale, draw))
    return whole.replace("\r\n", "\n").replace("</script", "<\\/script")


@lru_cache(maxsize=1)
def _style() -> str:
    """Return the style of the pages and that of reports; pictures are put into it."""
    files = [*sorted(_PAGES.glob("*.css")), _OWN / "page.css"]
    kept = [path for path in files if path.name != "print.css"]
    return _URL.sub(_inlined, "\n".join(path.read_text(encoding="utf-8") for path in kept))


def _inlined(found: re.Match[str]) -> str:
    path = _PAGES / Path(found[1]).name
    if path.suffix != ".svg" or not path.is_file():
        return "none"
    packed = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'url("data:image/svg+xml;base64,{packed}")'


def _data(name: str, value: str) -> str:
    """Return JSON beside the page; no text in it can end its element."""
    safe = value.replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{safe}</script>'


def _head(page: Page, look: Look) -> Component:
    lang = look.lang
    logo = html.Span(className="logo", **components.HIDDEN)
    name = html.Div([logo, text(lang, "app.title")], className="report-name")
    heads = [html.Th(text(lang, f"report.{key}")) for key in ("run", "period", "made", "version")]
    rows = [html.Tr(_run(words, run, look)) for words, run in look.titled()]
    table = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)]) if rows else None
    parts = [name, components.heading(lang, page.name), _chosen(page.choices, look), table]
    return html.Header(parts, className="report-head")


def _run(words: str, run: RunFolder, look: Look) -> list[Component]:
    lang, grid, manifest = look.lang, run.grid, run.manifest
    last: date = grid.start + timedelta(days=grid.days - 1)
    base = f" · {text(lang, 'choice.baseline')}" if run is look.runs[0] else ""
    period = f"{formats.span(grid.start, last, lang)} · {grid.step_minutes} min"
    version = str((manifest.get("versions") or {}).get("greenpark", ""))
    made = str(manifest.get("created", ""))[:10]
    name = html.Td([html.Strong(words + base), html.Br(), run.name])
    return [name, html.Td(period), html.Td(made), html.Td(version)]


def _sections(page: Page, look: Look, out: Static) -> str:
    listed = page.sections if look.runs else ()
    return "".join(
        guard.written(out, look, f"section {part.key}", _section(page, part, look))
        for part in listed
    )


def _section(page: Page, part: Section, look: Look) -> Component:
    body = guard.drawn(look, part, part.draw)
    name, lead = (text(look.lang, f"{page.name}.{part.key}{end}") for end in ("", ".lead"))
    chosen = _chosen(part.choices, look)
    panel = components.panel(name, lead, *([chosen] if chosen else []), body)
    return html.Div(panel, className="wide" if part.wide else "half")


def _chosen(choices: tuple[Choice, ...], look: Look) -> Component | None:
    """Return in words what the controls say, which are not there."""
    said = []
    for choice in choices if look.runs else ():
        options, chosen = guard.offered(choice, look)
        labels = dict(_labels(options))
        picked = [labels.get(one, "") for one in chosen.split(",")]
        words = ", ".join(filter(None, picked))
        if words:
            said.append(f"{text(look.lang, f'choice.{choice.key}')}: {words}")
    return html.P(" · ".join(said), className="chosen") if said else None


def _labels(options: list[dict[str, Any]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for option in options:
        inner = option.get("items")
        found += _labels(inner) if inner else [(str(option["value"]), str(option["label"]))]
    return found


def _foot(look: Look) -> str:
    made = f"{text(look.lang, 'report.foot')} {formats.today().isoformat()}"
    return f"{made} · {look.view.query()}"
