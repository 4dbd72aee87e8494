"""What a scenario has built and bought: the quantities that capital is counted on."""

from collections.abc import Iterable

import pandas as pd

from sim.inputs.bore_fields import SourceRun
from sim.inputs.build import Cars, Inputs, OnDemand
from sim.inputs.network import RACK, Pool
from sim.models.construction import assembly_grade
from sim.models.storage import SECOND_LIFE, plants
from sim.scenario.building import Building
from sim.scenario.charging import Swap
from sim.scenario.heating import HeatingSystem

BOREHOLE = "ground_source_borehole"
"""Type of the asset, and so the name of its price."""
_Row = tuple[str, str, str, str, float, str]


def assets(inputs: Inputs) -> pd.DataFrame:
    """Return the rows of ``assets``."""
    rows = [*_sites(inputs), *_chargers(inputs), *_vehicles(inputs)]
    return pd.DataFrame(rows, columns=["kind", "type", "id", "site", "quantity", "unit"])


def _sites(inputs: Inputs) -> list[_Row]:
    systems = {system.id: system for system in inputs.scenario.heating.systems}
    rows: list[_Row] = []
    for site in inputs.scenario.sites:
        rows.append(("transformer", "", site.id, site.id, site.transformer_kva, "kVA"))
        rows += [("pv", "", roof.id, site.id, roof.installed_kwp, "kWp") for roof in site.pv]
        for building in site.buildings:
            design_kw = inputs.buildings.design_kw[building.id]
            area_m2 = building.heated_area_m2
            rows += _heating(systems[building.heating], design_kw, building.id, site.id)
            rows.append(("heated_area", building.archetype, building.id, site.id, area_m2, "m2"))
            rows += built(building, site.id)
    return rows + boreholes(inputs.buildings.all_sources()) + _storage(inputs)


def boreholes(sources: Iterable[SourceRun]) -> list[_Row]:
    """Return the metres of bore fields beyond those that heat pumps are priced with."""
    rows: list[_Row] = []
    for one in sources:
        if one.beyond_m:
            site = one.id.removeprefix(one.system).removeprefix(".")
            rows.append(("heating", BOREHOLE, one.id, site, one.beyond_m, "m"))
    return rows


def _storage(inputs: Inputs) -> list[_Row]:
    """Return stationary batteries: new ones by what they held then, used ones by what is left."""
    scenario = inputs.scenario
    rows: list[_Row] = []
    for one in plants(scenario.sites, scenario.catalogue.vehicle_table()):
        used = one.origin == SECOND_LIFE
        kwh = one.capacity_kwh if used else one.new_kwh
        kind = SECOND_LIFE if used else ""
        rows.append(("battery", kind, one.battery.id, scenario.sites[one.site].id, kwh, "kWh"))
    return rows


def built(building: Building, site: str) -> list[_Row]:
    """What is new: the building to its standard, and its part that comes from a factory."""
    if building.standard == "existing":
        return []
    area_m2, rate = building.heated_area_m2, building.construction.assembly_rate
    rows = [("building", building.standard, building.id, site, area_m2, "m2")]
    if rate > 0.0:
        grade = assembly_grade(rate)
        rows.append(("prefabricated", grade, building.id, site, area_m2 * rate, "m2"))
    return rows


def _heating(system: HeatingSystem, design_kw: float, building: str, site: str) -> list[_Row]:
    """Return what heats a building group, the units of a plant one by one, and its tank."""
    units: list[tuple[str, float]] = [(one.kind, one.share) for one in system.units]
    units = units or [(system.kind, 1.0)]
    rows: list[_Row] = [
        ("heating", kind, building, site, share * design_kw, "kW") for kind, share in units
    ]
    if system.store is not None:
        volume_m3 = system.store.litres_per_kw * design_kw / 1000.0
        rows.append(("heat_store", "", building, site, volume_m3, "m3"))
    return rows


def _chargers(inputs: Inputs) -> list[_Row]:
    network = inputs.network
    rows: list[_Row] = []
    for pool in network.pools:
        station, site = network.stations[pool.station].id, network.sites[pool.site].id
        rows.append(("plug", pool.kind, station, site, float(pool.plugs), "1"))
        if pool.swap is not None:
            rows += _swap_stock(inputs, pool, pool.swap, station, site)
            continue
        # A kind of the scenario's own takes the capital price of its connector.
        own = pool.kind.split("-")[0] != pool.connector
        priced = f"{pool.connector}-{pool.kind}" if own else pool.kind
        rows.append(("charger", priced, station, site, pool.power_kw * pool.plugs, "kW"))
    return rows


def _swap_stock(inputs: Inputs, pool: Pool, swap: Swap, station: str, site: str) -> list[_Row]:
    """The chargers of a rack and its batteries; of the bays' machinery no price is known."""
    if pool.kind != RACK:
        return []
    catalogue = inputs.scenario.catalogue
    connector = str(catalogue.charger_table().loc[swap.charger, "plug"])
    capacity_kwh = float(catalogue.vehicle_table()["battery_kwh"].to_dict()[swap.vehicle])
    return [
        ("charger", connector, station, site, pool.power_kw * pool.plugs, "kW"),
        ("battery", "swap", station, site, capacity_kwh * pool.plugs, "kWh"),
    ]


def _vehicles(inputs: Inputs) -> list[_Row]:
    rows: list[_Row] = []
    for line in inputs.timetabled:
        kind = f"{line.fleet.service}_{line.vehicle.energy}"
        count = sum(depot.vehicles for depot in line.fleet.depots)
        rows.append(("vehicle", kind, line.fleet.id, "", float(count), "1"))
    for item in inputs.on_demand:
        kind = f"taxi_{item.vehicle.energy}"
        rows.append(("vehicle", kind, item.fleet.id, "", float(item.fleet.vehicles), "1"))
    return rows


def fleets(inputs: Inputs) -> pd.DataFrame:
    """Return the rows of ``fleets``: what each serves, its names, its seats, what is on time."""
    nan = float("nan")
    rows: list[tuple[str, str, str, str, float, int, float]] = []
    for line in inputs.timetabled:
        fleet, aboard = line.fleet, line.passengers
        text, late = fleet.name, fleet.on_time_minutes
        rows.append((fleet.id, fleet.service, text.zh, text.en, late, aboard.seats, aboard.places))
    others: list[tuple[str, OnDemand | Cars]] = [
        *(("taxi", item) for item in inputs.on_demand),
        *(("car", item) for item in inputs.cars),
    ]
    for service, item in others:
        text = item.fleet.name
        rows.append((item.fleet.id, service, text.zh, text.en, nan, item.vehicle.seats, nan))
    columns = ["fleet", "service", "name_zh", "name_en", "on_time_minutes", "seats", "places"]
    return pd.DataFrame(rows, columns=columns)
