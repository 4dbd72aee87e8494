"""Environments of the peers: a folder each under ``.peers``, never the project's own.

What a peer depends on may contradict what the project depends on, so a peer runs as another
program and answers in JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".peers"
PINS = {
    "acn": ("acnportal==0.3.3",),
    "dibs": ("dibs-computing-core==1.0.0",),
    "hive": ("nrel-hive==1.3.1", "networkx==3.2.1"),
}


def python_of(peer: str) -> Path:
    """Return the Python of a peer's environment, which is made if it is not there."""
    folder = FOLDER / peer
    python, stamp = folder / "bin" / "python", folder / "pins.txt"
    wanted = "\n".join(PINS[peer])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(
        f"==> Installing {', '.join(PINS[peer])} into {folder.relative_to(ROOT)}", file=sys.stderr
    )
    _call([sys.executable, "-m", "venv", "--clear", str(folder)])
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _call([*pip, *PINS[peer]])
    stamp.write_text(wanted, encoding="utf-8")
    return python


def ask(peer: str, script: str, *arguments: object) -> Any:
    """Run a script of this folder in the peer's environment and return what it prints, as JSON."""
    file = Path(__file__).with_name(script)
    out = _call([str(python_of(peer)), str(file), *map(str, arguments)])
    return json.loads(out.splitlines()[-1])


def _call(words: Sequence[str]) -> str:
    """Run a program without our own modules in its sight; its words come out if it fails."""
    quiet = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{Path(words[0]).name} {words[1]} failed:\n{done.stderr[-4000:]}")
    return done.stdout
