"""A user's rule: what it sees, and that what it does wrong is said with file, line and time."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.control.one_site import view_of_one_site
from sim.control.optimum import OptimumRule
from sim.control.rule import RuleError, SiteView, Source, ask, load_rule, look
from sim.scenario.charging import Optimum

HALF = """
class Half:
    def plan(self, view):
        return [0.5 * kw for kw in view.max_kw]
"""
STEPS = 96


def _world(**more: Any) -> dict[str, Any]:
    defaults = {
        "price_cny_per_kwh": np.full(STEPS, 0.5),
        "feed_in_cny_per_kwh": 0.3,
        "load_kw": np.zeros(STEPS),
        "pv_kw": np.zeros(STEPS),
        "room_kw": np.full(STEPS, np.inf),
        "transformer_kw": np.full(STEPS, 1e6),
        "storage_kw": np.zeros(STEPS),
        "demand_charge_cny_per_kw": 0.0,
        "peak_kw": 0.0,
    }
    return defaults | more


def _seen(limit_kw: float = 100.0, **columns: Any) -> SiteView:
    view = view_of_one_site([60.0, 60.0, 7.0], limit_kw, **columns)
    return look(view, 0, **_world())


def _source(tmp_path: Path, text: str, name: str) -> Source:
    file = tmp_path / "mine.py"
    file.write_text(text, encoding="utf-8")
    return Source(file, name, "depot")


def test_a_rule_is_asked_and_answers(tmp_path: Path) -> None:
    source = _source(tmp_path, HALF, "Half")
    assert ask(load_rule(source), _seen(), source).tolist() == [30.0, 30.0, 3.5]


def test_a_rule_sees_a_copy_and_cannot_reach_the_run(tmp_path: Path) -> None:
    greedy = (
        "class Mine:\n    def plan(self, view):\n        view.max_kw[:] = 1e6\n        return []\n"
    )
    source = _source(tmp_path, greedy, "Mine")
    view = view_of_one_site([60.0, 60.0], 100.0)
    with pytest.raises(RuleError):
        ask(load_rule(source), look(view, 0, **_world()), source)
    assert view.plugs["max_kw"].tolist() == [60.0, 60.0]


@pytest.mark.parametrize(
    ("body", "words", "line"),
    [
        ("return [60, 60, 0]", "the site: 120 kW, its limit is 100", None),
        ("return [61, 0, 0]", "plug 0: 61 kW, it takes at most 60", None),
        ("return [-1, 0, 0]", "it may feed back at most 0", None),
        ("return [float('nan'), 0, 0]", "plug 0: nan is not a power", None),
        ("return [0, 0]", "one power for each of 3 vehicles, but returned 2", None),
        ("return 7", "but returned a single number", None),
        ("return 'much'", "must return numbers, but returned 'much'", None),
        ("return None", "must return numbers, but returned None", None),
        ("return ['7', '7', '0']", "must return numbers, but returned ['7', '7', '0']", None),
        ("return [True, False, True]", "must return numbers", None),
        ("raise SystemExit(0)", "raised SystemExit: 0", 3),
        ("return 1 / 0", "raised ZeroDivisionError: division by zero", 3),
        ("return view.nothing", "raised AttributeError", 3),
        ("return [0, 0, 0.4]", "the least it can give is 1.38", None),
    ],
)
def test_a_wrong_answer_is_an_error_with_file_and_time(
    tmp_path: Path, body: str, words: str, line: int | None
) -> None:
    source = _source(tmp_path, f"class Mine:\n    def plan(self, view):\n        {body}\n", "Mine")
    with pytest.raises(RuleError) as caught:
        ask(load_rule(source), _seen(min_kw=[0.0, 0.0, 1.38]), source)
    fault = caught.value.faults[0]
    assert words in fault.message
    assert "at 0 s (day 1, 00:00)" in fault.message
    assert fault.file == source.file
    assert fault.line == line


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("class Mine\n    pass\n", "cannot be read", 1),
        ("import nothing_like_this\n", "ModuleNotFoundError", 1),
        ("x = 1\ny = x / 0\n", "ZeroDivisionError", 2),
        ("class Mihne:\n    pass\n", "there is no class 'Mine'. Did you mean 'Mihne'?", None),
        ("Mine = 3\n", "there is no class 'Mine'", None),
        ("class Mine:\n    pass\n", "has no method plan", None),
        ("class Mine:\n    def __init__(self, a):\n        pass\n    def plan(self, view):\n"
         "        pass\n", "cannot be made", None),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_rule_is_an_error_with_its_line(
    tmp_path: Path, text: str, words: str, line: int | None
) -> None:
    source = _source(tmp_path, text, "Mine")
    with pytest.raises(RuleError) as caught:
        load_rule(source)
    fault = caught.value.faults[0]
    assert words in fault.message
    assert fault.line == line


def test_stations_and_currents_are_checked_too() -> None:
    view = view_of_one_site(
        [60.0, 60.0], line_limit_a=[100.0], ampere_per_kw=[[2.0], [2.0]], station=[0, 0]
    )
    view.stations["limit_kw"] = 70.0
    seen = look(view, 0, **_world())
    source = Source(Path("mine.py"), "Mine", "depot")

    class Mine:
        def plan(self, view: SiteView) -> list[float]:
            return [40.0, 40.0]

    with pytest.raises(RuleError, match="station 0: 80 kW, its limit is 70; current 0: 160 A"):
        ask(Mine(), seen, source)


def test_the_optimum_waits_for_the_cheap_hours_and_keeps_limits() -> None:
    price = np.where(np.arange(STEPS) * 300.0 >= 4 * 3600.0, 0.3, 0.9)
    view = view_of_one_site([60.0, 60.0], 50.0, need_kwh=60.0, room_kwh=60.0)
    rule = OptimumRule(Optimum(kind="optimum"), 0.0)
    assert rule.plan(look(view, 0, **_world(price_cny_per_kwh=price))).tolist() == [0.0, 0.0]
    view.clock_s[0] = 4 * 3600.0
    later = _world(price_cny_per_kwh=np.full(STEPS, 0.3))
    now = rule.plan(look(view, 0, **later))
    assert now.sum() == pytest.approx(50.0)
    assert len(rule.solve_s) == 2


def test_the_optimum_serves_who_is_overdue() -> None:
    view = view_of_one_site([60.0], need_kwh=5.0, room_kwh=5.0, depart_s=0.0, now_s=600.0)
    rule = OptimumRule(Optimum(kind="optimum"), 0.0)
    assert rule.plan(look(view, 0, **_world()))[0] > 15.0


def test_the_optimum_keeps_a_stations_limit_also_for_who_leaves_within_its_step() -> None:
    """It may need more power than the step's mean, but not more than there is at the moment."""
    view = view_of_one_site(
        [60.0, 60.0], 1000.0, depart_s=[300.0, 7200.0], need_kwh=[5.0, 40.0], room_kwh=40.0
    )
    view.stations["limit_kw"][:] = 70.0
    powers = np.asarray(OptimumRule(Optimum(kind="optimum"), 0.0).plan(look(view, 0, **_world())))
    assert powers.sum() <= 70.0 + 1e-9
    assert powers[0] == powers.max() > 30.0


def test_the_optimum_plans_to_the_end_of_a_run(tmp_path: Path) -> None:
    """Five minutes before the end a step of a quarter of an hour is longer than what is left."""
    left = {name: np.asarray(value)[:1] for name, value in _world().items() if np.ndim(value)}
    view = view_of_one_site([60.0], need_kwh=5.0, room_kwh=5.0, depart_s=1e9)
    rule = OptimumRule(Optimum(kind="optimum", replan_minutes=5), 0.0)
    assert rule.plan(look(view, 0, **(_world() | left)))[0] > 15.0
