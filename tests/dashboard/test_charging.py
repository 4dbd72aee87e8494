"""The page about charging: its figures are those of the tables."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import charging_day
from dashboard.figures import gantt as figures
from dashboard.parts import wait_cards
from dashboard.queries import charging, controllers, gantt, session_curve
from dashboard.queries.charging_settings import settings
from dashboard.queries.session_curve import Curve
from sim.clock import ZONE
from sim.results import RunFolder
from tests.support.make_run import make_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return RunFolder(make_run(tmp_path_factory.mktemp("runs") / "green", days=9))


@pytest.fixture(scope="module")
def sessions(run: RunFolder) -> pd.DataFrame:
    return run.table("sessions").astype({"station": str, "fleet": str})


def test_waits_are_those_of_all_sessions(run: RunFolder, sessions: pd.DataFrame) -> None:
    found = charging.stations(run)
    for station, rows in sessions.groupby("station"):
        row, wait = found.loc[station], rows["wait_minutes"]
        assert row["sessions"] == len(rows)
        assert row["share_waiting"] == pytest.approx((wait > 0).mean())
        assert row["waited_h"] == pytest.approx(wait.sum() / 60.0)
        assert row["wait_mean"] == pytest.approx(wait.mean())
        assert row["wait_max"] == pytest.approx(wait.max())
        for share in (50, 90, 95):
            assert row[f"wait_p{share}"] == pytest.approx(wait.quantile(share / 100)), share


@pytest.mark.parametrize("waiting", [0, 1, 60, 100])
def test_percentiles_count_those_who_do_not_wait(waiting: int) -> None:
    rng = np.random.default_rng(waiting)
    waits = np.sort(rng.exponential(10.0, waiting))
    every = np.concatenate([np.zeros(100 - waiting), waits])
    found = charging.percentiles(waits, 100, (10, 50, 95))
    assert found == pytest.approx(np.percentile(every, [10, 50, 95]))


def test_the_busiest_is_where_most_is_waited(run: RunFolder, sessions: pd.DataFrame) -> None:
    waited = sessions.groupby("station")["wait_minutes"].sum()
    assert charging.busiest(run) == waited.idxmax()
    assert list(charging.stations(run).index) == list(waited.sort_values(ascending=False).index)
    own = sessions[sessions["station"] == "campus"]
    by_day = own.groupby(own["arrive"].dt.date)["wait_minutes"].sum()
    assert charging.worst_day(run, "campus") == by_day.idxmax()


def test_a_station_has_its_plugs_power_and_those_who_left(run: RunFolder) -> None:
    row = charging.station(run, "taxi-hub")
    assert row is not None
    assert (row["plugs"], row["installed_kw"], row["limit_kw"]) == (30, 1800.0, 900.0)
    assert row["balked"] == run.table("balked")["count"].sum()
    assert row["longest_queue"] == run.series(["station/taxi-hub/queue"]).max().item()
    assert charging.station(run, "nowhere") is None


def test_bars_of_plugs_are_the_time_at_plugs_on_the_day(
    run: RunFolder, sessions: pd.DataFrame
) -> None:
    day = dt.date(2025, 1, 4)
    begin = pd.Timestamp(day, tz=ZONE)
    end = begin + pd.Timedelta(days=1)
    bars = gantt.plugs(charging.sessions_at(run, "taxi-hub", day), day, "fleet", {"taxi": "Taxis"})
    rows = sessions[sessions["station"] == "taxi-hub"]

    def hours(first: str, last: str) -> float:
        inside = rows[last].clip(upper=end) - rows[first].clip(lower=begin)
        return float(inside.dt.total_seconds().clip(lower=0.0).sum() / 3600.0)

    long_h = (bars["end"] - bars["begin"]).dt.total_seconds() / 3600.0
    waiting = bars["kind"] == "waiting"
    assert long_h[~waiting].sum() == pytest.approx(hours("start", "end"))
    assert long_h[waiting].sum() == pytest.approx(hours("arrive", "start"), abs=0.01)
    assert bars["begin"].min() >= begin
    assert bars["end"].max() <= end
    assert bars["vehicle"].str.startswith("Taxis ").all()


def test_colours_by_charge_follow_the_end(run: RunFolder) -> None:
    day = dt.date(2025, 1, 4)
    rows = charging.sessions_at(run, "taxi-hub", day)
    bars = gantt.plugs(rows, day, "soc", {})
    bars = bars[bars["kind"] != "waiting"]
    assert set(bars["kind"]) <= {"soc_60", "soc_80", "soc_95"}
    assert (bars.loc[bars["kind"] == "soc_95", "soc_end"] >= 0.95).all()
    assert (bars.loc[bars["kind"] == "soc_80", "soc_end"] < 0.95).all()


def test_plugs_are_drawn_with_thin_waits_and_the_chosen_session(run: RunFolder) -> None:
    day = dt.date(2025, 1, 4)
    bars = gantt.plugs(charging.sessions_at(run, "taxi-hub", day), day, "fleet", {})
    key = bars["key"].iloc[-1]
    figure = figures.plugs(bars, {"fleet_0": "Taxis"}, key, "en")
    names = [trace.name for trace in figure.data]
    assert names == ["Waiting", "Taxis"]
    assert figure.data[0].width < figure.data[1].width
    assert sum(len(trace.x) for trace in figure.data) == len(bars)
    assert len(figure.layout.shapes) == 1
    assert figure.layout.xaxis.type == "date"
    empty = figures.plugs(bars.iloc[:0], {}, "", "zh")
    assert "没有充电" in empty.layout.annotations[0].text


def test_many_bars_become_lines(run: RunFolder) -> None:
    day = dt.date(2025, 1, 4)
    bars = gantt.plugs(charging.sessions_at(run, "taxi-hub", day), day, "fleet", {})
    many = pd.concat([bars] * (2000 // len(bars) + 1), ignore_index=True)
    figure = figures.plugs(many, {"fleet_0": "Taxis"}, "", "en")
    assert {trace.type for trace in figure.data} == {"scattergl"}
    assert sum(len(trace.x) for trace in figure.data) == 3 * len(many)


def test_vehicles_drive_charge_and_wait(run: RunFolder) -> None:
    day = dt.date(2025, 1, 4)
    rows = charging.sessions_at(run, "depot-east", day)
    assert gantt.fleets_at(rows) == ["bus"]
    numbers = gantt.chosen_vehicles(rows, "bus")
    assert len(numbers) == gantt.MOST_VEHICLES
    bars = gantt.vehicles(run, day, "bus", numbers)
    assert set(bars["kind"]) == {"waiting", "charging", "driving"}
    trips = run.table("trips").astype({"fleet": str, "state": str})
    own = trips[(trips["fleet"] == "bus") & trips["vehicle"].isin(numbers)]
    own = own[(own["state"] == "run") & (own["departed"].dt.date == day)]
    assert (bars["kind"] == "driving").sum() == len(own)
    assert {trace.name for trace in figures.vehicles(bars, "en").data} == {
        *("Waiting", "Charging", "Driving")
    }


def _session(run: RunFolder, minutes: float, first: float, last: float, kwh: float) -> Curve:
    begin = pd.Timestamp("2025-01-02 10:00", tz=ZONE)
    row = SimpleNamespace(
        fleet="taxi", vehicle=-1, kind="dc-60", start=begin, reason="full", fed_kwh=0.0,
        end=begin + pd.Timedelta(minutes=minutes), soc_start=first, soc_end=last,
        battery_kwh=kwh, energy_kwh=kwh / 0.94,
    )  # fmt: skip
    return session_curve.curve_of(run, row)


@pytest.fixture
def taxis(tmp_path: Path) -> RunFolder:
    """A run whose taxis are BYD e6: 100 kW, full power to 80 %, 45 % of it at 95 %."""
    path = make_run(tmp_path / "run", days=1)
    lines = ["fleets:", "  on_demand:", "  - id: taxi", "    vehicle: byd-e6", ""]
    (path / "scenario.yaml").write_text("\n".join(lines))
    return RunFolder(path)


def test_a_session_at_the_plugs_power_is_worked_out(taxis: RunFolder) -> None:
    kwh = 0.4 * 70.0
    curve = _session(taxis, 60.0 * kwh / 56.4, 0.3, 0.7, kwh)
    assert curve.reason == ""
    assert curve.even is None
    assert curve.fastest is not None
    assert curve.fastest.power_kw == pytest.approx(np.full(200, 60.0))
    assert curve.fastest.minutes[-1] == pytest.approx(60.0 * kwh / 56.4)


def test_a_session_that_was_held_back_keeps_its_time_and_energy(taxis: RunFolder) -> None:
    kwh = 0.6 * 70.0
    curve = _session(taxis, 120.0, 0.3, 0.9, kwh)
    assert curve.even is not None
    assert curve.fastest is not None
    assert curve.fastest.minutes[-1] < 60.0
    assert curve.even.minutes[-1] == pytest.approx(120.0)
    power = curve.even.power_kw
    drawn = np.sum(0.5 * (power[1:] + power[:-1]) * np.diff(curve.even.minutes) / 60.0)
    assert drawn == pytest.approx(kwh / 0.94, rel=1e-4)
    assert curve.limit_kw == pytest.approx(kwh / 0.94 / 2.0, rel=1e-3)


def test_the_tail_of_a_curve_has_its_closed_form(taxis: RunFolder) -> None:
    # From 85 to 95 % a 100 kW battery's power falls on a line, from 81.67 to 45 kW.
    soc = np.linspace(0.85, 0.95, 200)
    power = np.interp(soc, [0.8, 0.95], [100.0, 45.0])
    hours = session_curve._hours(soc, 70.0, power)[-1]
    assert hours == pytest.approx(7.0 / (power[0] - 45.0) * np.log(power[0] / 45.0))


def test_what_cannot_be_worked_out_is_said(taxis: RunFolder) -> None:
    assert _session(taxis, 10.0, 0.3, 0.9, 42.0).reason == "unknown"
    row = SimpleNamespace(
        kind="swap", reason="swapped", energy_kwh=0.0, fed_kwh=0.0,
        start=pd.Timestamp("2025-01-01"), end=pd.Timestamp("2025-01-02"),
    )  # fmt: skip
    assert session_curve.curve_of(taxis, row).reason == "swap"
    figure = charging_day.session(session_curve.curve_of(taxis, row), "en")
    assert "mean power only" in figure.layout.annotations[0].text


def test_the_scenario_tells_controllers_limits_and_vehicles(tmp_path: Path) -> None:
    path = make_run(tmp_path / "run", days=1)
    (path / "scenario.yaml").write_text(
        "sites:\n"
        "- id: depot\n  name:\n    zh: 场站\n  stations:\n"
        "  - id: fast\n    limit_kw: 900.0\n  - id: slow\n    limit_kw: null\n"
        "  charging:\n    controller: valley_filling\n    limit_kw: 12.0\n"
        "- id: hub\n  charging:\n    controller:\n      kind: optimum\n      horizon_h: 24\n"
        "- id: own\n  charging:\n    controller:\n      python: rule.py:Rule\n"
        "fleets:\n  timetabled:\n  - id: buses\n    vehicle: yutong-e12\n"
        "catalogue:\n  vehicles:\n  - id: mine\n    like: byd-e6\n    max_charge_kw: 40.0\n"
    )
    found = settings(RunFolder(path))
    assert found.controllers == {"depot": "valley_filling", "hub": "optimum", "own": "python"}
    assert found.limits_kw == {"fast": 900.0}
    assert found.vehicles == {"buses": "yutong-e12"}
    assert found.catalogue["vehicles"][0]["max_charge_kw"] == 40.0


def test_days_of_a_controller_add_up(run: RunFolder, sessions: pd.DataFrame) -> None:
    found = controllers.days_of(run, "yt-1", dt.date(2025, 1, 3), 2)
    assert found is not None
    names = ["site/yt-1/charging_kw", "world/price_cny_per_kwh"]
    frame = run.series(names, pd.Timestamp("2025-01-03", tz=ZONE), 2).astype(float)
    assert found.peak_kw == pytest.approx(frame[names[0]].max())
    assert found.energy_kwh == pytest.approx(frame[names[0]].sum() * 0.25)
    cost = (frame[names[0]] * frame[names[1]]).sum() * 0.25
    assert found.cost_cny == pytest.approx(cost)
    left = sessions[(sessions["site"] == "yt-1") & (sessions["end"] < "2025-01-05")]
    assert found.sessions == (left["end"] >= "2025-01-03").sum()
    assert controllers.days_of(run, "yt-1", dt.date(2025, 3, 1), 1) is None
    assert controllers.days_of(run, "nowhere", dt.date(2025, 1, 3), 1) is None


def test_power_is_drawn_against_its_limit(run: RunFolder) -> None:
    frame = charging.power(run, "taxi-hub", dt.date(2025, 1, 2), 1)
    figure = charging_day.power(frame, 1800.0, 30.0, "en")
    assert [trace.name for trace in figure.data] == [
        *("Charging power", "Plugs in use", "Vehicles waiting")
    ]
    assert [shape.y0 for shape in figure.layout.shapes] == [1800.0, 30.0]
    bare = charging_day.power(frame[[]], 0.0, 0.0, "en")
    assert "no power" in bare.layout.annotations[0].text


def test_cards_tell_whether_waits_became_shorter(run: RunFolder) -> None:
    row = charging.station(run, "taxi-hub")
    assert row is not None
    cards = wait_cards.cards(row, row | {"wait_p95": row["wait_p95"] + 5.0, "balked": 1.0}, "en")
    said = {card.to_plotly_json()["props"]["data-measure"]: str(card) for card in cards.children}
    assert "tag-better" in said["wait_p95"]
    assert "tag-worse" in said["balked"]
    assert "tag-equal" in said["wait_max"]


def test_a_run_without_stations_has_no_busiest(tmp_path: Path) -> None:
    run = RunFolder(make_run(tmp_path / "today", green=False, days=2))
    assert charging.stations(run).empty
    assert charging.busiest(run) == ""
    assert charging.worst_day(run, "") == run.grid.start
    assert charging.sessions_at(run, "", run.grid.start).empty
