"""CSV files as spreadsheets write them: read where only one reading is possible, else refused."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.inputs.csv_rows import column_names, read_columns, read_csv

WANTED = ("name", "kw")
PLAIN = "name,kw\n东站,1.5\nwest,20\n"


def _file(folder: Path, content: str | bytes) -> Path:
    file = folder / "own.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        '# told\n\n"name" , "kw"\n"东站" , 1.5\n\nwest,20\n'.replace(" ,", ",").replace(", ", ","),
    ],
    ids=["plain", "mark", "semicolons", "tabs", "windows", "mac", "quotes"],
)
def test_all_of_these_are_the_same(tmp_path: Path, content: str | bytes) -> None:
    file = _file(tmp_path, content)
    rows = read_csv(file, WANTED)
    rows.raise_faults()
    assert [row.cells for row in rows] == [
        {"name": "东站", "kw": "1.5"},
        {"name": "west", "kw": "20"},
    ]
    assert column_names(file) == WANTED
    columns = read_columns(file, WANTED)
    assert columns.text["name"] == ("东站", "west")
    assert columns.numbers("kw").tolist() == [1.5, 20.0]
    assert columns.line.tolist() == [row.line for row in rows]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            PLAIN.encode("gbk"),
            "own.csv:2: is not UTF-8: it looks like GBK. Save it as UTF-8 (in",
        ),
        (PLAIN.encode("utf-16"), "own.csv:1: is not UTF-8: it looks like UTF-16. Save it as UTF-8"),
        (bytes(range(128, 256)), "own.csv:1: is not text in UTF-8 (a binary file?)"),
        ("name,kw\nwest,1,5\n", "own.csv:2: has 3 values for 2 columns (decimals have a point"),
        ("name;kw\nwest;1;5\n", "own.csv:2: has 3 values for 2 columns"),
        ("name,kw\nwest\n", "own.csv:2: has 1 values for 2 columns"),
        ("name;kw\nwest;1,5\n", "own.csv:2: kw: '1,5' is not a number: decimals have a point"),
        ('name,kw\nwest,"1,500"\n', "own.csv:2: kw: '1,500' is not a number: decimals have"),
        ("name,kw\nwest,12 kW\n", "own.csv:2: kw: '12 kW' is not a number"),
        ("name;kW\nwest;1\n", "own.csv:1: kW: unknown column 'kW'. Did you mean 'kw'?"),
    ],
)
def test_what_is_refused_says_what_to_do(tmp_path: Path, content: str | bytes, said: str) -> None:
    file = _file(tmp_path, content)
    with pytest.raises(InputError) as caught:
        _by_rows(file)
    assert said in str(caught.value)
    with pytest.raises(InputError) as by_columns:
        _by_columns(file)
    assert str(by_columns.value) == str(caught.value)


def test_a_column_with_decimal_commas_is_told_once(tmp_path: Path) -> None:
    rows = "".join(f"west;{number},5\n" for number in range(1200)) + "west;many\n"
    columns = read_columns(_file(tmp_path, "name;kw\n" + rows), WANTED)
    columns.numbers("kw")
    with pytest.raises(InputError) as caught:
        columns.file.raise_faults()
    other, once = str(caught.value).splitlines()
    assert "own.csv:1202: kw: 'many' is not a number" in other
    assert "own.csv:2: kw: '0,5' is not a number: decimals have a point" in once
    assert once.endswith("(and 1,199 more like it)")


def _by_rows(file: Path) -> None:
    rows = read_csv(file, WANTED)
    for row in rows:
        row.number("kw")
    rows.raise_faults()


def _by_columns(file: Path) -> None:
    columns = read_columns(file, WANTED)
    columns.numbers("kw")
    columns.file.raise_faults()


def test_an_empty_cell_is_no_fault_in_a_column_of_numbers(tmp_path: Path) -> None:
    columns = read_columns(_file(tmp_path, "name,kw\na,\nb,NA\nc,2\n"), WANTED)
    kw = columns.numbers("kw")
    assert str(kw.tolist()) == "[nan, nan, 2.0]"
    assert not columns.file.faults
