"""Rows of a time, and the highest of series: from the statistics in the files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.clock import ZONE
from sim.results import FolderWriter, RunFolder
from tests.support.make_run import make_run

COLUMNS = ["station", "arrive", "start", "end", "energy_kwh"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run whose sessions stand in 20 row groups."""
    made = RunFolder(make_run(tmp_path_factory.mktemp("runs") / "made", days=10))
    table = made.arrow("sessions", made.table("sessions").columns.to_list())
    folder = made.path.parent / "parted"
    with FolderWriter(folder) as out:
        out.put_series({"park/import_kw": np.zeros(made.grid.steps)}, made.grid)
        sessions = out.open_table("sessions")
        for begin in range(0, table.num_rows, -(-table.num_rows // 20)):
            sessions.append(table.slice(begin, -(-table.num_rows // 20)))
        out.put_table("kpis", made.table("kpis"))
        out.finish(made.manifest)
    return RunFolder(folder)


@pytest.mark.parametrize(("first", "hours"), [(0, 24), (3, 24), (4.5, 3), (9, 24), (30, 24)])
def test_between_gives_the_rows_that_touch_a_time(
    run: RunFolder, first: float, hours: float
) -> None:
    begin = pd.Timestamp("2025-01-01", tz=ZONE) + pd.Timedelta(days=first)
    end = begin + pd.Timedelta(hours=hours)
    every = run.table("sessions", COLUMNS)
    expected = every[(every["arrive"] < end) & (every["end"] >= begin)]
    found = run.between("sessions", COLUMNS, ("arrive", "end"), begin, end)
    pd.testing.assert_frame_equal(
        found.astype({"station": str}).reset_index(drop=True),
        expected.astype({"station": str}).reset_index(drop=True),
    )


def test_between_reads_few_row_groups(run: RunFolder) -> None:
    begin = pd.Timestamp("2025-01-05", tz=ZONE)
    touched = run._touching("sessions", ("arrive", "end"), begin, begin + pd.Timedelta(days=1))
    assert 1 <= len(touched) <= 5


def test_highest_is_that_of_the_values(tmp_path: Path) -> None:
    run = RunFolder(make_run(tmp_path / "run", days=40))
    names = ["park/import_kw", "station/campus/queue", "station/none/queue"]
    found = run.highest(names)
    assert found == run.series(names[:2]).max().astype(float).to_dict()
