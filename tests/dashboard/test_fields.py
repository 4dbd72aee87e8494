"""The form knows every field of a scenario, in both languages."""

import re

import pytest

from dashboard.fields import ROOT, Field, _chinese, fields, models, word
from sim.scenario.scenario import Scenario

HAN = re.compile(r"[\u4e00-\u9fff]")
EVERY = [field for model in models() for field in fields(model).values()]


def test_every_field_and_no_other_has_a_chinese_name() -> None:
    assert {f"{field.owner}.{field.name}" for field in EVERY} == _chinese().keys()
    for field in EVERY:
        assert HAN.search(field.label("zh")) or field.name == "stops", field


def test_what_is_documented_is_explained_in_chinese_where_the_name_does_not_say_it() -> None:
    silent = [field for field in EVERY if field.description and not field.help("zh")]
    assert len(silent) < 30
    assert all(len(field.description) < 100 for field in silent)


def test_english_names_are_words() -> None:
    for field in EVERY:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9 ]*", field.label("en")), field
        assert not HAN.search(field.help("en"))


@pytest.mark.parametrize(
    ("model", "name", "unit", "label"),
    [
        ("Station", "limit_kw", "kW", "Limit"),
        ("Station", "service_fee_cny_per_kwh", "CNY/kWh", "Service fee"),
        ("BoreField", "heat_capacity_mj_per_m3_k", "MJ/(m³·K)", "Heat capacity"),
        ("Position", "latitude", "°", "Latitude"),
        ("SiteBattery", "soc_min", "", "State of charge min"),
        ("Period", "days", "d", "Days"),
    ],
)
def test_units_stand_apart_from_names(model: str, name: str, unit: str, label: str) -> None:
    field = fields(model)[name]
    assert (field.unit("en"), field.label("en")) == (unit, label)


def test_bounds_and_kinds_are_those_of_the_models() -> None:
    days = fields("Period")["days"]
    assert (days.kind, days.least, days.most, days.whole, days.default) == (
        "number", 1, 3660, True, 365,
    )  # fmt: skip
    kva = fields("Site")["transformer_kva"]
    assert (kva.least, kva.open, kva.required) == (0.0, True, True)
    azimuth = fields("Roof")["azimuth_deg"]
    assert (azimuth.most, azimuth.below) == (360.0, True)
    assert fields("Station")["limit_kw"].nullable
    assert fields("Site")["stations"].model == "Station"
    assert fields("PlugGroup")["kind"].table == "chargers.csv"
    assert set(fields(ROOT)) == set(Scenario.model_fields) | {"extends"}


def test_words_of_choices_are_named_in_both_languages() -> None:
    for field in EVERY:
        for option in field.options if not field.whole else ():
            if len(option) > 3:
                assert HAN.search(word(option, "zh")), (field.name, option)
                assert word(option, "en") != option or option.isupper()


def test_everything_can_be_edited_or_is_left_to_yaml() -> None:
    left = [f"{f.owner}.{f.name}" for f in EVERY if f.kind == "tree"]
    assert isinstance(EVERY[0], Field)
    assert len(left) <= 14, left
