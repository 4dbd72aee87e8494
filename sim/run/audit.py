"""The books of a run: what must be equal, is; otherwise the run fails.

Each check compares two independent counts: what plugs delivered with what sessions took, what
batteries gained with what was charged and driven, the meter of a node with its loads.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.clock import DayKind
from sim.control.sites import Sites
from sim.crowd.state import Lines, Power
from sim.inputs.build import Inputs
from sim.inputs.network import RACK
from sim.inputs.solar import LOSSES
from sim.models.flexible_state import STORE_LOST, STORE_OUT
from sim.models.plant import CHARGED
from sim.models.thermal_store import content_kwh
from sim.run.exchange import Exchange
from sim.run.session_books import SessionBooks
from sim.run.start import Started
from sim.scenario.charging import Charging

RELATIVE = 1e-6


class BalanceError(RuntimeError):
    """A run has lost or made energy, a vehicle, a passenger or a trip: a fault of the program."""


@dataclass(frozen=True)
class Entry:
    """One check: `residual` is relative to the larger side, or a count."""

    name: str
    residual: float
    limit: float

    @property
    def ok(self) -> bool:
        return bool(self.residual <= self.limit)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ok": self.ok}


@dataclass(frozen=True)
class Counted:
    """What the collectors counted while they wrote rows."""

    session_rows: int
    car_rows: int
    books: SessionBooks
    run_trips: int
    cancelled_trips: int


def audit(inputs: Inputs, started: Started, traded: Exchange, counted: Counted) -> list[Entry]:
    """Return every check of the books.

    Raises
    ------
    BalanceError
        If one of them fails.
    """
    power, lines = started.crowd.power, started.crowd.lines
    entries = [
        *_nodes(inputs, started.sites, traded),
        _charging(power, counted),
        _fed(counted.books),
        *_stock(inputs, power, counted.books),
        _series(inputs, started),
        _vehicles(started),
        *_batteries(started.sites, inputs.grid.step_h),
        _roofs(inputs),
        Entry("heat of sources = delivered - electricity", _sources(inputs), RELATIVE),
        _heat(inputs.buildings.all_months()),
        _stores(started.sites),
        Entry("state of charge within 0..1", _beyond(power), 1e-9),
        Entry("requests = served + lost + waiting", _requests(started), 0.0),
        Entry("moved to buses = carried + left behind", _travel(inputs), RELATIVE),
        Entry("trips due = run + cancelled + under way", _trips(lines, power, counted), 0.0),
        Entry("cars = charged + balked + waiting + to come", _cars(started, counted), 0.0),
        Entry("limits of stations and sites kept", _over_limits(inputs, started), RELATIVE),
        Entry("limits of currents kept", _over_currents(inputs, started), RELATIVE),
    ]
    broken = [entry for entry in entries if not entry.ok]
    if broken:
        raise BalanceError("; ".join(f"{e.name}: {e.residual:.3g} > {e.limit:.3g}" for e in broken))
    return entries


def _relative(one: Any, other: Any) -> float:
    scale = np.maximum(np.maximum(np.abs(one), np.abs(other)), 1.0)
    return float(np.max(np.abs(np.asarray(one) - np.asarray(other)) / scale, initial=0.0))


def _nodes(inputs: Inputs, sites: Sites, traded: Exchange) -> list[Entry]:
    worst_site = 0.0
    for s in range(sites.net_kw.shape[0]):
        sinks = sites.building_kw[s].astype(np.float64) + sites.heating_kw[s]
        sinks += sites.cooling_kw[s]
        sources = sites.pv_kw[s].astype(np.float64)
        for both_ways in (sites.charging_kw[s], sites.battery_kw[s]):
            sinks += np.maximum(both_ways, 0.0)
            sources += np.maximum(-both_ways, 0.0)
        sinks += np.maximum(-sites.net_kw[s], 0.0)
        sources += np.maximum(sites.net_kw[s], 0.0)
        worst_site = max(worst_site, _relative(sources, sinks))
    worst_area = 0.0
    number = {area.id: i for i, area in enumerate(inputs.scenario.areas)}
    for a in range(traded.net_kw.shape[0]):
        own = [s for s, site in enumerate(inputs.scenario.sites) if number[site.area] == a]
        sinks = sites.net_kw[own].sum(axis=0, dtype=np.float64) + traded.export_kw[a]
        sources = traded.import_kw[a].copy()
        for flow, link in zip(traded.flow_kw, inputs.scenario.links, strict=True):
            sinks += flow * (number[link.between[0]] == a)
            sources += flow * (number[link.between[1]] == a)
        worst_area = max(worst_area, _relative(sources, sinks))
    return [
        Entry("sources = sinks at every site and step", worst_site, RELATIVE),
        Entry("sources = sinks at every area and step", worst_area, RELATIVE),
    ]


def _sources(inputs: Inputs) -> float:
    """Compare what bore fields and waters lost with what buildings got and compressors drew."""
    sources = inputs.buildings.all_sources()
    return _relative([one.taken_kwh for one in sources], [one.books_kwh for one in sources])


def _charging(power: Power, counted: Counted) -> Entry:
    residual = _relative(power.stations["total_kwh"].sum(), counted.books.net_kwh)
    return Entry("energy of stations = energy of sessions", residual, RELATIVE)


def _fed(books: SessionBooks) -> Entry:
    """What batteries gained is what was charged, less what was fed back and lost on its way."""
    residual = abs(books.gained_kwh - books.charged_kwh) / max(books.moved_kwh, 1.0)
    return Entry("batteries gained = charged - fed back, of sessions", residual, RELATIVE)


def _stock(inputs: Inputs, power: Power, books: SessionBooks) -> list[Entry]:
    """Batteries of swap stations: none is lost, nor their energy as they change hands."""
    racks = [
        (pool.plugs, pool.swap.soc_start * float(power.types["capacity_kwh"][kind]))
        for pool, kind in zip(inputs.network.pools, power.pools["battery_type"], strict=True)
        if pool.kind == RACK and pool.swap is not None
    ]
    before_kwh = sum(count * full_kwh for count, full_kwh in racks)
    after_kwh = books.stock_kwh + books.handed_out_kwh
    lost = float(abs(sum(count for count, _ in racks) - books.stock))
    residual = _relative(before_kwh + books.stock_gained_kwh, after_kwh)
    return [
        Entry("batteries of swap stations", lost, 0.0),
        Entry("start + charged = handed out + end, of swap stations", residual, RELATIVE),
    ]


def _series(inputs: Inputs, started: Started) -> Entry:
    recorded = started.sites.charging_kw.sum(dtype=np.float64) * inputs.grid.step_h
    residual = _relative(recorded, started.crowd.power.stations["total_kwh"].sum())
    return Entry("recorded charging = energy of stations", residual, RELATIVE)


def _vehicles(started: Started) -> Entry:
    state = started.crowd.power.vehicles
    after = started.start_kwh + state["charged_kwh"] + state["towed_kwh"]
    residual = _relative(after, state["energy_kwh"] + state["driven_kwh"])
    return Entry("start + charged = driven + end, of every vehicle", residual, RELATIVE)


def _roofs(inputs: Inputs) -> Entry:
    """Light on the roofs, less every loss, is what they give; and that is the sites' PV."""
    rows = inputs.pv_roofs
    made = rows["nominal_kwh"] + rows["rear_kwh"] - sum(rows[f"{loss}_kwh"] for loss in LOSSES)
    of_site = rows.groupby("site")["ac_kwh"].sum()
    own = np.array([of_site.get(site.id, 0.0) for site in inputs.network.sites])
    fed = inputs.pv_kw.sum(axis=1, dtype=np.float64) * inputs.grid.step_h
    residual = max(_relative(made.to_numpy(), rows["ac_kwh"].to_numpy()), _relative(own, fed))
    return Entry("light on roofs - losses = PV", residual, RELATIVE)


def _batteries(sites: Sites, step_h: float) -> list[Entry]:
    """Stationary batteries: each from its begin to its end, and all with the sites' series."""
    rows = sites.batteries
    before = rows["start_kwh"] + rows["charged_kwh"]
    after = rows["stored_kwh"] + rows["discharged_kwh"] + rows["inverter_kwh"] + rows["cells_kwh"]
    taken_kwh = (rows["charged_kwh"] + rows["standby_kwh"]).sum()
    net_kwh, moved_kwh = (sign * rows["discharged_kwh"].sum() + taken_kwh for sign in (-1, 1))
    recorded_kwh = sites.battery_kw.sum(dtype=np.float64) * step_h
    series = abs(net_kwh - recorded_kwh) / max(moved_kwh, 1.0)
    name = "start + charged = discharged + lost + end, of every battery"
    return [
        Entry(name, _relative(before, after), RELATIVE),
        Entry("recorded power = charged + standby - discharged, of batteries", series, RELATIVE),
    ]


def _heat(months: pd.DataFrame) -> Entry:
    """Compare, building by building, the heat that was needed with where it came from."""
    name = "heat needed = made + out of stores + unmet"
    if months.empty:
        return Entry(name, 0.0, RELATIVE)
    needed = months["heat_kwh"] + months["hot_water_kwh"]
    made = months["compressor_kwh"] + months["ambient_kwh"] + months["backup_kwh"]
    made += months["boiler_kwh"] + months["store_out_kwh"] - months["store_in_kwh"]
    residual = _relative(needed.to_numpy(), (made + months["unmet_kwh"]).to_numpy())
    return Entry(name, residual, RELATIVE)


def _stores(sites: Sites) -> Entry:
    """Compare what went into each tank of hot water with what came out, was lost and is there."""
    heat = sites.heat
    books = heat.books[: heat.groups.size].sum(axis=1)
    end = np.array([
        content_kwh(heat.tank_c[g, : row["layers"]], row["layer_kwh_per_k"], row["room_c"])
        for g, row in enumerate(heat.groups)
    ])  # fmt: skip
    into = heat.groups["start_kwh"] + books[:, CHARGED]
    residual = _relative(into, end + books[:, STORE_OUT] + books[:, STORE_LOST])
    return Entry("start + charged = given + lost + end, of every heat store", residual, RELATIVE)


def _beyond(power: Power) -> float:
    capacity = power.types["capacity_kwh"][power.vehicles["type"]]
    energy = power.vehicles["energy_kwh"]
    return float(np.max([*(energy - capacity), *-energy, 0.0]))


def _requests(started: Started) -> float:
    service, waiting = started.crowd.hails.service, started.crowd.hails.waiting_count
    asked = service["requests"].sum()
    return float(abs(asked - service["served"].sum() - service["lost"].sum() - waiting.sum()))


def _travel(inputs: Inputs) -> float:
    """Compare the person km that left taxis and cars with those in buses and left behind."""
    days = np.bincount(inputs.grid.kind_of_day, minlength=len(DayKind))
    carried = left = moved = 0.0
    taxis = [item.fleet.id for item in inputs.on_demand]
    for flow in inputs.travel:
        left += (flow.person_km - flow.carried_km) * days[flow.kind]
        moved += flow.person_km * days[flow.kind] * (flow.fleet not in taxis)
    for item in inputs.on_demand:
        demand = item.demand
        km = (demand.requests_per_h() * demand.km).sum(axis=3) * demand.moved_share
        moved += float((km.sum(axis=(1, 2)) * days).sum()) * demand.passengers_per_trip
    for line in inputs.timetabled:
        for kind, trips in enumerate(line.timetable.days):
            carried += float((line.passengers.changed[kind] * trips.km).sum()) * days[kind]
    return _relative(moved, carried + left)


def _trips(lines: Lines, power: Power, counted: Counted) -> float:
    due = 0
    for day in range(lines.kind_of_day.size):
        for fleet in range(lines.fleets.size):
            order = lines.pull_outs[fleet, lines.kind_of_day[day]]
            blocks = lines.blocks[order[order >= 0]]
            row = lines.fleets[fleet]
            if day == row["day"]:
                blocks = blocks[: row["position"]]
            if day <= row["day"]:
                due += int(blocks["trips"].sum())
    last = lines.blocks["first_trip"] + lines.blocks["trips"]
    busy = power.vehicles[(power.vehicles["behaviour"] == 0) & (power.vehicles["block"] >= 0)]
    under_way = int((last[busy["block"]] - busy["trip"]).sum())
    for depot in range(lines.depots.size):
        entries = lines.pending[depot, : lines.depots["pending"][depot]]
        under_way += int((last[entries["block"]] - entries["trip"]).sum())
    return float(abs(due - counted.run_trips - counted.cancelled_trips - under_way))


def _cars(started: Started, counted: Counted) -> float:
    power = started.crowd.power
    waiting = 0
    vehicles = int(power.meta["vehicles"][0])
    for pool in power.pools:
        user = int(pool["head"])
        while user >= 0:
            waiting += user >= vehicles
            user = int(power.users["next"][user])
    came = int(power.meta["next_car"][0])
    return float(abs(came - counted.car_rows - int(power.balked.sum()) - waiting))


def _over_limits(inputs: Inputs, started: Started) -> float:
    """Return by how much charging exceeded a limit that was in force [relative]."""
    crowd, network = started.crowd, inputs.network
    rated = np.bincount(
        crowd.power.plugs["station"],
        crowd.power.plugs["power_kw"] / crowd.power.plugs["efficiency"],
        minlength=crowd.power.stations.size,
    )
    worst = 0.0
    for number, station in enumerate(network.stations):
        shared = network.sites[network.station_site[number]].charging.is_controlled
        limit = rated[number]
        if shared and station.limit_kw is not None:
            limit = min(limit, station.limit_kw)
        worst = max(worst, _excess(crowd.station_kw[number], limit))
    for number, site in enumerate(network.sites):
        if site.charging.is_controlled:
            limit_kw = _site_limit(started.sites, number, site.charging)
            worst = max(worst, _excess(started.sites.charging_kw[number], limit_kw))
    return worst


def _over_currents(inputs: Inputs, started: Started) -> float:
    """Return by how much a mean current exceeded its limit at a controlled site [relative].

    A current in which two plugs may cancel (the primary's, with plugs between two phases) rises
    when one of them takes less than planned; only the plan keeps its limit, so it is left out.
    """
    crowd, network = started.crowd, inputs.network
    seen, worst = crowd.power.seen, 0.0
    for number, line in enumerate(seen.lines):
        site = network.sites[network.station_site[line["station"]]]
        own = np.flatnonzero(seen.plugs["station"] == line["station"])
        gains = seen.ampere_per_kw[own, number - int(seen.stations["first_line"][line["station"]])]
        cancel = (gains[:, None] * np.conj(gains)).real < -1e-9
        if site.charging.is_controlled and not cancel.any():
            worst = max(worst, _excess(crowd.line_a[number], float(line["limit_a"])))
    return worst


def _excess(power_kw: Any, limit_kw: Any) -> float:
    beyond_kw = np.maximum(power_kw.astype(np.float64) - limit_kw, 0.0)
    scale_kw = np.maximum(np.minimum(power_kw, limit_kw), 1.0)
    return float(np.max(beyond_kw / scale_kw, initial=0.0))


def _site_limit(sites: Sites, number: int, charging: Charging) -> Any:
    """Return what charging may draw at a site in each step [steps, kW]."""
    limit = np.full(sites.net_kw.shape[1], np.inf)
    if charging.limit_kw is not None:
        limit[:] = charging.limit_kw
    if charging.keep_within_transformer:
        heating_kw, cooling_kw = sites.heating_kw, sites.cooling_kw
        if sites.heat.groups.size:  # what was made early could not be known
            heating_kw, cooling_kw = sites.heat.planned_heating_kw, sites.heat.planned_cooling_kw
        own = sites.building_kw[number].astype(np.float64) + heating_kw[number]
        room = sites.rated_kw[number] - own - cooling_kw[number] + sites.pv_kw[number]
        limit = np.minimum(limit, np.maximum(room, 0.0))
    return limit


def counts_of(started: Started, counted: Counted) -> dict[str, int]:
    """Return what the manifest counts."""
    meta = started.crowd.power.meta[0]
    return {
        "events": int(meta["events"]),
        "sessions": counted.session_rows,
        "trips_run": counted.run_trips,
        "trips_cancelled": counted.cancelled_trips,
        "vehicle_swaps": int(meta["swaps"]),
        "towed": int(meta["towed"]),
        "queues_left": int(meta["queue_left"]),
        "requests_moved": int(started.crowd.hails.service["moved"].sum()),
        "passengers_waiting": int(started.crowd.hails.waiting_count.sum()),
    }
