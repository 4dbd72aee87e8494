"""Faults that need the files: lines and depots, ranges, reach, logs, weather."""

import json

import pytest

from sim.errors import InputError
from sim.inputs.checks import check
from sim.scenario.scenario import Scenario
from sim.study.scenarios import read_scenario
from tests.support.fleet_scenario import TIMETABLE, ZONES, put, right_tree
from tests.support.gtfs_feed import write_folder, zipped

BUS, TAXI, CAR = "fleets.timetabled.0", "fleets.on_demand.0", "fleets.sessions.0"


@pytest.fixture
def faults_with(tmp_path):
    def find(files=(), **changes):
        tree = right_tree(tmp_path)
        for name, text in dict(files).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        for path, value in changes.items():
            put(tree, path, value)
        return check(Scenario.model_validate(tree))

    return find


def test_a_weather_file_of_an_unknown_ending_is_told_where_it_is_named(tmp_path):
    (tmp_path / "weather.xlsx").write_text("x", encoding="utf-8")
    tree = {**right_tree(tmp_path), "weather": {"file": "weather.xlsx"}}
    file = tmp_path / "park.yaml"
    file.write_text(json.dumps(tree, indent=1, default=str), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(file)
    (fault,) = caught.value.faults
    line = file.read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert '"file": "weather.xlsx"' in line
    assert (str(fault.file), fault.path) == (str(file), "weather.file")
    assert "'weather.xlsx' has an unknown ending '.xlsx'; known are .epw" in fault.message


def test_a_right_scenario_has_no_faults(faults_with):
    assert faults_with() == []


def test_line_without_depot_is_said_once(faults_with):
    faults = faults_with(**{f"{BUS}.depots.0.lines": ["11"]})
    messages = [fault.message for fault in faults]
    assert len(messages) == 2
    assert messages[0] == (
        "line '1' of fleet 'buses' is served by no depot (they serve: 11). Did you mean '11'?"
    )
    assert (faults[0].file.name, faults[0].line) == ("timetable.csv", 2)
    assert "line '11' is not in the timetable timetable.csv. Did you mean '1'?" in messages[1]


def test_depot_with_too_few_vehicles(faults_with):
    """Round trip 2 · (30 + 5) min, headway 20 min: four buses."""
    assert faults_with(**{f"{BUS}.depots.0.vehicles": 4}) == []
    (fault,) = faults_with(**{f"{BUS}.depots.0.vehicles": 3})
    assert fault.path == "fleets.timetabled.buses.depots.d1.vehicles"
    assert "3 are fewer than the 4" in fault.message


def test_battery_that_cannot_finish(faults_with):
    """The small bus has 130 kWh and some 300 km to go; a charger at a terminal mends it."""
    short = {f"{BUS}.vehicle": "small-bus"}
    (fault,) = faults_with(**short)
    assert fault.path == "fleets.timetabled.buses.vehicle"
    assert "'small-bus' can never finish block" in fault.message
    stay = {f"{BUS}.terminals.0.station": "depot-dc", f"{BUS}.terminal_charging_min_minutes": 5}
    assert faults_with(**short, **stay) == []
    # Layovers too short to plug in do not help.
    stay[f"{BUS}.terminal_charging_min_minutes"] = 45
    assert len(faults_with(**short, **stay)) == 1


def test_a_trip_that_no_full_battery_can_drive(faults_with, tmp_path):
    header = "line,direction,service,depart,run_min,km,from,to\n"
    long = header + "1,out,daily,06:00,600,400,west,east\n"
    (fault,) = faults_with({"timetable.csv": long})
    assert fault.file == tmp_path / "timetable.csv" and fault.line == 2
    assert "trip 1 of line '1' and the way to the depot take" in fault.message


def test_taxi_that_does_not_reach_a_station(faults_with):
    far = ZONES.replace("36.07,103.80", "36.60,104.50")
    (fault,) = faults_with(files={"zones.csv": far})
    assert fault.path == "fleets.on_demand.taxis.soc_charge_below" and "'z2'" in fault.message
    assert faults_with(files={"zones.csv": far}, **{f"{TAXI}.soc_charge_below": 0.8}) == []


def test_taxis_that_only_swap_reach_the_swap_station(faults_with):
    swap = {"id": "swap", "swap": {"vehicle": "byd-e6", "batteries": 9}}
    assert faults_with(**{"sites.0.stations.1": swap, "fleets.sessions": []}) == []
    far = ZONES.replace("36.07,103.80", "36.60,104.50")
    (fault,) = faults_with(
        {"zones.csv": far}, **{"sites.0.stations.1": swap, "fleets.sessions": []}
    )
    assert "the nearest open station is" in fault.message


SHIFT = {"id": "t", "from_fleets": ["taxis"], "share": 0.1, "to_fleets": ["buses"]}


def test_an_unknown_zone_of_a_measure_is_told_with_other_faults_of_files(faults_with):
    zones = {"travel_shift": [SHIFT | {"zones": ["z1", "zz2"]}]}
    (fault,) = faults_with(**zones)
    assert fault.path == "travel_shift.t.zones.1"
    assert fault.message == "'zz2' is not a zone of 'taxis'. Did you mean 'z2'?"
    faults = faults_with({"profile.csv": "hour\n"}, **zones)  # a fault of the same fleet's files
    assert fault in faults and len(faults) > 1


def test_an_unknown_zone_of_a_measure_is_told_with_wrong_references(tmp_path):
    tree = right_tree(tmp_path)
    put(tree, "travel_shift", [SHIFT | {"zones": ["zz2"]}])
    put(tree, "sites.0.area", "cor")
    for fleet, name in (("timetabled", "timetable"), ("on_demand", "zones"),
                        ("on_demand", "profile")):  # fmt: skip
        put(tree, f"fleets.{fleet}.0.{name}", f"{name}.csv")
    file = tmp_path / "park.yaml"
    file.write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario(file)
    assert [fault.path for fault in caught.value.faults] == [
        "sites.s1.area", "travel_shift.t.zones.0",
    ]  # fmt: skip


def test_zone_in_no_area(faults_with, tmp_path):
    (fault,) = faults_with(files={"zones.csv": ZONES.replace(",core,", ",cor,")})
    assert fault.file == tmp_path / "zones.csv" and "Did you mean 'core'?" in fault.message


def test_faults_of_all_files_at_once(faults_with, tmp_path):
    files = {
        "timetable.csv": TIMETABLE.replace(",west,", ",wset,"),
        "zones.csv": "zone\n",
        "log.csv": "station\n",
        "weather.csv": "nothing\n",
    }
    faults = faults_with(
        files=files,
        **{f"{CAR}.log": tmp_path / "log.csv", "weather.file": tmp_path / "weather.csv"},
    )
    assert {fault.file.name for fault in faults} == set(files)


@pytest.mark.parametrize("pack", [lambda folder: folder, zipped])
def test_a_feed_in_the_place_of_the_csv(faults_with, tmp_path, pack):
    feed = pack(write_folder(tmp_path / "feed"))
    depot = {f"{BUS}.timetable": feed, f"{BUS}.terminals": [], f"{BUS}.depots.0.lines": ["1", "K2"]}
    assert faults_with(**depot) == []
    (fault,) = faults_with(**depot | {f"{BUS}.depots.0.lines": ["1"]})
    assert fault.message.startswith("line 'K2' of fleet 'buses' is served by no depot")
    assert fault.file.name == "trips.txt" and fault.line is not None
