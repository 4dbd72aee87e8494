"""Any park that can be drawn runs, and its books balance: the run's own audit says so."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.inputs.network import BAY
from sim.results import RunFolder
from sim.run import run
from tests.support.random_park import parks


@given(data=st.data())
@settings(
    max_examples=200,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_every_park_balances(data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        scenario = data.draw(parks(Path(name)))
        folder = RunFolder(run(scenario, Path(name) / "runs"))
        assert all(check["ok"] for check in folder.manifest["checks"])
        _sessions_make_sense(folder)
        _series_make_sense(folder)


def _sessions_make_sense(folder: RunFolder) -> None:
    sessions = folder.table("sessions")
    assert (sessions["arrive"] <= sessions["start"]).all()
    assert (sessions["start"] <= sessions["end"]).all()
    for name in ("soc_start", "soc_end"):
        assert sessions[name].between(-1e-9, 1.0 + 1e-9).all()
    charged = sessions[sessions["kind"] != BAY]
    assert (charged["energy_kwh"] >= charged["battery_kwh"] - 1e-9).all()
    swapped = sessions[sessions["kind"] == BAY]
    assert (swapped["energy_kwh"] == 0.0).all()
    assert (swapped.loc[swapped["reason"] != "swapped", "battery_kwh"] == 0.0).all()
    no_way_back = ~sessions["kind"].astype(str).str.endswith("v2g")
    assert (sessions.loc[no_way_back, "fed_kwh"] == 0.0).all()
    by_plug = sessions.sort_values(["station", "plug", "start", "end"]).groupby(
        ["station", "plug"], observed=True
    )
    overlap_s = (by_plug["end"].shift() - sessions["start"]).dt.total_seconds()
    assert not (overlap_s > 1e-3).any(), "two vehicles at one plug"


def _series_make_sense(folder: RunFolder) -> None:
    every = folder.series(folder.series_columns)
    assert np.isfinite(every.to_numpy()).all()
    park_kw = every["park/import_kw"] - every["park/export_kw"]
    sites_kw = every[[name for name in every if name.endswith("/net_kw") and "site/" in name]]
    assert park_kw.to_numpy() == pytest.approx(sites_kw.sum(axis=1).to_numpy(), abs=0.01)
