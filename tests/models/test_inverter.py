"""Inverters against pvlib's, and against the data sheet's own points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import inverter

from sim.models.inverter import curve_of, efficiency_at, inverted_kw
from sim.tables import table

ROWS = table("pv_inverters")
SANDIA = ROWS[ROWS["model"] == "sandia"]


@given(st.sampled_from(list(SANDIA.index)), st.floats(0.0, 1.3), st.floats(1.0, 5000.0))
def test_sandias_parabola_is_pvlibs_at_nominal_voltage(name, load, rated_kw):
    row = SANDIA.loc[name]
    figures = {"Paco": row["paco_w"], "Pdco": row["pdco_w"], "Vdco": 700.0, "Pso": row["pso_w"],
               "C0": row["c0_per_w"], "C1": 0.0, "C2": 0.0, "C3": 0.0, "Pnt": 0.0}  # fmt: skip
    theirs = inverter.sandia(700.0, load * row["paco_w"], figures) / row["paco_w"] * rated_kw
    ours = min(rated_kw, inverted_kw(load * rated_kw, rated_kw, *curve_of(row)))
    assert ours == pytest.approx(max(0.0, float(theirs)), abs=1e-9 * rated_kw)


@given(st.floats(1e-4, 1.3))
def test_pvwatts_parabola_is_pvlibs(load):
    ours = min(1.0, inverted_kw(load, 1.0, *curve_of(ROWS.loc["standard"])))
    theirs = float(inverter.pvwatts(load, 1.0 / 0.96, 0.96))
    assert ours == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("name", list(SANDIA.index))
def test_every_row_gives_its_rating_at_its_rated_direct_power(name):
    row = SANDIA.loc[name]
    curve = curve_of(row)
    assert inverted_kw(row["pdco_w"], row["paco_w"], *curve) == pytest.approx(row["paco_w"])
    assert inverted_kw(row["pso_w"], row["paco_w"], *curve) == pytest.approx(0.0, abs=1e-6)
    assert 0.95 < efficiency_at(0.5, curve) < 0.995
