"""Cars: the drawn process has its moments, days keep their dice, logs are checked."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.car_sessions import arrival_profile, build
from sim.models.vehicle import vehicle
from sim.scenario.base import Text
from sim.scenario.catalogue import Catalogue
from sim.scenario.fleets import SessionFleet, Spread
from sim.scenario.site import PlugGroup, Station

ACN = Path(__file__).parents[2] / "../shared/data/acn/caltech_2019-05-01_2019-08-31.csv.gz"
STATIONS = (
    Station(id="one", plugs=(PlugGroup(kind="ac-7", count=30),)),
    Station(id="two", plugs=(PlugGroup(kind="dc-60", count=6), PlugGroup(kind="ac-7", count=4))),
)
YEAR = TimeGrid(date(2025, 1, 1), 365, 5)


def fleet(**options):
    defaults = {
        "id": "staff",
        "name": Text(zh="员工", en="Staff"),
        "vehicle": "car-generic",
        "stations": ("one", "two"),
        "arrivals_per_day": {"workday": 200, "restday": 40},
    }
    return SessionFleet(**(defaults | options))


def test_moments_of_a_year():
    cars = build(fleet(), STATIONS, YEAR, seed=1, replication=0)
    kinds = YEAR.kind_of_day
    day = (cars.arrive_s // 86400).astype(int)
    by_day = np.bincount(day, minlength=365)
    assert np.all(np.diff(cars.arrive_s) >= 0)
    for kind, mean in ((0, 200.0), (1, 40.0)):
        counts = by_day[kinds == kind]
        four_sigma = 4.0 * np.sqrt(mean / len(counts))
        assert counts.mean() == pytest.approx(mean, abs=four_sigma)
        assert counts.var() / mean == pytest.approx(1.0, abs=0.35)  # Poisson
    stay_h = (cars.leave_s - cars.arrive_s) / 3600.0
    assert stay_h.mean() == pytest.approx(6.0, abs=0.06)
    assert stay_h.std() == pytest.approx(2.5, abs=0.06)
    assert np.log(stay_h).std() == pytest.approx(np.sqrt(np.log1p((2.5 / 6.0) ** 2)), abs=0.01)
    assert cars.energy_kwh.max() <= 60.0 * 0.9
    assert (cars.station == 0).mean() == pytest.approx(30 / 40, abs=0.01)
    hour = (cars.arrive_s[kinds[day] == 0] % 86400 // 3600).astype(int)
    share = np.bincount(hour, minlength=24) / len(hour)
    assert share == pytest.approx(arrival_profile("workplace")[0], abs=0.006)


def test_exponential_stays():
    some = fleet(stay_distribution="exponential", stay_h=Spread(mean=2.0, sd=0.0))
    cars = build(some, STATIONS, YEAR, seed=1, replication=0)
    stay_h = (cars.leave_s - cars.arrive_s) / 3600.0
    assert stay_h.mean() == pytest.approx(2.0, rel=0.02)
    assert np.mean(stay_h > 4.0) == pytest.approx(np.exp(-2.0), abs=0.006)


def test_a_day_keeps_its_cars():
    """Neither the period's length nor its beginning changes what comes on 6 January."""
    short = TimeGrid(date(2025, 1, 6), 1, 5)
    one = build(fleet(), STATIONS, short, seed=3, replication=0)
    year = build(fleet(), STATIONS, YEAR, seed=3, replication=0)
    of_day = year.arrive_s // 86400 == 5
    assert np.allclose(year.arrive_s[of_day] - 5 * 86400, one.arrive_s)
    assert np.array_equal(year.energy_kwh[of_day], one.energy_kwh)
    assert np.array_equal(year.station[of_day], one.station)


def test_streams_are_separate():
    base = build(fleet(), STATIONS, YEAR, seed=3, replication=0)
    longer = build(fleet(stay_h=Spread(mean=9.0, sd=1.0)), STATIONS, YEAR, seed=3, replication=0)
    assert np.array_equal(base.arrive_s, longer.arrive_s)
    assert np.array_equal(base.energy_kwh, longer.energy_kwh)
    for other in (
        build(fleet(id="guests"), STATIONS, YEAR, 3, 0),
        build(fleet(), STATIONS, YEAR, 3, 1),
        build(fleet(), STATIONS, YEAR, 4, 0),
    ):
        assert not np.array_equal(base.arrive_s[:50], other.arrive_s[:50])


def test_only_fitting_plugs_attract():
    """A station of plugs that fit no car draws nobody while another has some that do."""
    assert "ac" not in vehicle("yutong-e12").plugs
    cars = build(fleet(vehicle="yutong-e12"), STATIONS, TimeGrid(date(2025, 1, 6), 5, 5), 1, 0)
    assert set(cars.station) == {1}


def test_no_arrivals():
    cars = build(fleet(arrivals_per_day={}), STATIONS, TimeGrid(date(2025, 1, 1), 3, 5), 1, 0)
    assert cars.count == 0 and cars.station.dtype == np.int32


@pytest.fixture
def log(tmp_path):
    def write(*rows):
        path = tmp_path / "log.csv"
        path.write_text("\n".join(["station,arrive,depart,energy_kwh", *rows]), encoding="utf-8")
        return fleet(log=path)

    return write


def test_log(log):
    some = log(
        "two,2025-01-02 09:30,2025-01-02 17:00,22.5",
        "one,2025-01-01T00:00:30Z,2025-01-01T03:00:00Z,5",
        "one,2026-01-02 09:00,2026-01-02 10:00,5",
    )
    cars = build(some, STATIONS, TimeGrid(date(2025, 1, 1), 7, 5), 1, 0)
    assert cars.arrive_s.tolist() == [8 * 3600 + 30, 86400 + 9.5 * 3600]
    assert cars.leave_s.tolist() == [11 * 3600, 86400 + 17 * 3600]
    assert cars.energy_kwh.tolist() == [5.0, 22.5] and cars.station.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("three,2025-01-02 09:30,2025-01-02 17:00,22", "log.csv:2: station: 'three' is not one of"),
        ("one,2025-01-02 09:30,2025-01-02 09:00,22", "is not after arrive 2025-01-02 09:30"),
        ("one,2025-02-30,2025-01-02 09:00,22", "'2025-02-30' is not a time"),
        ("one,2025-01-02 09:30,2025-01-02 19:00,0", "0 must be greater than 0"),
        ("one,2025-01-02 09:30,2025-01-02 19:00,99", "99 must be at most 60"),
        ("one,2019-01-02 09:30,2019-01-02 19:00,9", "none of its 1 sessions begins in the period"),
    ],
)
def test_bad_logs(log, row, said):
    with pytest.raises(InputError, match=said):
        build(log(row), STATIONS, TimeGrid(date(2025, 1, 1), 7, 5), 1, 0)


POD = Station(
    id="pod",
    plugs=(
        PlugGroup(kind="dc-60", count=1, names=("fast",)),
        PlugGroup(kind="ac-7", count=2, names=("CA-1", "CA-496")),
    ),
)


def test_a_log_names_plugs(tmp_path):
    """By the column `plug` of one's own log, and by the station of the others."""
    path = tmp_path / "log.csv"
    path.write_text(
        "station,arrive,depart,energy_kwh,plug\n"
        "pod,2025-01-01 08:00,2025-01-01 09:00,5,CA-496\n"
        "pod,2025-01-01 08:10,2025-01-01 09:00,5,\n"
        "pod,2025-01-01 08:20,2025-01-01 09:00,5,fast\n",
        encoding="utf-8",
    )
    cars = build(fleet(stations=("pod",), log=path), (POD,), NEW_YEAR, 1, 0)
    assert cars.group.tolist() == [1, -1, 0]
    path.write_text(
        "arrival,departure,delivered_energy (kWh),station_id\n"
        "2025-01-01 08:00:00+08:00,2025-01-01 09:00:00+08:00,8,CA-1\n",
        encoding="utf-8",
    )
    cars = build(fleet(stations=("one", "pod"), log=path), (STATIONS[0], POD), NEW_YEAR, 1, 0)
    assert cars.station.tolist() == [1] and cars.group.tolist() == [1]


def test_acn_data_names_its_plug_as_space(acn):
    assert build(acn({}, stations=("pod",)), (POD,), NEW_YEAR, 1, 0).group.tolist() == [1]


@pytest.mark.parametrize("plug", ["CA-469", "fast"])
def test_a_plug_that_is_not_there_or_does_not_fit(tmp_path, plug):
    path = tmp_path / "log.csv"
    row = f"pod,2025-01-01 08:00,2025-01-01 09:00,5,{plug}\n"
    path.write_text(f"station,arrive,depart,energy_kwh,plug\n{row}", encoding="utf-8")
    own = Catalogue.model_validate({"vehicles": [{"id": "c", "like": "byd-e6", "plugs": ["ac"]}]})
    some = fleet(stations=("pod",), log=path, vehicle="c")
    with pytest.raises(InputError, match=rf"log\.csv:2: plug: '{plug}' is not one of"):
        build(some, (POD,), NEW_YEAR, 1, 0, own)
    path.write_text(
        "arrival,departure,delivered_energy (kWh),station_id\n"
        f"2025-01-01 08:00:00+08:00,2025-01-01 09:00:00+08:00,8,{plug}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="stations \\(pod\\), and no plug of theirs that fits"):
        build(some, (POD,), NEW_YEAR, 1, 0, own)


def test_workplace_profile_is_caltechs():
    if not ACN.is_file():
        pytest.skip("the ACN-Data sample is not beside the project")
    sessions = pd.read_csv(ACN)
    arrive = pd.to_datetime(sessions["arrival"], utc=True).dt.tz_convert("America/Los_Angeles")
    rest = (arrive.dt.day_of_week >= 5) | arrive.dt.strftime("%m-%d").isin(["05-27", "07-04"])
    for kind, chosen in enumerate((~rest, rest)):
        counts = arrive[chosen].dt.hour.value_counts().reindex(range(24), fill_value=0)
        share = counts.to_numpy() / counts.sum()
        assert arrival_profile("workplace")[kind] == pytest.approx(share, abs=0.001)


ITEM = {
    "sessionID": "s1",
    "connectionTime": "Wed, 01 Jan 2025 16:00:00 GMT",
    "disconnectTime": "Wed, 01 Jan 2025 20:30:00 GMT",
    "kWhDelivered": 7.5,
    "stationID": "2-39-78-362",
    "spaceID": "CA-496",
    "timezone": "America/Los_Angeles",
}
NEW_YEAR = TimeGrid(date(2025, 1, 1), 7, 5)


@pytest.fixture
def acn(tmp_path):
    def write(*changes, **options):
        path = tmp_path / "acn.json"
        items = [ITEM | {"sessionID": f"s{n}"} | change for n, change in enumerate(changes)]
        path.write_text(json.dumps({"_meta": {}, "_items": items}), encoding="utf-8")
        return fleet(**({"stations": ("one",), "log": path} | options))

    return write


@pytest.mark.parametrize(("times", "hour"), [("instant", 24), ("wall_clock", 8)])
def test_acn_data(acn, times, hour):
    """16:00 GMT is midnight here, and eight in the morning in California."""
    cars = build(acn({}, log_times=times), STATIONS[:1], NEW_YEAR, 1, 0)
    assert cars.arrive_s.tolist() == [hour * 3600.0]
    assert cars.leave_s.tolist() == [(hour + 4.5) * 3600.0]
    assert cars.energy_kwh.tolist() == [7.5] and cars.station.tolist() == [0]


def test_a_night_of_changed_clocks_is_as_long_as_it_was(acn):
    """On 9 March 2025 California has no hour from two to three."""
    night = {
        "connectionTime": "Sun, 09 Mar 2025 08:00:00 GMT",
        "disconnectTime": "Sun, 09 Mar 2025 14:00:00 GMT",
    }
    grid = TimeGrid(date(2025, 3, 9), 1, 5)
    cars = build(acn(night, log_times="wall_clock"), STATIONS[:1], grid, 1, 0)
    assert cars.arrive_s.tolist() == [0.0] and cars.leave_s.tolist() == [6 * 3600.0]


def test_stations_of_acn_data(acn):
    several = {"stations": ("one", "two")}
    cars = build(acn({"spaceID": "two"}, **several), STATIONS, NEW_YEAR, 1, 0)
    assert cars.station.tolist() == [1]
    with pytest.raises(InputError, match=r"_items\.0\.stationID: '2-39-78-362' is none of the"):
        build(acn({}, **several), STATIONS, NEW_YEAR, 1, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kWhDelivered": float("nan")}, "acn.json: _items.1.kWhDelivered: 'nan' is not a number"),
        ({"kWhDelivered": -1}, "kWhDelivered: -1 must be above 0 and at most 60"),
        ({"kWhDelivered": 61}, "61 must be above 0 and at most 60"),
        ({"kWhDelivered": None}, "'None' is not a number"),
        ({"disconnectTime": None}, "_items.1.disconnectTime: 'None' is not a time"),
        ({"connectionTime": "2025-01-01T00:00:00"}, "is not a time, as 'Wed, 25 Apr 2018"),
        ({"disconnectTime": "Wed, 01 Jan 2025 15:00:00 GMT"}, "is not after connectionTime Wed,"),
        ({"sessionID": "s0"}, "_items.1.sessionID: 's0' is also the session of item 0"),
        ({"timezone": "Mars"}, "_items.1.timezone: 'Mars' is not a time zone"),
    ],
)
def test_bad_acn_data(acn, change, said):
    with pytest.raises(InputError) as caught:
        build(acn({}, change, log_times="wall_clock"), STATIONS[:1], NEW_YEAR, 1, 0)
    assert len(caught.value.faults) == 1 and said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "acn.json:1: is not JSON"), ("{}", "no sessions in `_items`"), ("[1]", "_items.0: is")],
)
def test_json_that_is_no_log(tmp_path, text, said):
    path = tmp_path / "acn.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        build(fleet(stations=("one",), log=path), STATIONS[:1], NEW_YEAR, 1, 0)


def test_bad_sustaingym(tmp_path):
    path = tmp_path / "log.csv"
    head = "arrival,departure,requested_energy (kWh),delivered_energy (kWh),station_id\n"
    path.write_text(
        head + "2025-01-01 08:00:00-08:00,2025-01-01 07:00:00-08:00,9,8,CA-1\n"
        "2025-01-01 08:00:00-08:00,2025-01-01 09:00:00-08:00,9,nan,CA-1\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        build(fleet(stations=("one",), log=path), STATIONS[:1], NEW_YEAR, 1, 0)
    places = [(fault.line, fault.path) for fault in caught.value.faults]
    assert places == [(2, "departure"), (3, "delivered_energy (kWh)")]


def test_the_caltech_months():
    """All 3,527 sessions and 29,532.8 kWh, at the wall clock that they had in California."""
    if not ACN.is_file():
        pytest.skip("the ACN-Data sample is not beside the project")
    grid = TimeGrid(date(2019, 5, 1), 123, 5)
    some = fleet(stations=("one",), log=ACN, log_times="wall_clock", vehicle="byd-e6")
    cars = build(some, STATIONS[:1], grid, 1, 0)
    assert cars.count == 3527 and cars.energy_kwh.sum() == pytest.approx(29532.8, abs=0.05)
    assert cars.arrive_s[0] == 1 * 3600 + 18 * 60 + 45
    with pytest.raises(InputError, match=r"60\.401 must be at most 60"):
        build(fleet(stations=("one",), log=ACN), STATIONS[:1], grid, 1, 0)


def test_a_gzip_that_is_none(tmp_path):
    path = tmp_path / "log.csv.gz"
    path.write_bytes(b"station,arrive\n")
    with pytest.raises(InputError, match="is not a gzip file"):
        build(fleet(log=path), STATIONS, NEW_YEAR, 1, 0)
