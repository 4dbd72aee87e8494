"""The CSV tables that ship with the program: vehicles, chargers, tariffs, factors.

Every table has a `source` column. A checkout keeps them in ``data/``; an installed wheel
carries the same files beside this module.
"""

from functools import lru_cache
from pathlib import Path

import pandas as pd

_HERE = Path(__file__).resolve().parent


def shipped(folder: str) -> Path:
    """Return the shipped folder ``data`` or ``scenarios``, in a wheel or in a checkout."""
    packed = _HERE / f"_{folder}"
    return packed if packed.is_dir() else _HERE.parent / folder


@lru_cache(maxsize=64)
def table(name: str) -> pd.DataFrame:
    """Read ``data/<name>.csv``, indexed by its first column. Lines with ``#`` are comments."""
    return pd.read_csv(shipped("data") / f"{name}.csv", comment="#", index_col=0)
