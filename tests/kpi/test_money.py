"""Annuities against the discounted sum of their payments; look-ups of prices and factors."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.kpi.money import Prices, annuity, factor_table, price_table
from sim.tables import table


def prices(**changes: float) -> Prices:
    return Prices(price_table(changes, discount_rate=0.05, feed_in=0.3, demand_charge=35.0))


@given(st.floats(0.001, 0.3), st.integers(1, 50))
def test_payments_discounted_to_today_repay_the_investment(rate: float, years: int) -> None:
    payment = annuity(rate, years)
    today = math.fsum(payment / (1 + rate) ** year for year in range(1, years + 1))
    assert today == pytest.approx(1.0, rel=1e-9)


def test_annuity_known_value_and_limit() -> None:
    assert annuity(0.05, 20) == pytest.approx(0.0802425872, rel=1e-9)  # textbook table, 5 %, 20 a
    assert annuity(0.0, 20) == 0.05
    assert annuity(1e-9, 20) == pytest.approx(0.05, rel=1e-6)


def test_the_longest_name_that_fits_is_taken() -> None:
    own = prices(capital_charger_dc=500.0, capital_charger_dc_350=800.0)
    a = annuity(0.05, 10)
    assert own.yearly_cny("charger", "dc-60", 60.0, "kW") == pytest.approx(60 * 500 * a)
    assert own.yearly_cny("charger", "dc-350", 350.0, "kW") == pytest.approx(350 * 800 * a)
    assert own.yearly_cny("pv", "", 10.0, "kWp") == pytest.approx(10 * 3050 * annuity(0.05, 25))


def test_an_asset_without_price_or_in_another_unit_is_an_error() -> None:
    with pytest.raises(KeyError, match="no row capital_reactor"):
        prices().yearly_cny("reactor", "", 1.0, "kW")
    with pytest.raises(ValueError, match="CNY/kWp, the asset in m2"):
        prices().yearly_cny("pv", "", 1.0, "m2")
    with pytest.raises(KeyError, match="no row 'hay'"):
        prices().value("hay")


def test_changes_are_taken_over_and_marked() -> None:
    rows = price_table({"gas": 2.5}, discount_rate=0.08, feed_in=0.3, demand_charge=40.0)
    rows = rows.set_index("name")
    assert rows.loc["gas", "value"] == 2.5
    assert rows.loc["gas", "source"] == "scenario"
    assert rows.loc["discount_rate", "value"] == 0.08
    assert rows.loc["diesel", "value"] == table("prices").loc["diesel", "value"]


def test_unknown_names_are_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"money\.prices\.gass.*Did you mean 'gas'"):
        price_table({"gass": 1.0}, discount_rate=0.0, feed_in=0.0, demand_charge=0.0)
    with pytest.raises(InputError, match="Did you mean 'grid_gansu_2023'"):
        factor_table({}, grid_factor="grid_gansu")


def test_factor_in_force() -> None:
    rows = factor_table({"grid_northwest_2023": 0.6}, grid_factor="grid_northwest_2023")
    assert rows.set_index("name").loc["grid", "value"] == 0.6
    gansu = factor_table({}, grid_factor="grid_gansu_2023").set_index("name")
    assert gansu.loc["grid", "value"] == 0.4471  # MEE announcement 2025-47, FACTS


@pytest.mark.parametrize("name", ["prices", "emission_factors"])
def test_every_figure_names_its_source(name: str) -> None:
    rows = table(name)
    assert rows.index.is_unique
    assert rows[["value", "unit", "label_zh", "label_en", "source"]].notna().all(axis=None)
    known = "FACTS|assumption|IPCC|coal_boiler|Heliyon|web pages|as taxi_fare_start|IVL"
    assert rows["source"].str.contains(known).all()
    if name == "prices":
        capital = rows.index.str.startswith("capital_")
        assert (rows["life_years"].notna() == capital).all()


def test_derived_factors_agree_with_their_derivation() -> None:
    values = table("emission_factors")["value"]
    assert values["district_heat"] == pytest.approx(values["coal_boiler"] / 0.80)
    assert values["diesel"] == pytest.approx(74100e-6 * 43 * 0.84, abs=0.005)
    assert values["natural_gas_lhv"] == pytest.approx(38931 / 3600, abs=0.005)
    # 15.3 tC/TJ, 99 % oxidised (Heliyon 9(11) 2023 e21241): another way to natural gas.
    carbon = 38.931e-6 * 15.3e3 * 0.99 * 44 / 12
    assert values["natural_gas"] == pytest.approx(carbon, rel=0.005)
