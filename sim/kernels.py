"""The one decorator of all compiled code, and where its machine code is kept.

``cache`` keeps machine code on disk, where a folder for it can be written; ``nogil`` lets threads
share a process, and ``error_model="numpy"`` drops the zero-division branch that would stop the
compiler from vectorising. ``fastmath`` stays off: results must not depend on the order in which a
compiler likes to add.

Numba looks only at the file of a kernel to see whether its machine code is stale, not at the
kernels that it calls, so a change in one file could leave old code inside another. The folder of
the machine code is therefore named after the contents of every source that holds kernels, and of
those that they import names from (constants become part of machine code).
"""

import hashlib
import inspect
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

_HERE = Path(__file__).resolve().parent
_KEPT_DAYS = 7.0
_COMPLETE = "complete"
_KERNELS = re.compile(r"^@(inner_|allocating_)?kernel$", re.MULTILINE)


def _sources() -> list[Path]:
    """Return the files with kernels, and those from which they import."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(_HERE.rglob("*.py"))}
    chosen = {file for file, text in texts.items() if _KERNELS.search(text)}
    for file in list(chosen):
        for module in re.findall(r"^from sim\.([\w.]+) import", texts[file], re.MULTILINE):
            chosen.add(_HERE / (module.replace(".", "/") + ".py"))
    return sorted(chosen & texts.keys())


def _sources_hash() -> str:
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _machine_code_folder() -> Path:
    """Return a folder for this state of the sources: beside them, else in the user's cache."""
    base = _HERE / "__pycache__"
    if not _writable(base):
        base = Path.home() / ".cache" / "greenpark"
    return base / f"kernels-{_sources_hash()}"


def _remove_old(current: Path) -> None:
    """Remove the machine code of states of the sources that were not used for a week."""
    oldest = time.time() - _KEPT_DAYS * 86400.0
    for folder in current.parent.glob("kernels-*"):
        if folder != current and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


MACHINE_CODE = _machine_code_folder()
_IS_KEPT = _writable(MACHINE_CODE)
if _IS_KEPT:
    os.utime(MACHINE_CODE)
    _remove_old(MACHINE_CODE)
    config: Any = numba.config
    config.CACHE_DIR = str(MACHINE_CODE)


_SCALARS: dict[Any, Any] = {int: numba.int64, float: numba.float64, bool: numba.boolean}


def _compiled(function: Function, **options: Any) -> Function:
    # Without the wrapper for C, which nobody calls.
    options |= {"cache": _IS_KEPT, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
    compiled = numba.njit(**options)(function)
    if hasattr(compiled, "py_func"):  # not where NUMBA_DISABLE_JIT leaves plain Python
        _take_what_is_annotated(compiled)
    return cast(Function, compiled)


def _take_what_is_annotated(compiled: Any) -> None:
    """Have kernels that call this one convert their numbers to what is annotated.

    By itself numba compiles a kernel once more for each mixture of 8, 32 and 64 bits with which it
    is called; of the crowd's kernels that made two thirds of the time to compile.
    """
    parameters = inspect.signature(compiled.py_func).parameters.values()
    wanted = [_SCALARS.get(parameter.annotation) for parameter in parameters]
    as_numba_does = compiled.get_call_template

    def get_call_template(arguments: Any, keywords: Any) -> Any:
        numbers = (numba.types.Number, numba.types.Boolean)
        taken = tuple(
            scalar if scalar is not None and isinstance(given, numbers) else given
            for given, scalar in zip(arguments, wanted, strict=False)
        )
        return as_numba_does(taken, keywords)

    compiled.get_call_template = get_call_template


def kernel(function: Function) -> Function:
    """Compile `function` on first use and keep its machine code on disk.

    A kernel writes to the arrays that it is given and makes none. It therefore needs no counting
    of references to arrays (``_nrt=False``), which took two thirds of the crowd's time: see
    docs/decisions.md. Numba refuses to compile a kernel that makes an array.
    """
    return _compiled(function, _nrt=False)


def inner_kernel(function: Function) -> Function:
    """As `kernel`, but made part of the machine code of every caller.

    For kernels on the way of most events that take whole groups of tables: a call copies what it
    hands over, some four hundred words for `Power` and `Hails`, and the compiler does not see by
    itself that they have one or two callers. Inlined they doubled the crowd's speed.
    """
    return _compiled(function, _nrt=False, forceinline=True)


def allocating_kernel(function: Function) -> Function:
    """As `kernel`, for the few that make arrays or lists; they are called a few times a run."""
    return _compiled(function)


def is_compiled() -> bool:
    """Return whether what a run needs of this state of the sources has been compiled."""
    return (MACHINE_CODE / _COMPLETE).exists()


def tell_compiled() -> None:
    """Remember that it has."""
    (MACHINE_CODE / _COMPLETE).touch()
