"""Where a result is to be written: its folder is made, or it is said why that cannot be. And small
files that others read at any time, replaced as a whole.
"""

import json
import os
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError


def place_for(target: Path) -> Path:
    """Make the folder in which `target` is to be written, and return `target`.

    Raises
    ------
    InputError
        If nothing can be written there.
    """
    folder = target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise _refused(target, "a file stands where its folder should be") from None
    except OSError as error:
        raise _refused(target, error.strerror or str(error)) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _refused(target, f"the folder {folder} may not be written to")
    return target


def replace_json(path: Path, content: Any) -> None:
    """Write a JSON file aside and rename it, so that nobody ever reads a half of it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(path)


def _refused(target: Path, why: str) -> InputError:
    return InputError([Fault(f"cannot be written: {why}", target)])
