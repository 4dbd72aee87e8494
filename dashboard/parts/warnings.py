"""What the page on the grid says of the worst moment, of alarms and of calls."""

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import components, grid
from dashboard.figures import alarms as drawn
from dashboard.look import Look
from dashboard.parts import saying
from dashboard.queries import causes, loading, settings
from dashboard.texts import text
from sim.kpi.words import number


def worst(shown: Look) -> Component:
    """Return the worst moment of the run with its cause, and how many places it concerns."""
    run, lang = shown.run, shown.lang
    found = loading.loading(run)
    place, day = found.worst() or (str(found.table.index[0]), 0)
    share, step = found.peak_of(place, day)
    time = loading.begin(run, day, step)
    said = text(
        lang, "grid.worst.of",
        place=saying.place_name(run, place, lang), time=saying.when(time, lang),
    )  # fmt: skip
    cause = saying.because(causes.cause(run, place, day, step), lang)
    here = shown.view.choosing(site=place, day=f"{time:%Y-%m-%d}", time=f"{time:%H:%M}")
    band = loading.band(share)
    moment = html.Div(
        [
            html.Div(
                [
                    html.Span(saying.percent(share), className=f"moment-share band-{band}"),
                    html.Span(text(lang, f"band.{band}"), className=f"band band-{band}"),
                    html.Strong(said),
                ],
                className="moment-head",
            ),
            html.P(
                [
                    html.Span(text(lang, "grid.worst.cause"), className="moment-cause"),
                    cause + saying.outdoor(run, time, lang),
                ],
                className="finding",
            ),
            html.P(text(lang, "grid.worst.usual"), className="lead"),
            html.Div(
                [
                    dcc.Link(
                        text(lang, "grid.worst.day"), href=here.query(), className="button-link"
                    ),
                    dcc.Link(
                        text(lang, "grid.worst.map"),
                        href="map" + here.query(),
                        className="button-link",
                    ),
                ],
                className="moment-links",
            ),
        ],
        className="moment",
    )
    return html.Div([moment, _facts(shown, found)], className="moment-row")


def _facts(shown: Look, found: loading.Loading) -> Component:
    lang, table = shown.lang, found.table
    sites = table[table.index.str.startswith(loading.SITE)]
    areas = table.drop(sites.index)
    over = sites[sites["over_h"] > 0]
    facts = [
        ("grid.fact.alarms", str(len(shown.run.table("alarms", ["site"]))), ""),
        (
            "grid.fact.over", str(len(over)),
            text(lang, "grid.fact.over.hours", hours=number(float(over["over_h"].sum()))),
        ),
        (
            "grid.fact.heavy", str(int((sites["heavy_h"] > 0).sum())),
            text(lang, "grid.fact.of", count=len(sites)),
        ),
    ]  # fmt: skip
    if len(areas):
        most = str(areas["most"].idxmax())
        name = saying.place_name(shown.run, most, lang)
        facts.append(("grid.fact.area", saying.percent(float(areas["most"].max())), name))
    cards = [
        html.Div(
            [
                html.Div(text(lang, key), className="card-label"),
                html.Div(value, className="card-value"),
                *([html.Div(more, className="card-baseline")] if more else []),
            ],
            className="card",
        )
        for key, value, more in facts
    ]
    return html.Div(cards, className="cards moment-facts")


def alarms(shown: Look) -> Component:
    """Return the alarms of the run: a picture by place, and a table with causes."""
    run, lang = shown.run, shown.lang
    found = causes.alarms(run)
    if not found:
        body = text(lang, "grid.alarms.none.body")
        return components.message(text(lang, "grid.alarms.none"), body)
    until = loading.begin(run, run.grid.days)
    stretches = [_stretch(shown, alarm, until) for alarm in found]
    figure = drawn.timeline(stretches, (loading.begin(run, 0), until), lang)
    rows = [_row(shown, alarm, until) for alarm in found]
    height = min(420, 96 + 35 * len(rows))
    return html.Div(
        [
            _rule(shown),
            components.graph(figure, shown.view, "grid.alarms"),
            grid.table("grid.alarms", _columns(shown), rows, lang, height),
        ]
    )


def _rule(shown: Look) -> Component:
    rule = settings.settings(shown.run).get("alarms") or {}
    if not {"raise_at", "clear_at", "hold_minutes"} <= set(rule):
        return html.Div()
    said = text(
        shown.lang, "grid.alarms.rule", minutes=number(float(rule["hold_minutes"])),
        raised=saying.percent(rule["raise_at"]), cleared=saying.percent(rule["clear_at"]),
    )  # fmt: skip
    return html.P(said, className="lead")


def _stretch(shown: Look, alarm: causes.Alarm, until: pd.Timestamp) -> drawn.Stretch:
    name = saying.place_name(shown.run, alarm.place, shown.lang)
    peak_at = loading.begin(shown.run, alarm.day, alarm.step)
    head = f"{name}, {saying.when(peak_at, shown.lang)}: {saying.percent(alarm.peak)}"
    why = saying.because(alarm.cause, shown.lang)
    part = alarm.cause.part if alarm.cause else ""
    end = until if alarm.end is None else alarm.end
    said = f"<b>{head}</b><br>{_folded(why, shown.lang)}"
    return drawn.Stretch(alarm.place, name, alarm.begin, end, peak_at, alarm.peak, part, said)


def _folded(words: str, lang: str, width: int = 64) -> str:
    """Break a sentence for a hover label, which does not do so by itself."""
    if lang == "zh":
        return "<br>".join(words[at : at + width // 2] for at in range(0, len(words), width // 2))
    lines = [""]
    for word in words.split():
        lines[-1:] = (
            [lines[-1], word]
            if len(lines[-1]) + len(word) > width
            else [f"{lines[-1]} {word}".strip()]
        )
    return "<br>".join(lines)


def _row(shown: Look, alarm: causes.Alarm, until: pd.Timestamp) -> dict[str, object]:
    on = text(shown.lang, "grid.alarms.on")
    return {
        "place": saying.place_name(shown.run, alarm.place, shown.lang),
        "begin": f"{alarm.begin:%Y-%m-%d %H:%M}",
        "end": on if alarm.end is None else f"{alarm.end:%Y-%m-%d %H:%M}",
        "hours": round(alarm.hours(until), 2),
        "peak": round(100.0 * alarm.peak, 3),
        "cause": saying.because(alarm.cause, shown.lang),
    }


def _columns(shown: Look) -> list[dict[str, object]]:
    head = {
        key: text(shown.lang, f"grid.column.{key}")
        for key in ("place", "begin", "end", "hours", "peak", "cause")
    }
    cause = grid.words("cause", head["cause"], 310)
    narrow = {"width": 96, "minWidth": 96, "filter": False}
    sentence = {"width": 560, "wrapText": True, "autoHeight": True, "cellClass": "cell-sentence"}
    # The cause is seen on a tablet without scrolling; what matters less stands behind it.
    return [
        grid.words("begin", head["begin"], 150),
        grid.words("place", head["place"], 150),
        grid.numeric("peak", head["peak"]) | narrow,
        cause | sentence,
        grid.words("end", head["end"], 150),
        grid.numeric("hours", head["hours"]) | narrow,
    ]


def calls(shown: Look) -> Component:
    """Return the demand-response calls and what each place gave."""
    lang = shown.lang
    rows = shown.run.table("grid_calls").astype({"call": str, "site": str})
    if rows.empty:
        return html.P(text(lang, "grid.calls.none"), className="lead")
    shown_rows = [
        {
            "call": row.call,
            "place": saying.place_name(shown.run, f"{loading.SITE}/{row.site}", lang),
            "begin": f"{row.begin:%Y-%m-%d %H:%M}",
            "end": f"{row.end:%Y-%m-%d %H:%M}",
            "limit": row.limit_kw,
            "before": round(float(before_kw), 3),
            "delivered": round(float(delivered_kw), 3),
        }
        for row, before_kw, delivered_kw in zip(
            rows.itertuples(), rows["before_kw"], rows["delivered_kw"], strict=True
        )
    ]
    words = ("call", "place", "begin", "end")
    columns = [grid.words(key, text(lang, f"grid.column.{key}"), 140) for key in words]
    amounts = ("limit", "before", "delivered")
    columns += [grid.numeric(key, text(lang, f"grid.column.{key}")) for key in amounts]
    return grid.table("grid.calls", columns, shown_rows, lang, min(380, 96 + 35 * len(rows)))
