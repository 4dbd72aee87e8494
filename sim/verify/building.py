"""The zones of buildings against BESTEST (ASHRAE 140-2020) and the sizing indices of design."""

from collections.abc import Mapping
from pathlib import Path

from sim.models.archetype import from_archetypes
from sim.units import W_PER_KW
from sim.verify.bestest import CASES, Published, bestest, load_climate, published
from sim.verify.check import Check

_STANDARD = "ASHRAE 140-2020, tables B8-1 to B8-4; limits of addendum b, tables A3-1 and A3-2"
_EARLIER_SOURCE = "ASHRAE 140, editions before 2020: range of programs with this weather"
_EARLIER = {"600": (4.296, 5.709), "900": (1.170, 2.041)}
"""Annual heating that the programs of the standard's earlier editions found, MWh."""
_DESIGN = "heat-load indices of Chinese design practice, as cited in public code"
_RESULTS = "bestest/ASHRAE140_data.dat"
_WEATHERS = {
    "DRYCOLD": "bestest/DRYCOLD.mos",
    "Denver": "bestest/USA_CO_Denver.Intl.AP.725650_TMY3.mos",
}
"""DRYCOLD is the weather of the standard's earlier editions; the results and limits of 2020 were
found with that of Denver."""
_BY_WEATHER = {("DRYCOLD", "900", "cooling")}
"""What lies outside a limit because the limit was drawn for the other weather."""
_INDICES = {"dwelling": (47, 70), "office": (58, 81), "school": (58, 81), "hotel": (58, 70),
            "shop": (64, 87)}  # fmt: skip
"""Heat load of existing buildings, W/m²: indices used in design (as cited in public code)."""


def checks(reference_data: Path | None) -> list[Check]:
    """Compare with what other programs found; `reference_data` holds the folder ``bestest``."""
    return [*_bestest(reference_data), *_design_loads()]


def _design_loads() -> list[Check]:
    groups = [(name, "existing", 12_000.0, 6) for name in _INDICES]
    b = from_archetypes(groups)
    load_w_per_m2 = b.heating_capacity_kw * W_PER_KW / b.heated_area_m2
    return [
        Check.between(f"design heat load, existing {name}", float(ours), low, high, "W/m2", _DESIGN)
        for (name, (low, high)), ours in zip(_INDICES.items(), load_w_per_m2, strict=True)
    ]


def _bestest(reference_data: Path | None) -> list[Check]:
    rows = []
    for weather, name in _WEATHERS.items():
        if reference_data is None or not (reference_data / name).is_file():
            rows += [
                Check.skipped(f"BESTEST {case}, {weather}", "MWh", _STANDARD, f"no file {name}")
                for case in CASES
            ]
            continue
        limits = published(reference_data / _RESULTS)
        climate = load_climate(reference_data / name)
        for case in CASES:
            rows += _rows(case, weather, bestest(case, climate), limits)
    return rows


def _rows(
    case: str, weather: str, ours: Mapping[str, float], limits: Mapping[tuple[str, str], Published]
) -> list[Check]:
    """Hold annual sums against the limits of the standard."""
    rows = []
    for need in ("heating", "cooling"):
        found, name = limits[case, need], f"BESTEST {case} {need}, {weather}"
        if (weather, case, need) in _BY_WEATHER:
            reason = f"{ours[need]:.3f}; its limits, {found.low:g} to {found.high:g}, are Denver's"
            rows.append(Check.skipped(name, "MWh", _STANDARD, reason))
            continue
        rows.append(Check.between(name, ours[need], found.low, found.high, "MWh", _STANDARD))
    if weather == "DRYCOLD" and case in _EARLIER:
        name = f"BESTEST {case} heating, earlier editions"
        rows.append(Check.between(name, ours["heating"], *_EARLIER[case], "MWh", _EARLIER_SOURCE))
    return rows
