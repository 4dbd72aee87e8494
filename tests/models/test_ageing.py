"""Capacity fade against other programs' figures, the virtual-time method, and common sense."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.models.ageing import (
    cycle_stress,
    fade,
    load_ageing,
    periods_to_fade,
    soc_stress,
    temperature_stress,
    wear_cny_per_kwh,
)
from sim.units import SECONDS_PER_DAY

AGEING, NAMES = load_ageing()
LFP, NMC = NAMES.index("lfp"), NAMES.index("nmc")
YEAR_S = 365.0 * SECONDS_PER_DAY
SOCS = st.floats(0.0, 1.0)
CHEMISTRIES = st.sampled_from([LFP, NMC])


def calendar_fade(chemistry: int, days: float, soc: float, battery_c: float) -> float:
    stress = soc_stress(AGEING, chemistry, soc) * temperature_stress(AGEING, chemistry, battery_c)
    power = AGEING.chemistries["calendar_power"][chemistry]
    return float(fade(stress * days * SECONDS_PER_DAY, power))


def cycle_fade(chemistry: int, cycles: float, depth: float, soc: float, c_rate: float) -> float:
    stress = cycle_stress(AGEING, chemistry, depth, soc, c_rate)
    return float(fade(stress * cycles, AGEING.chemistries["cycle_power"][chemistry]))


def test_nmc_equals_another_program() -> None:
    """BLAST-Lite 1.1.1, class Nmc111_Gr_Sanyo2Ah_Battery: 0.1 % for our coarser voltages."""
    assert calendar_fade(NMC, 365.0, 0.5, 25.0) == pytest.approx(0.0238354, rel=1e-3)
    assert calendar_fade(NMC, 365.0, 0.9, 35.0) == pytest.approx(0.0857878, rel=1e-3)
    assert cycle_fade(NMC, 1000.0, 0.8, 0.5, 1.0) == pytest.approx(0.2643696, rel=1e-3)
    assert cycle_fade(NMC, 300.0, 0.3, 0.8, 1.0) == pytest.approx(0.0946902, rel=1e-3)


def test_lfp_equals_the_papers_formula() -> None:
    """Naumann et al. 2018 (equation with k_ref, Ea) and 2020, evaluated by hand."""
    a_year_at_25_c_half_full = 1.2571e-5 * 0.60225 * YEAR_S**0.5
    assert calendar_fade(LFP, 365.0, 0.5, 25.0) == pytest.approx(a_year_at_25_c_half_full)
    warmer = np.exp(-17126.0 / 8.3144598 * (1.0 / 313.15 - 1.0 / 298.15))
    assert calendar_fade(LFP, 365.0, 0.5, 40.0) == pytest.approx(a_year_at_25_c_half_full * warmer)
    thousand_full_cycles_at_1_c = 0.01 * 0.1601 * (4.0253 * 0.064 + 1.0923) * 1000.0**0.5
    assert cycle_fade(LFP, 1000.0, 1.0, 0.5, 1.0) == pytest.approx(thousand_full_cycles_at_1_c)


@pytest.mark.parametrize("chemistry", [LFP, NMC])
def test_wear_is_the_virtual_time_method(chemistry: int) -> None:
    """Two phases by the papers' recipe: the time at which the new stress would have lost as much.

    SimSES and BLAST-Lite go on from a virtual time; `wear` only adds up.
    """
    power = float(AGEING.chemistries["calendar_power"][chemistry])
    phases = [(0.9, 10.0, 180.0), (0.4, 30.0, 185.0), (1.0, -5.0, 20.0)]
    lost = wear = 0.0
    for soc, battery_c, days in phases:
        stress = soc_stress(AGEING, chemistry, soc)
        stress *= temperature_stress(AGEING, chemistry, battery_c)
        k = stress**power
        virtual_s = (lost / k) ** (1.0 / power)
        lost = k * (virtual_s + days * SECONDS_PER_DAY) ** power
        wear += stress * days * SECONDS_PER_DAY
    assert float(fade(wear, power)) == pytest.approx(lost, rel=1e-12)


@given(chemistry=CHEMISTRIES, soc=SOCS, cold=st.floats(-30.0, 50.0), warmer=st.floats(0.1, 20.0))
def test_warmth_wears(chemistry: int, soc: float, cold: float, warmer: float) -> None:
    assert calendar_fade(chemistry, 365.0, soc, cold) < calendar_fade(
        chemistry, 365.0, soc, cold + warmer
    )


@given(chemistry=CHEMISTRIES, low=SOCS, high=SOCS)
def test_a_full_battery_wears_more(chemistry: int, low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    lost = [calendar_fade(chemistry, 365.0, soc, 20.0) for soc in (low, high)]
    assert 0.0 <= lost[0] <= lost[1] * (1.0 + 1e-12) < 1.0


@given(chemistry=CHEMISTRIES, soc=SOCS, small=st.floats(0.01, 1.0), large=st.floats(0.01, 1.0))
def test_deep_cycles_wear_more(chemistry: int, soc: float, small: float, large: float) -> None:
    small, large = min(small, large), max(small, large)
    lost = [cycle_fade(chemistry, 100.0, depth, soc, 0.5) for depth in (small, large)]
    assert 0.0 < lost[0] <= lost[1] * (1.0 + 1e-12)


@given(calendar=st.floats(1e-5, 0.3), cycle=st.floats(1e-5, 0.3))
def test_the_end_of_life_is_where_both_fades_meet_it(calendar: float, cycle: float) -> None:
    periods = periods_to_fade(calendar, cycle, 0.75, 0.5)
    assert calendar * periods**0.75 + cycle * periods**0.5 == pytest.approx(0.2, rel=1e-9)


def test_no_fade_lasts_for_ever() -> None:
    assert np.isinf(periods_to_fade(0.0, 0.0, 0.5, 0.5))
    assert periods_to_fade([0.02, 0.03], [0.03, 0.02], 0.5, 0.5) == pytest.approx([16.0, 16.0])


@dataclass(frozen=True)
class Pack:
    chemistry: str


def test_the_price_of_a_kwh() -> None:
    """A life of LFP cycles to 20 % at 0.5 of the fade: price · s / N, with N from the paper."""
    k_percent = (0.063 * 0.3 + 0.0971) * (4.0253 * (-0.1) ** 3 + 1.0923)
    cycles = (10.0 / k_percent) ** 2
    assert wear_cny_per_kwh(Pack("lfp"), 900.0) == pytest.approx(450.0 / cycles)
    assert wear_cny_per_kwh(Pack("lfp"), 900.0, cycle_share=1.0) == pytest.approx(225.0 / cycles)
    assert wear_cny_per_kwh(Pack("nmc"), 900.0) > 5.0 * wear_cny_per_kwh(Pack("lfp"), 900.0)
