"""What a run tells of its batteries' years beside those over which they are paid."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from sim.control.storage.rules import PEAK_SHAVING, TARIFF
from sim.models.battery import BATTERY
from sim.models.storage import plant
from sim.run.notes import power_notes, storage_notes, target_notes
from sim.scenario.storage import SiteBattery
from sim.tables import table

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


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"capacity_kwh": 400.0}, None),
        ({"soh": 0.75, "second_life": {"vehicle": "yutong-e12", "count": 12}}, None),
        ({"soh": 0.75, "second_life": {"vehicle": "yutong-e12", "count": 1}},
         "its packs are spared (second_life.most_per_h 0.5)"),
        ({"capacity_kwh": 400.0, "round_trip_efficiency": 0.51}, "at a round trip of 0.51"),
    ],
)  # fmt: skip
def test_a_battery_that_cannot_use_its_inverter_is_told(
    own: dict[str, Any], said: str | None
) -> None:
    battery = SiteBattery.model_validate({"id": "b", "power_kw": 200.0, **own})
    one = plant(0, battery, table("vehicles"))
    notes = power_notes([one], ["works"])
    assert len(notes) == (one.power_kw < 199.0) == (said is not None)
    if said is not None:
        assert said in notes[0]
        assert f"works/b takes and gives at most {one.power_kw:,.4g} kW" in notes[0]
        assert "of its inverter's 200 kW" in notes[0]


def _site(net_kw: list[float], stored_kwh: list[float], rule: int, given: bool = True) -> Any:
    """Return what is asked of a site of one battery of 10 to 95 kWh, target 100 kW."""
    rows = np.zeros(1, BATTERY)
    rows["rule"], rows["least_kwh"], rows["most_kwh"] = rule, 10.0, 95.0
    return SimpleNamespace(
        is_given=np.array([given]),
        target_kw=np.array([100.0]),
        batteries=rows,
        net_kw=np.array([net_kw], np.float32),
        stored_kwh=np.array([stored_kwh], np.float32),
    )


def test_a_missed_target_is_told_with_its_reason() -> None:
    site = _site([90.0, 100.05, 130.0, 150.0, 120.0], [60.0, 50.0, 40.0, 10.0, 10.0], PEAK_SHAVING)
    (note,) = target_notes(cast(Any, site), ["works"], 0.5)
    assert "Site works draws more than its target of 100 kW in 1.5 h, by 50 kW at most" in note
    assert "in 1 h of them the batteries that shave its peaks were empty" in note


def test_a_target_that_is_kept_or_of_nobody_is_not_told() -> None:
    stored = [60.0, 50.0]
    for site in (
        _site([90.0, 100.05], stored, PEAK_SHAVING),
        _site([90.0, 130.0], stored, TARIFF),
        _site([90.0, 130.0], stored, PEAK_SHAVING, given=False),
    ):
        assert target_notes(cast(Any, site), ["works"], 0.5) == []
