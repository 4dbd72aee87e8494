"""The series of a run, by the names that its folder gives them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.crowd.crowd import Crowd
from sim.inputs.build import Inputs
from sim.inputs.supply import Line, lines_of
from sim.run.exchange import Exchange
from sim.run.sources import source_series
from sim.run.start import Started

Columns = dict[str, npt.NDArray[np.floating]]

_USES = ("building_kw", "heating_kw", "cooling_kw", "charging_kw", "pv_kw", "battery_kw")


def series(inputs: Inputs, started: Started, traded: Exchange) -> Columns:
    """Return every recorded series [steps]."""
    return {
        **_park(inputs, started, traded),
        **_areas(inputs, traded),
        **_sites(inputs, started),
        **_stations(inputs, started),
        **source_series(inputs),
        **_rooms(inputs),
        "world/temperature_c": inputs.weather.temperature_c,
        "world/ghi_w_m2": inputs.weather.ghi_w_m2,
        "world/price_cny_per_kwh": inputs.tariff.energy_cny_per_kwh,
        "world/period": inputs.tariff.period.astype(np.float32),
    }


def _park(inputs: Inputs, started: Started, traded: Exchange) -> Columns:
    columns: Columns = {
        "park/import_kw": traded.import_kw.sum(axis=0),
        "park/export_kw": traded.export_kw.sum(axis=0),
    }
    for use in _USES:
        columns[f"park/{use}"] = getattr(started.sites, use).sum(axis=0, dtype=np.float64)
    return columns


def _areas(inputs: Inputs, traded: Exchange) -> Columns:
    columns: Columns = {}
    for number, area in enumerate(inputs.scenario.areas):
        for name in ("net_kw", "import_kw", "export_kw"):
            columns[f"area/{area.id}/{name}"] = getattr(traded, name)[number]
    for number, link in enumerate(inputs.scenario.links):
        columns[f"link/{link.id}/flow_kw"] = traded.flow_kw[number]
    return columns


def _sites(inputs: Inputs, started: Started) -> Columns:
    columns: Columns = {}
    for number, site in enumerate(inputs.scenario.sites):
        present: Sequence[tuple[str, bool]] = (
            ("building_kw", bool(site.buildings)),
            ("heating_kw", bool(site.buildings)),
            ("cooling_kw", bool(site.buildings)),
            ("charging_kw", bool(site.stations)),
            ("pv_kw", bool(site.pv)),
            ("battery_kw", bool(site.batteries)),
            ("net_kw", True),
            ("loading", True),
        )
        for name, there in present:
            if there:
                columns[f"site/{site.id}/{name}"] = getattr(started.sites, name)[number]
    return columns


def _rooms(inputs: Inputs) -> Columns:
    """Return the rooms and tanks of building groups whose heat is made early."""
    flexible, columns = inputs.buildings.flexible, dict[str, npt.NDArray[np.floating]]()
    if flexible is None:
        return columns
    for g, building in enumerate(flexible.ids):
        columns[f"building/{building}/indoor_c"] = flexible.heat.indoor_c[g]
        if flexible.heat.groups["layers"][g] > 0:
            columns[f"building/{building}/stored_kwh"] = flexible.heat.stored_kwh[g]
    return columns


def _stations(inputs: Inputs, started: Started) -> Columns:
    crowd = started.crowd
    watched = lines_of(inputs.network).lines
    columns: Columns = {}
    for number, station in enumerate(inputs.network.stations):
        columns[f"station/{station.id}/power_kw"] = crowd.station_kw[number]
        columns[f"station/{station.id}/busy"] = crowd.busy[number]
        columns[f"station/{station.id}/queue"] = crowd.queue[number]
        if station.supply is not None:
            columns |= station_currents(station.id, number, crowd, watched)
    return columns


def station_currents(station: str, number: int, crowd: Crowd, lines: Sequence[Line]) -> Columns:
    """Return the watched currents of a station, and how unequal its three phases are.

    The unbalance is the largest deviation of a phase from their mean, as a share of it (as NEMA
    MG 1 defines it for voltages); 0 where nothing flows.
    """
    row = crowd.power.seen.stations[number]
    first, last = row["first_line"], row["first_line"] + row["lines"]
    own, names = crowd.line_a[first:last], [line.name for line in lines[first:last]]
    columns: Columns = {
        f"station/{station}/current_{_in_a_name(name)}_a": current
        for name, current in zip(names, own, strict=True)
    }
    mean = own[:3].mean(axis=0)
    apart = np.abs(own[:3] - mean).max(axis=0)
    columns[f"station/{station}/unbalance"] = np.divide(
        apart, mean, out=np.zeros_like(mean), where=mean > 0.0
    )
    return columns


def _in_a_name(line: str) -> str:
    """Return the name of a current as part of a column's: ``f-1.a`` becomes ``feeder_f_1_a``."""
    prefix = "feeder_" if "." in line else ""
    return prefix + line.replace(".", "_").replace("-", "_")
