"""What other programs read becomes scenarios of ours: tiny made-up inputs, and the real ones."""

import gzip
from datetime import date, datetime
from pathlib import Path

import pytest

from benchmarks.peers import acn, hive, simba
from benchmarks.peers.__main__ import main
from sim.inputs.car_sessions import build
from sim.inputs.checks import check
from sim.inputs.timetable import read_timetable
from sim.scenario.identity import yaml_text
from sim.scenario.load import load_scenario

SHARED = Path(__file__).parents[2] / "../shared"
ACN_HEAD = "arrival,departure,delivered_energy (kWh),station_id,session_id\n"


def _written(folder: Path, tree: dict[str, object]) -> Path:
    file = folder / "case.yaml"
    file.write_text(yaml_text(tree), encoding="utf-8")
    return file


def test_sessions_are_rounded_down_to_acn_sims_periods_and_keep_their_plug(tmp_path):
    source = tmp_path / "acn.csv.gz"
    row = "2019-05-02 08:04:59-07:00,2019-05-02 09:00:00-07:00,7.5,CA-322,s1\n"
    source.write_bytes(gzip.compress((ACN_HEAD + row).encode()))
    assert acn.write_log(source, tmp_path / "log.csv") == 1
    scenario = load_scenario(_written(tmp_path, acn.scenario_tree(Path("log.csv"), "uncontrolled")))
    assert check(scenario) == []
    (fleet,), (site,) = scenario.fleets.sessions, scenario.sites
    cars = build(fleet, site.stations, scenario.period.grid(), 1, 0, scenario.catalogue)
    day = 86400.0
    assert cars.arrive_s.tolist() == [day + 8 * 3600.0]
    assert cars.leave_s.tolist() == [day + 9 * 3600.0]
    assert site.stations[0].plugs[int(cars.group[0])].id == "cc-pod"


def test_the_garage_has_54_plugs_each_once():
    names = [name for _, group in acn.GROUPS.values() for name in group]
    assert len(names) == len(set(names)) == 54


def test_rows_of_acn_sim_count_the_run_of_middle_time():
    peer = acn.Outcome(2, 100.0, 1.0, 50.0, (80.0,) * 8, 0.1, 10.0)
    runs = [acn.Outcome(2, 100.05, 1.0, 50.6, (80.0,) * 8, 0.1, s) for s in (0.9, 0.01, 0.05)]
    energy, peak, faster = acn.rows_of("earliest_deadline", peer, runs)
    assert energy.ratio == pytest.approx(0.0005) and energy.ok
    assert peak.ratio == pytest.approx(0.012) and not peak.ok
    assert faster.ratio == pytest.approx(200.0) and faster.ok


SCHEDULE = (
    "rotation_id,line,departure_name,departure_time,arrival_time,arrival_name,distance,"
    "charging_type\n"
    "7,L1,Station-0,2022-03-07 23:30:00,2022-03-07 23:31:00,Station-1,0.06,\n"
    "7,L1,Station-1,2022-03-07 23:31:00,2022-03-08 00:04:00,Station-0,14519,\n"
    "8,L1,Station-1,2022-03-08 23:31:00,2022-03-09 00:04:00,Station-0,14519,oppb\n"
)


@pytest.fixture
def schedule(tmp_path):
    path = tmp_path / "trips.csv"
    path.write_text(SCHEDULE, encoding="utf-8")
    return simba.read_trips(path)


def test_a_rotation_becomes_a_block_and_goes_on_after_midnight(schedule, tmp_path):
    first, night = simba.first_night(schedule)
    assert first == date(2022, 3, 7) and {trip.rotation for trip in night} == {"7"}
    left_out = simba.write_timetable(night, first, tmp_path / "timetable.csv")
    assert [trip.km for trip in left_out] == [pytest.approx(6e-5)]
    timetable = read_timetable(tmp_path / "timetable.csv", ("station-0", "station-1"))
    (trips, _), seconds = timetable.days, 23 * 3600.0 + 31 * 60.0
    assert trips.depart_s.tolist() == [seconds] and trips.run_s.tolist() == [33 * 60.0]
    assert trips.km.tolist() == [14.519] and timetable.blocks == ("7",)


def test_comments_in_json(tmp_path):
    path = tmp_path / "types.json"
    path.write_text('{"AB": 3 // buses\n}', encoding="utf-8")
    assert simba.read_commented_json(path) == {"AB": 3}


def test_simbas_example_is_refused_as_it_is_and_right_with_a_larger_battery(tmp_path):
    if not (SHARED / simba.TRIPS).is_file():
        pytest.skip("SimBA's example is not beside the project")
    trips = simba.read_trips(SHARED / simba.TRIPS)
    types = simba.read_commented_json(SHARED / simba.TYPES)["AB"]
    assert sum(trip.km for trip in trips if not trip.is_plausible) < 0.25
    (fault,) = simba.faults_of(_written(tmp_path, simba.scenario_tree(trips, types, tmp_path)))
    assert "can never finish block '4'" in fault and "kWh short" in fault
    tree = simba.scenario_tree(trips, types, tmp_path, simba.LARGER_KWH)
    assert simba.faults_of(_written(tmp_path, tree)) == []


@pytest.fixture
def requests():
    return [
        hive.Request(120.0, (39.750, -104.990), (39.760, -104.980), 2.0, 160.0),
        hive.Request(86340.0, (39.740, -104.975), (39.740, -104.975), 0.0, 0.0),
        hive.Request(43200.0, (39.765, -104.999), (39.745, -104.985), 4.0, 320.0),
    ]


def test_hives_ways_and_consumption(requests):
    roads = hive.roads_of(requests)
    assert roads.km_per_h == pytest.approx(6.0 / 480.0 * 3600.0)
    assert roads.detour_factor > 1.0
    nominal = 225.0 / 1609.344
    assert hive.kwh_per_km(27.5 * 1.609344) == pytest.approx(0.929755 * nominal)


def test_hives_demo_becomes_a_scenario_without_faults(requests, tmp_path):
    scenario = load_scenario(_written(tmp_path, hive.scenario_tree(requests, tmp_path)))
    assert check(scenario) == []
    rows = (tmp_path / "trips.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1].startswith("2025-07-03 00:02:00,2025-07-03 00:04:40,2,39.75")
    assert rows[2].startswith("2025-07-03 23:59:00,,,")  # no way at all: the zone's own holds
    zones = (tmp_path / "zones.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sum(int(row.split(",")[-1]) for row in zones) == 1, "all vehicles begin at the base"


def test_a_peer_whose_data_are_absent_is_left_out(tmp_path, capsys):
    assert main(["acn", "simba", "--shared", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("left out") == 2


def test_an_unknown_peer_is_an_error(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["hives"])
    assert ended.value.code == 2 and "no such peer: hives" in capsys.readouterr().err


def test_the_clock_of_acn_sim_has_periods_of_five_minutes():
    assert acn._rounded("2019-05-01 00:09:59-07:00") == "2019-05-01 00:05"
    assert datetime.fromisoformat("2019-05-01T00:00:00-07:00") == acn.BEGIN
