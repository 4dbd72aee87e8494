"""Real trips as requests: times, places, the period, and what is said of bad files."""

from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.taxi_demand import build
from sim.scenario.base import Text
from sim.scenario.fleets import OnDemandFleet, Roads
from tests.inputs.test_taxi_demand import ZONES

GRID = TimeGrid(date(2025, 1, 6), 7, 60)  # a Monday
HEAD = "time,origin,destination,end,km,passengers,fare_cny\n"
TRIPS = HEAD + (
    "2025-01-06 08:30,a,b,2025-01-06 08:50,6.5,2,15.5\n"
    "2025-01-07T08:10:30,b,c,,,,\n"
    "2025-01-06 07:00,a,a,,,1,\n"
    "2025-02-01 07:00,a,a,,,1,\n"
)


@pytest.fixture
def demand(tmp_path):
    def make(trips=TRIPS, **options):
        (tmp_path / "zones.csv").write_text(ZONES, encoding="utf-8")
        (tmp_path / "trips.csv").write_text(trips, encoding="utf-8")
        fleet = OnDemandFleet(
            id="taxis",
            name=Text(zh="出租车", en="Taxis"),
            vehicle="byd-e6",
            vehicles=10,
            zones=tmp_path / "zones.csv",
            requests=tmp_path / "trips.csv",
            **options,
        )
        return build(fleet, Roads(), GRID)

    return make


def test_trips_in_the_period_by_time(demand):
    log = demand().log
    assert log.time_s.tolist() == [7 * 3600.0, 8.5 * 3600.0, 86400.0 + 8 * 3600.0 + 630.0]
    assert log.origin.tolist() == [0, 0, 1] and log.destination.tolist() == [0, 1, 2]
    assert log.seconds[1] == 1200.0 and np.isnan(log.seconds[[0, 2]]).all()
    assert (log.km[1], log.fare_cny[1]) == (6.5, 15.5)


def test_what_drivers_know_is_the_mean_by_hour_and_kind_of_day(demand):
    made = demand()
    per_h = made.requests_per_h()
    assert per_h[0, 7, 0, 0] == pytest.approx(1 / 5) and per_h[0, 8, 0, 1] == pytest.approx(1 / 5)
    assert per_h.sum() == pytest.approx(3 / 5) and per_h[1].sum() == 0.0
    assert made.passengers_per_trip == 1.5


def test_another_year_is_laid_on_the_period(demand):
    made = demand(TRIPS.replace("2025-0", "2013-0"), requests_first_day=date(2013, 1, 6))
    assert made.log.time_s.tolist() == demand().log.time_s.tolist()


def test_other_zones_of_time_and_places(demand):
    rows = (
        "time,origin_latitude,origin_longitude,destination_latitude,destination_longitude\n"
        "2025-01-06T00:30:00+00:00,36.061,103.81,36.19,104.01\n"
    )
    log = demand(rows).log
    assert (log.time_s[0], log.origin[0], log.destination[0]) == (8.5 * 3600.0, 0, 2)


PLACES = "time,origin_latitude,origin_longitude,destination\n"


@pytest.mark.parametrize(
    ("trips", "said"),
    [
        (
            "time,destination\n2025-01-06 07:00,a\n",
            r"trips.csv: origin: column 'origin' .* missing",
        ),
        ("origin,destination\na,b\n", r"column 'time' is missing"),
        (HEAD + "2025-01-06 07:00,a,d,,,,\n", r"trips.csv:2: destination: 'd' is not one of"),
        (HEAD + "2025-01-06 07:00,,b,,,,\n", r"trips.csv:2: origin: is empty"),
        (HEAD + "06/01/2025,a,b,,,,\n", r"trips.csv:2: time: '06/01/2025' is not a time"),
        (
            HEAD + "2025-01-06 07:00,a,b,2025-01-06 06:59,,,\n",
            r"trips.csv:2: end: 2025-01-06 06:59 is not after time 2025-01-06 07:00",
        ),
        (HEAD + "2025-01-06 07:00,a,b,2025-01-08 06:59,,,\n", r"end: .* more than a day"),
        (HEAD + "2025-01-06 07:00,a,b,,nan,,\n", r"km: 'nan' is not a number"),
        (HEAD + "2025-01-06 07:00,a,b,,-3,,\n", r"km: -3 must be greater than 0"),
        (HEAD + "2025-01-06 07:00,a,b,2025-01-06 07:01,30,,\n", r"km: 30 km in 60 s is 1800 km/h"),
        (HEAD + "2025-01-06 07:00,a,b,,,0,\n", r"passengers: 0 must be from 1 to 20"),
        (HEAD + "2025-01-06 07:00,a,b,,,,nan\n", r"fare_cny: 'nan' is not a number"),
        (PLACES + "2025-01-06 07:00,0,0,a\n", r"origin_latitude: 0, 0 is in no zone"),
        (PLACES + "2025-01-06 07:00,NaN,103,a\n", r"origin_latitude: 'NaN' is not a number"),
        (TRIPS.replace("2025", "2013"), r"none of its 4 trips .2013-01-06 to 2013-02-01. begins"),
    ],
)
def test_faults(demand, trips, said):
    with pytest.raises(InputError, match=said):
        demand(trips)


def test_every_fault_at_once(demand):
    with pytest.raises(InputError) as caught:
        demand(HEAD + "x,a,b,,,,\n2025-01-06 07:00,a,q,,nan,,\n")
    assert [(fault.line, fault.path) for fault in caught.value.faults] == [
        (2, "time"),
        (3, "destination"),
        (3, "km"),
    ]
