"""Every row on PV holds; with the station's file where it is at hand."""

from pathlib import Path

import pytest

from sim.verify.pv import EPW, checks

SHARED = Path(__file__).parents[2] / "../shared/data"


def test_every_row_holds_without_reference_data():
    rows = checks(None)
    assert [row.name for row in rows if row.not_run] == [
        "PV yield, Lanzhou EPW as PVWatts takes it, year",
        "PV yield, Lanzhou EPW, 30° south",
    ]
    assert all(row.ok for row in rows), [row for row in rows if not row.ok]


@pytest.mark.skipif(not (SHARED / EPW).is_file(), reason=f"no {EPW.name} here")
def test_every_row_holds_with_reference_data():
    rows = checks(SHARED)
    assert [row.name for row in rows] == [row.name for row in checks(None)]
    assert all(row.ok and row.not_run is None for row in rows), rows
