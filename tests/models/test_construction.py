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
    assert (cast - begin).days == 365
    assert (cast - in_use_from(begin, 12.0, 6.0, 0.5)).days == pytest.approx(91.25, abs=0.5)
