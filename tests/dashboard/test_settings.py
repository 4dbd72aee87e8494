"""What a run's scenario says of its places, read without its long lists."""

from pathlib import Path

import pytest

from dashboard.queries import settings
from sim.results import RunFolder
from tests.support.make_run import make_run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("settings") / "run", days=1)


def test_places_are_read(folder: Path) -> None:
    run = RunFolder(folder)
    assert list(settings.stations(run)) == ["depot-east", "taxi-hub", "campus"]
    assert settings.sites(run)["yz-1"]["position"]["latitude"] == 35.885
    assert settings.fleets(run)["bus"]["terminals"][0]["id"] == "railway-station"
    assert settings.settings(run)["links"][0]["between"] == ["yantan", "pengjiaping"]


def test_long_lists_are_left_out(folder: Path) -> None:
    file = folder / "scenario.yaml"
    whole = file.read_text(encoding="utf-8")
    long = whole.replace("  area: yantan\n", "  area: yantan\n  pv:\n  - {id: a}\n  - {id: b}\n")
    assert long != whole
    file.write_text(long, encoding="utf-8")
    assert "pv" not in settings.sites(RunFolder(folder))["yt-1"]
    assert settings.sites(RunFolder(folder))["yt-1"]["area"] == "yantan"


@pytest.mark.parametrize("content", ["", "sites: [", "sites: 3\n"])
def test_without_a_readable_scenario_nothing_is_known(folder: Path, content: str) -> None:
    (folder / "scenario.yaml").write_text(content, encoding="utf-8")
    run = RunFolder(folder)
    assert settings.stations(run) == {}
    assert settings.fleets(run) == {}
