"""The page about fleets: its figures are those of the tables."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import fleet as figures
from dashboard.queries import fleet, input_names, soc_courses, taxi_zones
from sim.clock import ZONE
from sim.results import RunFolder
from tests.support.make_run import make_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return RunFolder(make_run(tmp_path_factory.mktemp("runs") / "green", days=9))


@pytest.fixture(scope="module")
def trips(run: RunFolder) -> pd.DataFrame:
    return run.table("trips").astype({"fleet": str, "line": str, "block": str, "state": str})


def test_lines_are_as_punctual_as_their_trips(run: RunFolder, trips: pd.DataFrame) -> None:
    lines = fleet.days(run).lines
    assert lines["on_time"].is_monotonic_increasing
    for row in lines.itertuples():
        own = trips[(trips["fleet"] == row.fleet) & (trips["line"] == row.line)]
        ran = own[own["state"] == "run"]
        assert row.trips == len(own)
        assert row.cancelled == len(own) - len(ran)
        assert row.swapped == own["swapped"].sum()
        assert row.on_time == pytest.approx((ran["delay_minutes"] <= 5.0).sum() / len(own))
        assert row.delay_mean == pytest.approx(ran["delay_minutes"].mean())
        assert row.delay_p95 == pytest.approx(ran["delay_minutes"].quantile(0.95))


def test_the_share_on_time_is_the_indicators(run: RunFolder) -> None:
    lines = fleet.days(run).lines
    buses = lines[lines["fleet"] == "bus"]
    share = (buses["on_time"] * buses["trips"]).sum() / buses["trips"].sum()
    kpis = run.kpis().astype({"name": str}).set_index("name")["value"]
    assert 100.0 * share == pytest.approx(kpis["bus_on_time"])


def test_days_hold_all_kilometres(run: RunFolder, trips: pd.DataFrame) -> None:
    rows = fleet.days(run).days
    assert rows["km"].sum() == pytest.approx(trips["km"].sum())
    assert rows["kwh"].sum() == pytest.approx(trips["energy_kwh"].sum())
    worst = trips[trips["fleet"] == "bus"].sort_values("soc_end").iloc[0]
    assert soc_courses.lowest_day(run, "bus") == worst["scheduled"].date()
    assert fleet.electric(run) == ("bus", "coach")


def test_courses_pass_through_what_is_known(run: RunFolder, trips: pd.DataFrame) -> None:
    day = dt.date(2025, 1, 3)
    courses = soc_courses.courses_on(run, "bus", day)
    assert [one.lowest for one in courses] == sorted(one.lowest for one in courses)
    for one in courses:
        known = dict(zip(one.times, one.soc, strict=True))
        own = trips[(trips["fleet"] == "bus") & (trips["vehicle"] == one.vehicle)]
        own = own[(own["state"] == "run") & (own["departed"].dt.date == day)]
        assert len(own)
        for trip in own.itertuples():
            assert known[trip.arrived] == pytest.approx(trip.soc_end)
            assert trip.block in one.blocks.split(" + ")


def test_a_raster_is_straight_between_events() -> None:
    day = dt.date(2025, 1, 3)
    begin = pd.Timestamp(day, tz=ZONE)
    times = pd.DatetimeIndex([begin + pd.Timedelta(hours=h) for h in (6, 8, 12, 13)])
    course = soc_courses.Course("b1", 1, times, np.array([0.9, 0.5, 0.5, 0.7]), 0.5)
    soc = soc_courses.raster((course,), day, minutes=60)[0]
    assert np.isnan(soc[:6]).all()
    assert soc[[6, 7, 9, 12, 20]] == pytest.approx([0.8, 0.6, 0.5, 0.6, 0.7])


def test_zones_are_sums_over_days(run: RunFolder) -> None:
    found = taxi_zones.zones(run)
    assert found is not None
    rows = run.table("requests").astype({"zone": str})
    cell = rows[(rows["zone"] == "z2") & (rows["hour"] == 8)]
    assert found.lost.loc["z2", 8] == pytest.approx(cell["lost"].sum() / cell["requests"].sum())
    wait = cell["wait_minutes"].sum() / cell["served"].sum()
    assert found.wait_minutes.loc["z2", 8] == pytest.approx(wait)
    assert found.requests.loc["z2", 8] == pytest.approx(cell["requests"].sum() / 9)
    assert found.lost.index[-1] == rows.groupby("zone")["lost"].sum().idxmax()
    figure = figures.zones(found, {"z2": "Core"}, "en")
    assert [trace.type for trace in figure.data] == ["heatmap", "heatmap"]
    assert "Core" in figure.data[0].y


def test_consumption_is_that_of_a_day_at_its_temperature(
    run: RunFolder, trips: pd.DataFrame
) -> None:
    rows = fleet.consumption(run)
    assert rows["kwh_per_km"].to_numpy() == pytest.approx(np.full(len(rows), 1.1))
    series = run.series(["world/temperature_c"])["world/temperature_c"]
    day = rows[(rows["fleet"] == "bus") & (rows["day"] == dt.date(2025, 1, 5))].iloc[0]
    own = series[series.index.date == dt.date(2025, 1, 5)]
    assert day["temperature_c"] == pytest.approx(own.mean(), rel=1e-5)
    bus = trips[(trips["fleet"] == "bus") & (trips["scheduled"].dt.date == day["day"])]
    assert day["km"] == pytest.approx(bus["km"].sum())


def test_bins_of_temperature_are_two_degrees_wide() -> None:
    rows = pd.DataFrame(
        {"temperature_c": [-1.9, -0.1, 0.1, 1.9, 5.0], "kwh_per_km": [2.0, 4.0, 1.0, 3.0, 9.0]}
    )
    found = fleet.binned(rows)
    assert found["temperature_c"].tolist() == [-1.0, 1.0, 5.0]
    assert found["kwh_per_km"].tolist() == [3.0, 2.0, 9.0]
    assert found["days"].tolist() == [2, 2, 1]


def test_crowding_is_the_mean_load_of_an_hour(run: RunFolder, trips: pd.DataFrame) -> None:
    load, behind = fleet.crowding(run)
    own = trips[(trips["line"] == "l2") & (trips["scheduled"].dt.hour == 7)]
    assert load.loc[("bus", "l2"), 7] == pytest.approx(own["load"].mean())
    assert behind.to_numpy().sum() == 0.0
    assert load[3].isna().all()
    figure = figures.crowding(load, behind, {"l2": "Line 2"}, "zh")
    assert len(figure.data[0].y) == len(load)


def test_vehicles_have_means_of_their_fleet(run: RunFolder) -> None:
    frame, rows = fleet.vehicles(run), run.table("vehicles").astype({"fleet": str})
    buses = rows[rows["fleet"] == "bus"]
    assert list(frame.index) == ["bus", "coach", "taxi"]
    assert frame.loc["bus", "km_per_day"] == pytest.approx(buses["km"].mean() / 9)
    assert frame.loc["bus", "kwh_per_100km"] == pytest.approx(105.0)
    assert frame.loc["taxi", "soh_low"] == pytest.approx(0.97)
    figure = figures.health(frame, {"bus": "Buses"}, "en")
    assert figure.data[0].x == pytest.approx([2.0, 2.0, 2.0])
    assert figure.data[1].x == pytest.approx([1.0, 1.0, 1.0])


def test_names_of_lines_and_zones_come_from_the_inputs(tmp_path: Path) -> None:
    path = make_run(tmp_path / "run", days=1)
    inputs = path / "inputs"
    inputs.mkdir(exist_ok=True)
    (inputs / "lines.csv").write_text("# x\nline,from,to\nl1,depot,station\nl1,station,depot\n")
    (inputs / "zones.csv").write_text("zone,name_zh,name_en\nz1,雁东,East\n", encoding="utf-8")
    (inputs / "broken.csv").write_text('"')
    run = RunFolder(path)
    assert input_names.line_ends(run) == {"l1": ("depot", "station")}
    assert input_names.zone_names(run, "zh") == {"z1": "雁东"}


def test_diesel_fleets_have_no_charge_and_say_so(tmp_path: Path) -> None:
    run = RunFolder(make_run(tmp_path / "today", green=False, days=2))
    assert fleet.electric(run) == ()
    assert fleet.consumption(run).empty
    words = [
        figures.consumption({}, "en"),
        figures.health(fleet.vehicles(run), {}, "en"),
        figures.zones(None, {}, "en"),
        figures.punctuality(fleet.days(run).lines.iloc[:0], {}, "en"),
        figures.charge_raster((), np.zeros((0, 96)), pd.Timestamp("2025-01-01"), "en"),
    ]
    assert all(len(figure.data) == 0 for figure in words)
    assert all(figure.layout.annotations[0].text for figure in words)
