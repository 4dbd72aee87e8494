"""Kernels compiled before they are called, in two processes at once.

Numba compiles in one thread. What a run waits for longest on its first time is therefore shared
with a second process; both keep their machine code on disk, where each finds the other's.
"""

import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numba

from sim.kernels import MACHINE_CODE, is_compiled, tell_compiled

_JIT: Any = numba.config


class Call(NamedTuple):
    """A kernel, and arguments of the types that it will be called with."""

    kernel: Callable[..., Any]
    arguments: tuple[Any, ...]


class _Wanted(NamedTuple):
    """A kernel by name, and the types of its arguments: what another process can be told."""

    module: str
    name: str
    types: tuple[Any, ...]


def compile_in_two(here: Sequence[Call], apart: Sequence[Call]) -> None:
    """Compile kernels in this process and in another, unless this state of the sources has been.

    Who comes second, as in a batch, waits for the first.
    """
    if is_compiled() or _JIT.DISABLE_JIT or not os.access(MACHINE_CODE, os.W_OK):
        return
    with _alone():
        if is_compiled():
            return
        told = pickle.dumps([_wanted(call) for call in apart])
        with _other_process() as other:
            assert other.stdin is not None
            with suppress(BrokenPipeError), other.stdin:  # it may have died already
                other.stdin.write(told)
            try:
                for call in here:
                    _compile(_wanted(call))
            except BaseException:  # also a run that is cancelled leaves nobody behind
                other.kill()
                raise
        if other.returncode == 0:  # else what is missing is compiled, or fails, when it is called
            tell_compiled()


def compile_told() -> None:
    """Compile what standard input tells: the life of the other process."""
    for wanted in pickle.load(sys.stdin.buffer):
        _compile(wanted)


def _other_process() -> "subprocess.Popen[bytes]":
    """Start a process that reads from its standard input what it is to compile."""
    root = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-c", f"from {__name__} import compile_told; compile_told()"],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )


def _wanted(call: Call) -> _Wanted:
    typeof: Callable[[Any], Any] = numba.typeof
    types = tuple(typeof(argument) for argument in call.arguments)
    return _Wanted(call.kernel.__module__, call.kernel.__name__, types)


def _compile(wanted: _Wanted) -> None:
    getattr(import_module(wanted.module), wanted.name).compile(wanted.types)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock of the machine code; it is free again when this process ends, however."""
    handle = os.open(MACHINE_CODE, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
