"""Whatever stands in a job's folder, it is a job that can be shown, or none."""

import json
from pathlib import Path

import pytest

from dashboard.files.job import Job, lives, read_job, write_job
from dashboard.parts import job_cards
from dashboard.view import View


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), -1e308, 1e308, 10**400, "x", True])
def test_odd_numbers_are_none(tmp_path: Path, odd: object) -> None:
    full = {"scenario": "x", "file": "/x.yaml", "name": "x", "titles": ["甲", "X"]}
    (tmp_path / "job.json").write_text(json.dumps({**full, "created": odd, "pid": -1}))
    said = {"share": odd, "seconds_left": odd, "begin": "9999-12-31T23:59:59", "pid": odd}
    (tmp_path / "status.json").write_text(json.dumps({"state": "running", **said}))
    job = read_job(tmp_path)
    assert job is not None
    assert (job.created, job.share, job.seconds_left) == (0.0, 0.0, None)
    assert (job.begin, job.pid) == (None, None)
    for page in ("runs", "scenarios"):
        assert job_cards.card(job, View(), page, "/")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    job = Job(tmp_path / "1", "own/x", Path("/own/x.yaml"), "x", ("甲", "X"), 5.0, force=True)
    write_job(job)
    assert read_job(job.folder) == job
    assert (job.state, lives(job), job.log()) == ("waiting", False, "")
