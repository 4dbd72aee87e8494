"""An HTML document as PDF, printed by the machine's own Chromium where there is one."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Literal

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-extensions", "--disable-background-networking", "--disable-component-update"),
    *("--no-pdf-header-footer", "--virtual-time-budget=10000", "--window-size=1550,1000"),
)
_LONGEST_S = 90.0
_PATIENCE_S = 60.0
_ONE = threading.Lock()

Reason = Literal["none", "busy", "failed"]


class NoPdfError(Exception):
    """Why there is no PDF: no Chromium here, too many ask at once, or it failed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def chromium() -> str | None:
    """Return the path of this machine's Chromium; None where there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def pdf_of(document: str) -> bytes:
    """Print a document; one at a time, for each takes a processor and much memory.

    Raises
    ------
    NoPdfError
        When there is no Chromium, it does not finish, or others have asked before.
    """
    program = chromium()
    if program is None:
        raise NoPdfError("none")
    if not _ONE.acquire(timeout=_PATIENCE_S):
        raise NoPdfError("busy")
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            return _printed(program, document, Path(folder))
    finally:
        _ONE.release()


def _printed(program: str, document: str, folder: Path) -> bytes:
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(document, encoding="utf-8")
    # Chromium's sandbox does not work for root, as in containers; the page is our own.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [program, *_FLAGS, *root, profile, f"--print-to-pdf={target}", source.as_uri()]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ | {"HOME": str(folder)},
    ) as running:
        try:
            running.wait(_LONGEST_S)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
    if not target.is_file():
        raise NoPdfError("failed")
    return target.read_bytes()
