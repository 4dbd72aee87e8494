"""A batch finishes what can be finished, and says what could not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.study.batch import Task, run_batch
from tests.support.batch_work import by_name

ROOT = Path(__file__).parents[2]


def tasks(out: Path, *names: str) -> list[Task]:
    return [Task(Path(f"{name}.yaml"), out) for name in names]


def test_failures_are_data_and_do_not_stop_the_rest(tmp_path):
    names = ["good-1", "raises", "killed", "invalid", "exits", "good-2", "good-3"]
    told = []
    outcomes = run_batch(
        tasks(tmp_path, *names), 2, on_outcome=lambda n, one: told.append(n), work=by_name
    )
    assert [one.task.path.stem for one in outcomes] == names
    assert [one.ok for one in outcomes] == [True, False, False, False, False, True, True]
    assert sorted(told) == list(range(7))
    good, raised, killed, invalid, exited, *_ = outcomes
    assert good.run.is_dir()
    assert "ZeroDivisionError: of heat by nothing (batch_work.py:" in raised.faults[0]
    assert "SIGKILL" in killed.faults[0]
    assert "code 7" in exited.faults[0]
    assert invalid.invalid
    assert invalid.faults == ("invalid.yaml:3: sites: is wrong", "invalid.yaml: is too")
    assert [one.invalid for one in outcomes].count(True) == 1


def test_workers_are_used_again_and_progress_is_told(tmp_path):
    heard = []
    outcomes = run_batch(
        tasks(tmp_path, "good-1", "good-2", "good-3"),
        1,
        on_progress=lambda *told: heard.append(told),
        work=by_name,
    )
    assert len({one.run.name.split("-")[-1] for one in outcomes}) == 1
    assert {(number, "done", 1.0) for number in range(3)} <= set(heard)


def test_no_tasks_no_processes(tmp_path):
    assert run_batch([], 2, work=by_name) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cancelling_ends_the_workers_and_keeps_what_was_finished(tmp_path, number):
    code = f"""
import signal, sys
from pathlib import Path
from sim.study.batch import Task, run_batch
from tests.support.batch_work import by_name
def cancel(*_): raise KeyboardInterrupt
signal.signal(signal.SIGTERM, cancel)
signal.signal(signal.SIGINT, cancel)  # ignored where the tests run in the background
if __name__ == "__main__":
    out = Path({str(tmp_path)!r})
    names = ["good-1", "endless-1", "endless-2"]
    try:
        run_batch([Task(Path(name), out) for name in names], 2, work=by_name)
    except KeyboardInterrupt:
        sys.exit(130)
"""
    script = tmp_path / "script.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, script], env=environment, start_new_session=True)
    try:
        pids = [tmp_path / "endless-1.pid", tmp_path / "endless-2.pid"]
        until = time.monotonic() + 30
        while not all(file.is_file() and file.read_text() for file in pids):
            assert time.monotonic() < until
            time.sleep(0.05)
        parent.send_signal(number)
        assert parent.wait(60) == 130
        for file in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(int(file.read_text()), 0)
        assert len(list(tmp_path.glob("good-1-*"))) == 1
    finally:
        if parent.poll() is None:
            os.killpg(parent.pid, signal.SIGKILL)
