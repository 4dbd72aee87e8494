"""What the input files of a run call its lines and zones."""

from functools import lru_cache

import pandas as pd

from sim.results import RunFolder


def _inputs(run: RunFolder, *columns: str) -> pd.DataFrame:
    """Return these columns of the run's input files that have them all."""
    found = [pd.DataFrame(columns=list(columns), dtype=str)]
    for path in sorted((run.path / "inputs").glob("*.csv")):
        try:
            rows = pd.read_csv(path, comment="#", dtype=str)
        except (OSError, ValueError):
            continue
        if set(columns) <= set(rows.columns):
            found.append(rows[list(columns)])
    return pd.concat(found).dropna()


@lru_cache(maxsize=48)
def line_ends(run: RunFolder) -> dict[str, tuple[str, str]]:
    """Return the terminals at both ends of each line, by the timetables of the run's inputs."""
    rows = _inputs(run, "line", "from", "to").drop_duplicates("line")
    ends = zip(rows["from"], rows["to"], strict=True)
    return dict(zip(rows["line"], ends, strict=True))


@lru_cache(maxsize=48)
def zone_names(run: RunFolder, lang: str) -> dict[str, str]:
    """Return what the run's inputs call each zone of the taxis."""
    rows = _inputs(run, "zone", f"name_{lang}")
    return dict(zip(rows["zone"], rows[f"name_{lang}"], strict=True))
