"""Trust: each model against a published number, a closed form or an independent result."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from sim.verify.check import Check


def all_checks(reference_data: Path | None) -> list[Check]:
    """Return the rows of every module of this package that has ``checks(reference_data)``.

    Parameters
    ----------
    reference_data
        Folder of files that do not ship (weather, BESTEST); without it the rows that need one
        are skipped and say so.
    """
    rows: list[Check] = []
    for module in sorted(entry.name for entry in iter_modules(__path__)):
        checks = getattr(import_module(f"{__name__}.{module}"), "checks", None)
        if checks is not None:
            rows.extend(checks(reference_data))
    return rows
