"""The example of `greenpark verify` is one in which the order matters."""

import numpy as np
import pytest

from sim.verify import controllers


def test_every_row_is_good() -> None:
    rows = controllers.checks(None)
    assert len(rows) == 4
    assert all(row.ok for row in rows)


def test_all_six_can_be_in_time_but_not_in_order_of_arrival(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = float(controllers._NEED_KWH.sum())
    assert controllers.most_energy_kwh() == pytest.approx(whole)

    def first_come(view: object, site: int) -> None:
        plugs = view.plugs  # type: ignore[attr-defined]
        plugs["share_kw"] = np.where(np.arange(plugs.size) == 0, plugs["max_kw"], 0.0)

    monkeypatch.setattr(controllers, "serve_earliest_deadline", first_come)
    assert controllers._deadlines().ours < whole - 10.0
