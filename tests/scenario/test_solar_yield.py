"""Roofs that can yield next to nothing are no fault, but told with their place."""

from typing import Any

import pytest

from sim.inputs.checks import remarks
from sim.scenario.checks import check
from sim.scenario.scenario import Scenario
from sim.scenario.solar_yield import hardly_yields
from tests.support.crowd_world import PLACE, tree


def _park(solar: dict[str, Any] | None = None, **roof: Any) -> Scenario:
    site = {"id": "s", "area": "a", "position": PLACE, "transformer_kva": 500.0}
    roofs = [{"id": "r", "kwp": 100.0, **roof}]
    return Scenario.model_validate(tree({**site, "pv": roofs}, solar=solar or {}))


@pytest.mark.parametrize(
    ("roof", "path", "said"),
    [
        ({"losses": 1.0}, "losses", "leave 0 of its power: it yields nothing"),
        ({"age_years": 60.0, "degradation_per_year": 0.1}, "age_years", "next to nothing"),
        ({"losses": 0.5, "availability": 0.1}, "availability", "leave 0.05 of its power"),
        ({"horizon": [(0.0, 89.0)]}, "horizon", "which rises to 77° at most"),
        ({"horizon": [(0.0, 80.0), (180.0, 78.0)]}, "horizon", "hides the sun all year"),
    ],
)
def test_a_roof_that_yields_nothing_is_told(roof: dict[str, Any], path: str, said: str) -> None:
    park = _park(**roof)
    (remark,) = hardly_yields(park)
    assert remark.path == f"sites.s.pv.r.{path}"
    assert said in remark.message
    assert check(park) == []
    assert remark in remarks(park)


def test_a_skyline_of_the_whole_park_is_told_once() -> None:
    (remark,) = hardly_yields(_park({"horizon": [(0.0, 89.0), (180.0, 89.0)]}))
    assert remark.path == "solar.horizon"


@pytest.mark.parametrize(
    "roof",
    [
        {},
        {"age_years": 40.0, "degradation_per_year": 0.02},
        {"horizon": [(0.0, 89.0), (180.0, 30.0)]},  # high hills in the north
        {"losses": 0.5},
    ],
)
def test_what_yields_is_not_told(roof: dict[str, Any]) -> None:
    assert list(hardly_yields(_park(**roof))) == []
