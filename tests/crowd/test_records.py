"""Where records lie in memory."""

import pytest

from sim.crowd.records import CACHE_LINE, lined_record, lined_table, record
from sim.crowd.start import vehicle_table
from sim.crowd.state import VEHICLE

FIELDS = (("one", "i1"), ("two", "f8"), ("three", "i4"))


def test_a_lined_record_has_the_fields_of_a_record_and_fills_lines() -> None:
    plain, lined = record(*FIELDS), lined_record(*FIELDS)
    assert plain.fields == lined.fields
    assert (plain.itemsize, lined.itemsize) == (24, CACHE_LINE)


@pytest.mark.parametrize("rows", [0, 1, 7, 5000])
def test_each_row_of_a_lined_table_begins_a_line(rows: int) -> None:
    table = lined_table(rows, lined_record(*FIELDS))
    assert table.shape == (rows,)
    assert not table["two"].any()
    assert all(table[k : k + 1].ctypes.data % CACHE_LINE == 0 for k in range(rows))


def test_what_taxis_need_for_most_events_is_in_the_first_line_of_a_vehicle() -> None:
    vehicles = vehicle_table(3)
    assert vehicles[1:].ctypes.data % CACHE_LINE == 0
    assert VEHICLE.fields is not None
    first = {name for name, at in VEHICLE.fields.items() if at[1] + at[0].itemsize <= CACHE_LINE}
    assert first >= {"state", "fleet", "zone", "next", "since_s", "energy_kwh", "shift_s"}
