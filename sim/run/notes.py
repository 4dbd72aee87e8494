"""What a run has to tell of its own figures, beside them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.control.sites import Sites
from sim.control.storage.rules import PEAK_SHAVING
from sim.kpi.battery import STORAGE_PRICES
from sim.models.storage import Plant

_NAMED = 3
_TOLERANCE_KW, _TOLERANCE = 0.1, 1e-3
"""A target is missed by more than this, and more than this share of it."""
_EMPTY = 0.01
"""Share of its window below which a battery counts as empty."""


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


def power_notes(batteries: Sequence[Plant], site_ids: Sequence[str]) -> list[str]:
    """Tell which stationary batteries cannot use their inverter's power, and why."""
    notes = []
    for one in batteries:
        rated_kw, used = one.battery.power_kw, one.battery.second_life
        if one.power_kw > rated_kw * (1.0 - _TOLERANCE):
            continue
        why = (
            f"at a round trip of {one.battery.round_trip_efficiency:g} and a state of health of "
            f"{one.battery.soh:g} its cells would lose as much as they give beyond that"
        )
        if used is not None and one.power_kw >= used.most_per_h * one.capacity_kwh - 1e-9:
            why = f"its packs are spared (second_life.most_per_h {used.most_per_h:g})"
        notes.append(
            f"Battery {site_ids[one.site]}/{one.battery.id} takes and gives at most "
            f"{one.power_kw:,.4g} kW of its inverter's {rated_kw:,.6g} kW: {why}."
        )
    return notes


def target_notes(sites: Sites, site_ids: Sequence[str], step_h: float) -> list[str]:
    """Tell where batteries that shave peaks could not keep the target that was given, and why."""
    notes = []
    for number in np.flatnonzero(sites.is_given).tolist():
        rows = sites.batteries
        own = np.flatnonzero((rows["site"] == number) & (rows["rule"] == PEAK_SHAVING))
        target_kw = float(sites.target_kw[number])
        over_kw = sites.net_kw[number].astype(np.float64) - target_kw
        above = over_kw > max(_TOLERANCE_KW, _TOLERANCE * target_kw)
        if not own.size or not above.any():
            continue
        least, most = rows["least_kwh"][own], rows["most_kwh"][own]
        low_kwh = least + _EMPTY * (most - least)
        is_empty = (sites.stored_kwh[own] <= low_kwh[:, None]).all(axis=0)
        hours, empty_h = (float(which.sum()) * step_h for which in (above, above & is_empty))
        notes.append(
            f"Site {site_ids[number]} draws more than its target of {target_kw:,.6g} kW in "
            f"{hours:,.4g} h, by {over_kw.max():,.4g} kW at most: in {empty_h:,.4g} h of them the "
            "batteries that shave its peaks were empty, in the others their power did not suffice."
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
