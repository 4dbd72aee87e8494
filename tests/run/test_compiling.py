"""Kernels compiled ahead: told when they are there, and by one process at a time."""

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.models.heat_pump import bracket
from sim.run import compiling
from sim.run.compiling import Call, compile_in_two
from sim.units import ZERO_CELSIUS_K

ROOT = Path(__file__).parents[2]
BRACKET = Call(bracket, (np.zeros(3), 1.0))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A folder of machine code in which nothing has been compiled; what is told of it."""
    said: list[str] = []
    monkeypatch.setattr(compiling, "MACHINE_CODE", tmp_path)
    monkeypatch.setattr(compiling, "is_compiled", lambda: bool(said))
    monkeypatch.setattr(compiling, "tell_compiled", lambda: said.append("compiled"))
    return said


@contextmanager
def _held(folder: Path) -> Iterator[Callable[[], None]]:
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield lambda: fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def test_both_processes_compile_and_then_it_is_told_once(told: list[str]) -> None:
    compile_in_two([BRACKET], [BRACKET])
    assert told == ["compiled"]
    compile_in_two([BRACKET], [Call(_no_kernel, ())])  # nothing is looked at any more
    assert told == ["compiled"]


def _no_kernel() -> float:
    return ZERO_CELSIUS_K


def test_the_types_reach_the_other_process(told: list[str]) -> None:
    """It fails at types that the kernel cannot take, so they were those that it tried."""
    compile_in_two([], [Call(bracket, ("a text", 1.0))])
    assert told == []


def test_who_comes_second_waits_for_the_first(
    told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[Any] = []
    monkeypatch.setattr(compiling, "_compile", compiled.append)
    with _held(tmp_path) as let_go:
        second = threading.Thread(target=compile_in_two, args=([BRACKET], []))
        second.start()
        second.join(0.3)
        assert second.is_alive()
        told.append("compiled by the first")
        let_go()
        second.join(20.0)
    assert not second.is_alive()
    assert compiled == []


def test_where_nothing_can_be_kept_kernels_are_compiled_all_the_same() -> None:
    code = """if True:
        import os, tempfile
        def refuse(*_, **__):
            raise PermissionError
        os.access = lambda *_: False
        tempfile.TemporaryFile = refuse  # so numba looks if a folder can be written
        from numpy import arange
        from sim.models.heat_pump import bracket
        assert bracket(arange(3.0), 1.5) == (1, 0.5)
        """
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
