"""Grades of GB/T 51129-2017, and the first day of use."""

from datetime import date

import pytest

from sim.models.construction import assembly_grade, in_use_from


@pytest.mark.parametrize(
    ("rate", "grade"),
    [(0.0, ""), (0.49, ""), (0.5, "ungraded"), (0.6, "A"), (0.75, "A"), (0.76, "AA"),
     (0.9, "AA"), (0.91, "AAA"), (0.968, "AAA"), (1.0, "AAA")],
)  # fmt: skip
def test_grades(rate: float, grade: str) -> None:
    assert assembly_grade(rate) == grade


def test_prefabrication_opens_a_building_earlier() -> None:
    begin = date(2024, 1, 1)
    cast = in_use_from(begin, 12.0, 6.0, 0.0)
    assert cast == date(2025, 1, 1)
    assert in_use_from(begin, 12.0, 6.0, 0.5) == date(2024, 10, 1)


@pytest.mark.parametrize(
    ("begin", "months", "saved", "rate", "first"),
    [
        (date(2024, 3, 1), 18.0, 5.0, 1.0, date(2025, 4, 1)),
        (date(2024, 3, 1), 18.0, 5.0, 0.6, date(2025, 6, 1)),  # 18 - 5 * 0.6 in floats: just 15
        (date(2024, 3, 1), 1.5, 0.0, 0.0, date(2024, 4, 16)),  # 15 days, rounded
        (date(2024, 1, 31), 1.0, 0.0, 0.0, date(2024, 2, 29)),  # no 31 February
        (date(2024, 11, 15), 2.0, 0.0, 0.0, date(2025, 1, 15)),
    ],
)
def test_months_are_those_of_the_calendar(
    begin: date, months: float, saved: float, rate: float, first: date
) -> None:
    assert in_use_from(begin, months, saved, rate) == first
