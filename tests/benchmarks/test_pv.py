"""The benchmark of many roofs computes what pvlib does, and is far faster."""

from benchmarks import pv


def test_many_shaded_roofs_by_the_minute():
    rows = pv.many_roofs(30)
    assert all(row.ok for row in rows), rows
