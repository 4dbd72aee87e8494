"""Prefabricated construction: grades, and how much earlier a building can be used."""

import calendar
from datetime import date, timedelta

_DAYS_PER_MONTH = 365.0 / 12.0
_GRADES = ((0.91, "AAA"), (0.76, "AA"), (0.60, "A"), (0.50, "ungraded"))
"""Least assembly rate of each grade (GB/T 51129-2017, as cited in public code)."""


def assembly_grade(rate: float) -> str:
    """Return the grade of a prefabricated building; empty below a rate of 0.5."""
    for least, grade in _GRADES:
        if rate >= least:
            return grade
    return ""


def in_use_from(begin: date, months: float, months_saved: float, assembly_rate: float) -> date:
    """Return the first day of use: whole months by the calendar, a part of one by days.

    Parameters
    ----------
    begin
        First day of construction.
    months
        Length of construction if everything is cast in place.
    months_saved
        What an assembly rate of 1 saves; other rates save in proportion.
    """
    lasting = round(months - months_saved * assembly_rate, 9)  # 18 - 5 * 0.6 is 15
    whole = int(lasting)
    year, month = divmod(begin.year * 12 + begin.month - 1 + whole, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    later = date(year, month + 1, min(begin.day, last_day))
    return later + timedelta(days=round((lasting - whole) * _DAYS_PER_MONTH))
