"""The scenarios that ship: what they promise about Lanzhou, and that they are plausible."""

from pathlib import Path

import numpy as np
import pytest

from sim.clock import DayKind
from sim.inputs.blocks import build_blocks
from sim.inputs.distance import coordinates, road_km
from sim.inputs.taxi_demand import build as build_taxi_demand
from sim.inputs.taxi_demand import gravity
from sim.inputs.timetable import read_timetable
from sim.inputs.zones import read_zones
from sim.scenario.scenario import Scenario
from sim.scenario.site import Station
from sim.study.scenarios import read_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ["baseline", "pv", "heat-pumps", "electric-fleet", "green-plan"]


@pytest.fixture(scope="module")
def lanzhou() -> dict[str, Scenario]:
    return {name: read_scenario(SCENARIOS / "lanzhou" / f"{name}.yaml") for name in NAMES}


def stations(scenario: Scenario) -> list[Station]:
    return [station for site in scenario.sites for station in site.stations]


def plugs(scenario: Scenario) -> int:
    return sum(group.count for one in stations(scenario) for group in one.plugs)


def buildings(scenario: Scenario):
    return [building for site in scenario.sites for building in site.buildings]


def kwp(scenario: Scenario) -> float:
    return sum(roof.kwp for site in scenario.sites for roof in site.pv)


@pytest.mark.parametrize("file", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda file: file.stem)
def test_editors_find_the_schema(file):
    first = file.read_text(encoding="utf-8").splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    target = (file.parent / first.removeprefix(prefix)).resolve()
    assert target == (SCENARIOS / "schema.json").resolve()


@pytest.mark.parametrize("name", NAMES)
def test_the_park_has_its_size(lanzhou, name):
    scenario = lanzhou[name]
    assert scenario.name == name
    assert scenario.period.days == 365
    assert len(scenario.areas) == 3
    assert len(scenario.sites) >= 20
    assert len(buildings(scenario)) >= 100
    assert 6e6 <= sum(one.heated_area_m2 for one in buildings(scenario)) <= 10e6
    vehicles = dict.fromkeys(("bus", "coach"), 0)
    lines = dict.fromkeys(("bus", "coach"), 0)
    for fleet in scenario.fleets.timetabled:
        vehicles[fleet.service] += sum(depot.vehicles for depot in fleet.depots)
        lines[fleet.service] += len({line for depot in fleet.depots for line in depot.lines})
    assert vehicles == {"bus": 400, "coach": 60}
    assert lines["bus"] >= 20
    (taxis,) = scenario.fleets.on_demand
    assert taxis.vehicles == 2000
    assert all(25 <= n / taxis.vehicles <= 35 for n in taxis.requests_per_day.values())
    assert len(read_zones(taxis).ids) >= 24


def test_each_scenario_is_the_measure_that_it_names(lanzhou):
    old_heat = {"central", "gas_boiler"}
    new_heat = {"air_source", "ground_source"}
    assert [kwp(lanzhou[name]) > 0 for name in NAMES] == [False, True, False, False, True]
    for name in NAMES:
        scenario = lanzhou[name]
        kinds = {system.kind for system in scenario.heating.systems}
        assert kinds <= (new_heat if name in ("heat-pumps", "green-plan") else old_heat)
        electric = name in ("electric-fleet", "green-plan")
        of_fleets = [*scenario.fleets.timetabled, *scenario.fleets.on_demand]
        assert all(("diesel" in f.vehicle or "cng" in f.vehicle) != electric for f in of_fleets)
        if electric:
            assert len(stations(scenario)) >= 40
            assert plugs(scenario) >= 800
        else:
            assert plugs(scenario) < 250


def test_only_pv_differs_in_pv(lanzhou):
    def without_pv(scenario: Scenario) -> dict:
        values = scenario.model_dump(exclude={"name", "title", "description"})
        for site in values["sites"]:
            site["pv"] = ()
        return values

    assert without_pv(lanzhou["pv"]) == without_pv(lanzhou["baseline"])


def test_pv_fits_on_the_roofs(lanzhou):
    assert kwp(lanzhou["green-plan"]) >= 40_000
    for site in lanzhou["green-plan"].sites:
        roof_m2 = sum(one.heated_area_m2 / one.storeys for one in site.buildings)
        on_roofs = sum(roof.kwp for roof in site.pv if not roof.id.endswith("canopies"))
        assert on_roofs <= 0.1 * roof_m2 + 1e-6, site.id


def test_identifiers_are_unique_in_the_whole_park(lanzhou):
    scenario = lanzhou["green-plan"]
    for things in (
        scenario.sites,
        buildings(scenario),
        stations(scenario),
        [roof for site in scenario.sites for roof in site.pv],
        [battery for site in scenario.sites for battery in site.batteries],
    ):
        names = [thing.id for thing in things]
        assert len(set(names)) == len(names)


def test_timetables_are_dense_and_plausible(lanzhou):
    scenario = lanzhou["baseline"]
    for fleet in scenario.fleets.timetabled:
        timetable = read_timetable(fleet.timetable, [one.id for one in fleet.terminals])
        position = coordinates([one.position for one in fleet.terminals])
        straight = road_km(position, position, 1.0)
        for trips in timetable.days:
            km_per_h = trips.km / trips.run_s * 3600
            low, high = (14, 40) if fleet.service == "bus" else (40, 80)
            assert low < km_per_h.min() <= km_per_h.max() < high
            detour = trips.km / straight[trips.origin, trips.destination]
            assert 1.0 < detour.min() <= detour.max() < 2.2
        if fleet.service == "bus":
            _check_density(timetable)


def _check_density(timetable):
    """Buses from 06:00 to 23:00, every few minutes in the peak."""
    trips = timetable.days[DayKind.WORKDAY]
    for line in range(len(timetable.lines)):
        for direction in range(len(timetable.directions)):
            chosen = (trips.line == line) & (trips.direction == direction)
            depart_h = trips.depart_s[chosen] / 3600
            assert depart_h.min() <= 6.5
            assert depart_h.max() >= 22
            peak = depart_h[(depart_h >= 7) & (depart_h < 9)]
            assert np.diff(peak).max() <= 0.25


@pytest.mark.parametrize("name", ["lanzhou/electric-fleet", "small"])
def test_depots_have_vehicles_for_their_blocks_and_some_to_spare(name):
    scenario = read_scenario(SCENARIOS / f"{name}.yaml")
    for fleet in scenario.fleets.timetabled:
        timetable = read_timetable(fleet.timetable, [one.id for one in fleet.terminals])
        blocks = build_blocks(fleet, timetable, scenario.sites, scenario.fleets.roads)
        for day in blocks.days:
            for depot, peak in zip(fleet.depots, day.peak_vehicles, strict=True):
                assert peak * 1.03 < depot.vehicles <= max(peak, 10) * 2.5, depot.id


def test_profile_is_a_share_of_the_day(lanzhou):
    (taxis,) = lanzhou["baseline"].fleets.on_demand
    lines = taxis.profile.read_text(encoding="utf-8").splitlines()[2:]
    shares = np.array([line.split(",")[1:] for line in lines], dtype=float)
    assert shares.shape == (24, 2)
    assert shares.sum(axis=0) == pytest.approx([1.0, 1.0], abs=1e-9)


@pytest.mark.parametrize(("name", "low", "high"), [("lanzhou/baseline", 5, 6), ("small", 3, 6)])
def test_taxis_do_not_run_dry(name, low, high):
    """As many trips end in a zone as begin there, and trips are 5–6 km long (FACTS)."""
    scenario = read_scenario(SCENARIOS / f"{name}.yaml")
    (fleet,) = scenario.fleets.on_demand
    demand = build_taxi_demand(fleet, scenario.fleets.roads, scenario.period.grid())
    share = gravity(demand.zones, demand.km, fleet.gravity_km)
    assert share.sum(axis=0) == pytest.approx(share.sum(axis=1), rel=0.02)
    assert low <= (share * demand.km).sum() <= high
    assert set(demand.zones.areas) <= {"", *(area.id for area in scenario.areas)}
