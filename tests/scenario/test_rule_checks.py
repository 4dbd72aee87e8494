"""A rule's file is judged by its text alone, and only where the text decides."""

from pathlib import Path

import pytest

from sim.scenario.rule_checks import rule_problems

PLAN = "    def plan(self, view):\n        return []\n"


@pytest.mark.parametrize(
    "text",
    [
        f"class Mine:\n{PLAN}",
        f"class Base:\n{PLAN}\nclass Mine(Base):\n    pass\n",
        "from elsewhere import Base\nclass Mine(Base):\n    pass\n",
        "from elsewhere import Mine\n",
        "from elsewhere import *\n",
        "from elsewhere import make\nMine = make()\n",
        "def other(self, view): ...\nclass Mine:\n    plan = other\n",
        f"try:\n    import x\nexcept ImportError:\n    class Mine:\n    {PLAN}".replace(
            "        return", "            return"
        ),
        f"raise RuntimeError('never run')\nclass Mine:\n{PLAN}",
        f"pattern = '\\d'\nclass Mine:\n{PLAN}",
    ],
)
def test_what_may_hold_the_rule_is_left_to_the_run(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rule.py"
    file.write_text(text, encoding="utf-8")
    assert list(rule_problems(file, "Mine")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("class Mine:\n    def plan(self:\n", "rule.py:2: is not Python"),
        ("class Mihne:\n    pass\n", "no class 'Mine' (there are: Mihne). Did you mean 'Mihne'?"),
        (f"def f():\n    class Mine:\n    {PLAN}".replace("        r", "            r"),
         "there is no class 'Mine' (there are: none)"),
        ("Mine = 3\n", "there is no class 'Mine'"),
        ("\nclass Mine:\n    plan = None\n", "rule.py:2: class 'Mine' has no method plan"),
        ("class Base: ...\nclass Mine(Base, object):\n    async def plan(self, view): ...\n",
         "rule.py:2: class 'Mine' has no method plan"),
        ("class Mine(Mine):\n    pass\n", "has no method plan"),
        ("x = " + "(" * 500 + ")" * 500, "rule.py"),
        ("x = 'a\0b'\n", "rule.py"),
    ],
)  # fmt: skip
def test_what_cannot_hold_it_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "rule.py"
    file.write_text(text, encoding="utf-8")
    (problem,) = rule_problems(file, "Mine")
    assert said in problem


def test_a_file_that_has_gone_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    (problem,) = rule_problems(tmp_path / "rule.py", "Mine")
    assert "cannot be read: No such file" in problem
