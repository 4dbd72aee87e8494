"""What batteries with rules of their own will draw, as the plan of others counts with it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.control.storage.foresight import foresee
from sim.control.storage.rules import RULES
from sim.models.battery import BATTERY

VALLEY, FLAT, PEAK = 0, 1, 2
Floats = npt.NDArray[np.float64]


def _lossless(*rules: str, stored_kwh: float = 50.0) -> Any:
    """Return batteries of 100 kWh and 40 kW without any loss."""
    rows = np.zeros(len(rules), BATTERY)
    rows["rule"] = [RULES[name] for name in rules]
    rows["power_kw"], rows["most_kwh"], rows["stored_kwh"] = 40.0, 100.0, stored_kwh
    return rows.view(np.recarray)


def _foreseen(
    rows: Any, base_kw: list[float], period: list[int], counts_all: bool, rated_kw: float = 1e4
) -> Floats:
    out_kw = np.full(len(base_kw), np.nan)
    periods = np.array(period, np.int8)
    foresee(rows, np.array(base_kw), periods, rated_kw, 100.0, 1.0, counts_all, out_kw)
    return out_kw


@pytest.mark.parametrize("counts_all", [True, False])
def test_the_tariff_fills_in_the_valley_whatever_others_need(counts_all: bool) -> None:
    base_kw, period = [10.0] * 5, [VALLEY, VALLEY, FLAT, PEAK, PEAK]
    foreseen = _foreseen(_lossless("tariff"), base_kw, period, counts_all)
    # full after 50 kWh; at the peak it gives what the load takes
    assert foreseen == pytest.approx([40.0, 10.0, 0.0, -10.0, -10.0])


def test_what_gives_way_to_charging_counts_only_beside_planned_batteries() -> None:
    base_kw, period = [-30.0, 25.0], [FLAT, FLAT]
    rows = _lossless("self_consumption")
    assert _foreseen(rows.copy(), base_kw, period, False) == pytest.approx([0.0, -25.0])
    assert _foreseen(rows.copy(), base_kw, period, True) == pytest.approx([30.0, -25.0])


def test_peaks_above_the_target_are_given() -> None:
    foreseen = _foreseen(_lossless("peak_shaving"), [90.0, 120.0], [FLAT, FLAT], False)
    assert foreseen == pytest.approx([0.0, -20.0])


def test_several_answer_one_after_another_within_the_transformer() -> None:
    foreseen = _foreseen(_lossless("tariff", "tariff"), [40.0], [VALLEY], True, rated_kw=100.0)
    assert foreseen == pytest.approx([60.0])


def test_no_rows_draw_nothing() -> None:
    assert _foreseen(_lossless(), [5.0], [PEAK], True).tolist() == [0.0]
