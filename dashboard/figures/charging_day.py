"""One station: its power against its limit with plugs and queue, a session, controllers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import COLOURS, headings, local, message, styled
from sim.results import query

_WORDS = {
    "power": ("充电功率", "Charging power"),
    "limit": ("允许功率 {:,.0f} kW", "May draw {:,.0f} kW"),
    "kw": ("功率 / kW", "Power / kW"),
    "busy": ("占用充电枪", "Plugs in use"),
    "plugs": ("共 {:.0f} 枪", "{:.0f} plugs"),
    "queue": ("排队车辆", "Vehicles waiting"),
    "vehicles": ("车辆数", "Vehicles"),
    "no_series": ("运行结果里没有该站的功率曲线", "The run keeps no power of this station"),
    "minutes": ("开始充电后 / 分钟", "Minutes since charging began"),
    "soc": ("SOC / %", "State of charge / %"),
    "fastest": ("车和枪允许的最快过程（推算）", "As fast as vehicle and plug allow (worked out)"),
    "even": ("限功率并用满停留时间（推算）", "Held back evenly over the stay (worked out)"),
    "mean": ("平均功率", "Mean power"),
    "no_curve": ("无法推算过程，只有平均功率", "No course can be worked out: mean power only"),
    "site": ("本站点充电", "Charging of the site"),
    "net": ("变压器净功率", "Through the transformer"),
    "no_day": ("没有模拟这一天", "Day not simulated"),
}
WAITING = "#c8553d"


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]


def power(frame: pd.DataFrame, limit_kw: float, plugs: float, lang: str) -> go.Figure:
    """Draw a station's power with what it may draw, and below plugs in use and the queue.

    Parameters
    ----------
    frame
        What `dashboard.queries.charging.power` returns.
    limit_kw, plugs
        What the station may draw [kW], and how many plugs it has.
    lang
        "zh" or "en".
    """
    if "power_kw" not in frame:
        return message(_word("no_series", lang))
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, row_heights=[0.58, 0.42], vertical_spacing=0.07
    )
    _line(figure, frame["power_kw"], _word("power", lang), COLOURS["charging_kw"], 1, "kW", lang)
    if "busy" in frame:
        _line(figure, frame["busy"], _word("busy", lang), "#5b7c99", 2, "", lang)
    if "queue" in frame:
        _line(figure, frame["queue"], _word("queue", lang), WAITING, 2, "", lang)
    _level(figure, limit_kw, _word("limit", lang).format(limit_kw), 1)
    _level(figure, plugs, _word("plugs", lang).format(plugs), 2)
    figure.update_yaxes(title=_word("kw", lang), rangemode="tozero", row=1, col=1)
    figure.update_yaxes(title=_word("vehicles", lang), rangemode="tozero", row=2, col=1)
    day = len(frame) and (frame.index[-1] - frame.index[0]).days < 1
    figure = styled(figure, 420).update_layout(legend={"y": 1.0, "yanchor": "bottom"})
    return figure.update_xaxes(tickformat="%H:%M" if day else "%m-%d", nticks=14)


def _line(
    figure: go.Figure, values: pd.Series, name: str, colour: str, row: int, unit: str, lang: str
) -> None:
    thin = query.thinned(values, 1200)
    faint = f"rgba{(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), 0.18)}"
    figure.add_scatter(
        x=local(thin.index),
        y=thin.astype(float).round(2),
        name=name,
        mode="lines",
        line={"color": colour, "width": 1.6, "shape": "hv"},
        fill="tozeroy",
        fillcolor=faint,
        hovertemplate=f"%{{y:,.0f}} {unit}",
        row=row,
        col=1,
    )


def _level(figure: go.Figure, value: float, words: str, row: int, side: str = "top right") -> None:
    if value > 0.0:
        figure.add_hline(
            y=value,
            line={"color": "#d1495b", "width": 1.6, "dash": "dash"},
            annotation={"text": words, "font": {"size": 12}},
            annotation_position=side,
            row=row,
            col=1,
        )


def session(curve: Any, lang: str) -> go.Figure:
    """Draw the course of a session (`dashboard.queries.session_curve.Curve`): power and charge."""
    if curve.fastest is None:
        return message(_word("no_curve", lang))
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.12)
    looks = {"fastest": ("#5b7c99", "dash"), "even": (COLOURS["charging_kw"], "solid")}
    if curve.even is None:
        looks = {"fastest": (COLOURS["charging_kw"], "solid")}
    for which, (colour, dash) in looks.items():
        course = getattr(curve, which)
        line = {"color": colour, "width": 2.4, "dash": dash}
        for column, (values, unit) in enumerate(
            ((course.power_kw, "kW"), (100.0 * course.soc, "%")), start=1
        ):
            figure.add_scatter(
                x=course.minutes.round(2),
                y=values.round(2),
                mode="lines",
                line=line,
                name=_word(which, lang),
                legendgroup=which,
                showlegend=column == 1,
                hovertemplate=f"%{{y:,.1f}} {unit}",
                row=1,
                col=column,
            )
    _level(
        figure, curve.mean_kw, _word("mean", lang) + f" {curve.mean_kw:,.1f} kW", 1, "bottom left"
    )
    figure.update_xaxes(title=_word("minutes", lang), rangemode="tozero")
    figure.update_yaxes(title=_word("kw", lang), rangemode="tozero", row=1, col=1)
    figure.update_yaxes(title=_word("soc", lang), range=[0, 104], row=1, col=2)
    return styled(figure, 340).update_layout(legend={"y": 1.0, "yanchor": "bottom"})


def controllers(days: Mapping[str, pd.DataFrame | None], lang: str) -> go.Figure:
    """Draw days of a site's charging for each run, in small panels with the same axes.

    Parameters
    ----------
    days
        By title: charging_kw and net_kw of the site; None where the run has no such day.
    lang
        "zh" or "en".
    """
    there = {title: frame for title, frame in days.items() if frame is not None and len(frame)}
    if not there:
        return message(_word("no_day", lang))
    across = min(3, len(there))
    down = -(-len(there) // across)
    figure = make_subplots(
        rows=down, cols=across, shared_xaxes="all", shared_yaxes="all",
        subplot_titles=headings(list(there), across),
        horizontal_spacing=0.03, vertical_spacing=0.16 / down,
    )  # fmt: skip
    for number, frame in enumerate(there.values()):
        row, column = divmod(number, across)
        _panel(figure, frame, row + 1, column + 1, lang)
    day = max((frame.index[-1] - frame.index[0]).days for frame in there.values()) < 1
    figure.update_xaxes(tickformat="%H:%M" if day else "%m-%d", nticks=7)
    for row in range(1, down + 1):
        figure.update_yaxes(title=_word("kw", lang), row=row, col=1)
    figure = styled(figure, 120 + 210 * down)
    figure.update_annotations(font={"size": 13})
    return figure.update_layout(legend={"y": -50 / (120 + 210 * down)})


def _panel(figure: go.Figure, frame: pd.DataFrame, row: int, column: int, lang: str) -> None:
    looks = (("charging_kw", "site", COLOURS["charging_kw"]), ("net_kw", "net", COLOURS["net_kw"]))
    for name, word, colour in looks:
        if name not in frame:
            continue
        filled = name == "charging_kw"
        figure.add_scatter(
            x=local(frame.index),
            y=frame[name].astype(float).round(1),
            name=_word(word, lang),
            mode="lines",
            line={"color": colour, "width": 1.6, "dash": "solid" if filled else "dot"},
            fill="tozeroy" if filled else None,
            legendgroup=name,
            showlegend=row == column == 1,
            hovertemplate="%{y:,.0f} kW",
            row=row,
            col=column,
        )
