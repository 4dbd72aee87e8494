"""The address holds the whole view, and nothing in it can do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.view import View

names = st.text(min_size=1, max_size=20).filter(lambda name: "," not in name)
views = st.builds(
    View,
    runs=st.none() | st.lists(names, max_size=6, unique=True).map(tuple),
    baseline=st.text(max_size=20),
    week=st.just("") | st.dates().map(str),
    lang=st.sampled_from(["zh", "en"]),
    dark=st.booleans(),
)


@given(views)
def test_what_is_written_is_read_back(view: View) -> None:
    assert View.parse(view.query()) == view


@given(st.text(max_size=200))
def test_any_query_is_a_view(query: str) -> None:
    View.parse(query)


def test_no_choice_is_not_the_choice_of_none() -> None:
    assert View.parse("").runs is None
    assert View.parse("?runs=").runs == ()


@pytest.mark.parametrize("query", ["?lang=fr", "?lang=", ""])
def test_language_falls_back_to_the_browsers(query: str) -> None:
    assert View.parse(query, "en").lang == "en"


@pytest.mark.parametrize("week", ["2025-1-6", "../../etc", "2025-01-06;x"])
def test_what_is_no_date_is_no_week(week: str) -> None:
    assert View.parse(f"?week={week}").week == ""
