"""Prices and emission factors that runs were reckoned with, side by side."""

from functools import lru_cache
from typing import Literal

import pandas as pd

from sim.results import RunFolder

Kind = Literal["prices", "factors"]
_SAME = 1e-9


@lru_cache(maxsize=128)
def reckoned(run: RunFolder, kind: Kind) -> pd.DataFrame:
    """Return a run's prices or factors by name; empty where the run has none."""
    if not (run.path / f"{kind}.parquet").is_file():
        return pd.DataFrame(columns=["value", "unit", "label_zh", "label_en", "source"])
    rows = run.table(kind)
    words = [name for name in rows if name not in ("value", "life_years")]
    return rows.astype(dict.fromkeys(words, str)).set_index("name")


@lru_cache(maxsize=64)
def beside(runs: tuple[RunFolder, ...], kind: Kind) -> pd.DataFrame:
    """Return a row for each price or factor that any run has, in the order of the first's.

    Columns are unit, label_zh, label_en, source, life_years (where known) of the first run that
    has it, value0, value1, … by run, and `differs`: whether any is not as the first run's.
    """
    tables = [reckoned(run, kind) for run in runs]
    names = list(dict.fromkeys(name for table in tables for name in table.index))
    told = pd.concat([table.drop(columns="value") for table in tables])
    told = told[~told.index.duplicated()].reindex(names)
    values = pd.DataFrame(
        {f"value{number}": table["value"].reindex(names) for number, table in enumerate(tables)},
        index=names,
    ).astype(float)
    far = values.sub(values["value0"], axis=0).abs()
    unlike = far.gt(_SAME * values["value0"].abs(), axis=0) | values.isna().ne(
        values["value0"].isna(), axis=0
    )
    return told.join(values).assign(differs=unlike.any(axis=1)).rename_axis("name")
