"""What a run tells of its batteries' years beside those over which they are paid."""

import pandas as pd

from sim.run.notes import storage_notes

PRICES = pd.DataFrame(
    {
        "name": ["capital_battery", "capital_battery_second_life", "gas"],
        "life_years": [12.0, 8.0, float("nan")],
    }
)


def _batteries(**years: tuple[str, float]) -> pd.DataFrame:
    """Return a table of batteries: origin and years by name."""
    return pd.DataFrame(
        {
            "site": "works",
            "battery": list(years),
            "origin": [origin for origin, _ in years.values()],
            "battery_life_years": [life for _, life in years.values()],
        }
    )


def test_ordinary_years_are_not_told() -> None:
    assert storage_notes(_batteries(a=("new", 12.0), b=("new", 15.0)), PRICES) == []
    assert storage_notes(_batteries(), PRICES) == []


def test_a_battery_worn_before_it_is_paid_is_told() -> None:
    (note,) = storage_notes(_batteries(a=("new", 8.3), b=("new", 14.0)), PRICES)
    assert "works/a: 8.3 a, paid over 12 a)" in note
    assert "total_cost does not know of" in note
    assert "works/b" not in note


def test_a_second_life_is_told_both_ways() -> None:
    long, short = (
        storage_notes(_batteries(a=("second_life", years)), PRICES) for years in (23.6, 6.0)
    )
    assert "works/a: 23.6 a, paid over 8 a" in long[0]
    assert "money counts the shorter time" in long[0]
    assert "worn before they are paid (works/a: 6.0 a" in short[0]


def test_of_many_those_are_named_that_differ_most() -> None:
    names = {f"b{n}": ("new", 11.0 - n) for n in range(5)}
    (note,) = storage_notes(_batteries(**names), PRICES)
    assert note.index("works/b4") < note.index("works/b3") < note.index("works/b2")
    assert "works/b1" not in note
    assert "and 2 more" in note
