"""Reading timetables: what becomes of good rows, and what is said of bad ones."""

import numpy as np
import pytest

from sim.clock import DayKind
from sim.errors import InputError
from sim.inputs.timetable import read_timetable

HEADER = "line,direction,service,depart,until,headway_min,run_min,km,from,to"
GOOD = "1,out,daily,06:00,,,30,10,west,east"


@pytest.fixture
def write(tmp_path):
    def write_file(*rows, header=HEADER, encoding="utf-8"):
        path = tmp_path / "timetable.csv"
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        return path

    return write_file


def faults_of(path, terminals=("west", "east")):
    with pytest.raises(InputError) as caught:
        read_timetable(path, terminals)
    assert all(fault.file == path for fault in caught.value.faults)
    return caught.value.faults


def test_headways_and_single_trips(write):
    path = write(
        "1,out,workday,06:00,07:00,10,30,10,west,east",
        "1,out,workday,07:00,09:00,60,30,10,west,east",
        "1,back,daily,06:05,,,33,10.5,east,west",
        "2,out,restday,24:10,,,30,10,west,east",
    )
    timetable = read_timetable(path, ["west", "east"])
    workday, restday = timetable.days
    assert timetable.lines == ("1", "2") and timetable.directions == ("out", "back")
    expected = [360, 365, 370, 380, 390, 400, 410, 420, 480]
    assert (workday.depart_s / 60).tolist() == expected
    assert workday.name == tuple(str(n) for n in range(1, 10))
    back = workday.depart_s == 365 * 60
    assert workday.run_s[back] == 33 * 60 and workday.km[back] == 10.5
    assert workday.origin[back] == 1 and workday.destination[back] == 0
    assert (restday.depart_s / 60).tolist() == [365, 24 * 60 + 10]
    assert restday.line.tolist() == [0, 1]
    assert np.all(workday.arrive_s == workday.depart_s + workday.run_s)


def test_headway_that_does_not_divide(write):
    trips = read_timetable(
        write("1,out,daily,06:00,06:10,3.3,30,10,west,east"), ["west", "east"]
    ).days[DayKind.WORKDAY]
    assert trips.depart_s.tolist() == pytest.approx([21600, 21798, 21996, 22194])


def test_blocks_and_names(write):
    path = write(
        "1,out,daily,06:00,30,10,west,east,b1,first",
        "1,back,daily,06:40,30,10,east,west,b1,",
        header="line,direction,service,depart,run_min,km,from,to,block,trip",
    )
    timetable = read_timetable(path, ["west", "east"])
    assert timetable.blocks == ("b1",)
    assert timetable.days[0].block.tolist() == [0, 0]
    assert timetable.days[0].name == ("first", "2")


def test_comments_bom_and_spaces(write):
    path = write("# spring", "", " 1 , out,daily,6:00,,,30,10,west,east", encoding="utf-8-sig")
    assert read_timetable(path, ["west", "east"]).days[0].source_line.tolist() == [4]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("1,out,daily,06:00,,,30,10,wset,east", "from", "Did you mean 'west'?"),
        ("1,out,daly,06:00,,,30,10,west,east", "service", "Did you mean 'daily'?"),
        ("1,out,daily,6h,,,30,10,west,east", "depart", "'6h' is not a time of day"),
        ("1,out,daily,48:00,,,30,10,west,east", "depart", "00:00 to 47:59"),
        ("1,out,daily,06:00,05:00,10,30,10,west,east", "until", "is not after depart 06:00"),
        ("1,out,daily,06:00,07:00,0,30,10,west,east", "headway_min", "0 must be from 0.5 to 1440"),
        ("1,out,daily,06:00,07:00,,30,10,west,east", "headway_min", "is empty"),
        ("1,out,daily,06:00,,10,30,10,west,east", "until", "is empty"),
        ("1,out,daily,06:00,,,30,-1,west,east", "km", "-1 must be greater than 0"),
        ("1,out,daily,06:00,,,-30,1,west,east", "run_min", "-30 must be greater than 0"),
        ("1,out,daily,06:00,,,30,nan,west,east", "km", "'nan' is not a number"),
        ("1,out,daily,06:00,,,30,1e999,west,east", "km", "'1e999' is not a number"),
        ("1,out,daily,06:00,,,3,10,west,east", "km", "200 km/h"),
        ("1,out,daily,06:00,,,300,1,west,east", "km", "0 km/h"),
        (",out,daily,06:00,,,30,10,west,east", "line", "is empty"),
        ("1,out,daily,06:00,,,30,10,west", "", "has 9 values for 10 columns"),
        (GOOD, "depart", "leaves at the same time as line 2"),
    ],
)
def test_a_bad_row(write, row, column, said):
    faults = faults_of(write(GOOD, row))
    assert any(f.line == 3 and f.path == column and said in f.message for f in faults), faults


def test_all_faults_at_once(write):
    faults = faults_of(write("1,out,daly,6h,,,x,-1,wset,aest"))
    assert {fault.path for fault in faults} == {
        "service", "depart", "run_min", "km", "from", "to",
    }  # fmt: skip


def test_block_that_overlaps_itself(write):
    header = "line,direction,service,depart,run_min,km,from,to,block"
    faults = faults_of(
        write(
            "1,out,daily,06:00,30,10,west,east,b1",
            "1,back,daily,06:20,30,10,east,west,b1",
            header=header,
        )
    )
    assert "leaves before the trip of line 2 has arrived" in faults[0].message


def test_headway_row_cannot_name_a_block(write):
    faults = faults_of(
        write("1,out,daily,06:00,07:00,10,30,10,west,east,b1", header=HEADER + ",block")
    )
    assert faults[0].path == "block"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (HEADER.encode(), "has a header but no rows"),
        (HEADER.replace(",km", "").encode() + b"\n", "column 'km' is missing"),
        (HEADER.replace("km", "kn").encode() + b"\n", "Did you mean 'km'?"),
        (HEADER.encode() + b",km\n", "column 'km' is there 2 times"),
        ((HEADER + "\n1,出城,daily,06:00,,,30,10,west,east\n").encode("gb18030"), "is not UTF-8"),
        ((HEADER + "\n").encode("utf-16"), "is not UTF-8"),
        (b'line,direction\n"1', "is not CSV"),
        (b"\0\0\0", "is not a text file"),
    ],
)
def test_files_that_are_no_timetable(tmp_path, content, said):
    path = tmp_path / "timetable.csv"
    path.write_bytes(content)
    assert any(said in fault.message for fault in faults_of(path))


def test_file_that_is_not_there(tmp_path):
    assert "cannot be read" in faults_of(tmp_path / "none.csv")[0].message
    assert "cannot be read" in faults_of(tmp_path)[0].message
