"""Fleets: punctuality of lines, charge along a day, taxis by zone and hour, consumption, health."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.figures.theme import RUNS, headings, local, message, styled

_WORDS = {
    "on_time": ("准点率 / %", "On time / %"),
    "delay": ("平均晚点 / 分钟", "Mean delay / min"),
    "no_trips": ("这个运行里没有按时刻表开行的车队", "This run has no fleet with a timetable"),
    "no_soc": (
        "这一天没有电量记录：车队不是电动车，或当天没有开行",
        "No charge is known on this day: the fleet has no batteries, or ran no trip",
    ),
    "no_taxis": ("这个运行里没有出租车订单", "This run has no taxi requests"),
    "no_use": (
        "这个运行里没有按时刻表开行的电动车队",
        "This run has no electric fleet with a timetable",
    ),
    "no_health": ("运行结果里没有电池健康度", "The run tells nothing of battery health"),
    "soc": ("SOC / %", "State of charge / %"),
    "time": ("时刻", "Time of day"),
    "hour": ("时刻", "Hour of day"),
    "wait": ("平均候车 / 分钟", "Mean wait / min"),
    "lost": ("流失的订单 / %", "Requests lost / %"),
    "asked": ("每天 {} 单", "{} requests a day"),
    "temperature": ("日平均气温 / °C", "Mean temperature of the day / °C"),
    "use": ("耗电 / (kWh/km)", "Consumption / (kWh/km)"),
    "km": ("当日 {:,.0f} km", "{:,.0f} km on the day"),
    "bin": ("每 2 °C 平均", "mean of each 2 °C"),
    "days": ("{:.0f} 天", "{:.0f} days"),
    "load": ("满载程度（占座位 / %）", "Load (of the seats / %)"),
    "behind": ("每天 {:.1f} 人上不了车", "{:.1f} left behind a day"),
    "lost_health": ("失去的容量 / %", "Capacity lost / %"),
    "calendar": ("随时间", "By time"),
    "cycle": ("随充放电", "By cycling"),
}
_WAIT_SCALE = [[0.0, "#f1f4ee"], [0.35, "#f2cf7a"], [0.7, "#d9793b"], [1.0, "#7a1f2b"]]
"""Light to dark, so that it reads without colour too."""


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]


def punctuality(lines: pd.DataFrame, names: Mapping[str, str], lang: str) -> go.Figure:
    """Draw the share of trips on time and the mean delay of the least punctual lines.

    Parameters
    ----------
    lines
        `dashboard.queries.fleet.Days.lines`.
    names
        What to call each line.
    lang
        "zh" or "en".
    """
    if lines.empty:
        return message(_word("no_trips", lang))
    rows = lines.head(20).iloc[::-1]
    called = [names.get(str(line), str(line)) for line in rows["line"]]
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.06)
    measures = (
        (100.0 * rows["on_time"], "on_time", RUNS[1], "%"),
        (rows["delay_mean"], "delay", RUNS[0], "min"),
    )
    for column, (values, key, colour, unit) in enumerate(measures, start=1):
        figure.add_bar(
            x=values.round(3),
            y=called,
            orientation="h",
            marker={"color": colour},
            name=_word(key, lang),
            showlegend=False,
            hovertemplate=f"%{{y}}: %{{x:,.2f}} {unit}<extra></extra>",
            row=1,
            col=column,
        )
        figure.update_xaxes(title=_word(key, lang), row=1, col=column)
    lowest = 100.0 * float(rows["on_time"].min())
    # A bar from zero would hide that lines differ by a tenth of a per cent.
    figure.update_xaxes(range=[max(0.0, np.floor(lowest - 1.0)), 100.0], row=1, col=1)
    figure.update_xaxes(rangemode="tozero", row=1, col=2)
    figure = styled(figure, 110 + 22 * len(rows)).update_layout(hovermode="closest")
    return figure.update_yaxes(automargin=True, showgrid=False)


def charge_raster(courses: Any, soc: Any, day: pd.Timestamp, lang: str) -> go.Figure:
    """Draw the charge of vehicles along a day as a raster, who came lowest on top.

    Parameters
    ----------
    courses, soc
        What `courses_on` and `raster` of `dashboard.queries.soc_courses` return, cut to the same
        rows.
    day
        The day's begin.
    lang
        "zh" or "en".
    """
    if not len(courses):
        return message(_word("no_soc", lang))
    minutes = 24 * 60 // soc.shape[1]
    times = pd.date_range(day.tz_localize(None), periods=soc.shape[1], freq=f"{minutes}min")
    figure = go.Figure(
        go.Heatmap(
            x=times,
            y=[one.blocks for one in courses],
            z=(100.0 * soc).round(1),
            zmin=0,
            zmax=100,
            colorscale="Viridis",
            colorbar={"title": {"text": "SOC / %"}, "thickness": 12},
            hovertemplate="%{y} %{x|%H:%M}<br>SOC %{z:.0f} %<extra></extra>",
            xgap=0,
            ygap=1,
        )
    )
    figure = styled(figure, 110 + 15 * len(courses)).update_layout(hovermode="closest")
    figure.update_xaxes(tickformat="%H:%M", dtick=7_200_000, title=_word("time", lang))
    return figure.update_yaxes(autorange="reversed", automargin=True, dtick=1, showgrid=False)


def charge_course(course: Any, day: pd.Timestamp, lang: str) -> go.Figure:
    """Draw the charge of one vehicle along the day that begins at `day`."""
    figure = go.Figure()
    figure.add_scatter(
        x=local(course.times),
        y=(100.0 * course.soc).round(2),
        mode="lines+markers",
        line={"color": RUNS[1], "width": 2.2},
        marker={"size": 5},
        name="SOC",
        hovertemplate="%{x|%H:%M}: %{y:.1f} %<extra></extra>",
    )
    figure = styled(figure, 300).update_layout(hovermode="closest", showlegend=False)
    begin = day.tz_localize(None)
    figure.update_xaxes(
        tickformat="%H:%M", title=_word("time", lang), range=[begin, begin + pd.Timedelta(days=1)]
    )
    return figure.update_yaxes(title=_word("soc", lang), range=[0, 103], dtick=20)


def zones(found: Any, names: Mapping[str, str], lang: str) -> go.Figure:
    """Draw taxis' mean wait and share of requests lost by zone and hour, as two rasters.

    `found` is what `dashboard.queries.taxi_zones.zones` returns; None where there are no requests.
    """
    if found is None:
        return message(_word("no_taxis", lang))
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.13,
        subplot_titles=headings([_word("wait", lang), _word("lost", lang)], 2),
    )  # fmt: skip
    called = [names.get(str(zone), str(zone)) for zone in found.lost.index]
    asked = [
        [_word("asked", lang).format(f"{v:,.0f}") for v in row] for row in _whole(found.requests)
    ]
    parts = (
        (found.wait_minutes, 1.0, "分钟" if lang == "zh" else "min", 0.438),
        (found.lost, 100.0, "%", 1.0),
    )
    for column, (table, factor, unit, at) in enumerate(parts, start=1):
        figure.add_heatmap(
            x=list(range(24)),
            y=called,
            z=(factor * table.to_numpy(dtype=float)).round(2),
            colorscale=_WAIT_SCALE,
            colorbar={"title": {"text": unit}, "x": at, "thickness": 12},
            customdata=asked,
            hovertemplate=f"%{{y}} %{{x}}:00<br>%{{z:.1f}} {unit}<br>%{{customdata}}"
            "<extra></extra>",
            row=1,
            col=column,
        )
    figure = styled(figure, 130 + 19 * len(called)).update_layout(hovermode="closest")
    figure.update_xaxes(title=_word("hour", lang), dtick=3, constrain="domain")
    return figure.update_yaxes(automargin=True, dtick=1, showgrid=False)


def _whole(table: pd.DataFrame) -> Any:
    return np.nan_to_num(table.to_numpy(dtype=float))


def consumption(fleets: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]], lang: str) -> go.Figure:
    """Draw consumption against the day's temperature: a point a day, a line through bins.

    Parameters
    ----------
    fleets
        By name: days of `dashboard.queries.fleet.consumption`, and their `binned`.
    lang
        "zh" or "en".
    """
    if not fleets:
        return message(_word("no_use", lang))
    figure = go.Figure()
    shapes = ("circle", "diamond", "square", "triangle-up")
    for number, (name, (rows, bins)) in enumerate(fleets.items()):
        colour = RUNS[(1, 0, 4, 3, 5)[number % 5]]
        said = [
            f"{day:%Y-%m-%d}<br>" + _word("km", lang).format(km)
            for day, km in zip(rows["day"], rows["km"], strict=True)
        ]
        figure.add_scatter(
            x=rows["temperature_c"].round(2),
            y=rows["kwh_per_km"].round(4),
            mode="markers",
            marker={"color": colour, "size": 5, "opacity": 0.45, "symbol": shapes[number % 4]},
            name=name,
            legendgroup=name,
            showlegend=False,
            hovertext=said,
            hovertemplate="%{x:.1f} °C: %{y:.3f} kWh/km<br>%{hovertext}<extra></extra>",
        )
        figure.add_scatter(
            x=bins["temperature_c"],
            y=bins["kwh_per_km"].round(4),
            mode="lines+markers",
            line={"color": colour, "width": 2.6},
            marker={"symbol": shapes[number % 4], "size": 8},
            name=f"{name} · {_word('bin', lang)}",
            legendgroup=name,
            hovertext=[_word("days", lang).format(days) for days in bins["days"]],
            hovertemplate="%{x:.0f} °C: %{y:.3f} kWh/km, %{hovertext}<extra></extra>",
        )
    figure = styled(figure, 420).update_layout(hovermode="closest", legend={"y": -0.2})
    figure.update_xaxes(title=_word("temperature", lang))
    return figure.update_yaxes(title=_word("use", lang), tickformat=".2f", rangemode="tozero")


def crowding(
    load: pd.DataFrame, behind: pd.DataFrame, names: Mapping[str, str], lang: str
) -> go.Figure:
    """Draw the mean load by line and hour; above 100 % passengers stand."""
    if load.empty:
        return message(_word("no_trips", lang))
    called = [names.get(str(line), str(line)) for _, line in load.index]
    said = [
        [_word("behind", lang).format(v) if v > 0.05 else "" for v in row] for row in _whole(behind)
    ]
    figure = go.Figure(
        go.Heatmap(
            x=list(range(24)),
            y=called,
            z=(100.0 * load.to_numpy(dtype=float)).round(1),
            zmin=0,
            colorscale=_WAIT_SCALE,
            colorbar={"title": {"text": "%"}, "thickness": 12},
            customdata=said,
            hovertemplate="%{y} %{x}:00<br>%{z:.0f} %<br>%{customdata}<extra></extra>",
        )
    )
    figure = styled(figure, 110 + 17 * len(called)).update_layout(hovermode="closest")
    figure.update_xaxes(title=_word("hour", lang), dtick=2)
    return figure.update_yaxes(automargin=True, dtick=1, showgrid=False, autorange="reversed")


def health(vehicles: pd.DataFrame, names: Mapping[str, str], lang: str) -> go.Figure:
    """Draw what batteries lost by time and by cycling, a bar a fleet."""
    known = vehicles[vehicles["soh"].notna()] if len(vehicles) else vehicles
    if known.empty:
        return message(_word("no_health", lang))
    called = [names.get(str(fleet), str(fleet)) for fleet in known.index][::-1]
    figure = go.Figure()
    for key, colour, pattern in (("calendar", RUNS[0], ""), ("cycle", RUNS[3], "/")):
        figure.add_bar(
            x=(100.0 * known[key]).round(3).iloc[::-1],
            y=called,
            orientation="h",
            name=_word(key, lang),
            marker={"color": colour, "pattern": {"shape": pattern, "size": 6}},
            hovertemplate=f"%{{y}} · {_word(key, lang)}: %{{x:.2f}} %<extra></extra>",
        )
    figure = styled(figure, 150 + 34 * len(called)).update_layout(hovermode="closest")
    figure.update_layout(barmode="stack", bargap=0.35, legend={"y": 1.0, "yanchor": "bottom"})
    figure.update_xaxes(title=_word("lost_health", lang), rangemode="tozero")
    return figure.update_yaxes(automargin=True, showgrid=False)
