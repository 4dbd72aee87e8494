"""Bad input that other simulators accept, each an error here that names file and line.

What they do with it was tried (SpiceEV 1.1.0, SimBA, nrel-hive 1.3.1, EV2Gym 2.0.0, acnportal
0.3.3): results that are cut off or empty with exit code 0, energy that never was, or a hang.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sim.cli import main
from sim.errors import InputError
from sim.inputs.checks import check
from sim.scenario.identity import yaml_text
from sim.scenario.load import load_scenario
from tests.support.fleet_scenario import PROFILE, TIMETABLE, ZONES, put, right_tree

TRIP = "line,direction,service,depart,run_min,km,from,to,block\n"
LOG = "station,arrive,depart,energy_kwh\npublic,2025-01-02 08:00,2025-01-02 12:00,9\n"
TRIPS = "time,origin,destination,end,km\n2025-01-02 08:00,z1,z2,2025-01-02 08:20,9\n"
COUNTS = "line,hour,passengers\n1,7,20\n"


def _without(text: str, column: str) -> str:
    """Return a CSV without one of its columns."""
    rows = [line.split(",") for line in text.splitlines()]
    number = rows[0].index(column)
    return "".join(",".join(row[:number] + row[number + 1 :]) + "\n" for row in rows)


class Bad(NamedTuple):
    """A mistake: who accepts it, where it stands, and what is said here.

    `files` are written beside the scenario; `keys` are set in it, a value ``{name}`` being the
    path of such a file.
    """

    peer: str
    mistake: str
    keys: dict[str, Any]
    files: dict[str, str]
    said: tuple[str, ...]


BUS, TAXI, CAR = "fleets.timetabled.0", "fleets.on_demand.0", "fleets.sessions.0"
STATION = "sites.0.stations.1"
ACCEPTED = (
    Bad("SimBA", "arrival before departure", {},
        {"timetable": TRIP + "1,out,daily,06:00,-5,11,west,east,\n"},
        ("timetable.csv:2: run_min", "-5 must be greater than 0")),
    Bad("SimBA", "negative distance", {},
        {"timetable": TRIP + "1,out,daily,06:00,30,-11,west,east,\n"},
        ("timetable.csv:2: km", "-11 must be greater than 0")),
    Bad("SimBA", "broken chain: a block that teleports", {},
        {"timetable": TRIP + "1,out,daily,06:00,30,11,west,east,a\n"
                             "1,out,daily,06:32,30,11,west,east,a\n"},
        ("timetable.csv:3: block", "'a'")),
    Bad("SimBA", "load factor 5", {f"{BUS}.ridership": {"counts": "{counts}"}},
        {"counts": COUNTS.replace("20", "390")},
        ("counts.csv:2: passengers", "390 must be from 0 to 234")),
    Bad("SimBA", "faster than any bus", {},
        {"timetable": TRIP + "1,out,daily,06:00,1,14,west,east,\n"},
        ("timetable.csv:2: km", "840 km/h")),
    Bad("HIVE", "a missing column of requests", {f"{TAXI}.requests": "{trips}"},
        {"trips": _without(TRIPS, "time")},
        ("trips.csv:1: time", "is missing")),
    Bad("HIVE", "a missing column of zones", {}, {"zones": _without(ZONES, "latitude")},
        ("zones.csv:1: latitude", "is missing")),
    Bad("HIVE", "soc 3.0", {f"{TAXI}.soc_start": 3.0}, {},
        ("case.yaml:", "fleets.on_demand.taxis.soc_start", "at most 1", "3")),
    Bad("HIVE", "-3 chargers", {f"{STATION}.plugs.0.count": -3}, {},
        ("case.yaml:", "sites.s1.stations.public.plugs.0.count", "at least 1", "-3")),
    Bad("HIVE", "end before start", {f"{TAXI}.requests": "{trips}"},
        {"trips": TRIPS.replace("08:20", "07:20")},
        ("trips.csv:2: end", "is not after time 2025-01-02 08:00")),
    Bad("HIVE", "a period that ends before it starts", {"period.days": -1}, {},
        ("case.yaml:", "period.days", "at least 1", "-1")),
    Bad("ACN-Sim", "negative energy", {f"{CAR}.log": "{log}"}, {"log": LOG.replace(",9", ",-9")},
        ("log.csv:2: energy_kwh", "-9 must be greater than 0")),
    Bad("ACN-Sim", "NaN energy", {f"{CAR}.log": "{log}"}, {"log": LOG.replace(",9", ",nan")},
        ("log.csv:2: energy_kwh", "'nan' is not a number")),
    Bad("ACN-Sim", "departure before arrival", {f"{CAR}.log": "{log}"},
        {"log": LOG.replace("12:00", "07:00")}, ("log.csv:2: depart", "is not after arrive")),
    Bad("SpiceEV", "a misspelt key", {f"{BUS}.soc_resreve": 0.2}, {},
        ("case.yaml:", "soc_resreve: unknown key", "Did you mean 'soc_reserve'?")),
    Bad("SpiceEV", "an unknown charger", {f"{STATION}.plugs.0.kind": "dc-61"}, {},
        ("case.yaml:", "'dc-61' is not in data/chargers.csv", "Did you mean 'dc-60'?")),
    Bad("SpiceEV", "an unknown station", {f"{CAR}.stations": ["publik"]}, {},
        ("case.yaml:", "'publik' is not a station", "Did you mean 'public'?")),
    Bad("SpiceEV", "NaN soc", {f"{TAXI}.soc_start": float("nan")}, {},
        ("case.yaml:", "fleets.on_demand.taxis.soc_start", "finite")),
    Bad("EV2Gym", "a negative multiplier", {"fleets.roads.detour_factor": -1.0}, {},
        ("case.yaml:", "fleets.roads.detour_factor", "at least 1", "-1")),
    Bad("EV2Gym", "a negative number of arrivals",
        {f"{CAR}.arrivals_per_day": {"workday": -50, "restday": 5}}, {},
        ("case.yaml:", "arrivals_per_day.workday", "at least 0", "-50")),
)  # fmt: skip


def _written(folder: Path, bad: Bad) -> Path:
    """Write the right scenario with this mistake."""
    tree = right_tree(folder)
    files = {"timetable": TIMETABLE, "zones": ZONES, "profile": PROFILE} | bad.files
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    tree["period"] = {"start": "2025-01-02", "days": 1}
    for path, value in bad.keys.items():
        put(tree, path, _filled(value, folder))
    file = folder / "case.yaml"
    file.write_text(yaml_text(_plain(tree)), encoding="utf-8")
    return file


def _filled(value: Any, folder: Path) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, folder) for key, one in value.items()}
    is_file = isinstance(value, str) and value.startswith("{")
    return str(folder / f"{value[1:-1]}.csv") if is_file else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def test_without_a_mistake_it_is_right(tmp_path: Path) -> None:
    more = {f"{CAR}.log": "{log}", f"{TAXI}.requests": "{trips}",
            f"{BUS}.ridership": {"counts": "{counts}"}}  # fmt: skip
    files = {"log": LOG, "trips": TRIPS, "counts": COUNTS}
    scenario = load_scenario(_written(tmp_path, Bad("", "", more, files, ())))
    assert check(scenario) == []


@pytest.mark.parametrize("bad", ACCEPTED, ids=[f"{b.peer}: {b.mistake}" for b in ACCEPTED])
def test_one_error_with_file_and_line_and_exit_code_2(
    bad: Bad, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _written(tmp_path, bad)
    try:
        faults = check(load_scenario(file))
    except InputError as error:
        faults = list(error.faults)
    (fault,) = faults
    for words in bad.said:
        assert words in str(fault)
    with pytest.raises(SystemExit) as ended:
        main(["validate", str(file)])
    assert ended.value.code == 2
    shown = " ".join(capsys.readouterr().err.split())
    assert all(words in shown for words in bad.said)
