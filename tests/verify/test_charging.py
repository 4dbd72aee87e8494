"""The rows of `greenpark verify` on queues and charging."""

import pytest

from sim.verify.charging import checks, erlang_b, erlang_c


def test_erlangs_formulas_against_published_values() -> None:
    assert erlang_c(8.0, 10) == pytest.approx(0.40918, abs=5e-6)
    assert erlang_c(3.5, 5) == pytest.approx(0.37784, abs=5e-6)
    assert erlang_c(0.8, 1) == pytest.approx(0.8)
    assert erlang_b(8.0, 10) == pytest.approx(0.12166, abs=5e-6)


def test_every_row_is_within_its_limit() -> None:
    rows = checks(None)
    assert len({row.name for row in rows}) == len(rows) >= 18
    assert [row for row in rows if not row.ok] == []
