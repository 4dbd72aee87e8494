"""Faults of PV roofs: unknown parts, skylines that do not go round, rows that a rear needs."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from sim.errors import Fault, nearest
from sim.scenario.scenario import Scenario
from sim.scenario.solar import HorizonPoint, Roof
from sim.tables import table


def check_solar(scenario: Scenario) -> Iterator[Fault]:
    """Yield every fault of `solar` and of all roofs."""
    solar = scenario.solar
    yield from _horizon("solar.horizon", solar.horizon)
    if solar.soiling is not None:
        if solar.soiling.at_start > solar.soiling.most:
            message = f"{solar.soiling.at_start:g} must not be above most, {solar.soiling.most:g}"
            yield Fault(message, path="solar.soiling.at_start")
        yield from _dates("solar.soiling.cleaning", solar.soiling.cleaning)
    for site in scenario.sites:
        for roof in site.pv:
            yield from _roof(f"sites.{site.id}.pv.{roof.id}", roof, scenario)


def _roof(path: str, roof: Roof, scenario: Scenario) -> Iterator[Fault]:
    if (roof.kwp is None) == (roof.area_m2 is None):
        what = "one of kwp and area_m2 is needed" if roof.kwp is None else "cannot stand with kwp"
        yield Fault(what, path=f"{path}.area_m2")
    modules = table("pv_modules")
    yield from _known(f"{path}.module", roof.module, "pv_modules")
    yield from _known(f"{path}.inverter", roof.inverter, "pv_inverters")
    if roof.horizon is not None:
        yield from _horizon(f"{path}.horizon", roof.horizon)
    if roof.cleaning is not None:
        yield from _dates(f"{path}.cleaning", roof.cleaning)
        if scenario.solar.soiling is None:
            message = "changes nothing without solar.soiling"
            yield Fault(message, path=f"{path}.cleaning")
    if roof.bifacial and roof.rows is None:
        yield Fault("the rear's light is that of rows: give 'rows'", path=f"{path}.bifacial")
    if roof.bifacial and roof.module in modules.index:
        two_sided = modules.index[modules["bifaciality"] > 0.0]
        if roof.module not in two_sided:
            message = f"module '{roof.module}' has one side; two have {', '.join(two_sided)}"
            yield Fault(message, path=f"{path}.bifacial")


def _known(path: str, value: str, name: str) -> Iterator[Fault]:
    names = table(name).index
    if value not in names:
        there = ", ".join(names)
        message = f"'{value}' is not in data/{name}.csv (there are: {there})."
        yield Fault(message + nearest(value, names), path=path)


def _horizon(path: str, points: Sequence[HorizonPoint]) -> Iterator[Fault]:
    """Check that azimuths rise, so that each direction has one skyline."""
    for number, (before, after) in enumerate(pairwise(points), 1):
        if after[0] <= before[0]:
            message = f"azimuth must rise from point to point, but {after[0]:g} follows "
            yield Fault(message + f"{before[0]:g}", path=f"{path}.{number}")


def _dates(path: str, dates: Sequence[str]) -> Iterator[Fault]:
    for number, text in enumerate(dates):
        try:
            date.fromisoformat(f"2025-{text}")
        except ValueError:
            yield Fault(f"'{text}' is not a day of every year, MM-DD", path=f"{path}.{number}")
