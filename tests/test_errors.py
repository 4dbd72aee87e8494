"""What is told of many faults: like ones are cut short, none that differs is lost."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sim.errors import MAX_LIKE, Fault, InputError

CSV = Path("lines.csv")


def _trip(number: int, file: Path = CSV) -> Fault:
    return Fault(f"trip y{number} of line '{number} west' takes {number}.5 kWh", file, number, "km")


def test_few_like_faults_are_all_told():
    faults = [_trip(number) for number in range(MAX_LIKE)]
    assert InputError(faults).told == faults


def test_of_many_like_faults_the_first_and_the_number_of_the_others_are_told():
    faults = [_trip(number) for number in range(MAX_LIKE + 1234)]
    told = InputError(faults).told
    assert told[:-1] == faults[:MAX_LIKE]
    assert str(told[-1]) == "lines.csv: km: and 1,234 more like it"
    assert str(InputError(faults)).count("\n") == MAX_LIKE


def test_ids_in_paths_are_no_difference_but_files_fields_and_words_are():
    many = [
        Fault("'b' has no effect", "park.yaml", n, f"sites.s{n}.plugs.{n}.phase") for n in range(70)
    ]
    others = [
        Fault("'b' has no effect", "other.yaml", 1, "sites.a.plugs.0.phase"),
        Fault("'b' has no effect", "park.yaml", 1, "sites.a.plugs.0.kind"),
        Fault("'b' is not known", "park.yaml", 1, "sites.a.plugs.0.phase"),
    ]
    told = InputError([*many, *others]).told
    assert [str(fault) for fault in told[MAX_LIKE : MAX_LIKE + 1]] == [
        "park.yaml: phase: and 20 more like it"
    ]
    assert told[MAX_LIKE + 1 :] == others


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=400),
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
)
def test_nothing_is_lost(drawn, counted):
    """What is told and what is said to be more add up, also where a reader stopped early."""
    faults = [Fault(f"is wrong {n}", f"{name}.csv", n) for name, n in drawn]
    faults += [Fault("is wrong 1", f"{n}.csv", more=more) for n, more in enumerate(counted)]
    told = InputError(faults).told
    said = [int(one.message.split()[1]) for one in told if one.message.endswith("more like it")]
    assert len(told) - len(said) + sum(said) == len(faults) + sum(counted)
    assert len(told) <= 6 * (MAX_LIKE + 1)
