"""PV: the way of its energy from the light on the plane to the socket."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import COLOURS, styled, wrapped
from sim.kpi.words import number, scale

_WORDS: Mapping[str, tuple[str, str]] = {
    "nominal_kwh": ("组件面光照×额定功率", "Light on the plane × rated power"),
    "rear_kwh": ("背面增益", "Rear side"),
    "horizon_kwh": ("远方遮挡", "Horizon"),
    "rows_kwh": ("阵列间遮挡", "Rows' shade"),
    "soiling_kwh": ("积尘", "Dust"),
    "reflection_kwh": ("玻璃反射", "Reflection"),
    "spectrum_kwh": ("光谱", "Spectrum"),
    "temperature_kwh": ("组件温度", "Temperature"),
    "snow_kwh": ("积雪", "Snow"),
    "age_kwh": ("衰减", "Ageing"),
    "dc_kwh": ("直流侧（失配、线损等）", "DC side (mismatch, wiring …)"),
    "inverter_kwh": ("逆变器", "Inverter"),
    "clipping_kwh": ("逆变器限功率", "Clipping"),
    "availability_kwh": ("停机", "Outages"),
    "ac_kwh": ("交流侧发电量", "Yield, AC"),
    "of_light": ("占光照", "of the light"),
}


def waterfall(steps: pd.Series, lang: str) -> go.Figure:
    """Draw what is lost between the light on the plane and the socket.

    Parameters
    ----------
    steps
        What `dashboard.queries.sun.waterfall` returns [kWh].
    lang
        "zh" or "en".
    """
    at = 0 if lang == "zh" else 1
    divisor, unit = scale("MWh", float(steps.abs().max()) / 1000.0, lang)
    values = steps / 1000.0 / divisor
    first, last = "nominal_kwh", "ac_kwh"
    shares = steps / float(steps[first])
    total = {first, last}
    labels = [
        f"{number(values[key])} {unit}" if key in total else _percent(shares[key])
        for key in steps.index
    ]
    figure = go.Figure(
        go.Waterfall(
            x=[_WORDS[str(key)][at] for key in steps.index],
            y=values.round(6).tolist(),
            measure=["total" if key == last else "absolute" if key == first else "relative"
                     for key in steps.index],
            text=labels,
            textposition="outside",
            cliponaxis=False,
            customdata=(100.0 * shares).round(3).tolist(),
            increasing={"marker": {"color": COLOURS["grid_export"]}},
            decreasing={"marker": {"color": COLOURS["heating_kw"]}},
            totals={"marker": {"color": COLOURS["pv_kw"]}},
            connector={"line": {"color": "rgba(120,135,150,0.5)", "width": 1}},
            hovertemplate=f"%{{x}}: %{{y:,.3f}} {unit}<br>%{{customdata:.2f}} % "
            f"{_WORDS['of_light'][at]}<extra></extra>",
        )
    )  # fmt: skip
    figure = styled(figure, 400).update_layout(hovermode="closest", showlegend=False)
    figure.update_layout(margin={"b": 64})
    figure.update_yaxes(title=unit, rangemode="tozero")
    words = [wrapped(_WORDS[str(key)][at], 11) for key in steps.index]
    return figure.update_xaxes(tickvals=list(range(len(words))), ticktext=words, tickangle=0)


def _percent(share: float) -> str:
    return f"{100.0 * share:+.1f} %".replace("-", "−")
