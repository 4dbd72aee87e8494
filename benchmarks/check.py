"""``python -m benchmarks.check [--json]``: ratios against their bounds; exit 1 if one fails."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import controllers, flexible, ground, heat_pump, models, pv, pvwatts
from benchmarks.crowd import GREEN_PLAN, against_heap, doubling, fleet_of
from benchmarks.row import Row


def measure(scenario: Path = GREEN_PLAN, days: int = 28, weather_days: int = 365) -> list[Row]:
    """Return all rows; the doubled fleet is driven for half of `days`."""
    return [
        *against_heap(fleet_of(scenario, days)),
        doubling(fleet_of(scenario, max(1, days // 2))),
        models.pv(weather_days),
        *pv.many_roofs(weather_days),
        pvwatts.against_pvwatts(),
        models.buildings(weather_days),
        heat_pump.against_hplib(),
        heat_pump.mild_weather(),
        flexible.against_bare_room(min(28, weather_days)),
        ground.aggregation(),
        controllers.worst(),
    ]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text."""
    width = max(len(row.name) for row in rows)
    return "\n".join(_line(row, width) for row in rows)


def _line(row: Row, width: int) -> str:
    if row.not_run is not None:
        return f"{'-':5}  {row.name:{width}}   not run  {row.not_run}"
    return (
        f"{'ok' if row.ok else 'FAILS':5}  {row.name:{width}}  {row.ratio:8.3f}"
        f"  {row.sense} {row.bound:<5g}  {row.detail}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON list and nothing else")
    options = parser.parse_args(arguments)
    rows = measure()
    if options.json:
        print(json.dumps([row.as_dict() for row in rows], indent=2))
    else:
        print(table(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
