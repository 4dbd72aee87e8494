"""Records, and tables of them that lie in memory as the processor reads it: by cache lines."""

from typing import Any

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[Any]
Record = np.dtype[Any]

CACHE_LINE = 64
"""Bytes that a processor reads from memory at once."""


def record(*fields: tuple[str, str]) -> Record:
    """Return a record of fields, each at a multiple of its own size."""
    return np.dtype(list(fields), align=True)


def lined_record(*fields: tuple[str, str]) -> Record:
    """Return a record that fills whole cache lines, so that in a `lined_table` each begins one."""
    own = record(*fields)
    lines = -(-own.itemsize // CACHE_LINE)
    place = {name: own.fields[name] for name in own.names} if own.names and own.fields else {}
    return np.dtype(
        {
            "names": list(place),
            "formats": [at[0] for at in place.values()],
            "offsets": [at[1] for at in place.values()],
            "itemsize": lines * CACHE_LINE,
        },
        align=True,
    )


def lined_table(rows: int, kind: Record) -> Table:
    """Return rows of zeros whose first begins at a cache line."""
    size = rows * kind.itemsize
    room = np.zeros(size + CACHE_LINE, np.uint8)
    begin = -room.ctypes.data % CACHE_LINE
    return room[begin : begin + size].view(kind)
