"""A user's own table of points: used exactly, doubted with its place, or refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.errors import InputError
from sim.inputs.heat_pump_points import odd_points, read_unit
from sim.models.heat_pump import performance
from sim.scenario.heating import OwnHeatPump
from sim.study.scenarios import read_scenario

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
GOOD = """# brine to water, a made-up unit
load,source_c,flow_c,heat_kw,cop
full,-5,35,10.0,3.5
full,-5,55,9.0,2.4
full,5,35,14.0,4.6
full,5,55,12.5,3.0
part,-5,35,5.0,3.9
part,-5,55,4.5,2.6
part,5,35,7.0,5.1
part,5,55,6.2,3.3
"""


def _own(folder: Path, text: str, **change: Any) -> OwnHeatPump:
    file = folder / "points.csv"
    file.write_text(text, encoding="utf-8")
    values = {"id": "mine", "kind": "ground_source", "points": file, "cut_off_c": -8.0}
    return OwnHeatPump(**{**values, "flow_max_c": 60.0, **change})


def _faults(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_unit(_own(folder, text))
    return str(caught.value)


@pytest.mark.parametrize("kind", ["ground_source", "air_source"])
def test_points_come_back_exactly(tmp_path: Path, kind: str) -> None:
    """In the air of their test, of air-source units: see `greenpark verify` for shipped ones."""
    own = _own(tmp_path, GOOD, kind=kind)
    unit = read_unit(own)
    source_c, flow_c = np.array([-5.0, -5.0, 5.0, 5.0]), np.array([35.0, 55.0, 35.0, 55.0])
    at = performance(unit, source_c, flow_c)
    dry = at.full_kw / np.array([10.0, 9.0, 14.0, 12.5])
    np.testing.assert_allclose(at.full_cop / dry, [3.5, 2.4, 4.6, 3.0], rtol=1e-12)
    np.testing.assert_allclose(at.part_kw / dry, [5.0, 4.5, 7.0, 6.2], rtol=1e-12)
    if kind == "ground_source":
        assert dry.tolist() == [1.0] * 4
    assert odd_points(own) == []


def test_a_point_above_carnot_is_doubted_with_its_line(tmp_path: Path) -> None:
    """Between -5 and 35 °C no process has more than 308.15 / 40."""
    for cop, found in ((7.70, 0), (7.71, 1)):
        text = GOOD.replace("full,-5,35,10.0,3.5", f"full,-5,35,10.0,{cop}").replace(
            "full,5,35,14.0,4.6", "full,5,35,14.0,8.0"
        )
        odd = [one for one in odd_points(_own(tmp_path, text)) if "Carnot" in one.message]
        assert [(one.line, one.path) for one in odd] == [(3, "cop")] * found
    # warmer than its flow: there is no lift, and no limit
    warm = GOOD.replace("full,5,35,14.0,4.6", "full,40,35,14.0,12").replace(
        "full,5,55,12.5", "full,40,55,12.5"
    )
    assert not any("Carnot" in one.message for one in odd_points(_own(tmp_path, warm)))


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    head, *rows = GOOD.splitlines()[1:]
    unit = read_unit(_own(tmp_path, GOOD))
    turned = read_unit(_own(tmp_path, "\n".join([head, *reversed(rows)])))
    for one, other in ((unit.full, turned.full), (unit.part, turned.part)):
        for a, b in zip(one, other, strict=True):
            assert a.tolist() == b.tolist()


def test_without_part_load_it_turns_at_one_speed(tmp_path: Path) -> None:
    text = "".join(line + "\n" for line in GOOD.splitlines() if not line.startswith("part"))
    unit = read_unit(_own(tmp_path, text))
    assert unit.part is unit.full


def test_a_cop_that_falls_with_the_source_is_doubted_with_its_line(tmp_path: Path) -> None:
    (remark,) = odd_points(_own(tmp_path, GOOD.replace("14.0,4.6", "14.0,3.4")))
    assert (remark.line, remark.path) == (5, "cop")
    assert "COP 3.4 at 5 °C source and 35 °C flow is below that at -5 °C, 3.5" in remark.message


def test_a_cop_that_rises_with_the_flow_is_doubted_with_its_line(tmp_path: Path) -> None:
    (remark,) = odd_points(_own(tmp_path, GOOD.replace("6.2,3.3", "6.2,5.2")))
    assert (remark.line, remark.path) == (10, "cop")
    assert "COP 5.2 at 5 °C source and 55 °C flow is above that at 35 °C, 5.1" in remark.message


def test_part_load_above_full_load_is_doubted_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("part,5,35,7.0", "part,0,35,12.5").replace("part,5,55", "part,0,55")
    (remark,) = odd_points(_own(tmp_path, text))
    assert (remark.line, remark.path) == (9, "heat_kw")
    # half way between 10 and 14 kW
    assert "part load gives 12.5 kW at 0 °C source and 35 °C flow" in remark.message
    assert "more than full load, 12 kW" in remark.message


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("full,5,55,12.5,3.0\n", ""), "full load at 5 °C source has 1 of 2 flows"),
        (("cop", "cops"), "unknown column 'cops'. Did you mean 'cop'?"),
        (("10.0,3.5", "10.0,"), "points.csv:3: cop: is empty"),
        (("10.0,3.5", "10.0,0.8"), "points.csv:3: cop: 0.8 must be from 1 to 15"),
        (("part,5", "half,5"), "'half' is not one of: full, part"),
        (("full,-5,55", "full,-5,35"), "points.csv:4: flow_c: a point at -5 °C source"),
    ],
)
def test_what_is_refused(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    assert expected in _faults(tmp_path, GOOD.replace(*change))


def test_one_source_is_too_few(tmp_path: Path) -> None:
    text = "".join(line + "\n" for line in GOOD.splitlines() if ",5," not in line)
    assert "full load has one source temperature, it takes two" in _faults(tmp_path, text)


def test_part_load_alone_is_too_little(tmp_path: Path) -> None:
    text = "".join(line + "\n" for line in GOOD.splitlines() if not line.startswith("full"))
    assert "has no point of full load" in _faults(tmp_path, text)


def _scenario(folder: Path, points: str = "points.csv", unit: str = "mine") -> Path:
    file = folder / "case.yaml"
    file.write_text(
        f"extends: {SMALL}\ncatalogue:\n  heat_pumps:\n    - {{id: mine, kind: ground_source, "
        f"points: {points}, cut_off_c: -8, flow_max_c: 60}}\n"
        f"heating: {{systems: [{{id: boreholes, unit: {unit}}}]}}\n",
        encoding="utf-8",
    )
    return file


def test_a_scenario_uses_it_and_says_what_is_odd(tmp_path: Path) -> None:
    _own(tmp_path, GOOD.replace("14.0,4.6", "14.0,3.4"))
    told = CliRunner().invoke(app, ["validate", str(_scenario(tmp_path))])
    assert told.exit_code == 0
    assert "warning: " in told.output
    assert "points.csv:5: cop: COP 3.4" in told.output


def test_a_missing_file_is_a_fault_with_its_place(tmp_path: Path) -> None:
    _own(tmp_path, GOOD)
    with pytest.raises(InputError, match=r"case.yaml:4: .*Did you mean 'points.csv'"):
        read_scenario(_scenario(tmp_path, "pints.csv"))


def test_a_unit_that_is_nowhere_names_the_nearest(tmp_path: Path) -> None:
    _own(tmp_path, GOOD)
    with pytest.raises(InputError, match="Did you mean 'mine'"):
        read_scenario(_scenario(tmp_path, unit="minne"))
