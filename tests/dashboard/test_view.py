"""The address holds the whole view, and nothing in it can do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.page import Section
from dashboard.view import LANGS, View

names = st.text(min_size=1, max_size=20)
views = st.builds(
    View,
    runs=st.none() | st.lists(names, max_size=6, unique=True).map(tuple),
    baseline=st.text(max_size=20),
    lang=st.sampled_from(["zh", "en"]),
    dark=st.booleans(),
    choices=st.dictionaries(
        st.sampled_from(["week", "station", "series"]), st.text(min_size=1, max_size=30)
    ).map(lambda found: tuple(sorted(found.items()))),
)


@given(views)
def test_what_is_written_is_read_back(view: View) -> None:
    assert View.parse(view.query()) == view


@given(st.text(max_size=200))
def test_any_query_is_a_view(query: str) -> None:
    view = View.parse(query)
    assert view.lang in LANGS
    assert View.parse(view.query()) == view


def test_runs_beyond_the_most_are_left_out_but_not_forgotten() -> None:
    runs = tuple(f"a, b%2C{number}" for number in range(15))
    view = View.parse(View(runs=runs).query())
    assert (view.runs, view.left_out) == (runs[:12], runs[12:])
    assert View.parse(view.but(lang="en").query()).left_out == runs[12:]
    assert View.parse(view.but(runs=runs[3:]).query()).left_out == ()


def test_no_choice_is_not_the_choice_of_none() -> None:
    assert View.parse("").runs is None
    assert View.parse("?runs=").runs == ()


@pytest.mark.parametrize("query", ["?lang=fr", "?lang=", ""])
def test_language_falls_back_to_the_browsers(query: str) -> None:
    assert View.parse(query, "en").lang == "en"


@pytest.mark.parametrize("query", ["?Week=1", "?a-b=1", "?week=" + "x" * 401, "?__class__=1"])
def test_what_no_control_can_say_is_no_choice(query: str) -> None:
    assert View.parse(query).choices == ()


def test_an_empty_choice_is_taken_out() -> None:
    view = View().choosing(week="2025-01-06", station="hub")
    assert view.choosing(week="").choices == (("station", "hub"),)
    assert view.choice("week") == "2025-01-06"


def test_a_section_sees_what_it_declares_and_is_drawn_anew_for_less() -> None:
    part = Section("part", lambda shown: None, reads=("run",), sees=("zoom",))
    view = View().choosing(run="a", zoom="1-2", week="2025-01-06")
    assert part.shows(view).choices == (("run", "a"), ("zoom", "1-2"))
    assert part.depends(view).choices == (("run", "a"),)
