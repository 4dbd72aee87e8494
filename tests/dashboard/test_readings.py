"""A reading is remembered until a file changes, and tells what has changed since a run."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from dashboard.files.readings import Reading, Readings
from dashboard.files.shelf import Shelf
from sim.run.manifest import manifest
from sim.study.scenarios import read_scenario


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    own = tmp_path / "own"
    own.mkdir()
    (own / "profile.csv").write_text(
        (Shelf(own).ours / "small" / "profile.csv").read_text(encoding="utf-8"), encoding="utf-8"
    )
    taxis = {"id": "taxis", "profile": "profile.csv"}
    Shelf(own).save("mine", {"fleets": {"on_demand": [taxis]}}, "small")
    return Shelf(own)


def until(readings: Readings, path: Path) -> Reading:
    end = time.monotonic() + 30.0
    while (found := readings.get(path)) is None:
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def test_reading_in_the_background_is_what_a_run_would_be(shelf: Shelf) -> None:
    readings, path = Readings(), shelf.own / "mine.yaml"
    assert readings.get(path) is None
    found = until(readings, path)
    run = manifest(read_scenario(path), 0)
    assert (found.hash, found.days, found.faults) == (run["hash"], 7, ())
    assert found.folder == f"mine-{run['hash'][:8]}"
    assert found.changed_since(run) == ()
    assert readings.now(path) is found


def test_which_part_has_changed_is_told(shelf: Shelf) -> None:
    readings, path = Readings(), shelf.own / "mine.yaml"
    before = manifest(read_scenario(path), 0)
    taxis = {"id": "taxis", "profile": "profile.csv"}
    shelf.save("mine", {"seed": 3, "fleets": {"on_demand": [taxis]}}, "small")
    assert until(readings, path).changed_since(before) == ("scenario",)
    table = shelf.own / "profile.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert until(readings, path).changed_since(before) == ("scenario", "files")
    shelf.save("mine", {"fleets": {"on_demand": [taxis]}}, "small")
    assert until(readings, path).changed_since(before) == ("files",)


def test_another_program_or_table_is_told(shelf: Shelf) -> None:
    path = shelf.own / "mine.yaml"
    found, run = Readings().now(path), manifest(read_scenario(path), 0)
    for part in ("program", "tables"):
        other = {**run, "hash": "0", "hashes": {**run["hashes"], part: "0"}}
        assert found.changed_since(other) == (part,)
    older = {**run, "hash": "0", "hashes": None}
    assert found.changed_since(older) == ("scenario",)
    older["versions"] = {"code": "0"}
    assert found.changed_since(older) == ("scenario", "code")
    older["hash"] = hashlib.sha256(f"{found.scenario_hash}0".encode()).hexdigest()
    assert found.changed_since(older) == ("code",)


def test_faults_are_a_reading_too(shelf: Shelf) -> None:
    readings, path = Readings(), shelf.own / "mine.yaml"
    assert until(readings, path).faults == ()
    shelf.save("mine", {"seed": -4}, "small")
    assert [fault.path for fault in until(readings, path).faults] == ["seed"]
    path.unlink()
    assert readings.now(path).faults


def test_remembered_readings_cost_next_to_nothing(shelf: Shelf) -> None:
    readings, path = Readings(), shelf.own / "mine.yaml"
    readings.now(path)
    os.utime(path)
    begin = time.process_time()
    first = readings.now(path)
    cold_s = time.process_time() - begin
    begin = time.process_time()
    assert readings.now(path) is first
    assert time.process_time() - begin < cold_s / 3


def test_what_nobody_foresaw_does_not_end_the_reading(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings, odd, now = Readings(), shelf.own / "odd.yaml", Readings.now

    def reading(self: Readings, path: Path) -> Reading:
        if path == odd:
            raise ValueError("embedded null byte")
        return now(self, path)

    monkeypatch.setattr(Readings, "now", reading)
    assert "embedded null byte" in until(readings, odd).faults[0].message
    assert until(readings, shelf.own / "mine.yaml").hash
