"""Gaps, wrong zones, leap days, too many or half hours: filled, handled or refused, and said."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.weather import read
from sim.verify.pv import LANZHOU
from tests.inputs.test_weather_formats import assert_is_the_clear_sky, put
from tests.support import weather_files as made

YEAR = TimeGrid(date(2025, 1, 1), 365, 60)
TMY3 = Path(pvlib.__file__).parent / "data" / "723170TYA.CSV"


def epw(tmp_path, **how):
    return put(tmp_path, "one.epw", made.epw_text(**how))


def without(column, first, hours, code):
    """Return an edit that puts the format's code for "no data" into some rows."""
    return lambda frame: frame.assign(
        **{
            column: frame[column].where(
                (frame.index < first) | (frame.index >= first + hours), code
            )
        }
    )


def own(tmp_path, edit, first="2025-03-01", days=4, freq="h", shift_h=0.0):
    times = pd.date_range(first, periods=days * (24 if freq == "h" else 48), freq=freq)
    wide = pd.Timedelta(freq if freq != "h" else "1h")
    middles = (times + wide / 2 + pd.Timedelta(hours=shift_h)).tz_localize("Asia/Shanghai")
    frame = pd.DataFrame({"time": times.strftime("%Y-%m-%dT%H:%M")})
    frame["temperature_c"] = made.temperature_c(middles)
    frame["ghi_w_m2"] = made.sky(middles)[0]
    return put(tmp_path, "own.csv", edit(frame).to_csv(index=False))


def told(weather, text):
    return any(text in note for note in weather.notes)


@pytest.mark.parametrize(
    ("column", "code", "hours", "note"),
    [
        (
            "temperature",
            99.9,
            6,
            "temperature_c: 1 gap, 6 h in all, the longest 6 h, interpolated.",
        ),
        (
            "ghi",
            9999,
            3,
            "ghi_w_m2: 1 gap, 3 h in all, the longest 3 h, interpolated as a share of",
        ),
        ("humidity", 999, 2, "relative_humidity: 1 gap, 2 h"),
        ("wind", 999, 1, "wind_m_s: 1 gap, 1 h"),
    ],
)
def test_short_gaps_of_an_epw_are_filled_and_told(tmp_path, column, code, hours, note):
    first = 24 * 170 + 10  # from ten on a June morning
    weather = read(epw(tmp_path, edit=without(column, first, hours, code)), YEAR, LANZHOU)
    assert told(weather, note), weather.notes
    assert weather.ghi_w_m2[first : first + hours] == pytest.approx(
        made.sky(YEAR.middles)[0][first : first + hours], rel=0.02
    )
    assert np.isfinite(weather.temperature_c).all()


@pytest.mark.parametrize(
    ("column", "code", "hours", "message"),
    [
        ("temperature", 99.9, 7, "missing for 7 h; gaps of up to 6 h are filled"),
        ("ghi", 9999, 4, "missing for 4 h; gaps of up to 3 h are filled"),
        ("humidity", 999, 8760, "missing in every row"),
    ],
)
def test_long_gaps_of_an_epw_are_refused_at_their_line(tmp_path, column, code, hours, message):
    first = 0 if hours == 8760 else 4000
    with pytest.raises(InputError, match=message) as caught:
        read(epw(tmp_path, edit=without(column, first, hours, code)), YEAR, LANZHOU)
    assert caught.value.faults[0].line == 9 + first


def test_many_short_gaps_are_refused(tmp_path):
    def edit(frame):
        return frame.assign(temperature=frame["temperature"].where(frame.index % 10 > 0, 99.9))

    with pytest.raises(InputError, match="missing in 10% of the rows; up to 5% are filled"):
        read(epw(tmp_path, edit=edit), YEAR, LANZHOU)


def test_hours_that_are_left_out_of_an_epw_are_gaps(tmp_path):
    short = epw(tmp_path, edit=lambda frame: frame.drop(index=range(4000, 4003)))
    weather = read(short, YEAR, LANZHOU)
    assert told(weather, "temperature_c: 1 gap, 3 h") and told(weather, "ghi_w_m2: 1 gap, 3 h")
    assert_is_the_clear_sky(weather)
    with pytest.raises(InputError, match="has 8740 hours; a typical year has 8760"):
        read(epw(tmp_path, edit=lambda frame: frame.drop(index=range(4000, 4020))), YEAR, LANZHOU)


def test_a_double_hour_of_an_epw_is_refused(tmp_path):
    twice = lambda frame: frame.assign(day=frame["day"].where(frame.index != 30, 1))  # noqa: E731
    with pytest.raises(InputError, match="hour 6 of the year stands there 2 times"):
        read(epw(tmp_path, edit=twice), YEAR, LANZHOU)


@pytest.mark.parametrize(("year", "leap"), [(2024, True), (2023, False)])
def test_8784_hours_lose_their_leap_day_and_8760_do_not(tmp_path, year, leap):
    weather = read(epw(tmp_path, year=year), YEAR, LANZHOU)
    assert told(weather, "29 February is left out of the file") is leap
    assert_is_the_clear_sky(weather)
    of_leap_year = read(epw(tmp_path, year=year), TimeGrid(date(2024, 2, 27), 4, 60), LANZHOU)
    by_day = of_leap_year.temperature_c.reshape(4, 24)
    np.testing.assert_allclose(by_day[2, :23], by_day[1, :23], atol=1e-9)


def test_half_hours_in_an_epw_are_refused(tmp_path):
    with pytest.raises(InputError, match="has 17520 rows: 2 records an hour or 2 years"):
        read(epw(tmp_path, half_hours=True), YEAR, LANZHOU)


def test_an_epw_that_marks_the_middle_of_its_hours_is_moved(tmp_path):
    """Values half an hour early, as in the Lanzhou EPW: the sun tells, and the note too."""
    weather = read(epw(tmp_path, shift_h=-0.5, minute=30), YEAR, LANZHOU)
    assert told(weather, "centred +0 min from its time stamp, not +30 min as the format has it")
    assert_is_the_clear_sky(weather)


@pytest.mark.parametrize(("zone", "minutes"), [(7.0, "6[0-9]"), (0.0, "[1-9][0-9]+"), (-4.0, ".*")])
def test_an_epw_of_a_wrong_zone_is_refused(tmp_path, zone, minutes):
    with pytest.raises(InputError, match=f"{minutes}.*(zone|place).*wrong"):
        read(epw(tmp_path, zone=zone), YEAR, LANZHOU)


def test_short_gaps_of_a_tmy3_are_filled_and_long_ones_refused(tmp_path):
    lines = TMY3.read_text(encoding="iso-8859-1").splitlines()

    def broken(hours):
        for line in range(100, 100 + hours):
            cells = lines[line].split(",")
            cells[31] = "-9900"
            lines[line] = ",".join(cells)
        return put(tmp_path, "broken.csv", "\n".join(lines))

    assert told(read(broken(2), YEAR), "temperature_c: 1 gap, 2 h")
    with pytest.raises(InputError, match="missing for 9 h") as caught:
        read(broken(9), YEAR)
    assert (caught.value.faults[0].line, caught.value.faults[0].path) == (101, "temperature_c")


def test_a_tmy3_with_too_many_rows_is_refused(tmp_path):
    lines = TMY3.read_text(encoding="iso-8859-1").splitlines()
    with pytest.raises(InputError, match="has 8784 rows; a typical year has 8760"):
        read(put(tmp_path, "long.csv", "\n".join([*lines, *lines[2:26]])), YEAR)


def test_short_gaps_of_pvgis_are_filled_and_a_short_file_is_refused(tmp_path):
    text = made.pvgis_tmy_json().replace('"T2m": 14.83', '"T2m": null', 3)
    assert told(read(put(tmp_path, "gap.json", text), YEAR, LANZHOU), "temperature_c: 3 gaps, 3 h")
    lines = made.pvgis_tmy_csv().split("\r\n")
    with pytest.raises(InputError, match="cannot be read as PVGIS"):
        read(put(tmp_path, "short.csv", "\r\n".join(lines[:5000])), YEAR, LANZHOU)


PERIOD = TimeGrid(date(2025, 3, 1), 4, 60)


def test_rows_and_cells_that_are_left_out_of_ones_own_csv_are_filled(tmp_path):
    file = own(tmp_path, lambda frame: frame.drop(index=[30, 31, 32]))
    weather = read(file, PERIOD, LANZHOU)
    assert_is_the_clear_sky(weather)
    assert told(weather, "ghi_w_m2: 1 gap, 3 h")
    cells = own(
        tmp_path, lambda frame: frame.assign(ghi_w_m2=frame.ghi_w_m2.where(frame.index != 12))
    )
    weather = read(cells, PERIOD, LANZHOU)
    assert_is_the_clear_sky(weather)
    assert told(weather, "ghi_w_m2: 1 gap, 1 h") and not told(weather, "temperature_c: 1 gap")


@pytest.mark.parametrize(
    ("edit", "line", "column", "message"),
    [
        (lambda f: f.drop(index=range(30, 40)), 32, "time", "gap of 660 minutes in a series of 60"),
        (lambda f: f.drop(index=range(34, 38)), 35, "ghi_w_m2", "missing for 4 h; gaps of up to 3"),
        (lambda f: pd.concat([f, f]), 98, "time", "does not go forward"),
        (lambda f: f.iloc[::-1], 3, "time", "interval is -60 minutes"),
        (
            lambda f: f.assign(
                temperature_c=f.temperature_c.astype(str).where(f.index != 5, "n/k")
            ),
            7,
            "temperature_c",
            "'n/k' is not a number",
        ),
    ],
)
def test_what_cannot_be_filled_in_ones_own_csv_is_refused(tmp_path, edit, line, column, message):
    with pytest.raises(InputError, match=message) as caught:
        read(own(tmp_path, edit), PERIOD, LANZHOU)
    fault = caught.value.faults[0]
    assert (fault.line, fault.path) == (line, column), fault


def test_ones_own_csv_in_universal_time_without_saying_so_is_refused(tmp_path):
    with pytest.raises(InputError, match="the zone of its time stamps is wrong"):
        read(own(tmp_path, lambda frame: frame, shift_h=8.0), PERIOD, LANZHOU)
    said = own(tmp_path, lambda f: f.assign(time=f.time + "Z"), "2025-02-28T16:00", shift_h=8.0)
    assert_is_the_clear_sky(read(said, PERIOD, LANZHOU))


def test_ones_own_csv_can_have_half_hours_or_begin_at_half_past(tmp_path):
    half = own(tmp_path, lambda frame: frame, freq="30min")
    assert_is_the_clear_sky(read(half, PERIOD, LANZHOU))
    late = own(tmp_path, lambda frame: frame, "2025-02-28T23:30", days=5)
    assert_is_the_clear_sky(read(late, PERIOD, LANZHOU))


def test_a_leap_year_of_ones_own_has_its_29_february(tmp_path):
    leap = TimeGrid(date(2024, 2, 27), 4, 60)
    whole = own(tmp_path, lambda frame: frame, "2024-02-27")
    assert_is_the_clear_sky(read(whole, leap, LANZHOU))
    without_it = own(tmp_path, lambda f: f.drop(index=range(48, 72)), "2024-02-27", days=5)
    with pytest.raises(InputError, match=r"gap of 1500 minutes .* has its 29 February"):
        read(without_it, leap, LANZHOU)
