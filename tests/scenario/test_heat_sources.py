"""Bore fields and waters that cannot be are told with their place."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"


def _faults(*changes: str) -> list[tuple[str | None, str]]:
    with pytest.raises(InputError) as error:
        load_scenario(SMALL, [f"heating.systems.{change}" for change in changes])
    return [(fault.path, fault.message) for fault in error.value.faults]


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (("boreholes.field.spacing_m=0.1",), "boreholes.field.spacing_m", "0.15 m"),
        (("boreholes.field.depth_m=5",), "boreholes.field.depth_m", "20"),
        (("boreholes.field.depth_m=5000",), "boreholes.field.depth_m", "400"),
        (("boreholes.field.rows=4",), "boreholes.field.columns", "both, or none"),
        (
            ("boreholes.field.rows=100", "boreholes.field.columns=90"),
            "boreholes.field.rows",
            "9000 boreholes",
        ),
        (("boreholes.field.pipes_apart_mm=40",), "boreholes.field.pipes_apart_mm", "overlap"),
        (("boreholes.field.diameter_mm=100",), "boreholes.field.pipes_apart_mm", "107 mm"),
        (("boreholes.field.wall_mm=9", "boreholes.field.pipe_mm=18"), "boreholes.field.wall_mm",
         "nothing free"),
        (("boreholes.field.years_before=5",), "boreholes.field.years_before", "365"),
        (("outdoor-units.field.rows=4", "outdoor-units.field.columns=4"), "outdoor-units.field",
         "only ground_source"),
        (("outdoor-units.cools=true",), "outdoor-units.cools", "only ground_source"),
        (("boreholes.cools=true", "boreholes.flexible={follows: [pv_surplus], preheat_k: 1}"),
         "boreholes.cools", "does not cool"),
        (("outdoor-units.kind=sewage_source",), "outdoor-units.source", "needs a source"),
        (("outdoor-units.source={temperature_c: [9,9,9,9,9,9,9,9,9,9,9,9], limit_kw: 5}",),
         "outdoor-units.source", "only sewage_source and waste_heat"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(changes: tuple[str, ...], path: str, words: str) -> None:
    faults = _faults(*changes)
    assert any(at == f"heating.systems.{path}" and words in said for at, said in faults), faults


def test_sewage_and_a_field_of_ones_own_are_taken() -> None:
    made = load_scenario(SMALL, [
        "heating.systems.boreholes.field={rows: 8, columns: 12, resistance_m_k_per_w: 0.09}",
        "heating.systems.outdoor-units.kind=sewage_source",
        "heating.systems.outdoor-units.source="
        "{temperature_c: [11,11,12,14,17,19,21,22,20,18,15,12], limit_kw: 400}",
    ])  # fmt: skip
    field, source = (system.field or system.source for system in made.heating.systems)
    assert field is not None and source is not None


_ON_FIELD = (
    "outdoor-units.kind=plant",
    "outdoor-units.units=[{kind: ground_source, share: 0.6}, {kind: gas_boiler}]",
    "outdoor-units.field={depth_m: 100}",
)


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (("outdoor-units.units=[{kind: air_source}]",), "outdoor-units.field", "none of"),
        (("outdoor-units.units.0.source_c=4",), "outdoor-units.units.0.source_c", "one of the two"),
    ],
)  # fmt: skip
def test_a_plant_on_a_field_that_cannot_be(changes: tuple[str, ...], path: str, words: str) -> None:
    faults = _faults(*_ON_FIELD, *changes)
    assert any(at == f"heating.systems.{path}" and words in said for at, said in faults), faults


def test_a_plant_may_stand_on_a_bore_field_and_make_heat_early() -> None:
    early = "outdoor-units.flexible={follows: [pv_surplus], preheat_k: 1}"
    made = load_scenario(SMALL, [f"heating.systems.{change}" for change in (*_ON_FIELD, early)])
    (system,) = [one for one in made.heating.systems if one.kind == "plant"]
    assert system.field is not None and system.field.depth_m == 100.0
