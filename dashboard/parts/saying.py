"""Sentences on loading and its causes, as a planner says them."""

import numpy as np
import pandas as pd

from dashboard.parts import formats
from dashboard.parts.names import name_of
from dashboard.queries import loading, settings
from dashboard.queries.causes import Cause
from dashboard.texts import text
from dashboard.view import Lang
from sim.kpi.words import number
from sim.results import RunFolder

_NAMED = 0.15
"""Share of what is drawn from which a further part is named too."""


def place_name(run: RunFolder, place: str, lang: Lang) -> str:
    """Return the name of a site, station or area by its key ("site/<id>")."""
    kind, _, key = place.partition("/")
    name = name_of(run, f"{kind}s", key, lang)
    return text(lang, "place.area", name=name) if kind == "area" else name


def when(time: pd.Timestamp, lang: Lang) -> str:
    """Return a date with its time of day."""
    year = f"{time.year}年" if lang == "zh" else f" {time.year}"
    day = formats.day(time.date(), lang)
    clock = f"{time:%H:%M}"
    return f"{year}{day} {clock}" if lang == "zh" else f"{day}{year}, {clock}"


def percent(share: float) -> str:
    """Return a loading as a percentage; one decimal, or as many as it takes to show its band."""
    if not np.isfinite(share):
        return "–"
    bands = {n: loading.band(round(share, n + 2)) == loading.band(share) for n in (1, 2, 3)}
    decimals = next((n for n, agrees in bands.items() if agrees), 4)
    return f"{100.0 * share:,.{decimals}f} %"


def because(cause: Cause | None, lang: Lang) -> str:
    """Return why a place was loaded: what drew how much more than usual at that hour."""
    if cause is None:
        return text(lang, "cause.unknown")
    values = {
        "part": text(lang, f"part.{cause.part}"),
        "kw": number(_whole(abs(cause.kw[cause.part]))),
        "usual": number(_whole(abs(cause.usual_kw.get(cause.part, 0.0)))),
        "times": _times(cause.times),
    }
    kind = "more" if cause.unusual else "usual"
    if cause.unusual and not np.isfinite(cause.times):
        kind = "new"
    kind += ".fed" if cause.feeds else ""
    said = text(lang, f"cause.{kind}", **values)
    return said + _besides(cause, lang)


def _whole(kw: float) -> float:
    return float(round(kw)) if abs(kw) >= 10 else kw


def _times(times: float) -> str:
    return f"{times:.0f}" if times >= 10 else f"{times:.1f}" if times >= 2 else f"{times:.2f}"


def _besides(cause: Cause, lang: Lang) -> str:
    """Return the sentence on what else was drawn, in the order of size."""
    uses = {part: kw for part, kw in cause.kw.items() if part != "pv_kw" and kw > 0}
    total = sum(uses.values())
    others = [part for part in uses if part != cause.part and uses[part] > _NAMED * total]
    if cause.feeds or not others:
        return ""
    listed = [
        f"{text(lang, f'part.{part}')} {number(_whole(uses[part]))} kW"
        for part in sorted(others, key=lambda part: -uses[part])
    ]
    return text(lang, "cause.besides", parts=("、" if lang == "zh" else ", ").join(listed))


def outdoor(run: RunFolder, time: pd.Timestamp, lang: Lang) -> str:
    """Return the sentence on the temperature outdoors; empty where the run has none."""
    if "world/temperature_c" not in run.series_columns:
        return ""
    found = run.series(["world/temperature_c"], time, 1.0 / 24.0)["world/temperature_c"]
    if found.empty:
        return ""
    return text(lang, "cause.outdoor", celsius=f"{found.iloc[0]:.1f}".replace("-", "−"))


def site_names(run: RunFolder, lang: Lang) -> dict[str, str]:
    """Return the names of all places whose loading is known, told apart where two agree."""
    table = loading.loading(run).table
    found = {place: place_name(run, place, lang) for place in table.index}
    seen = list(found.values())
    return {
        place: name if seen.count(name) == 1 else f"{name} ({place.partition('/')[2]})"
        for place, name in found.items()
    }


def area_of(run: RunFolder, site: str, lang: Lang) -> str:
    """Return the name of the area of a site ("site/<id>"), or nothing."""
    about = settings.sites(run).get(site.partition("/")[2], {})
    area = str(about.get("area") or "")
    return name_of(run, "areas", area, lang) if area else ""
