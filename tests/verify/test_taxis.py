"""The rows of `greenpark verify` about taxis hold, and there are as many as there should be."""

from sim.verify.taxis import checks


def test_every_row_holds() -> None:
    rows = checks(None)
    assert len(rows) == 3
    assert [row.name for row in rows if not row.ok] == []
