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
from sim.verify.pv import EPW, LANZHOU

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
