"""What is deleted comes back, until its days are over."""

import time
from pathlib import Path

import pytest

from dashboard.files import trash as trash_module
from dashboard.files.trash import Trash
from sim.errors import InputError


@pytest.fixture
def trash(tmp_path: Path) -> Trash:
    (tmp_path / "run-1").mkdir()
    (tmp_path / "run-1" / "manifest.json").write_text("{}")
    (tmp_path / "mine.yaml").write_text("name: mine\n")
    return Trash(tmp_path)


@pytest.mark.parametrize("name", ["run-1", "mine.yaml"])
def test_delete_and_undo(trash: Trash, name: str) -> None:
    deleted = trash.delete(name)
    assert not (trash.folder / name).exists()
    assert [one.name for one in trash.listed()] == [name]
    assert trash.restore(deleted.id) == name
    assert (trash.folder / name).exists()
    assert trash.listed() == ()


@pytest.mark.parametrize(
    "name", ["..", "../x", ".trash", "gone", "", "/etc", "run-1/manifest.json"]
)
def test_only_what_is_in_the_folder_is_deleted(trash: Trash, name: str) -> None:
    trash.delete("mine.yaml")
    with pytest.raises(InputError):
        trash.delete(name)
    with pytest.raises(InputError):
        trash.restore(name)


def test_the_name_may_be_taken_again(trash: Trash) -> None:
    first = trash.delete("mine.yaml")
    (trash.folder / "mine.yaml").write_text("name: other\n")
    with pytest.raises(InputError, match="there again"):
        trash.restore(first.id)
    second = trash.delete("mine.yaml")
    assert [one.id for one in trash.listed()] == [second.id, first.id]


def test_old_trash_goes(trash: Trash, monkeypatch: pytest.MonkeyPatch) -> None:
    trash.delete("run-1")
    later_ns = time.time_ns() + (trash_module.KEPT_DAYS + 1) * 86_400 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later_ns)
    kept = trash.delete("mine.yaml")
    assert [one.id for one in trash.listed()] == [kept.id]
