"""What is far too large for its site: no fault, since somebody may want to see it, but told."""

from collections.abc import Iterator

from sim.errors import Fault
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site
from sim.tables import table
from sim.units import W_PER_KW

TOO_MANY_TIMES = 3.0
"""Power above so many times the transformer's rating is doubted. Assumption."""
TOO_MANY_HOURS = 48.0
"""A battery that takes longer to fill at its own power is doubted. Assumption."""


def out_of_scale(scenario: Scenario) -> Iterator[Fault]:
    """Say what does not fit the transformer it stands behind, with the ratio."""
    for site in scenario.sites:
        yield from _buildings(site)
        yield from _sun(site)
        yield from _batteries(site)


def _buildings(site: Site) -> Iterator[Fault]:
    """Compare what light and plugs draw in full use: the least that a building needs."""
    rows = table("archetypes")
    w_per_m2 = (rows["light_w_per_m2"] + rows["plug_w_per_m2"]).to_dict()
    for one in site.buildings:
        kw = one.heated_area_m2 * float(w_per_m2[one.archetype]) / W_PER_KW
        what = f"light and plugs of {one.heated_area_m2:,.6g} m²"
        path = f"sites.{site.id}.buildings.{one.id}.heated_area_m2"
        yield from _beyond_transformer(what, kw, site, path)


def _sun(site: Site) -> Iterator[Fault]:
    kw = sum(roof.installed_kwp / roof.dc_ac_ratio for roof in site.pv)
    yield from _beyond_transformer("inverters of all roofs", kw, site, f"sites.{site.id}.pv")


def _batteries(site: Site) -> Iterator[Fault]:
    for one in site.batteries:
        path = f"sites.{site.id}.batteries.{one.id}"
        yield from _beyond_transformer("the battery", one.power_kw, site, f"{path}.power_kw")
        hours = (one.capacity_kwh or 0.0) / one.power_kw
        if hours > TOO_MANY_HOURS:
            message = (
                f"{one.capacity_kwh:,.6g} kWh take {hours:,.3g} h to fill at power_kw, "
                f"{one.power_kw:g}: most of it stays unused"
            )
            yield Fault(message, path=f"{path}.capacity_kwh")


def _beyond_transformer(what: str, kw: float, site: Site, path: str) -> Iterator[Fault]:
    rated_kw = site.transformer_kva * site.power_factor
    if kw > TOO_MANY_TIMES * rated_kw:
        message = (
            f"{what}: {kw:,.4g} kW are {kw / rated_kw:,.3g} times what the site's transformer "
            f"carries, {rated_kw:,.6g} kW"
        )
        yield Fault(message, path=path)
