"""A run folder appears whole or not at all, and the same tables make the same bytes."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.results import FolderWriter, RunFolder, find_runs, timestamps, write
from sim.results.schema import SCHEMAS, series_unit
from tests.support.make_run import make_run

ROOT = Path(__file__).parents[2]
GRID = TimeGrid(date(2025, 1, 1), 40, 60)
MANIFEST = {
    "name": "test",
    "title": {"zh": "测试", "en": "Test"},
    "hash": "0",
    "seed": 1,
    "replication": 0,
    "period": {"start": "2025-01-01", "days": 40, "step_minutes": 60},
}
SERIES = {"park/import_kw": np.arange(GRID.steps), "site/a/loading": np.full(GRID.steps, 0.5)}
OUTAGES = pd.DataFrame(
    {
        "station": ["s1", "s2"],
        "plug": [0, 3],
        "begin": timestamps(np.array([0.0, 60.0]), GRID),
        "end": timestamps(np.array([3600.0, np.nan]), GRID),
    }
)


def small(folder: Path) -> RunFolder:
    write(folder, MANIFEST, {"series": SERIES, "outages": OUTAGES}, {"inputs/a.csv": b"x\n"})
    return RunFolder(folder)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    run = small(tmp_path / "runs" / "test-0")
    outages = run.table("outages")
    assert outages["station"].tolist() == ["s1", "s2"]
    assert str(outages["begin"].dt.tz) == "Asia/Shanghai"
    assert outages["begin"][1] == pd.Timestamp("2025-01-01 00:01", tz="Asia/Shanghai")
    assert outages["end"].isna().tolist() == [False, True]
    series = run.series(["park/import_kw"])
    assert series["park/import_kw"].dtype == np.float32
    assert series.index[0] == pd.Timestamp("2025-01-01", tz="Asia/Shanghai")
    assert series["park/import_kw"].iloc[-1] == GRID.steps - 1
    assert run.series_columns == list(SERIES)
    assert (run.path / "inputs/a.csv").read_bytes() == b"x\n"
    assert run.manifest["state"] == "done"
    assert run.units("series") == {
        "time": "begin of step",
        "park/import_kw": "kW",
        "site/a/loading": "1",
    }
    assert run.units("sessions")["energy_kwh"] == "kWh"


def test_tables_without_rows_have_their_columns(tmp_path: Path) -> None:
    run = small(tmp_path / "test-0")
    for name, schema in SCHEMAS.items():
        assert list(run.table(name).columns) == schema.names
    assert run.table("sessions").empty


def test_same_tables_same_bytes(tmp_path: Path) -> None:
    folders = [make_run(tmp_path / name, days=3) for name in ("a", "b")]
    names = sorted(path.name for path in folders[0].glob("*.parquet"))
    assert len(names) == len(SCHEMAS) + 1
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_a_stream_of_batches_equals_the_whole(tmp_path: Path) -> None:
    with FolderWriter(tmp_path / "run") as out:
        out.put_series(SERIES, GRID)
        table = out.open_table("outages")
        table.append(OUTAGES.iloc[:1])
        table.append(pa.RecordBatch.from_pandas(OUTAGES.iloc[1:], preserve_index=False))
        assert table.rows == 2
        out.finish(MANIFEST)
    streamed = RunFolder(tmp_path / "run").table("outages").astype({"station": str})
    whole = small(tmp_path / "whole").table("outages").astype({"station": str})
    pd.testing.assert_frame_equal(streamed, whole)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (OUTAGES.drop(columns="plug"), "'plug' is missing"),
        (OUTAGES.assign(plugs=1), "Did you mean 'plug'"),
        (OUTAGES.assign(plug="three"), "column 'plug'"),
        (OUTAGES.assign(plug=0.5), "column 'plug'"),
        (OUTAGES.assign(begin=OUTAGES["begin"].dt.tz_localize(None)), "needs times with a zone"),
    ],
)
def test_another_schema_is_refused(tmp_path: Path, frame: pd.DataFrame, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        write(tmp_path / "run", MANIFEST, {"series": SERIES, "outages": frame}, {})
    assert list(tmp_path.iterdir()) == []


def test_series_names_carry_units() -> None:
    assert series_unit("world/price_cny_per_kwh") == "CNY/kWh"
    assert series_unit("station/s1/queue") == "1"
    for wrong in ("park/import", "import_kw", "planet/x/import_kw", "site/import_mw"):
        with pytest.raises(ValueError, match="series"):
            series_unit(wrong)


def test_series_must_fill_the_period(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has shape"):
        write(tmp_path / "run", MANIFEST, {"series": {"park/pv_kw": np.zeros(3)}}, {})


def fail_half_way(folder: Path) -> None:
    with FolderWriter(folder) as out:
        out.put_series(SERIES, GRID)
        out.open_table("sessions")
        raise RuntimeError("half way")


def test_an_exception_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_an_older_run_is_replaced(tmp_path: Path) -> None:
    small(tmp_path / "run")
    write(tmp_path / "run", MANIFEST | {"seed": 2}, {"series": SERIES}, {})
    assert RunFolder(tmp_path / "run").manifest["seed"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


KILLED = """
import sys, time
from pathlib import Path
from sim.results import FolderWriter
from tests.results.test_folder import GRID, SERIES
with FolderWriter(Path(sys.argv[1])) as out:
    out.put_series(SERIES, GRID)
    print("half", flush=True)
    time.sleep(60)
"""


def test_a_killed_writer_leaves_no_run(tmp_path: Path) -> None:
    target = tmp_path / "run"
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(target)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"half\n"
    # While it lives, another writer of the same folder leaves it alone.
    small(tmp_path / "other")
    aside = [path for path in tmp_path.iterdir() if path.name.startswith(".partial-")]
    assert len(aside) == 1 and not target.exists()
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    assert aside[0].exists() and not target.exists()
    assert [run.name for run in find_runs(tmp_path)] == ["other"]
    small(target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "run"]


def test_folders_that_are_no_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such run folder"):
        RunFolder(tmp_path / "absent")
    with pytest.raises(InputError, match="no manifest"):
        RunFolder(tmp_path)
    run = small(tmp_path / "run")
    (run.path / "outages.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        run.table("outages")
    (run.path / "trips.parquet").unlink()
    with pytest.raises(InputError, match=r"trips\.parquet: is missing"):
        run.table("trips")
    with pytest.raises(InputError, match="Did you mean 'park/import_kw'"):
        run.series(["park/imports_kw"])
    (run.path / "manifest.json").write_text('{"state": "running"}', encoding="utf-8")
    with pytest.raises(InputError, match="lacks name"):
        RunFolder(run.path)
    assert find_runs(tmp_path) == []


def test_a_window_reads_its_month_only(tmp_path: Path) -> None:
    run = small(tmp_path / "run")
    assert pq.ParquetFile(run.path / "series.parquet").metadata.num_row_groups == 2
    begin = pd.Timestamp("2025-01-05", tz="Asia/Shanghai")
    week = run.series(["park/import_kw"], begin, 7)
    assert len(week) == 7 * 24
    assert week["park/import_kw"].iloc[0] == 4 * 24
    assert run._groups(begin, begin + pd.Timedelta(days=7)) == [0]
    across = run.series(["park/import_kw"], pd.Timestamp("2025-01-30", tz=begin.tz), 5)
    assert across["park/import_kw"].tolist() == list(range(29 * 24, 34 * 24))
