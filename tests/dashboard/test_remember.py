"""What is remembered is worked out once, also when many ask at a time."""

import threading
import time

import pytest

from dashboard.remember import Remembered


def test_a_thing_is_made_once_and_the_oldest_is_forgotten() -> None:
    made: list[str] = []
    remembered: Remembered[str] = Remembered(2)

    def ask(key: str) -> str:
        return remembered.get(key, lambda: made.append(key) or key.upper())

    assert [ask(key) for key in "abab"] == ["A", "B", "A", "B"]
    assert made == ["a", "b"]
    ask("a")
    ask("c")
    ask("a")
    assert made == ["a", "b", "c"]
    ask("b")
    assert made == ["a", "b", "c", "b"]


def test_those_who_ask_meanwhile_wait_for_it() -> None:
    made: list[int] = []
    remembered: Remembered[int] = Remembered(8)

    def work() -> int:
        time.sleep(0.05)
        made.append(1)
        return 7

    found: list[int] = []
    people = [
        threading.Thread(target=lambda: found.append(remembered.get("key", work)))
        for _ in range(12)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert found == [7] * 12
    assert len(made) == 1


def test_a_failure_is_not_remembered() -> None:
    remembered: Remembered[int] = Remembered(8)
    with pytest.raises(ZeroDivisionError):
        remembered.get("key", lambda: 1 // 0)
    assert remembered.get("key", lambda: 3) == 3
