"""``python -m benchmarks.foresight [case …]``: how far controllers stay above perfect foresight.

A case is a scenario with a site that asks for its yardstick; it is run once under each controller.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.results import RunFolder
from sim.run import run
from sim.scenario.load import load_scenario

_SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
_FEW = "sites.yantan-depot.stations.yantan-depot-buses.plugs=[{kind: dc-120, count: 32}]"
_FIFO = "fleets.timetabled.trunk-buses.depots.yantan-depot.assignment=first_in_first_out"
_CONTROLLERS = ("equal_share", "valley_filling", "optimum")


class Case(NamedTuple):
    """A scenario, a site of it, and what is changed in it."""

    scenario: str
    site: str
    changes: tuple[str, ...] = ()


CASES = {
    "cars": Case("small", "campus", ("period.days=2",)),
    "shared-plugs": Case("small", "depot"),
    "depot": Case("lanzhou/depot-smart-charging", "yantan-depot"),
    "depot-fifo": Case("lanzhou/depot-smart-charging", "yantan-depot", (_FIFO,)),
    "depot-32-plugs": Case("lanzhou/depot-smart-charging", "yantan-depot", (_FEW,)),
    "v2g-depot": Case("lanzhou/v2g", "yantan-depot"),
    "v2g-office": Case("lanzhou/v2g", "software-park"),
}


def lines(name: str, case: Case, controllers: Sequence[str], out: Path) -> Iterator[str]:
    """Run a case under each controller, and yield what the yardstick says of it."""
    for controller in controllers:
        charging = f"sites.{case.site}.charging"
        changes = [
            *case.changes,
            f"{charging}.controller={controller}",
            f"{charging}.yardstick=true",
        ]
        scenario = load_scenario(_SCENARIOS / f"{case.scenario}.yaml", changes)
        folder = RunFolder(run(scenario, out))
        row = folder.table("yardsticks").set_index("site").loc[case.site]
        kpis = folder.kpis().set_index("name")["value"]
        solved = folder.manifest["solves"].get(case.site, {"mean_s": float("nan")})
        yield (
            f"{name:15} {controller:15} {100 * row['gap']:7.2f} {row['cost_cny']:10.0f} "
            f"{row['optimum_cny']:10.0f} {row['short_kwh']:10.0f} "
            f"{kpis['bus_cancelled']:8.0f} {1000 * solved['mean_s']:8.1f}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases that are named, or all, and print a line each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.foresight", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="case", help=", ".join(CASES))
    parser.add_argument("--controller", action="append", help="one of them; default: three")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.cases) - set(CASES))
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    print(
        f"{'case':15} {'controller':15} {'% above':>7} {'cost CNY':>10} {'bound CNY':>10} "
        f"{'short kWh':>10} {'cancelled':>8} {'solve ms':>8}"
    )
    with tempfile.TemporaryDirectory() as out:
        for name in options.cases or CASES:
            for line in lines(name, CASES[name], options.controller or _CONTROLLERS, Path(out)):
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
