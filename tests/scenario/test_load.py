"""The loader on small models of its own, so that it is tested apart from the scenario's fields."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, field_validator

from sim.errors import Fault, InputError
from sim.scenario.base import DataFile, Identifier, Model, Share
from sim.scenario.identity import resolved_yaml, scenario_hash, yaml_text
from sim.scenario.load import load
from sim.scenario.references import file_problem
from tests.support.yaml_trees import plain_values


class Roof(Model):
    id: Identifier
    kwp: Annotated[float, Field(gt=0)]
    """Power of its modules."""
    profile: DataFile | None = None


class Park(Model):
    name: str = "park"
    kind: Literal["old", "new"] = "new"
    start: date = date(2025, 1, 1)
    size: int | Literal["any"] = "any"
    share: Share = 0.5
    roofs: tuple[Roof, ...] = ()
    pair: tuple[int, int] = (1, 2)
    files: dict[str, DataFile] = Field(default_factory=dict)

    @field_validator("name")
    @classmethod
    def _no_shouting(cls, name: str) -> str:
        if name.isupper():
            raise ValueError("must not be all capitals")
        return name


@pytest.fixture
def write(tmp_path: Path):
    def _write(text: str, name: str = "park.yaml") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return _write


def faults_of(file: Path, *overrides: str) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        load(file, Park, overrides)
    return list(caught.value.faults)


def test_later_files_lie_over_earlier_ones_and_the_file_over_all(write):
    write("{name: a, kind: old, share: 0.1, roofs: [{id: r, kwp: 1}]}", "a.yaml")
    write("{name: b, share: 0.2}", "b.yaml")
    park = load(write("extends: [a.yaml, b.yaml]\nname: c\n"), Park, ["roofs.r.kwp=9"])
    assert (park.name, park.share, park.kind) == ("c", 0.2, "old")
    assert park.roofs == (Roof(id="r", kwp=9.0),)


def test_a_base_may_be_reached_on_two_ways(write):
    write("{share: 0.1}", "base.yaml")
    for name in "ab":
        write(f"{{extends: base.yaml, name: {name}}}", f"{name}.yaml")
    assert load(write("extends: [a.yaml, b.yaml]\n"), Park).name == "b"


def test_a_path_is_relative_to_the_file_it_is_written_in(write, monkeypatch, tmp_path):
    profile = write("1", "data/profile.csv")
    write("{roofs: [{id: r, kwp: 1, profile: profile.csv}]}", "data/base.yaml")
    file = write("{extends: ../data/base.yaml, files: {x: ../data/profile.csv}}", "plans/park.yaml")
    park = load(file, Park)
    assert park.roofs[0].profile == park.files["x"] == profile.resolve()
    monkeypatch.chdir(tmp_path / "data")  # an option's path is relative to where one stands
    assert load(file, Park, ["files.y=profile.csv"]).files["y"] == profile.resolve()


def test_a_missing_file_names_the_file_that_names_it(write):
    write("1", "data/profile.csv")
    write("roofs:\n- id: r\n  kwp: 1\n  profile: profiles.csv\n", "data/base.yaml")
    (fault,) = faults_of(write("extends: data/base.yaml\n"))
    assert str(fault.file).endswith("data/base.yaml")
    assert (fault.line, fault.path) == (4, "roofs.r.profile")
    assert "Did you mean 'profile.csv'?" in fault.message


@pytest.mark.parametrize(
    ("there", "named", "meant"),
    [
        ("neg.csv", "nope.csv", None),  # alike by their ending alone
        ("w-f.csv", "nope.csv", None),
        ("wether.csv", "weather.csv", "wether.csv"),
        ("weather.epw", "weather.csv", "weather.epw"),
        ("line-12.csv.gz", "line-21.csv.gz", "line-12.csv.gz"),
    ],
)
def test_only_a_near_name_is_taken_for_what_was_meant(tmp_path, there, named, meant):
    (tmp_path / there).touch()
    said = file_problem(tmp_path / named)
    assert said == "is not there." + (f" Did you mean '{meant}'?" if meant else "")


def test_what_a_kind_needs_is_missing_where_the_kind_is_set(write):
    class Part(Model):
        id: Identifier
        kind: str = "plain"
        source: str | None = None

    class Whole(Model):
        parts: tuple[Part, ...]

    def check(whole: Whole):
        yield Fault("is needed", path="parts.p.source")

    write("parts:\n- id: p\n", "base.yaml")
    file = write("extends: base.yaml\nparts:\n- id: p\n  kind: fancy\n")
    with pytest.raises(InputError, match=r"park\.yaml:4: parts\.p\.source: is needed"):
        load(file, Whole, check=check)
    with pytest.raises(InputError, match=r"base\.yaml:2: parts\.p\.source: is needed"):
        load(write("extends: base.yaml\n"), Whole, check=check)


def test_a_mapping_in_place_of_a_name_is_judged_as_a_mapping(write):
    class Own(Model):
        share: Annotated[float, Field(le=0.1)]
        more: float = 0.0

    class Holder(Model):
        part: str | Own

    for text, path in (("{share: 0.5}", "part.share"), ("{share: 0.05, mor: 1}", "part.mor")):
        with pytest.raises(InputError) as caught:
            load(write(f"part: {text}\n"), Holder)
        assert [fault.path for fault in caught.value.faults] == [path]
    with pytest.raises(InputError, match="part: must be"):
        load(write("part: [1]\n"), Holder)


def test_all_faults_come_at_once(write):
    text = "name: LOUD\nkind: odl\nroofs:\n- {id: r}\n- {id: s, kwp: 0, x: 1}\npair: [1]\nsize: x\n"
    said = {fault.path: (fault.line, fault.message) for fault in faults_of(write(text))}
    assert said.pop("name") == (1, "must not be all capitals (it is 'LOUD')")
    assert said.pop("kind") == (
        2,
        "must be one of 'old', 'new', but is 'odl'. Did you mean 'old'?",
    )
    assert said.pop("roofs.r.kwp") == (
        4,
        "is required, but missing: Power of its modules",
    )
    assert said.pop("roofs.s.kwp") == (5, "must be greater than 0, but is 0")
    assert said.pop("roofs.s.x") == (5, "unknown key 'x'. Allowed here: id, kwp, profile")
    line, message = said.pop("pair.1")
    assert (line, "required" in message) == (6, True)
    line, message = said.pop("size")
    assert line == 7
    assert "must be a whole number" in message
    assert ", or must be one of 'any'" in message
    assert said == {}


def test_whole_floats_are_whole_numbers(write):
    assert load(write("size: 1e3\n"), Park).size == 1000


def test_a_check_of_the_whole_gets_its_place(write):
    file = write("name: x\nroofs:\n- {id: r, kwp: 1}\n- {id: s, kwp: 1}\n")

    def check(park: Park):
        yield Fault("is one too many", path=f"roofs.{park.roofs[1].id}.kwp")

    with pytest.raises(InputError, match=r"park\.yaml:4: roofs\.s\.kwp: is one too many"):
        load(file, Park, check=check)


def test_a_check_is_not_asked_about_an_invalid_whole(write):
    def check(park: Park):
        raise AssertionError

    with pytest.raises(InputError):
        load(write("kind: 3\n"), Park, check=check)


def test_the_hash_follows_contents_and_not_places(write):
    write("1,2", "a/x.csv")
    write("1,2", "b/y.csv")
    first = scenario_hash(load(write("files: {p: a/x.csv}\n"), Park))
    assert scenario_hash(load(write("files:\n  p: b/y.csv  # moved\n"), Park)) == first
    assert scenario_hash(load(write("files: {p: a/x.csv}\n"), Park, ["share=0.4"])) != first
    write("1,3", "b/y.csv")
    assert scenario_hash(load(write("files: {p: b/y.csv}\n"), Park)) != first


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
parks = st.builds(
    Park,
    name=texts.filter(lambda name: not name.isupper()),
    start=st.dates(),
    size=st.integers(-(2**70), 2**70),
    share=st.floats(0, 1),
    roofs=st.lists(
        st.builds(
            Roof,
            id=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True),
            kwp=st.floats(1e-300, 1e300),
            profile=st.none(),
        ),
        max_size=4,
        unique_by=lambda roof: roof.id,
    ).map(tuple),
    files=st.just({}),
)


@given(parks)
def test_the_resolved_text_loads_as_an_equal_whole(tmp_path_factory, park):
    file = tmp_path_factory.getbasetemp() / "resolved.yaml"
    file.write_text(resolved_yaml(park), encoding="utf-8")
    again = load(file, Park)
    assert again == park
    assert scenario_hash(again) == scenario_hash(park)


def _loads_or_says_why(file: Path, *overrides: str) -> None:
    try:
        load(file, Park, overrides)
    except InputError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.message and (overrides or str(fault.file) == str(file)), fault


@given(st.binary(max_size=200))
def test_random_bytes_never_raise_anything_else(tmp_path_factory, raw):
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(raw)
    _loads_or_says_why(file)


@given(st.text(st.sampled_from("ab:-[]{}&*!|>%@`'\"#,?\\ \n\t0.x~<="), max_size=60))
def test_random_punctuation_never_raises_anything_else(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "text.yaml"
    file.write_text(text)
    _loads_or_says_why(file)


names = st.sampled_from(list(Park.model_fields))


@given(st.dictionaries(names, plain_values(), max_size=5), st.data())
def test_random_trees_never_raise_anything_else(tmp_path_factory, tree, data):
    file = tmp_path_factory.getbasetemp() / "tree.yaml"
    file.write_text(yaml_text(tree), encoding="utf-8")
    path = data.draw(st.lists(names | st.sampled_from(["a", "0", "id"]), min_size=1, max_size=3))
    value = data.draw(st.sampled_from(["3", "[1, {id: a}]", "{id: a, remove: true}", "", "{"]))
    _loads_or_says_why(file, f"{'.'.join(path)}={value}")
