"""Each cross-field fault is found, at its path, with the value and what is allowed."""

import pytest
from pydantic import ValidationError

from sim.scenario.checks import check
from sim.scenario.scenario import Scenario
from tests.support.fleet_scenario import put, right_tree

BUS, TAXI, CAR = "fleets.timetabled.0", "fleets.on_demand.0", "fleets.sessions.0"
SITE = "sites.0"


@pytest.fixture
def faults_with(tmp_path):
    def find(**changes):
        tree = right_tree(tmp_path)
        for path, value in changes.items():
            put(tree, path, value)
        return check(Scenario.model_validate(tree))

    return find


def test_a_right_scenario_has_no_faults(faults_with):
    assert faults_with() == []


@pytest.mark.parametrize(
    ("own", "field", "said"),
    [
        ({"module": "jinko-401"}, "module", "Did you mean 'jinko-410'?"),
        ({"inverter": "sungrow-6"}, "inverter", "Did you mean 'sungrow-60'?"),
        ({"area_m2": 100.0}, "area_m2", "cannot stand with kwp"),
        ({"kwp": None}, "area_m2", "one of kwp and area_m2 is needed"),
        ({"bifacial": True, "module": "longi-385-bifacial"}, "bifacial", "give 'rows'"),
        ({"bifacial": True, "rows": {"gcr": 0.5}}, "bifacial", "two have longi-385-bifacial"),
        ({"cleaning": ["04-01"]}, "cleaning", "changes nothing without solar.soiling"),
        ({"horizon": [[0.0, 5.0], [0.0, 6.0]]}, "horizon.1", "azimuth must rise"),
    ],
)
def test_faults_of_a_roof(faults_with, own, field, said):
    roof = {"id": "r", "kwp": 10.0, **own}
    (fault,) = faults_with(**{f"{SITE}.pv": [roof]})
    assert fault.path == f"sites.s1.pv.r.{field}"
    assert said in str(fault)


@pytest.mark.parametrize(
    ("field", "value", "path", "said"),
    [
        (f"{SITE}.area", "cor", "sites.s1.area", "Did you mean 'core'?"),
        ("links.0.between", ["core", "egde"], "links.l1.between.1", "Did you mean 'edge'?"),
        ("links.0.between", ["core", "core"], "links.l1.between", "joins two areas"),
        ("areas.1.id", "core", "areas.core.id", "is also at areas.core"),
        (f"{SITE}.stations.1.id", "depot-dc", "sites.s1.stations.depot-dc.id", "is also at"),
        (f"{TAXI}.id", "buses", "fleets.on_demand.buses.id", "also at fleets.timetabled.buses"),
        ("money.tariff", "gansu-2024-comercial", "money.tariff", "'gansu-2024-commercial'?"),
        ("money.prices", {"disel": 7.0}, "money.prices.disel", "Did you mean 'diesel'?"),
        ("carbon.grid_factor", "grid_x", "carbon.grid_factor", "kg/kWh of data/emission"),
        ("carbon.grid_factor", "diesel", "carbon.grid_factor", "kg/kWh of data/emission"),
        ("carbon.factors", {"coke": 1.0}, "carbon.factors.coke", "not in data/emission_factors"),
        ("alarms.clear_at", 1.2, "alarms.clear_at", "must not be above raise_at, 1"),
        ("weather.cold_wave", {"day": 2500, "mean_c": -18.0}, "weather.cold_wave.day",
         "day 2500 is after the run's"),
        ("weather.dust_storm", {"day": 2500}, "weather.dust_storm.day", "day 2500 is after"),
        ("weather", {"cold_wave": {"day": 1, "mean_c": -18.0},
                     "heat_wave": {"day": 3, "days": 1, "mean_c": 30.0}},
         "weather.heat_wave.day", "days 3 to 3 are also in the cold wave"),
        ("outages.closures", [{"id": "c", "station": "depot-cd", "day": 1, "hours": 5.0}],
         "outages.closures.c.station", "Did you mean 'depot-dc'?"),
        ("outages.closures", [{"id": "c", "station": "depot-dc", "day": 2500, "hours": 5.0}],
         "outages.closures.c.day", "day 2500 is after the run's"),
        ("solar.horizon", [[90.0, 5.0], [80.0, 6.0]], "solar.horizon.1", "80 follows 90"),
        ("solar.soiling", {"cleaning": ["02-30"]}, "solar.soiling.cleaning.0", "not a day of ev"),
        ("heating.season_end", "02-30", "heating.season_end", "'02-30' is not a day"),
        ("heating.systems.0.unit", "aokol", "heating.systems.pumps.unit", "'aokol_ash_35chw'?"),
        ("heating.systems.0.unit", "ochsner_gmsw_15", "heating.systems.pumps.unit", "air_source"),
        ("heating.systems.0", {"id": "pumps", "kind": "central", "unit": "aokol_ash_35chw"},
         "heating.systems.pumps.unit", "only heat pumps have a unit"),
        (f"{SITE}.buildings.0.heating", "pump", "sites.s1.buildings.b1.heating", "'pumps'?"),
        (f"{SITE}.buildings.0.archetype", "offise", "sites.s1.buildings.b1.archetype", "'office'?"),
        (f"{SITE}.buildings.0.heating_setback_c", 25.0,
         "sites.s1.buildings.b1.heating_setback_c", "25 °C, lies above the set-point, 20 °C"),
        (f"{SITE}.buildings.0.heating_setpoint_c", 27.0,
         "sites.s1.buildings.b1.heating_setpoint_c", "office is cooled from 26 °C"),
        (f"{SITE}.buildings.0.construction", {"assembly_rate": 0.8},
         "sites.s1.buildings.b1.construction", "'existing' stands already"),
        (f"{SITE}.buildings.0", {"id": "b1", "archetype": "office", "heated_area_m2": 1000.0,
         "heating": "pumps", "standard": "gb55015",
         "construction": {"assembly_rate": 1.0, "months": 4.0}},
         "sites.s1.buildings.b1.construction.months_saved", "nothing is left of 4 months"),
        (f"{SITE}.buildings.0.standard", "nearzero", "sites.s1.buildings.b1.standard", "near_zero"),
        (f"{SITE}.batteries.0.soc_start", 0.99, "sites.s1.batteries.bat.soc_start", "0.1 to soc_"),
        (f"{SITE}.batteries.0.soc_min", 0.96, "sites.s1.batteries.bat.soc_min", "below soc_max"),
        (f"{SITE}.stations.1.plugs.0.kind", "dc-61", "sites.s1.stations.public.plugs.0.kind",
         "Did you mean 'dc-60'?"),
        (f"{SITE}.stations.0.plugs.0.names", ["a", "b"],
         "sites.s1.stations.depot-dc.plugs.0.names", "are 2, but count is 20"),
        (f"{SITE}.stations.0.plugs", [{"kind": "dc-60", "count": 1, "names": ["a"]}] * 2,
         "sites.s1.stations.depot-dc.plugs.1.names", "'a' is there twice"),
        (f"{SITE}.stations.0.plugs", [{"kind": "dc-60", "count": 1}, {"kind": "ac-7", "count": 1}],
         "sites.s1.stations.depot-dc.plugs.1.kind", "fits no vehicle that may charge here"),
        (f"{SITE}.stations.0.open_to", ["busses", "buses"],
         "sites.s1.stations.depot-dc.open_to.0", "Did you mean 'buses'?"),
        (f"{SITE}.stations.0.open_to", ["taxis"], "fleets.timetabled.buses.depots.d1.station",
         "is open to taxis, not to 'buses'"),
        (f"{SITE}.stations.0.plugs", [{"kind": "ac-7", "count": 9}],
         "fleets.timetabled.buses.depots.d1.station", "'yutong-e12' needs dc"),
        (f"{BUS}.vehicle", "yutong-e21", "fleets.timetabled.buses.vehicle", "'yutong-e12'?"),
        (f"{BUS}.vehicle", "byd-e6", "fleets.timetabled.buses.vehicle", "is a taxi"),
        (f"{BUS}.depots.0.yard", {"lanes": 0}, "fleets.timetabled.buses.depots.d1.yard",
         "has no place"),
        (f"{SITE}.stations.0.reservations", ["busses"], "sites.s1.stations.depot-dc.reservations.0",
         "Did you mean 'buses'?"),
        (f"{SITE}.stations.0.reservations", ["taxis"], "sites.s1.stations.depot-dc.reservations.0",
         "not a timetabled fleet"),
        (f"{BUS}.depots.0.site", "s3", "fleets.timetabled.buses.depots.d1.site", "not a site"),
        (f"{BUS}.depots.0.site", "s2", "fleets.timetabled.buses.depots.d1.station",
         "stands on 's1', the depot on 's2'"),
        (f"{BUS}.depots.0.station", None, "fleets.timetabled.buses.depots.d1.station", "needed"),
        (f"{BUS}.depots.0.station", "depot", "fleets.timetabled.buses.depots.d1.station",
         "Did you mean 'depot-dc'?"),
        (f"{BUS}.terminals", [], "fleets.timetabled.buses.terminals", "is needed: a CSV"),
        (f"{BUS}.terminals.0.stops", ["x"], "fleets.timetabled.buses.terminals.west.stops", "GTFS"),
        (f"{BUS}.gtfs", {"routes": ["1"]}, "fleets.timetabled.buses.gtfs", "is a CSV"),
        (f"{BUS}.terminals.0.station", "pub", "fleets.timetabled.buses.terminals.west.station",
         "is not a station"),
        (f"{BUS}.min_layover_minutes", 61, "fleets.timetabled.buses.min_layover_minutes",
         "61 must be at most max_layover_minutes, 60"),
        (f"{BUS}.soc_reserve", 0.95, "fleets.timetabled.buses.soc_reserve", "below soc_start, 0.9"),
        (f"{BUS}.soc_reserve", 0.05, "fleets.timetabled.buses.soc_reserve",
         "0.05 is below what 'yutong-e12' can use, 0.1"),
        (f"{TAXI}.soc_reserve", 0.02, "fleets.on_demand.taxis.soc_reserve", "can use, 0.1"),
        (f"{TAXI}.soc_charge_below", 0.95, "fleets.on_demand.taxis.soc_charge_below",
         "0.95 must be below soc_target, 0.9"),
        (f"{TAXI}.requests_per_day", {"workday": 5}, "fleets.on_demand.taxis.requests_per_day",
         "restday is missing"),
        (f"{TAXI}.profile", None, "fleets.on_demand.taxis.profile", "is needed"),
        (f"{TAXI}.requests_first_day", "2013-01-01", "fleets.on_demand.taxis.requests_first_day",
         "there are none"),
        (f"{TAXI}.charging", {"soc_hand_over": 0.95},
         "fleets.on_demand.taxis.charging.soc_hand_over", "below soc_target, 0.9"),
        (f"{BUS}.ridership", {"profile": "buss"}, "fleets.timetabled.buses.ridership.profile",
         "Did you mean 'bus'?"),
        ("travel_shift", [{"id": "t", "from_fleets": ["taxi"], "share": 0.1, "to_fleets": ["buses"],
                           "lines": ["y99"]}], "travel_shift.t.lines.0", "not a line of buses"),
        (f"{SITE}.stations.1.open_to", ["staff"], "fleets.on_demand.taxis.vehicle",
         "none of the 0 stations open"),
        (f"{CAR}.stations", ["publik"], "fleets.sessions.staff.stations.0", "'public'?"),
        (f"{CAR}.profile", "workplaces", "fleets.sessions.staff.profile", "'workplace'?"),
        (f"{BUS}.feed_back", {"power_kw": 30.0, "soc_min": 0.05},
         "fleets.timetabled.buses.feed_back.soc_min", "not be below soc_reserve"),
        (f"{SITE}.stations.1.swap", {"vehicle": "byd-e6", "batteries": 3, "charger": "dc-61"},
         "sites.s1.stations.public.swap.charger", "Did you mean 'dc-60'?"),
        (f"{SITE}.stations.1.swap", {"vehicle": "yutong-ic12e-400", "batteries": 3},
         "sites.s1.stations.public.swap.vehicle", "no fleet that may charge here drives"),
        (f"{CAR}.vehicle", "cng-taxi", "fleets.sessions.staff.vehicle", "has no battery"),
    ],
)  # fmt: skip
def test_fault(faults_with, field, value, path, said):
    faults = faults_with(**{field: value})
    assert any(fault.path == path and said in fault.message for fault in faults), faults


def test_diesel_needs_no_station_and_idle_plugs_are_no_fault(faults_with):
    tree = {f"{BUS}.vehicle": "diesel-bus", f"{BUS}.depots.0.station": None}
    assert faults_with(**tree) == []


@pytest.mark.parametrize(
    ("own", "field", "said"),
    [
        ({"soc_min": 0.95}, "soc_min", "0.95 must be below soc_max, 0.95"),
        ({"soc_start": 0.05}, "soc_start", "must be from soc_min 0.1 to soc_max 0.95"),
        ({"inverter": "noton-2"}, "inverter", "Did you mean 'notton-2'?"),
        ({"round_trip_efficiency": 0.95}, "round_trip_efficiency", "at rated power, 0.92"),
        ({"capacity_kwh": None}, "capacity_kwh", "is needed where there is no `second_life`"),
        ({"second_life": {"vehicle": "yutong-e12", "count": 2}, "soh": 0.8}, "capacity_kwh",
         "whose packs say the capacity"),
        ({"second_life": {"vehicle": "yutong-e12", "count": 2}, "capacity_kwh": None}, "soh",
         "is needed with second_life"),
        ({"second_life": {"vehicle": "yutong-e12", "count": 2}, "soh": 0.8, "capacity_kwh": None,
          "chemistry": "nmc"}, "chemistry", "whose packs say the chemistry"),
        ({"second_life": {"vehicle": "yutong-e1", "count": 2}, "soh": 0.8, "capacity_kwh": None},
         "second_life.vehicle", "Did you mean 'yutong-e12'?"),
        ({"second_life": {"vehicle": "diesel-bus", "count": 2}, "soh": 0.8, "capacity_kwh": None},
         "second_life.vehicle", "has no battery to use on"),
        ({"second_life": {"vehicle": "yutong-e12", "count": 2}, "soh": 0.8, "capacity_kwh": None,
          "power_kw": 1e5}, "power_kw", "is far too large for these packs"),
        ({"rule": "optimum"}, "rule", "write `charging: {controller: optimum}` at 's1'"),
    ],
)  # fmt: skip
def test_faults_of_a_stationary_battery(faults_with, own, field, said):
    battery = {"id": "b", "capacity_kwh": 10.0, "power_kw": 5.0, **own}
    (fault,) = faults_with(**{f"{SITE}.batteries": [battery]})
    assert fault.path == f"sites.s1.batteries.b.{field}"
    assert said in str(fault)


@pytest.mark.parametrize("soh", [0.5, 1.2])
def test_a_state_of_health_out_of_bounds_is_refused(faults_with, soh):
    with pytest.raises(ValidationError, match="soh"):
        faults_with(**{f"{SITE}.batteries": [{"id": "b", "power_kw": 5.0, "soh": soh}]})


@pytest.mark.parametrize(
    "own",
    [
        {"kind": "air_source", "flow_c": 61.0},
        {"kind": "plant", "flow_c": 61.0, "units": [{"kind": "air_source"}, {"kind": "electric"}]},
    ],
)
def test_a_flow_hotter_than_its_heat_pump_gives_is_a_fault(faults_with, own):
    faults = faults_with(**{"heating.systems": [{"id": "hot", **own}]})
    (fault,) = [one for one in faults if one.path == "heating.systems.hot.flow_c"]
    assert "61 °C is more than 'aokol_ash_35chw' gives, 60 °C" in str(fault)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"flexible": {"follows": ["tariff_valley"], "preheat_k": 1.0, "valley_fill_kw": 9.0}},
         "there is no store"),
        ({"flexible": {"follows": ["pv_surplus"], "valley_fill_kw": 9.0}, "store": {}},
         "`follows: [tariff_valley]` alone"),
    ],
)  # fmt: skip
def test_a_limit_of_filling_needs_a_store_and_valleys(faults_with, own, said):
    faults = faults_with(**{"heating.systems": [{"id": "early", "kind": "air_source", **own}]})
    (fault,) = [one for one in faults if one.path.endswith("flexible.valley_fill_kw")]
    assert said in str(fault)
