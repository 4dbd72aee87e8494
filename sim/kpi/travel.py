"""Mobility: who changes to buses by measures of low-carbon travel, and who finds no place."""

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi


def _travel(facts: Facts, column: str) -> float | None:
    """Return a column of ``travel`` summed over the period, or None without such a measure."""
    rows = facts.table("travel")
    return float((rows[column] * rows["days"]).sum()) if len(rows) else None


@kpi(
    "mobility",
    "travel_moved",
    "1",
    "none",
    ("改乘公交的人次", "Passengers who change to buses"),
    "低碳出行措施使其不再乘出租车或开车的人次（平均值）。",
    rank=3,
)
def travel_moved(facts: Facts) -> float | None:
    """Persons who leave taxis and cars by the measure of low-carbon travel (mean)."""
    return _travel(facts, "persons")


@kpi(
    "mobility",
    "travel_moved_km",
    "km",
    "none",
    ("转移到公交的周转量", "Passenger km that change to buses"),
    "改乘公交的人次乘以其出行里程（平均值）。",
    rank=3,
)
def travel_moved_km(facts: Facts) -> float | None:
    """Kilometres of those persons (mean)."""
    return _travel(facts, "person_km")


@kpi(
    "mobility",
    "travel_left_behind",
    "1",
    "lower",
    ("改乘未成的人次", "Passengers left behind"),
    "改乘公交而当小时没有班次或车辆已满、未能上车的人次（平均值）。",
    rank=3,
)
def travel_left_behind(facts: Facts) -> float | None:
    """Of those persons, who found no bus in their hour, or all of them full (mean)."""
    return _travel(facts, "left_behind")
