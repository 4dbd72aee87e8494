"""PV that can yield next to nothing: no fault, since somebody may want to see it, but told."""

from collections.abc import Iterator

from sim.errors import Fault
from sim.scenario.scenario import Scenario
from sim.scenario.solar import Roof

LEAST_KEPT = 0.1
"""A roof that keeps no more of its power than this is doubted. Assumption."""
_TILT_OF_EARTH_DEG = 23.44


def hardly_yields(scenario: Scenario) -> Iterator[Fault]:
    """Say which roofs keep next to nothing of their power, and which the sun never reaches."""
    highest_deg = min(90.0, 90.0 - abs(scenario.place.latitude) + _TILT_OF_EARTH_DEG)
    if _hides(scenario.solar.horizon, highest_deg):
        yield Fault(_hidden(highest_deg), path="solar.horizon")
    for site in scenario.sites:
        for roof in site.pv:
            path = f"sites.{site.id}.pv.{roof.id}"
            yield from _kept(roof, path)
            if roof.horizon is not None and _hides(roof.horizon, highest_deg):
                yield Fault(_hidden(highest_deg), path=f"{path}.horizon")


def _kept(roof: Roof, path: str) -> Iterator[Fault]:
    """Compare what flat losses, age and availability leave of a roof's power."""
    shares = {
        "losses": 1.0 - (roof.losses or 0.0),
        "age_years": (1.0 - roof.degradation_per_year) ** roof.age_years,
        "availability": roof.availability,
    }
    kept = shares["losses"] * shares["age_years"] * shares["availability"]
    if kept <= LEAST_KEPT:
        worst = min(shares, key=lambda name: shares[name])
        message = f"losses, age and availability leave {kept:.2g} of its power: it yields "
        message += "nothing" if kept <= 0.0 else "next to nothing"
        yield Fault(message, path=f"{path}.{worst}")


def _hides(horizon: tuple[tuple[float, float], ...], highest_deg: float) -> bool:
    """Say whether a skyline is everywhere higher than the sun ever is: the lowest point is."""
    return bool(horizon) and min(elevation for _, elevation in horizon) >= highest_deg


def _hidden(highest_deg: float) -> str:
    return f"hides the sun all year, which rises to {highest_deg:.0f}° at most: next to no yield"
