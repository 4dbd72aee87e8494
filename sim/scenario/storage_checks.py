"""Faults of stationary batteries."""

from collections.abc import Iterator

from sim.errors import Fault, nearest
from sim.scenario.scenario import Scenario
from sim.scenario.site import Site
from sim.scenario.storage import InverterLosses, SiteBattery
from sim.tables import table


def check_storage(scenario: Scenario) -> Iterator[Fault]:
    """Yield every fault of the sites' batteries."""
    for site in scenario.sites:
        for battery in site.batteries:
            path = f"sites.{site.id}.batteries.{battery.id}"
            yield from _window(path, battery)
            yield from _inverter(path, battery)
            yield from _capacity(path, battery, scenario)
            yield from _rule(path, battery, site)


def _window(path: str, battery: SiteBattery) -> Iterator[Fault]:
    if battery.soc_min >= battery.soc_max:
        message = f"{battery.soc_min:g} must be below soc_max, {battery.soc_max:g}"
        yield Fault(message, path=f"{path}.soc_min")
    elif not battery.soc_min <= battery.soc_start <= battery.soc_max:
        bounds = f"soc_min {battery.soc_min:g} to soc_max {battery.soc_max:g}"
        yield Fault(f"{battery.soc_start:g} must be from {bounds}", path=f"{path}.soc_start")


def _inverter(path: str, battery: SiteBattery) -> Iterator[Fault]:
    names = [str(name) for name in table("battery_inverters").index]
    if not isinstance(battery.inverter, InverterLosses) and battery.inverter not in names:
        message = (
            f"'{battery.inverter}' is not in data/battery_inverters.csv "
            f"(there are: {', '.join(names)}).{nearest(battery.inverter, names)}"
        )
        yield Fault(message, path=f"{path}.inverter")
        return
    best = battery.losses.taken / battery.losses.given
    if battery.round_trip_efficiency > best:
        message = (
            f"{battery.round_trip_efficiency:g} is more than its inverter alone allows at rated "
            f"power, {best:.3f}: name a better `inverter`, or give its losses"
        )
        yield Fault(message, path=f"{path}.round_trip_efficiency")


def _capacity(path: str, battery: SiteBattery, scenario: Scenario) -> Iterator[Fault]:
    used = battery.second_life
    if used is None:
        if battery.capacity_kwh is None:
            yield Fault("is needed where there is no `second_life`", path=f"{path}.capacity_kwh")
        return
    if battery.capacity_kwh is not None:
        message = "cannot stand with second_life, whose packs say the capacity"
        yield Fault(message, path=f"{path}.capacity_kwh")
    if battery.chemistry is not None:
        message = "cannot stand with second_life, whose packs say the chemistry"
        yield Fault(message, path=f"{path}.chemistry")
    if battery.soh >= 1.0:
        message = "is needed with second_life: how much of the packs' capacity is left, below 1"
        yield Fault(message, path=f"{path}.soh")
    vehicles = scenario.catalogue.vehicle_table()
    if used.vehicle not in vehicles.index:
        message = f"'{used.vehicle}' is not in data/vehicles.csv."
        message += nearest(used.vehicle, [str(name) for name in vehicles.index])
        yield Fault(message, path=f"{path}.second_life.vehicle")
    elif vehicles.loc[used.vehicle, "energy"] != "battery":
        message = f"'{used.vehicle}' has no battery to use on"
        yield Fault(message, path=f"{path}.second_life.vehicle")
    elif isinstance(battery.inverter, InverterLosses) or (
        battery.inverter in table("battery_inverters").index
    ):
        new_kwh = used.count * float(str(vehicles.loc[used.vehicle, "battery_kwh"]))
        yield from _too_large(path, battery, used.most_per_h * battery.soh * new_kwh)


def _too_large(path: str, battery: SiteBattery, packs_kw: float) -> Iterator[Fault]:
    """Yield a fault if the inverter loses more than half of what the packs may take."""
    share = 0.5 * packs_kw / battery.power_kw
    losses = battery.losses
    lost = losses.no_load + share * losses.linear + share**2 * losses.quadratic
    if share < 0.5 and lost >= share:
        message = (
            f"an inverter of {battery.power_kw:g} kW is far too large for these packs, which take "
            f"{packs_kw:.4g} kW: it would lose more than it passes on"
        )
        yield Fault(message, path=f"{path}.power_kw")


def _rule(path: str, battery: SiteBattery, site: Site) -> Iterator[Fault]:
    if battery.rule == "optimum" and site.charging.kind != "optimum":
        message = (
            "needs the linear program of the site: write `charging: {controller: optimum}` at "
            f"'{site.id}' (it is {site.charging.kind}), or rule: tariff"
        )
        yield Fault(message, path=f"{path}.rule")
