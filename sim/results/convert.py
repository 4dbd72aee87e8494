"""From frames and arrays to Arrow tables of the declared schema; a mismatch is an error."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from sim.clock import TimeGrid
from sim.errors import nearest
from sim.results.schema import SCHEMAS, TIMESTAMP, series_field


def _check_names(table: str, given: Iterable[str], declared: Iterable[str]) -> None:
    given, declared = list(given), list(declared)
    faults = [f"column '{name}' is missing" for name in declared if name not in given]
    faults += [
        f"column '{name}' is not declared.{nearest(name, declared)}"
        for name in given
        if name not in declared
    ]
    if faults:
        raise ValueError(f"table {table}: " + "; ".join(faults))


def _column(values: Any, field: Any) -> Any:
    """Convert one column; strings become a dictionary in order of appearance."""
    if isinstance(values, pa.ChunkedArray | pa.Array):
        return values.cast(field.type)
    if pa.types.is_dictionary(field.type):
        if isinstance(values.dtype, pd.CategoricalDtype):
            return pa.array(values).cast(field.type)
        return pa.array(values, pa.string(), from_pandas=True).dictionary_encode()
    if pa.types.is_timestamp(field.type):
        return _stamps(values, field)
    return pa.array(values, field.type, from_pandas=True)


def _stamps(values: Any, field: Any) -> Any:
    """Convert times, cut to milliseconds; a time without a zone is refused, not guessed."""
    array = pa.array(values, from_pandas=True)
    if array.null_count == len(array):
        return pa.nulls(len(array), field.type)
    if not pa.types.is_timestamp(array.type) or array.type.tz is None:
        raise pa.ArrowTypeError(f"needs times with a zone, not {array.type}")
    return array.cast(field.type, safe=False)


def timestamps(seconds: npt.NDArray[np.float64], grid: TimeGrid) -> pd.DatetimeIndex:
    """Return simulation time [s] as timestamps of the run folder; nan becomes NaT."""
    known = np.isfinite(seconds)
    offset_ms = np.round(np.where(known, seconds, 0.0) * 1000.0).astype("timedelta64[ms]")
    offset_ms[~known] = np.timedelta64("NaT")
    return grid.index[0].as_unit("ms") + pd.TimedeltaIndex(offset_ms)


def to_table(name: str, frame: Any) -> Any:
    """Return `frame` (a DataFrame or Arrow table) as an Arrow table of the declared schema.

    Raises
    ------
    ValueError
        If a column is missing, not declared, or does not fit its declared type.
    """
    schema = SCHEMAS[name]
    names = frame.column_names if isinstance(frame, pa.Table) else list(frame.columns)
    _check_names(name, names, schema.names)
    columns = []
    for field in schema:
        try:
            columns.append(_column(frame[field.name], field))
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as fault:
            raise ValueError(f"table {name}: column '{field.name}': {fault}") from fault
    return pa.Table.from_arrays(columns, schema=schema)


def to_series(series: Any, grid: TimeGrid) -> Any:
    """Return series columns as an Arrow table with `time` first, without copying float32.

    Parameters
    ----------
    series
        Mapping from column name to array [steps], or a DataFrame (with or without `time`).
    grid
        The steps that the rows stand for.
    """
    if isinstance(series, pd.DataFrame):
        columns: Mapping[str, Any] = {str(n): series[n].to_numpy() for n in series if n != "time"}
    else:
        columns = series
    fields = [pa.field("time", TIMESTAMP, metadata={"unit": "begin of step"})]
    arrays = [pa.array(grid.index.as_unit("ms"), TIMESTAMP)]
    for name, values in columns.items():
        fields.append(series_field(name))
        values = np.ascontiguousarray(values, dtype=np.float32)
        if values.shape != (grid.steps,):
            raise ValueError(f"series: '{name}' has shape {values.shape}, not ({grid.steps},)")
        arrays.append(pa.array(values))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def empty(name: str) -> Any:
    """Return the table `name` with its columns and no rows."""
    return SCHEMAS[name].empty_table()
