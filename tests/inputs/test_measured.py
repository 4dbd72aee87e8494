"""A line's measured consumption: between the points, beyond them, and faults with their line."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.inputs.measured import Measured, read_measured
from sim.inputs.timetable import read_timetable

HEADER = "line,direction,service,depart,run_min,km,from,to\n"
TRIPS = [
    "1,out,daily,06:00,30,10,a,b",
    "1,out,daily,07:00,20,10,a,b",
    "2,out,daily,08:00,30,10,a,b",
]


def _read(folder: Path, *rows: str, columns: str = "line,temperature_c,kwh_per_km") -> Measured:
    timetable = folder / "timetable.csv"
    timetable.write_text(HEADER + "\n".join(TRIPS) + "\n")
    file = folder / "measured.csv"
    file.write_text("\n".join([columns, *rows]) + "\n")
    return read_measured(file, read_timetable(timetable, ("a", "b")))


def test_between_and_beyond_the_temperatures(tmp_path: Path) -> None:
    some = _read(tmp_path, "1,-10,1.2", "1,10,0.8", "1,20,0.7")
    assert some.curve[0].tolist() == [0, 0, -1]
    assert some.at(0, -10.0) == pytest.approx(1.2)
    assert some.at(0, 0.0) == pytest.approx(1.0)
    assert some.at(0, 12.5) == pytest.approx(0.775)
    assert [some.at(0, c) for c in (-40.0, 45.0)] == pytest.approx([1.2, 0.7])


def test_between_the_speeds(tmp_path: Path) -> None:
    """Trips of 20 and 30 km/h, measured at 10 and 30."""
    rows = ["1,0,1.5,10", "1,0,1.0,30"]
    some = _read(tmp_path, *rows, columns="line,temperature_c,kwh_per_km,km_per_h")
    assert some.curve[1].tolist() == [0, 1, -1]
    assert [some.at(curve, 5.0) for curve in (0, 1)] == pytest.approx([1.25, 1.0])


def test_no_file_no_curve(tmp_path: Path) -> None:
    (tmp_path / "timetable.csv").write_text(HEADER + TRIPS[0] + "\n")
    some = read_measured(None, read_timetable(tmp_path / "timetable.csv", ("a", "b")))
    assert some.kwh_per_km.shape[0] == 0 and np.all(some.curve[0] == -1)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["3,0,1.0"], r"measured.csv:2.*'3' is not one of: 1, 2"),
        (["1,0,1.0", "1,0,1.1"], r"measured.csv:3.*the same as line 2"),
        (["1,0,-1.0"], r"measured.csv:2.*must be greater than 0"),
        (["1,0,nan"], r"measured.csv:2.*not a number"),
        (["1,-80,1.0"], r"measured.csv:2.*from -50 to 60"),
    ],
)
def test_faults(tmp_path: Path, rows: list[str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        _read(tmp_path, *rows)


def test_a_line_has_speeds_at_all_points_or_at_none(tmp_path: Path) -> None:
    rows = ["1,0,1.5,10", "1,10,1.0,"]
    with pytest.raises(InputError, match=r"measured.csv:3.*all or none"):
        _read(tmp_path, *rows, columns="line,temperature_c,kwh_per_km,km_per_h")
