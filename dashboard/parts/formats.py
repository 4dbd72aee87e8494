"""Dates as people of each language write them; numbers are in `sim.kpi.words`."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dashboard.view import Lang
from sim.clock import ZONE

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS_ZH = "一二三四五六日"


def today() -> dt.date:
    """Return the date on which something is written, where the park is."""
    return dt.datetime.now(ZoneInfo(ZONE)).date()


def day(date: dt.date, lang: Lang) -> str:
    """Return a date without its year: 1月13日, 13 Jan."""
    if lang == "zh":
        return f"{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month - 1]}"


def weekday(date: dt.date, lang: Lang) -> str:
    """Return the day of the week: 周一, Mon."""
    return f"周{_WEEKDAYS_ZH[date.weekday()]}" if lang == "zh" else _WEEKDAYS[date.weekday()]


def months(begins: Sequence[dt.date], lang: Lang) -> list[str]:
    """Return what to call months by their begin: 1月, Jan; with the year if there are several."""
    years = len({begin.year for begin in begins}) > 1
    named = [f"{one.month}月" if lang == "zh" else _MONTHS[one.month - 1] for one in begins]
    if not years:
        return named
    pairs = zip(begins, named, strict=True)
    return [f"{one.year}年{name}" if lang == "zh" else f"{name} {one.year}" for one, name in pairs]


def span(first: dt.date, last: dt.date, lang: Lang) -> str:
    """Return two dates as people write a stretch of days, with the year of the first."""
    joined = f"{day(first, lang)} – {day(last, lang)}"
    return f"{first.year}年{joined}" if lang == "zh" else f"{joined} {last.year}"


def moment(seconds: float, lang: Lang) -> str:
    """Return a Unix time [s] as date and time of day in the park's zone: 11月23日 15:22."""
    when = dt.datetime.fromtimestamp(seconds, ZoneInfo(ZONE))
    return f"{day(when.date(), lang)} {when:%H:%M}"


def duration(seconds: float, lang: Lang) -> str:
    """Return a stretch of time in one or two units: 40 秒, 3 分 05 秒, 1 小时 20 分."""
    second, minute, hour = ("秒", "分", "小时") if lang == "zh" else ("s", "min", "h")
    whole = max(round(seconds), 0)
    if whole < 60:
        return f"{whole} {second}"
    if whole < 3600:
        return f"{whole // 60} {minute} {whole % 60:02d} {second}"
    return f"{whole // 3600} {hour} {whole % 3600 // 60:02d} {minute}"
