"""``python -m benchmarks.peers [PEER …]``: other programs' work and ours; exit 1 if one fails."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.check import table
from benchmarks.peers import acn, dibs, hive, simba
from benchmarks.peers.environments import ROOT

PEERS = {"acn": acn.compare, "dibs": dibs.compare, "hive": hive.compare, "simba": simba.compare}
NEEDS = {"acn": acn.LOG, "dibs": dibs.WEATHER, "hive": None, "simba": simba.TRIPS}


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare with the peers that are named, print and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("peers", nargs="*", metavar="PEER", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared",
                        help="folder of the trial data that the project does not hold")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON list and nothing else")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.peers if name not in PEERS]
    if unknown:
        parser.error(f"no such peer: {', '.join(unknown)} (there are: {', '.join(PEERS)})")
    rows = []
    for name in options.peers or PEERS:
        needed = NEEDS[name]
        if needed is not None and not (options.shared / needed).is_file():
            print(f"{name}: left out, {options.shared / needed} is not there", file=sys.stderr)
            continue
        rows += PEERS[name](options.shared)
    if options.json:
        print(json.dumps([row.as_dict() for row in rows], indent=2))
    elif rows:
        print(table(rows))
    return 0 if rows and all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
