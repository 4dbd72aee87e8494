"""No folder of the machine is shown; everything else of a message is."""

import pytest

from dashboard.bare import bare


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("[Errno 13] denied: '/srv/park/runs/a-1/x.json'", "[Errno 13] denied: 'x.json'"),
        ("Wrote /srv/park/runs/a-1", "Wrote a-1"),
        ('File "/usr/lib/python3/json.py", line 3', 'File "json.py", line 3'),
        ("kWh/m2/a, 1/2, lanzhou/green-plan, http://a.example/b/c", None),
    ],
)
def test_of_a_path_the_name_alone_is_left(words: str, shown: str | None) -> None:
    assert bare(words) == (words if shown is None else shown)
