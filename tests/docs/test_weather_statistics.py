"""The page of statistics is the command's, and its figures are what they are called."""

from pathlib import Path

import pytest

from docs import weather_statistics as page
from sim.inputs.weather import synthetic
from sim.verify.pv import EPW, LANZHOU

SHARED = Path(__file__).parents[2] / "../shared/data"


@pytest.fixture(scope="module")
def typical():
    return synthetic(page.GRID, LANZHOU, seed=1, replication=0)


@pytest.mark.skipif(not (SHARED / EPW).is_file(), reason=f"no {EPW.name} here")
def test_the_page_is_what_the_command_writes():
    assert page.PAGE.read_text(encoding="utf-8") == page.page(SHARED)


def test_shares_of_all_bins_are_the_whole_and_months_add_up(typical):
    rows = page.shares(page.clearness, page.KT_EDGES)
    assert sum(value(typical) for _, value in rows) == pytest.approx(100.0)
    months = page.monthly(lambda weather: weather.ghi_w_m2, total=True)
    assert sum(value(typical) for _, value in months) == pytest.approx(
        typical.ghi_w_m2.sum() / 1000.0
    )


def test_a_wrong_folder_is_refused(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["weather_statistics", "--reference-data", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        page.main()
    assert ended.value.code == 2 and "no weather/" in capsys.readouterr().err
