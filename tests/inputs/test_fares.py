"""Taxi fares by hand, and their changes."""

import pytest

from sim.inputs.fares import fares, is_night


@pytest.mark.parametrize(
    ("km", "night", "fare_cny"),
    [
        (2.0, False, 10.0),
        (3.0, False, 10.0),
        (5.0, False, 10.0 + 2 * 1.4),
        (12.0, False, 10.0 + 7 * 1.4 + 2 * 2.1),
        (5.0, True, 10.0 + 2 * 1.4 + 5 * 0.2),
    ],
)
def test_fares(km: float, night: bool, fare_cny: float) -> None:
    assert fares({}).fare_cny(km, night) == pytest.approx(fare_cny)


def test_a_scenario_changes_them() -> None:
    assert fares({"taxi_fare_start": 8.0, "taxi_fare_km": 2.0}).fare_cny(4.0, False) == 10.0


def test_the_night_is_from_22_to_6() -> None:
    assert [hour for hour in range(24) if is_night(hour)] == [0, 1, 2, 3, 4, 5, 22, 23]
