"""Taxi demand: probabilities, distances, and what is said of bad files."""

from datetime import date

import numpy as np
import pytest

from sim.clock import TimeGrid
from sim.errors import InputError
from sim.inputs.distance import straight_km
from sim.inputs.taxi_demand import build
from sim.scenario.base import Text
from sim.scenario.fleets import OnDemandFleet, Roads

ZONES = """\
zone,name_zh,name_en,area,latitude,longitude,origin_weight,destination_weight,\
vehicle_weight
a,甲,A,core,36.06,103.80,3,1,1
b,乙,B,core,36.06,103.85,1,2,1
c,丙,C,,36.20,104.00,0,1,1
"""
PROFILE = "hour,workday,restday\n" + "".join(
    f"{hour},{2 / 36 if 6 <= hour < 18 else 1 / 36},{1 / 24}\n" for hour in range(24)
)

GRID = TimeGrid(date(2025, 1, 6), 7, 60)
EVEN_ONES = "hour,workday,restday\n" + "".join(f"{hour},1,1\n" for hour in range(24))


@pytest.fixture
def demand(tmp_path):
    def make(zones=ZONES, profile=PROFILE, od=None, **options):
        for name, text in (("zones", zones), ("profile", profile), ("od", od or "")):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        fleet = OnDemandFleet(
            id="taxis",
            name=Text(zh="出租车", en="Taxis"),
            vehicle="byd-e6",
            vehicles=100,
            zones=tmp_path / "zones.csv",
            profile=tmp_path / "profile.csv",
            od=None if od is None else tmp_path / "od.csv",
            requests_per_day={"workday": 60000, "restday": 48000},
            **options,
        )
        return build(fleet, Roads(detour_factor=1.3), GRID)

    return make


def test_a_day_has_its_requests(demand):
    made = demand()
    assert (made.rate_per_s * 3600).sum(axis=1) == pytest.approx([60000, 48000])
    assert made.rate_per_s[0, 12] == pytest.approx(2 * made.rate_per_s[0, 3])


def test_gravity_by_hand(demand):
    made = demand(gravity_km=5.0)
    assert made.origin_cdf[0].tolist() == [0.75, 1.0, 1.0]
    pull = np.array([1.0, 2.0, 1.0]) * np.exp(-made.km / 5.0)
    expected = np.cumsum(pull / pull.sum(axis=1)[:, None], axis=1)
    assert made.destination_cdf[0, :2] == pytest.approx(expected[:2])
    # No request begins in c; its row is still a distribution.
    assert made.destination_cdf[0, 2].tolist() == [0.0, 0.0, 1.0]


def test_gravity_survives_far_zones(demand):
    """exp(−2000 km / 0.1 km) is 0 in floating point; the rows must stay distributions."""
    far = ZONES.replace("36.20,104.00,0", "45.0,126.0,5").replace("a,甲", "a2,甲")
    made = demand(zones=far, gravity_km=0.1)
    assert np.isfinite(made.destination_cdf).all()
    assert np.all(made.destination_cdf[:, :, -1] == 1.0)


def test_distances(demand):
    made = demand(intrazonal_km=2.5, intrazonal_pickup_minutes=4, speed_km_per_h=30)
    straight = straight_km(made.zones.position_deg, made.zones.position_deg)
    off = ~np.eye(3, dtype=bool)
    assert made.km[off] == pytest.approx(1.3 * straight[off])
    assert np.diag(made.km).tolist() == [2.5] * 3
    assert made.seconds == pytest.approx(made.km / 30 * 3600)
    assert np.diag(made.pickup_s).tolist() == [240.0] * 3
    assert np.diag(made.pickup_km) == pytest.approx([2.0] * 3)
    assert made.neighbours.tolist() == [[0, 1, 2], [1, 0, 2], [2, 1, 0]]
    near = made.station_km(made.zones.position_deg)
    assert np.diag(near).tolist() == [1.25] * 3 and near[0, 1] == made.km[0, 1]


def test_vehicles_are_shared_out_whole(demand):
    assert demand().vehicles.tolist() == [34, 33, 33]


def test_od_by_hours(demand):
    od = (
        "origin,destination,weight,day_kind,hour_from,hour_to\n"
        "a,b,1,,,\nb,a,1,,,\na,c,2,workday,7,9\n"
    )
    made = demand(od=od)
    bands = made.band
    assert bands.shape == (2, 24) and len(np.unique(bands)) == 2
    assert bands[0, 7] == bands[0, 8] != bands[0, 9] == bands[1, 7]
    morning, else_ = bands[0, 7], bands[0, 0]
    assert made.origin_cdf[morning] == pytest.approx([0.75, 1, 1])
    assert made.destination_cdf[morning, 0] == pytest.approx([0, 1 / 3, 1])
    assert made.origin_cdf[else_] == pytest.approx([0.5, 1, 1])
    assert made.destination_cdf[else_, 0] == pytest.approx([0, 1, 1])


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"zones": ZONES.replace("b,乙", "a,乙")},
            r"zones.csv:3: zone: zone 'a' is also on line 2",
        ),
        ({"zones": ZONES.replace("36.06", "96.06", 1)}, r"latitude: 96.06 must be from -90 to 90"),
        ({"zones": ZONES.replace(",3,1,1", ",-3,1,1")}, r"origin_weight: -3 must be at least 0"),
        (
            {"zones": ZONES.replace(",3,1,1", ",0,1,1").replace(",1,2,1", ",0,2,1")},
            "is zero in all",
        ),
        ({"profile": PROFILE.replace("\n5,", "\n4,")}, "hour 4 is there twice"),
        ({"profile": PROFILE.replace("\n5,", "\n4,")}, "hours are missing: 5"),
        ({"profile": PROFILE.replace("\n5,", "\n24,")}, "24 must be from 0 to 23"),
        ({"profile": EVEN_ONES}, "sum to 24"),
        ({"od": "origin,destination,weight\na,d,1\n"}, "od.csv:2: destination: 'd' is not one of"),
        ({"od": "origin,destination,weight,day_kind\na,b,1,workday\n"}, "no weight on a restday"),
        ({"od": "origin,destination,weight,hour_from,hour_to\na,b,1,9,8\n"}, "8 must be after"),
    ],
)
def test_faults(demand, files, said):
    with pytest.raises(InputError, match=said):
        demand(**files)


def test_faults_of_both_files_at_once(demand):
    with pytest.raises(InputError) as caught:
        demand(zones="zone\n", profile="hour\n")
    assert {fault.file.name for fault in caught.value.faults} == {"zones.csv", "profile.csv"}
