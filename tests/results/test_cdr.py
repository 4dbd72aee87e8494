"""Charge detail records: what OCPI 2.2.1 demands is there, and the sums are the run's."""

import json
import re
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from sim.errors import InputError
from sim.results import RunFolder
from sim.results import cdr as cdr_module
from sim.results.cdr import write_cdrs
from sim.run import run as simulate
from sim.scenario.load import load_scenario
from tests.support.make_run import STATIONS, make_run
from tests.test_cli import greenpark

# The fields of cardinality 1 or + of the class CDR and those in it, with their types.
CDR = {
    "country_code": "CN", "party_id": r"\w{3}", "id": r".{1,36}", "start_date_time": "time",
    "end_date_time": "time", "cdr_token": dict, "auth_method": "AUTH_REQUEST|COMMAND|WHITELIST",
    "cdr_location": dict, "currency": "[A-Z]{3}", "charging_periods": list, "total_cost": dict,
    "total_energy": float, "total_time": float, "last_updated": "time",
}  # fmt: skip
TOKEN = {"country_code": "CN", "party_id": r"\w{3}", "uid": r".{1,36}",
         "type": "AD_HOC_USER|APP_USER|OTHER|RFID", "contract_id": r".{1,36}"}  # fmt: skip
LOCATION = {
    "id": r".{1,36}", "address": r".{1,45}", "city": r".{1,45}", "country": "[A-Z]{3}",
    "coordinates": dict, "evse_uid": r".{1,36}", "evse_id": r".{1,48}", "connector_id": r".{1,36}",
    "connector_standard": "GBT_AC|GBT_DC", "connector_format": "SOCKET|CABLE",
    "connector_power_type": "AC_1_PHASE|AC_3_PHASE|DC",
}  # fmt: skip
COORDINATES = {"latitude": r"-?\d{1,2}\.\d{5,7}", "longitude": r"-?\d{1,3}\.\d{5,7}"}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
FEE = 0.5


def check_class(value, fields):
    for name, kind in fields.items():
        assert name in value, name
        if isinstance(kind, type):
            wanted = (int, float) if kind is float else kind
            assert isinstance(value[name], wanted), name
        else:
            assert re.fullmatch(TIME if kind == "time" else kind, value[name]), (name, value[name])


def check_record(record):
    check_class(record, CDR)
    check_class(record["cdr_token"], TOKEN)
    check_class(record["cdr_location"], LOCATION)
    check_class(record["cdr_location"]["coordinates"], COORDINATES)
    assert isinstance(record["total_cost"]["excl_vat"], int | float)
    assert record["charging_periods"]
    for period in record["charging_periods"]:
        assert re.fullmatch(TIME, period["start_date_time"])
        assert [one["type"] for one in period["dimensions"]] == ["ENERGY"]
    volumes = [one["dimensions"][0]["volume"] for one in record["charging_periods"]]
    assert sum(volumes) == pytest.approx(record["total_energy"], abs=1e-3)
    starts = [one["start_date_time"] for one in record["charging_periods"]]
    assert starts == sorted(starts) and starts[0] == record["start_date_time"]


def put_places(folder: Path, **changes) -> Path:
    """Give a made run the scenario that a real one has."""
    sites = [
        {"id": site, "area": "a", "position": {"latitude": 36.1, "longitude": 103.8},
         "stations": [{"id": station, "open_to": [] if station == "taxi-hub" else ["bus"],
                       "service_fee_cny_per_kwh": FEE} | changes]}
        for station, site in STATIONS.items()
    ]  # fmt: skip
    with (folder / "scenario.yaml").open("w", encoding="utf-8") as out:
        YAML(typ="safe").dump({"areas": [{"id": "a", "name": {"en": "East"}}], "sites": sites}, out)
    return folder


@pytest.fixture
def made(tmp_path):
    return put_places(make_run(tmp_path / "run", days=2))


def test_records_of_a_made_run(made, tmp_path):
    run = RunFolder(made)
    sessions = run.table("sessions")
    target = tmp_path / "cdr.json"
    assert write_cdrs(run, target, "GPK") == len(sessions)
    records = json.loads(target.read_text(encoding="utf-8"))
    for record in records:
        check_record(record)
    assert len({record["id"] for record in records}) == len(sessions)
    total = sum(record["total_energy"] for record in records)
    assert total == pytest.approx(sessions["energy_kwh"].sum(), rel=1e-6)
    first, one = sessions.iloc[0], records[0]
    assert pd.Timestamp(one["start_date_time"]) == first["start"].round("s")
    assert one["cdr_location"]["id"] == first["station"]
    assert one["cdr_token"]["uid"] == f"{first['fleet']}-{first['vehicle']}"


def test_cost_is_energy_by_the_price_of_each_minute_and_the_fee(made, tmp_path):
    """Against the price of every second of the session, looked up in the series."""
    run = RunFolder(made)
    write_cdrs(run, tmp_path / "cdr.json", "GPK")
    records = json.loads((tmp_path / "cdr.json").read_text(encoding="utf-8"))
    price = run.series(["world/price_cny_per_kwh"]).iloc[:, 0]
    periods = set()
    for record, row in zip(records[:200], run.table("sessions").itertuples(), strict=False):
        seconds = pd.date_range(row.start, row.end, freq="s", inclusive="left")
        mean = price.reindex(seconds, method="ffill").mean()
        fee = FEE if row.station == "taxi-hub" else 0.0
        expected = row.energy_kwh * (mean + fee)
        assert record["total_cost"]["excl_vat"] == pytest.approx(expected, rel=2e-3)
        periods.add(len(record["charging_periods"]))
    assert periods >= {1, 2}


def test_records_of_a_real_run(tmp_path):
    small = Path(__file__).parents[2] / "scenarios" / "small.yaml"
    folder = simulate(load_scenario(small, ["period.days=1"]), tmp_path / "runs")
    target = tmp_path / "cdr.json"
    count = write_cdrs(RunFolder(folder), target, "GPK")
    records = json.loads(target.read_text(encoding="utf-8"))
    assert len(records) == count == RunFolder(folder).manifest["counts"]["sessions"] > 0
    for record in records:
        check_record(record)


def test_memory_does_not_grow_with_the_sessions(made, tmp_path, monkeypatch):
    """The peak with batches of 50 rows is a fraction of what all records take."""
    monkeypatch.setattr(cdr_module, "BATCH_ROWS", 50)
    run, target = RunFolder(made), tmp_path / "cdr.json"
    places, prices = cdr_module._places(run), cdr_module._prices(run)
    write_cdrs(run, target, "GPK")
    tracemalloc.start()
    longest = max(len(text) for text in cdr_module._records(run, places, prices, "GPK"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert target.stat().st_size > 600 * 800 and longest < 3000
    assert peak < target.stat().st_size / 2


def test_what_is_missing_is_said_and_nothing_is_left(made, tmp_path):
    put_places(made, id="other")
    target = tmp_path / "cdr.json"
    with pytest.raises(InputError, match="a session names the station"):
        write_cdrs(RunFolder(made), target, "GPK")
    (made / "scenario.yaml").write_text("name: x\n")
    with pytest.raises(InputError, match=r"scenario\.yaml: does not say where stations are"):
        write_cdrs(RunFolder(made), target, "GPK")
    assert [file.name for file in tmp_path.iterdir()] == ["run"]


def test_the_command(made, tmp_path, capfd):
    code, out, err = greenpark(
        capfd, "export", made, "--cdr", tmp_path / "c.json", "--party", "abc"
    )
    assert (code, out) == (0, f"{tmp_path / 'c.json'}\n")
    assert re.search(r"Wrote \d+ charge detail records", err)
    assert json.loads((tmp_path / "c.json").read_text())[0]["party_id"] == "ABC"
    assert greenpark(capfd, "export", made, "--cdr", tmp_path / "c.json", "--party", "x")[0] == 2
    assert greenpark(capfd, "export", made)[0] == 2


def test_a_folder_that_is_not_there_is_made_and_one_that_cannot_be_is_said(made, tmp_path, capfd):
    target = tmp_path / "new" / "c.json"
    assert greenpark(capfd, "export", made, "--cdr", target)[0] == 0
    assert target.is_file()
    code, out, err = greenpark(capfd, "export", made, "--cdr", target / "c.json")
    assert (code, out) == (2, "")
    assert err.startswith(f"{target / 'c.json'}: cannot be written: a file stands")
    assert ".partial" not in err


def test_what_fails_in_writing_is_said_of_the_file_that_was_asked_for(made, tmp_path):
    target = tmp_path / ("c" * 250)  # with what stands before it, longer than a name may be
    with pytest.raises(OSError, match="too long") as caught:
        write_cdrs(RunFolder(made), target, "GPK")
    assert caught.value.filename == str(target)


def test_stretches_of_one_price():
    prices = cdr_module._Prices([0.0, 100.0, 200.0], [1.0, 2.0, 3.0])
    assert prices.stretches(50.0, 150.0) == [(50.0, 0.5, 1.0), (100.0, 0.5, 2.0)]
    assert prices.stretches(100.0, 200.0) == [(100.0, 1.0, 2.0)]
    assert prices.stretches(20.0, 20.0) == [(20.0, 1.0, 1.0)]
    assert [price for _, _, price in prices.stretches(0.0, 1000.0)] == [1.0, 2.0, 3.0]
