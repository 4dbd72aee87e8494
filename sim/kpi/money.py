"""Prices and emission factors in force: shipped tables, a scenario's changes, annuities."""

from collections.abc import Mapping

import pandas as pd

from sim.errors import Fault, InputError, nearest
from sim.tables import table

_PRICE_COLUMNS = ["name", "value", "unit", "life_years", "label_zh", "label_en", "source"]
_OVERRIDE = "scenario"


def _overridden(name: str, changes: Mapping[str, float], place: str) -> pd.DataFrame:
    """Return ``data/<name>.csv`` with `changes` in its value column."""
    rows = table(name).reset_index()
    known = set(rows["name"])
    faults = [
        Fault(f"no row '{key}' in data/{name}.csv.{nearest(key, known)}", path=f"{place}.{key}")
        for key in changes
        if key not in known
    ]
    if faults:
        raise InputError(faults)
    changed = rows["name"].isin(list(changes))
    rows["value"] = rows["value"].astype(float)
    rows.loc[changed, "value"] = rows.loc[changed, "name"].map(changes).astype(float)
    rows.loc[changed, "source"] = _OVERRIDE
    return rows


def price_table(
    changes: Mapping[str, float], *, discount_rate: float, feed_in: float, demand_charge: float
) -> pd.DataFrame:
    """Return the run folder's ``prices``: ``data/prices.csv`` with a scenario's changes.

    Parameters
    ----------
    changes
        Value by name of the price [its unit], as in ``money.prices`` of a scenario.
    discount_rate
        Real interest [1/a].
    feed_in
        What the grid pays for exported electricity [CNY/kWh].
    demand_charge
        Charge on the peak of each month [CNY/kW.month].

    Raises
    ------
    InputError
        If a change names no row of the table.
    """
    rows = _overridden("prices", changes, "money.prices")
    scalars = pd.DataFrame(
        [
            ("discount_rate", discount_rate, "1", "贴现率", "Discount rate", _OVERRIDE),
            ("feed_in", feed_in, "CNY/kWh", "上网电价", "Feed-in price", "tariff"),
            ("demand_charge", demand_charge, "CNY/kW.month", "需量电价", "Demand charge", "tariff"),
        ],
        columns=["name", "value", "unit", "label_zh", "label_en", "source"],
    ).assign(life_years=float("nan"))
    return pd.concat([rows[_PRICE_COLUMNS], scalars[_PRICE_COLUMNS]], ignore_index=True)


def factor_table(changes: Mapping[str, float], *, grid_factor: str) -> pd.DataFrame:
    """Return the run folder's ``factors``, with a row `grid`: the factor in force.

    Raises
    ------
    InputError
        If a change, or `grid_factor`, names no row of ``data/emission_factors.csv``.
    """
    rows = _overridden("emission_factors", changes, "carbon.factors")
    in_force = rows[rows["name"] == grid_factor]
    if in_force.empty:
        message = f"no row '{grid_factor}' in data/emission_factors.csv."
        message += nearest(grid_factor, rows["name"])
        raise InputError([Fault(message, path="carbon.grid_factor")])
    return pd.concat([rows, in_force.assign(name="grid")], ignore_index=True)


def annuity(rate: float, life_years: float) -> float:
    """Return the yearly share of an investment that repays it with interest [1/a].

    ``r / (1 - (1 + r)^-n)``, and ``1 / n`` without interest.
    """
    if rate == 0.0:
        return 1.0 / life_years
    return float(rate / (1.0 - (1.0 + rate) ** -life_years))


class Prices:
    """Look-up in a `prices` table of a run."""

    def __init__(self, prices: pd.DataFrame) -> None:
        rows = prices.astype({"name": str, "unit": str}).set_index("name")
        self._rows: dict[str, tuple[float, str, float]] = {
            str(name): (float(row["value"]), str(row["unit"]), float(row["life_years"]))
            for name, row in rows.iterrows()
        }

    def value(self, name: str) -> float:
        """Return the price `name` in its unit; a missing one is an error."""
        if name not in self._rows:
            raise KeyError(f"prices: no row '{name}'")
        return self._rows[name][0]

    def yearly_cny(self, kind: str, kind_type: str, quantity: float, unit: str) -> float:
        """Return the yearly cost of an asset's capital [CNY/a].

        Raises
        ------
        KeyError
            If there is no price for the asset.
        ValueError
            If the price is per another unit than the asset's.
        """
        words = [kind, *kind_type.replace("-", "_").split("_")]
        for last in range(len(words), 0, -1):
            name = "_".join(word for word in ["capital", *words[:last]] if word)
            if name in self._rows:
                break
        else:
            raise KeyError(f"prices: no row capital_{kind}… for {kind} '{kind_type}'")
        value, priced_per, life_years = self._rows[name]
        if priced_per != f"CNY/{unit}":
            raise ValueError(f"price {name} is in {priced_per}, the asset in {unit}")
        return value * quantity * annuity(self.value("discount_rate"), life_years)
