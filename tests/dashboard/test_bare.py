"""No folder of the machine is shown; everything else of a message is."""

import pytest

from dashboard.bare import bare


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("[Errno 13] denied: '/srv/park/runs/a-1/x.json'", "[Errno 13] denied: 'x.json'"),
        ("Wrote /srv/park/runs/a-1", "Wrote a-1"),
        ('File "/usr/lib/python3/json.py", line 3', 'File "json.py", line 3'),
        ("denied: '/srv/my park/the runs/a b.json'", "denied: 'a b.json'"),
        ('denied: "/srv/o\'brien x/a.json" /srv/b/c', 'denied: "a.json" c'),
        ("Wrote /srv/my park/all runs/a-1", "Wrote a-1"),
        (
            "/srv/park/a.json is 5 kWh/m2, /srv/b.json: 3 kWh/m2",
            "a.json is 5 kWh/m2, b.json: 3 kWh/m2",
        ),
        ("read:/srv/park/a.json file:///srv/park/b.json", "read:a.json b.json"),
        (r"open 'C:\\Users\\Li Wei\\a.yaml'", "open 'a.yaml'"),
        (
            r"D:\my park\a.yaml: bad; \\host\share\b.yaml; C:/x y/c.yaml",
            "a.yaml: bad; b.yaml; c.yaml",
        ),
        ("kWh/m2/a, 1/2, lanzhou/green-plan, http://a.example/b/c", None),
    ],
)
def test_of_a_path_the_name_alone_is_left(words: str, shown: str | None) -> None:
    assert bare(words) == (words if shown is None else shown)
