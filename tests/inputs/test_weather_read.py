"""Weather files: what is kept, what is said, and how a broken one is refused."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pvlib
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.weather import Place, read
from sim.inputs.weather.read import look_into, too_dark
from sim.verify.pv import EPW, LANZHOU
from tests.support.weather_files import epw_text

SHARED = Path(__file__).parents[2] / "../shared/data"
TMY3 = Path(pvlib.__file__).parent / "data" / "723170TYA.CSV"
YEAR = TimeGrid(date(2025, 1, 1), 365, 60)
needs_epw = pytest.mark.skipif(not (SHARED / EPW).is_file(), reason=f"no {EPW.name} here")


def kwh_m2(weather, name="ghi_w_m2"):
    return float(getattr(weather, name).sum()) * weather.grid.step_h / 1000.0


def assert_closed(weather):
    beam = weather.dni_w_m2 * np.maximum(weather.sun.cos_zenith, 0.0)
    np.testing.assert_allclose(weather.dhi_w_m2 + beam, weather.ghi_w_m2, atol=1e-9)


@needs_epw
@pytest.mark.parametrize("step_minutes", [5, 12, 60])
def test_lanzhou_epw_keeps_its_energy_and_says_what_was_done(step_minutes):
    weather = read(SHARED / EPW, TimeGrid(date(2025, 1, 1), 365, step_minutes), LANZHOU)
    assert kwh_m2(weather) == pytest.approx(1403.27, rel=0.002)
    assert weather.temperature_c.mean() == pytest.approx(10.25, abs=0.01)
    assert_closed(weather)
    text = " ".join(weather.notes)
    assert "centred +0 min from its time stamp, not +30 min" in text
    assert "does not close (GHI 1403, DHI + DNI·cosZ 132" in text
    assert "split by Erbs" in text
    # Erbs gives DHI 695 and DNI 1162 on the bare hours
    assert kwh_m2(weather, "dhi_w_m2") == pytest.approx(695.0, rel=0.01)
    assert kwh_m2(weather, "dni_w_m2") == pytest.approx(1162.0, rel=0.01)
    monthly = pd.Series(weather.ground_c).groupby(np.asarray(weather.grid.index.month)).mean()
    assert monthly[1] == pytest.approx(6.33, abs=0.01) and monthly[9] == pytest.approx(16.59, 1e-3)


def test_tmy3_keeps_its_own_split_and_its_timing():
    weather = read(TMY3, YEAR)
    assert kwh_m2(weather) == pytest.approx(1566.2, rel=0.001)
    assert kwh_m2(weather, "dni_w_m2") == pytest.approx(1467.0, rel=0.01)
    assert weather.place == Place(36.1, -79.95, 273.0)
    assert_closed(weather)
    text = " ".join(weather.notes)
    assert "timed as the format has it" in text and "the file's DNI and DHI are used" in text


def test_light_follows_the_sun_inside_the_hour():
    fine = read(TMY3, TimeGrid(date(2025, 6, 1), 30, 5))
    coarse = read(TMY3, TimeGrid(date(2025, 6, 1), 30, 60))
    hourly = fine.ghi_w_m2.reshape(-1, 12).mean(axis=1)
    np.testing.assert_allclose(hourly, coarse.ghi_w_m2, atol=1.0)
    assert np.all(fine.ghi_w_m2[fine.sun.cos_zenith <= 0.0] == 0.0)
    by_hour = fine.ghi_w_m2.reshape(-1, 12)
    assert np.ptp(by_hour, axis=1).max() > 50.0, "not a staircase"


def test_leap_day_repeats_the_28th_and_years_wrap():
    leap = read(TMY3, TimeGrid(date(2024, 2, 28), 2, 60))
    # the last hour of the 28th already leans towards 1 March
    np.testing.assert_allclose(leap.temperature_c[24:47], leap.temperature_c[:23])
    turn = read(TMY3, TimeGrid(date(2024, 12, 31), 2, 60))
    first = read(TMY3, TimeGrid(date(2023, 1, 1), 1, 60))
    np.testing.assert_allclose(turn.temperature_c[24:], first.temperature_c)


def test_a_file_from_elsewhere_is_told():
    weather = read(TMY3, TimeGrid(date(2025, 1, 1), 1, 60), LANZHOU)
    assert any("the file's is used" in note for note in weather.notes)


def own(tmp_path, text):
    file = tmp_path / "own.csv"
    file.write_text(text, encoding="utf-8")
    return file


def rows(hours=48, **columns):
    times = pd.date_range("2025-03-01", periods=hours, freq="h")
    frame = pd.DataFrame({"time": times.strftime("%Y-%m-%dT%H:%M"), "temperature_c": 5.0})
    daylight = (times.hour >= 9) & (times.hour < 17)
    frame["ghi_w_m2"] = np.where(daylight, 300.0, 0.0)
    for name, value in columns.items():
        frame[name] = value
    return frame


@pytest.mark.parametrize(
    ("days", "share", "is_dark"),
    [
        (2, 1.0, False),
        (2, 0.001, True),  # kW/m²
        (2, 0.2, False),  # two dark days there may be
        (30, 0.2, True),  # but not thirty
        (30, 1.0, False),
        (2, 0.0, True),
    ],
)
def test_a_file_without_enough_light_for_watts_is_told(tmp_path, days, share, is_dark):
    frame = rows(24 * days)
    file = own(tmp_path, frame.assign(ghi_w_m2=frame["ghi_w_m2"] * share).to_csv(index=False))
    said = too_dark(file, LANZHOU)
    assert (said is not None) == is_dark
    notes = look_into(file, LANZHOU)
    assert any("is it in W/m², not kW/m²" in note for note in notes) == is_dark


def test_what_is_right_has_light_enough():
    assert too_dark(TMY3) is None


def test_own_csv_is_a_real_period(tmp_path):
    frame = rows(relative_humidity=0.4, wind_m_s=2.0)
    file = own(tmp_path, frame.to_csv(index=False))
    weather = read(file, TimeGrid(date(2025, 3, 1), 2, 10), LANZHOU)
    assert kwh_m2(weather) == pytest.approx(2 * 8 * 0.3, rel=1e-6)
    assert np.all(weather.relative_humidity == 0.4) and np.all(weather.temperature_c == 5.0)
    assert_closed(weather)
    assert any("No DNI and DHI" in note for note in weather.notes)


def test_own_csv_outside_the_period_is_refused(tmp_path):
    file = own(tmp_path, rows().to_csv(index=False))
    with pytest.raises(InputError, match=r"covers 2025-03-01 .* but the period is 2025-03-01 .*04"):
        read(file, TimeGrid(date(2025, 3, 1), 3, 60), LANZHOU)


@pytest.mark.parametrize(
    ("edit", "line", "column", "message"),
    [
        (
            lambda f: f.assign(ghi_w_m2=f.ghi_w_m2.where(f.index != 10, -1.0)),
            12,
            "ghi_w_m2",
            "-1, outside 0",
        ),
        (
            lambda f: f.rename(columns={"ghi_w_m2": "ghi_wm2"}),
            1,
            "ghi_wm2",
            "Did you mean 'ghi_w_m2'",
        ),
        (lambda f: f.drop(columns="temperature_c"), 1, "temperature_c", "is missing"),
        (
            lambda f: f.assign(wind_m_s=["1,5" if n == 3 else "1.5" for n in f.index]),
            5,
            "wind_m_s",
            "'1,5' is not a number: decimals have a point",
        ),
        (
            lambda f: f.assign(time=f.time.where(f.index != 7, "1.3.2025 7:00")),
            9,
            "time",
            "'1.3.2025 7:00' is not a time, as in 2025-01-31T13:00",
        ),
        (
            lambda f: f.assign(time=f.time.where(f.index < 7, f.time + "+08:00")),
            9,
            "time",
            "some times have an offset from UTC, others none",
        ),
        (lambda f: f.assign(relative_humidity=55.0), 2, "relative_humidity", "55, outside 0"),
    ],
)
def test_faults_of_own_csv_have_line_and_column(tmp_path, edit, line, column, message):
    file = own(tmp_path, edit(rows()).to_csv(index=False))
    with pytest.raises(InputError, match=message) as caught:
        read(file, TimeGrid(date(2025, 3, 1), 1, 60), LANZHOU)
    fault = next(fault for fault in caught.value.faults if message in fault.message)
    assert (fault.file, fault.line, fault.path) == (file, line, column)


def test_every_broken_column_is_told_at_once(tmp_path):
    frame = rows(wind_m_s=-1.0).assign(ghi_w_m2=-5.0)
    file = own(tmp_path, frame.to_csv(index=False))
    with pytest.raises(InputError) as caught:
        read(file, TimeGrid(date(2025, 3, 1), 1, 60), LANZHOU)
    assert {fault.path for fault in caught.value.faults} == {"ghi_w_m2", "wind_m_s"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("absent.epw", None),
        ("weather.xlsx", b"x"),
        ("empty.epw", b""),
        ("empty.csv", b""),
        ("noise.epw", bytes(range(256)) * 20),
        ("noise.csv", bytes(range(256)) * 20),
        ("noise.json", b"{"),
        ("other.json", b'{"a": 1}'),
        ("latitude.csv", b"Latitude (decimal degrees): 36\nnothing else\n"),
        ("nothing.csv", b"time,temperature_c,ghi_w_m2\n"),
        ("dates.csv", b"time,temperature_c,ghi_w_m2\nyesterday,1,0\ntoday,1,0\n"),
    ],
)
def test_unreadable_files_are_refused_without_a_traceback(tmp_path, name, content):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(file, YEAR, LANZHOU)
    assert str(caught.value.faults[0].file) == str(file)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_own_csv_as_excel_writes_it_is_the_same(tmp_path, separator):
    """Semicolons or tabs, a byte-order mark, comments and empty lines."""
    plain = own(tmp_path, rows(wind_m_s=1.5).to_csv(index=False))
    grid = TimeGrid(date(2025, 3, 1), 2, 60)
    wanted = read(plain, grid, LANZHOU)
    other = tmp_path / "excel.csv"
    text = "# from Excel\r\n\r\n" + rows(wind_m_s=1.5).to_csv(
        index=False, sep=separator, lineterminator="\r\n"
    )
    other.write_bytes(text.encode("utf-8-sig"))
    have = read(other, grid, LANZHOU)
    for name in ("temperature_c", "ghi_w_m2", "dni_w_m2", "wind_m_s"):
        np.testing.assert_array_equal(getattr(have, name), getattr(wanted, name))


def test_times_with_an_offset_are_moved_to_the_parks_clock(tmp_path):
    frame = rows()
    grid = TimeGrid(date(2025, 3, 1), 2, 60)
    wanted = read(own(tmp_path, frame.to_csv(index=False)), grid, LANZHOU)
    in_utc = pd.to_datetime(frame["time"]) - pd.Timedelta(hours=8)
    times = [in_utc.dt.strftime(form) for form in ("%Y-%m-%dT%H:%MZ", "%Y-%m-%d %H:%M:%S+00:00")]
    # a spreadsheet's own way to write local time
    times.append(pd.to_datetime(frame["time"]).dt.strftime("%Y/%m/%d %H:%M").str.replace("/0", "/"))
    for written in times:
        moved = frame.assign(time=written)
        have = read(own(tmp_path, moved.to_csv(index=False)), grid, LANZHOU)
        np.testing.assert_array_equal(have.ghi_w_m2, wanted.ghi_w_m2)


def _said(file, grid=YEAR):
    with pytest.raises(InputError) as caught:
        read(file, grid, LANZHOU)
    message = str(caught.value)
    for word in ("Error", "tokenizing", "pandas", "codec", "parse"):
        assert word not in message
    return message


def test_a_row_with_too_many_values_is_told_with_its_line(tmp_path):
    """A decimal comma makes two values of one."""
    lines = rows().to_csv(index=False).splitlines()
    file = own(tmp_path, "\n".join([*lines[:5], lines[5].replace("5.0", "5,0"), *lines[6:]]))
    assert "own.csv:6: has 4 values for 3 columns (decimals have a point" in _said(file)
    lines = epw_text().splitlines()
    epw = tmp_path / "commas.epw"
    epw.write_text("\n".join([*lines[:40], lines[40] + ",1", *lines[41:]]), encoding="utf-8")
    assert "commas.epw:41: has 36 values, 35 are expected in EPW" in _said(epw)
    lines = TMY3.read_text(encoding="iso-8859-1").splitlines()
    tmy = tmp_path / "commas.csv"
    tmy.write_text("\n".join([*lines[:50], lines[50] + ",1", *lines[51:]]), encoding="utf-8")
    width = len(lines[1].split(","))
    assert f"commas.csv:51: has {width + 1} values, {width} are expected in TMY3" in _said(tmy)


def test_readers_words_do_not_reach_the_user(tmp_path):
    text = epw_text()
    lines = text.splitlines()
    cells = lines[20].split(",")
    for place, wrong, said in (
        (6, "warm", ":21: temperature_c: 'warm' is not a number"),
        (1, "May", ": '2005May0112' is not a year, month, day and hour"),
    ):
        broken = tmp_path / "broken.epw"
        changed = ",".join([*cells[:place], wrong, *cells[place + 1 :]])
        broken.write_text("\n".join([*lines[:20], changed, *lines[21:]]), encoding="utf-8")
        assert f"broken.epw{said}" in _said(broken)
    placeless = tmp_path / "placeless.epw"
    placeless.write_text(text.replace(",36.05,", ",north,"), encoding="utf-8")
    assert "placeless.epw:1: 'north' is not what EPW has in that place" in _said(placeless)
    gbk = tmp_path / "gbk.csv"
    gbk.write_bytes(("# 兰州\n" + rows().to_csv(index=False)).encode("gbk"))
    assert "gbk.csv:1: is not UTF-8: it looks like GBK. Save it as UTF-8 (in Excel" in _said(gbk)
    named = tmp_path / "gbk.epw"
    named.write_bytes(text.replace("Lanzhou", "兰州").encode("gbk"))
    assert "gbk.epw:1: is not UTF-8: it looks like GBK" in _said(named)
    half = tmp_path / "half.json"
    half.write_text('{"outputs": {\n', encoding="utf-8")
    assert "half.json:2: cannot be read as PVGIS: is not JSON" in _said(half)


def test_short_and_broken_tmy3_are_refused(tmp_path):
    lines = TMY3.read_text(encoding="iso-8859-1").splitlines()
    short = tmp_path / "short.csv"
    short.write_text("\n".join(lines[:5000]), encoding="utf-8")
    with pytest.raises(InputError, match="has 4998 hours; a typical year has 8760"):
        read(short, YEAR)
    cells = lines[100].split(",")
    cells[4] = "-99"
    broken = tmp_path / "broken.csv"
    broken.write_text("\n".join([*lines[:100], ",".join(cells), *lines[101:]]), encoding="utf-8")
    with pytest.raises(InputError, match="-99, outside") as caught:
        read(broken, YEAR)
    assert (caught.value.faults[0].line, caught.value.faults[0].path) == (101, "ghi_w_m2")
