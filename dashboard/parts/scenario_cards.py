"""A scenario as the library shows it: title, state, last results, and what can be done with it."""

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import components
from dashboard.files.shelf import Entry
from dashboard.files.standing import Standing
from dashboard.parts import acts, formats, job_cards, outdated
from dashboard.texts import TEXTS, text
from dashboard.view import Lang, View
from sim.kpi.words import short

PAGE = "scenarios"


def card(one: Standing, view: View, home: str, titles: dict[str, str]) -> Component:
    """Return the card of a scenario; `titles` are those of the library by id."""
    entry, lang = one.entry, view.lang
    about = entry.description(lang)
    parts: list[Component | None] = [
        html.Div([_name(entry, lang), job_cards.badge(one.state, lang)]),
        html.P(about, title=about, className="scenario-text"),
        html.Ul([html.Li(word, title=word) for word in _tags(one, lang, titles)], className="tags"),
        *_state(one, view),
        _figures(one, lang),
        html.Div([*_buttons(one, view, home), _pick(one, view)], className="acts"),
    ]
    shown = [part for part in parts if part is not None]
    marked: dict[str, Any] = {"data-scenario": entry.id, "data-state": one.state}
    return html.Article(shown, className="scenario panel", **marked)


def _name(entry: Entry, lang: Lang) -> Component:
    return html.H2(entry.title(lang), title=entry.titles[lang != "zh"])


def tag(word: str, lang: Lang) -> str:
    """Return a tag in a language; one that is not known stays as it is."""
    return text(lang, f"tag.{word}") if f"tag.{word}" in TEXTS else short(word)


def _pick(one: Standing, view: View) -> Component | None:
    if one.result is None:
        return None
    label = text(view.lang, "scenarios.pick", title=one.entry.title(view.lang))
    box: Component = dmc.Checkbox(
        id={"page": PAGE, "pick": acts.to_id(one.result.name)},
        label=text(view.lang, "scenarios.pick.short"),
        checked=one.result.name in (view.runs or ()),
        radius="sm",
        size="sm",
        className="pick",
        persistence=True,  # a tick set while the list is drawn anew outlives it
        persistence_type="memory",
        attributes={"input": {"aria-label": label, "title": label}},
    )
    return box


def _tags(one: Standing, lang: Lang, titles: dict[str, str]) -> list[str]:
    own = [text(lang, "scenarios.own")] if one.entry.own else []
    days = [text(lang, "scenarios.days", days=one.days)] if one.days else []
    bases = [titles[key] for key in one.entry.parents if key in titles]
    extends = [text(lang, "scenarios.extends", title=bases[-1])] if bases else []
    return [*own, *days, *extends, *(tag(word, lang) for word in one.entry.tags)]


def _state(one: Standing, view: View) -> list[Component]:
    lang = view.lang
    if one.job is not None and one.job.goes_on:
        slot = {"page": PAGE, "progress": acts.to_id(one.job.id)}
        return [html.Div(job_cards.progress(one.job, view), id=slot, className="job-body")]
    if one.state == "invalid":
        told = [
            {"file": fault.file, "line": fault.line, "path": fault.path, "message": fault.message}
            for fault in one.faults
        ]
        return [job_cards.faults(told, lang)]
    if one.state == "failed" and one.job is not None:
        return job_cards.progress(one.job, view.choosing(log=""))
    if one.state == "stale":
        said = text(lang, "stale.why", parts=outdated.parts(one.changed, lang))
        return [html.P(said, className="stale-why")]
    return []


def _figures(one: Standing, lang: Lang) -> Component | None:
    """Return the headline figures of the last run."""
    figures = one.result.figures(lang) if one.result is not None else ()
    if not figures or one.result is None:
        return None
    when = formats.moment(one.result.written_ns / 1e9, lang)
    rows = [
        html.Div([html.Dt(label), html.Dd([html.B(value), html.Span(f" {unit}")])])
        for label, value, unit in figures
    ]
    title = html.P(text(lang, "scenarios.made", when=when), className="lead")
    named = components.named(text(lang, "scenarios.figures"))
    return html.Div([html.Dl(rows, className="figures", **named), title])


def _buttons(one: Standing, view: View, home: str) -> list[Component]:
    entry, lang = one.entry, view.lang
    about = entry.title(lang)

    def make(do: str, key: str, icon: str, kind: str = "") -> Component:
        return acts.button(
            PAGE, do, entry.id, text(lang, f"act.{key}"), icon, about=about, kind=kind
        )

    found: list[Component] = []
    if one.job is not None and one.job.goes_on:
        href = home + "runs" + view.query()
        found.append(components.act_link(href, text(lang, "act.watch"), "wait", about))
    elif one.state in ("done", "checking"):
        found.append(make("again", "again", "play"))
    else:
        found.append(make("run", "again" if one.result else "run", "play", "main"))
    edit = home + "editor" + view.choosing(scenario=entry.id).query()
    found.append(components.act_link(edit, text(lang, "act.edit"), "pencil", about))
    found.append(make("clone", "clone", "copy"))
    if entry.own:
        found.append(make("delete", "delete", "trash"))
    return found
