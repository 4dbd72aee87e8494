"""The rows on batteries hold, and each is there."""

from sim.verify.battery import checks


def test_every_row_holds() -> None:
    rows = checks(None)
    assert len(rows) == 12
    assert [row.name for row in rows if not row.ok] == []
