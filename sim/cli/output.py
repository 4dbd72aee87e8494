"""What the commands print: one JSON object, or tables for people."""

import json
import math
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import typer
from rich.console import Console

WIDTH_OF_A_FILE = 140
"""Columns of a table that does not go to a terminal."""


class Language(StrEnum):
    """Language of labels."""

    en = "en"
    zh = "zh"


def results() -> Console:
    """Return the console for results, stdout."""
    return Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE, highlight=False)


def messages() -> Console:
    """Return the console for progress and remarks, stderr."""
    return Console(stderr=True, highlight=False)


def print_json(content: Any) -> None:
    """Print one JSON value and nothing else; what is not a finite number becomes null."""
    typer.echo(json.dumps(_finite(content), ensure_ascii=False, allow_nan=False, indent=2))


def _finite(content: Any) -> Any:
    import numpy as np

    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if isinstance(content, Mapping):
        return {str(key): _finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    if isinstance(content, np.generic):
        return _finite(content.item())
    return content


def time_text(seconds: float) -> str:
    """Return a duration as ``8.2 s``, ``3 min 05 s`` or ``1 h 20 min``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
