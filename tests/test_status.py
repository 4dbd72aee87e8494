"""The file of ``--status``: whole at all times, honest about the end, and not written too often."""

import json
import time
from pathlib import Path

import pytest

from sim.cli import status as status_module
from sim.cli.app import main
from sim.cli.progress import position
from sim.cli.status import EVERY_S, StatusFile
from sim.errors import Fault, InputError


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_it_says_how_far_a_run_is(tmp_path, monkeypatch):
    path, now_s = tmp_path / "status.json", [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    with StatusFile(path) as told:
        assert read(path)["state"] == "running"
        told.update("weather", 0.0)
        told.update("clock", 0.0)
        assert read(path)["seconds_left"] is None
        now_s[0] = 10.0
        told.update("clock", 0.25)
        said = read(path)
        assert said["share"] == pytest.approx(position("clock", 0.25), abs=1e-4)
        # A quarter in 10 s: 30 s of the clock are left, and what comes after it by its share.
        begin, end = position("clock", 0.0), position("clock", 1.0)
        assert said["seconds_left"] == pytest.approx(30 + 40 * (1 - end) / (end - begin), abs=0.1)
        told.compiles()
        assert read(path)["compiles"] is True
        told.finished(tmp_path / "run-1")
    said = read(path)
    assert (said["state"], said["exit_code"], said["share"]) == ("done", 0, 1.0)
    assert said["run"] == str(tmp_path / "run-1")
    assert [file.name for file in tmp_path.iterdir()] == ["status.json"]


def test_it_is_written_at_most_four_times_a_second(tmp_path, monkeypatch):
    now_s, written = [0.0], []
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    monkeypatch.setattr(status_module, "replace_json", lambda path, said: written.append(said))
    with StatusFile(tmp_path / "status.json") as told:
        for step in range(1000):
            now_s[0] = step * 0.01
            told.update("clock", step / 1000)
    assert len(written) <= 10.0 / EVERY_S + 3
    assert len(written) >= 0.9 * 10.0 / EVERY_S


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (InputError([Fault("is wrong", "a.yaml", 3, "seed")]), "invalid", 2),
        (RuntimeError("lost 3 kWh"), "failed", 1),
        (KeyboardInterrupt(), "cancelled", 130),
    ],
)
def test_whatever_ends_a_run_is_written(tmp_path, error, state, code):
    path = tmp_path / "status.json"
    told = StatusFile(path)
    with told:
        told.update("clock", 0.5)
    told.__exit__(type(error), error, None)
    said = read(path)
    assert (said["state"], said["exit_code"], said["seconds_left"]) == (state, code, None)
    assert said["stage"] == "clock"
    if state == "invalid":
        told = {"message": "is wrong", "file": "a.yaml", "line": 3, "path": "seed"}
        assert said["messages"] == [told]


def test_a_status_that_cannot_be_written_stops_no_run(tmp_path):
    path = tmp_path / "gone" / "status.json"
    with StatusFile(path) as told:
        told.update("clock", 0.5)
        assert not path.parent.exists()
        path.parent.mkdir()
        told.compiles()
        assert read(path)["stage"] == "clock"  # it is tried again


def test_without_a_file_nothing_is_written(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(status_module, "replace_json", lambda *said: written.append(said))
    for path in (None, tmp_path / "status.json"):
        assert not written
        with StatusFile(path) as told:
            told.update("clock", 0.5)
    assert len(written) >= 2


def test_the_command_writes_it(capfd, tmp_path):
    scenario, path = tmp_path / "bad.yaml", tmp_path / "status.json"
    scenario.write_text("name: bad\nseed: x\n")
    with pytest.raises(SystemExit) as ended:
        main(["run", str(scenario), "--out", str(tmp_path / "runs"), "--status", str(path)])
    assert ended.value.code == 2
    said = read(path)
    assert said["state"] == "invalid"
    assert {"seed", "areas"} <= {one["path"] for one in said["messages"]}
    assert all(str(one["message"]) in capfd.readouterr().err for one in said["messages"][:1])


def test_cancelled_inside_a_compilers_callback_is_cancelled_all_the_same(capfd, monkeypatch):
    def app(**_):
        try:
            import os
            import signal

            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt:
            raise RuntimeError("no compiled object yet") from None

    monkeypatch.setattr("sim.cli.app.app", app)
    with pytest.raises(SystemExit) as ended:
        main(["run"])
    assert ended.value.code == 130
    assert "cancelled" in capfd.readouterr().err
