"""Numbers as people write and paste them."""

import math
import re
import unicodedata
from typing import Any

_WRITTEN = re.compile(r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+|(?=\.\d))(?:\.\d*)?(?:[eE][+-]?\d+)?")
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u3002": "."})
"""The minus sign, a dash in its place, and the full stop of a Chinese keyboard."""


def number_from(value: Any) -> Any:
    """Return what was typed as a number, whole if it is one; what is none stays as it is.

    Letters of full width count as the usual ones; thousands may be set apart by commas or spaces.
    A comma elsewhere could be a decimal or not, and is left for the validator to tell.
    """
    found = _read(value) if isinstance(value, str) else value
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _read(text: str) -> str | float:
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    if _WRITTEN.fullmatch(plain) is None:
        return text
    number = float(re.sub("[, ]", "", plain))
    return number if math.isfinite(number) else text
