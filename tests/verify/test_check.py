"""A row of `greenpark verify` must fail when it should."""

import math

import pytest

from sim.verify.check import Check


@pytest.mark.parametrize(
    ("kind", "ours", "ok"),
    [
        ("relative", 101.0, True),
        ("relative", 101.1, False),
        ("relative", 98.9, False),
        ("absolute", 100.01, True),
        ("absolute", 100.02, False),
        ("relative", math.nan, False),
    ],
)
def test_limit_is_held(kind, ours, ok):
    assert Check("row", ours, 100.0, 0.01, "kWh", "test", kind).ok is ok


@pytest.mark.parametrize(("ours", "ok"), [(3.75, True), (4.98, True), (3.74, False), (4.99, False)])
def test_range_includes_its_ends(ours, ok):
    assert Check.between("row", ours, 3.75, 4.98, "MWh", "test").ok is ok


def test_zero_reference_accepts_only_zero():
    assert Check("row", 0.0, 0.0, 0.1, "kWh", "test").ok
    assert not Check("row", 1e-9, 0.0, 0.1, "kWh", "test").ok


def test_skipped_row_says_why():
    row = Check.skipped("row", "kWh", "test", "no data")
    assert row.ok and row.not_run == "no data" and math.isnan(row.ours)
