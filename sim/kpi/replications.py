"""What differs between two scenarios, and how sure that is: replications with common dice.

Replication n of both scenarios meets the same weather, passengers and outages, so chance falls out
of the difference of the pair; the pairs' differences have a mean and a t-interval (the paired-t
confidence interval: Law, Simulation Modeling and Analysis, 5th edition, section 10.2.1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from sim.errors import InputError
from sim.results import RunFolder

CONFIDENCE = 0.95
_SUFFIX = re.compile(r"-r\d+$")


@dataclass(frozen=True)
class Interval:
    """Mean of the pairs' differences, and by how much it may be off [unit of the KPI]."""

    name: str
    pairs: int
    mean: float
    half: float

    @property
    def certain(self) -> bool:
        """Whether zero lies outside the interval: a difference that is not chance alone."""
        return abs(self.mean) > self.half


def replications(run: RunFolder) -> dict[int, RunFolder]:
    """Return the run and its siblings, other dice alone, by their replication."""
    stem = _SUFFIX.sub("", run.name)
    found = {}
    for path in sorted(run.path.parent.glob(f"{stem}*/manifest.json")):
        if _SUFFIX.sub("", path.parent.name) != stem:
            continue
        try:
            sibling = RunFolder(path.parent)
        except InputError:
            continue
        if sibling.manifest["hash"] == run.manifest["hash"]:
            found[int(sibling.manifest["replication"])] = sibling
    return found


def paired(
    base: Mapping[int, RunFolder], other: Mapping[int, RunFolder], confidence: float = CONFIDENCE
) -> tuple[Interval, ...]:
    """Return the interval of each KPI's difference over the replications that both have.

    None for KPIs that a pair lacks, and none at all with fewer than two pairs.
    """
    common = sorted(base.keys() & other.keys())
    if len(common) < 2:
        return ()
    pairs = [(_kpis(base[number]), _kpis(other[number])) for number in common]
    shared = [name for name in pairs[0][0] if all(name in kpis for pair in pairs for kpis in pair)]
    return tuple(
        interval(name, [after[name] - before[name] for before, after in pairs], confidence)
        for name in shared
    )


def _kpis(run: RunFolder) -> dict[str, float]:
    rows = run.kpis()
    return dict(zip(rows["name"].astype(str), rows["value"].astype(float), strict=True))


def interval(name: str, differences: list[float], confidence: float = CONFIDENCE) -> Interval:
    """Return mean and half width of Student's interval of some differences."""
    values = np.asarray(differences, dtype=np.float64)
    quantile = float(student.ppf(0.5 + confidence / 2.0, len(values) - 1))
    half = quantile * float(values.std(ddof=1)) / len(values) ** 0.5
    return Interval(name, len(values), float(values.mean()), half)
