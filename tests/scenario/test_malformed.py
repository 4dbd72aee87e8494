"""Whatever is wrong with a scenario is said with its place, ends with 2, and leaves no run."""

import shutil
from pathlib import Path

import pytest

from sim.cli import main
from sim.errors import InputError
from sim.scenario.load import load_scenario
from tests.support.malformed import CASES, Malformed

GOOD = Path(__file__).parents[1] / "cases/malformed/good.yaml"


@pytest.fixture
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Malformed]:
    """Write a case into a folder of its own, beside the good scenario."""
    case: Malformed = request.param
    shutil.copy(GOOD, tmp_path / "good.yaml")
    for name, text in case.others.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    file = tmp_path / "case.yaml"
    content = case.content
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file, case


every_case = pytest.mark.parametrize("written", CASES, indirect=True, ids=[c.name for c in CASES])


def test_the_good_scenario_is_good():
    assert load_scenario(GOOD).sites[0].id == "yt-01"


@every_case
def test_the_message_says_what_and_where(written):
    file, case = written
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    message = str(caught.value)
    for part in case.expected:
        assert part in message
    assert "pydantic" not in message
    assert "ruamel" not in message


@every_case
def test_one_mistake_is_one_fault(written):
    file, case = written
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    several = {"many": 3, "missing-keys": 3}
    assert len(caught.value.faults) == several.get(case.name, 1)


@every_case
def test_the_command_line_ends_with_2_and_leaves_no_run(written, monkeypatch, capsys):
    file, case = written
    before = sorted(file.parent.rglob("*"))
    monkeypatch.chdir(file.parent)
    for words in (["validate", str(file)], ["run", str(file), "--out", str(file.parent / "runs")]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
        assert case.expected[-1].split()[-1] in capsys.readouterr().err
    assert sorted(file.parent.rglob("*")) == before


def test_a_folder_and_a_missing_file_are_faults(tmp_path):
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "no.yaml", "no such file")):
        with pytest.raises(InputError, match=words):
            load_scenario(path)


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path, monkeypatch):
    shutil.copy(GOOD, tmp_path / "good.yaml")

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything
    with pytest.raises(InputError, match=r"good\.yaml: cannot be read: Permission denied"):
        load_scenario(tmp_path / "good.yaml")
