"""An installed wheel works as a checkout does, wherever it is and wherever one stands."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def command(*words: str | Path, cwd: Path) -> str:
    """Run a command away from the checkout and return what it prints."""
    hidden = ("PYTHONPATH", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh environment with the wheel in it, and our dependencies borrowed."""
    place = tmp_path_factory.mktemp("elsewhere")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    build = ("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", place, ROOT)
    command(*pip, *build, cwd=place)
    command(sys.executable, "-m", "venv", "--without-pip", place / "env", cwd=place)
    python = place / "env/bin/python"
    (wheel,) = place.glob("greenpark-*.whl")
    command(*pip, "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=place)
    (library,) = place.glob("env/lib/python*/site-packages")
    # Files *.pth inside the borrowed folder are not followed, so the checkout stays hidden.
    (library / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return place


def test_the_wheel_carries_the_tables(installed):
    python = installed / "env/bin/python"
    code = "import sim.tables as t; print(t.__file__, t.shipped('data'), len(t.table('holidays')))"
    module, data, rows = command(python, "-c", code, cwd=installed).split()
    assert module.startswith(str(installed))
    assert data.startswith(str(installed))
    assert int(rows) > 20
    carried = {file.relative_to(data) for file in Path(data).rglob("*") if file.is_file()}
    kept = {
        file.relative_to(ROOT / "data") for file in (ROOT / "data").rglob("*") if file.is_file()
    }
    assert carried == kept


def test_the_installed_program_validates_a_shipped_scenario(installed):
    python = installed / "env/bin/python"
    code = "import sim.tables as t; print(t.shipped('scenarios'))"
    scenarios = Path(command(python, "-c", code, cwd=installed).strip())
    assert scenarios.is_relative_to(installed)
    command(installed / "env/bin/greenpark", "validate", scenarios / "small.yaml", cwd=installed)
