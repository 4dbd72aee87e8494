"""Each format as its maker writes it: the same clear sky at the same hours."""

from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.weather import read
from sim.verify.pv import LANZHOU
from sim.verify.weather import closure
from tests.support import weather_files as made

YEAR = TimeGrid(date(2025, 1, 1), 365, 60)


def put(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def assert_is_the_clear_sky(weather):
    """Light and temperature stand where they were made, on the park's clock."""
    fine = TimeGrid(weather.grid.start, weather.grid.days, 10)
    per_step = weather.grid.step_minutes // 10
    ghi = made.sky(fine.middles)[0].reshape(-1, per_step).mean(axis=1)
    assert np.abs(weather.ghi_w_m2 - ghi).max() < 25.0
    assert weather.ghi_w_m2.sum() == pytest.approx(ghi.sum(), rel=0.01)
    wanted_c = made.temperature_c(weather.grid.middles)
    assert np.abs(weather.temperature_c - wanted_c).max() < 0.8
    assert closure("", weather).ok


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lanzhou.epw", lambda: made.epw_text()),
        ("offset.json", lambda: made.pvgis_tmy_json(0.1761)),
        ("offset.csv", lambda: made.pvgis_tmy_csv(0.1761)),
        ("plain.json", lambda: made.pvgis_tmy_json(named=False)),
        ("plain.csv", lambda: made.pvgis_tmy_csv(named=False)),
    ],
)
def test_a_typical_year_in_each_format(tmp_path, name, text):
    weather = read(put(tmp_path, name, text()), YEAR, LANZHOU)
    assert_is_the_clear_sky(weather)
    said = " ".join(weather.notes)
    assert "timed as the format has it" in said and "DNI and DHI are used" in said


@pytest.mark.parametrize("components", [True, False])
@pytest.mark.parametrize("ending", ["csv", "json"])
def test_pvgis_hours_are_a_real_period(tmp_path, ending, components):
    text = {"csv": made.pvgis_hourly_csv, "json": made.pvgis_hourly_json}[ending]
    file = put(tmp_path, f"series.{ending}", text(components=components))
    weather = read(file, TimeGrid(date(2025, 1, 1), 4, 60), LANZHOU)
    assert_is_the_clear_sky(weather)
    assert any("have no humidity" in note for note in weather.notes)
    assert any("split by Erbs" in note for note in weather.notes) is not components
    with pytest.raises(InputError, match="covers 2024-12-31 08:00:00 to 2025-01-06 08:00:00"):
        read(file, TimeGrid(date(2025, 1, 3), 4, 60), LANZHOU)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("steep.csv", lambda: made.pvgis_hourly_csv(slope="35 deg. (optimum)"), "slope 35 deg"),
        (
            "steep.json",
            lambda: made.pvgis_hourly_json({"fixed": {"slope": {"value": 35}}}),
            "of slope 35; download it with slope 0",
        ),
        ("turns.json", lambda: made.pvgis_hourly_json({"two_axis": {}}), "follows the sun"),
        ("other.csv", lambda: "Latitude (decimal degrees): 36\nnothing\n", "is no PVGIS file"),
        ("other.json", lambda: '{"outputs": {"monthly": []}}', "is no PVGIS file"),
        ("list.json", lambda: "[1, 2]", "is no PVGIS file"),
    ],
)
def test_pvgis_files_of_another_kind_are_refused(tmp_path, name, text, message):
    with pytest.raises(InputError, match=message):
        read(put(tmp_path, name, text()), YEAR, LANZHOU)


def test_an_epws_rain_is_used_if_it_can_be_believed(tmp_path):
    def rain(mm):
        text = made.epw_text(
            edit=lambda frame: frame.assign(rain=np.where(frame.index < 100, mm, 0))
        )
        return read(put(tmp_path, "wet.epw", text), YEAR, LANZHOU)

    wet = rain(2.0)
    assert wet.precipitation_mm.sum() == pytest.approx(200.0)
    assert wet.precipitation_mm[100:].sum() == 0.0
    assert any("Precipitation: the file's, 200 mm" in note for note in wet.notes)
    assert any("8000 mm a year) is not believed" in note for note in rain(80.0).notes)
    for missing in (0.0, 999.0):
        assert any("made for Lanzhou" in note for note in rain(missing).notes)
