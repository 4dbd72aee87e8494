"""Mobility of buses and coaches: who is aboard, who stands, who is left behind."""

import pandas as pd

from sim.kpi.facts import Facts
from sim.kpi.timetabled import timetabled

_RIDERS = ("fleet", "state", "km", "passengers", "load", "left_behind")


def _riders(facts: Facts, service: str) -> pd.DataFrame:
    """Return the trips that were run, with their passenger kilometres."""

    def made() -> pd.DataFrame:
        rows = facts.of_service("trips", service, _RIDERS)
        rows = rows[rows["state"] == "run"]
        return rows.assign(passenger_km=rows["passengers"] * rows["km"])

    return facts.once(("riders", service), made)


@timetabled(
    "passenger_km",
    "km",
    "none",
    ("客运周转量", "passenger km"),
    "已开行班次的平均在车人数乘以里程。",
)
def passenger_km(facts: Facts, service: str) -> float:
    """Passengers aboard times kilometres, of the trips that were run."""
    return float(_riders(facts, service)["passenger_km"].sum())


@timetabled(
    "standing_trips",
    "%",
    "lower",
    ("有站立乘客的班次", "trips with standing passengers"),
    "最满断面人数超过座位数的班次占已开行班次的比例。",
)
def standing_trips(facts: Facts, service: str) -> float | None:
    """Share of the trips run that have more passengers than seats on their fullest section."""
    rows = _riders(facts, service)
    return 100.0 * float((rows["load"] > 1.0).mean()) if len(rows) else None


@timetabled(
    "standing_km",
    "%",
    "lower",
    ("拥挤班次的周转量占比", "passenger km on trips with standing passengers"),
    "最满断面人数超过座位数的班次占客运周转量的比例。",
)
def standing_km(facts: Facts, service: str) -> float | None:
    """Share of the passenger kilometres that are on trips with more passengers than seats."""
    rows = _riders(facts, service)
    total = float(rows["passenger_km"].sum())
    return (
        100.0 * float(rows.loc[rows["load"] > 1.0, "passenger_km"].sum()) / total if total else None
    )


@timetabled(
    "full_trips",
    "%",
    "lower",
    ("满员班次", "full trips"),
    "最满断面人数达到或超过座位与站位总数，或有乘客滞留的班次占已开行班次的比例。",
)
def full_trips(facts: Facts, service: str) -> float | None:
    """Share of the trips run that have more passengers than places, or leave some behind."""
    rows = _riders(facts, service)
    if rows.empty:
        return None
    table = facts.table("fleets").set_index("fleet")
    places = rows["fleet"].astype(str).map((table["places"] / table["seats"]).to_dict())
    full = (rows["load"].to_numpy() > places.to_numpy(dtype=float)) | (rows["left_behind"] > 0.0)
    return 100.0 * float(full.mean())
