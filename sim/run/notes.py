"""What a run has to tell of its own figures, beside them."""

from typing import NamedTuple

import pandas as pd

from sim.kpi.battery import STORAGE_PRICES

_NAMED = 3


class _Life(NamedTuple):
    """A battery's years: until the end of its cells, and those over which it is paid."""

    name: str
    years: float
    paid_years: float
    origin: str


def storage_notes(batteries: pd.DataFrame, prices: pd.DataFrame) -> list[str]:
    """Tell where stationary batteries wear for more or fewer years than they are paid for.

    Parameters
    ----------
    batteries, prices : tables of a run.
    """
    paid = prices.set_index("name")["life_years"].to_dict()
    lives = [
        _Life(
            name=f"{row['site']}/{row['battery']}",
            years=float(row["battery_life_years"]),
            paid_years=float(paid[STORAGE_PRICES[str(row["origin"])]]),
            origin=str(row["origin"]),
        )
        for row in batteries.to_dict("records")
    ]
    short = [one for one in lives if one.years < one.paid_years]
    long = [one for one in lives if one.origin == "second_life" and one.years >= one.paid_years]
    notes = []
    if short:
        notes.append(
            f"Batteries are worn before they are paid ({_listed(short)}): if every year wears as "
            "this run did, a next one is needed that total_cost does not know of."
        )
    if long:
        notes.append(
            f"Batteries in their second life would fade for more years than they are paid for "
            f"({_listed(long)}): the ageing law knows neither a sudden end nor a failure, so money "
            "counts the shorter time."
        )
    return notes


def _listed(lives: list[_Life]) -> str:
    """Name a few of them, those that differ most from what is paid for."""
    ordered = sorted(lives, key=lambda one: -abs(one.years / one.paid_years - 1.0))
    named = [
        f"{one.name}: {one.years:.1f} a, paid over {one.paid_years:g} a" for one in ordered[:_NAMED]
    ]
    more = f"; and {len(lives) - _NAMED} more" if len(lives) > _NAMED else ""
    return "; ".join(named) + more
