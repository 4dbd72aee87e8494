import numpy as np
import pytest

from sim.inputs.distance import drive_s, road_km, straight_km

LANZHOU, XIAN, SYDNEY = (36.0611, 103.8343), (34.3416, 108.9398), (-33.8688, 151.2093)


def test_one_degree_of_a_meridian():
    """A great circle's degree is its circumference / 360."""
    km = straight_km(np.array([[36.0, 103.0]]), np.array([[37.0, 103.0], [36.0, 103.0]]))
    assert km == pytest.approx(np.array([[2.0 * np.pi * 6371.0088 / 360.0, 0.0]]), abs=1e-9)


def test_against_the_spherical_law_of_cosines():
    places = np.array([LANZHOU, XIAN, SYDNEY])
    lat, lon = np.radians(places).T
    cosine = np.sin(lat)[:, None] * np.sin(lat) + np.cos(lat)[:, None] * np.cos(lat) * np.cos(
        lon[:, None] - lon
    )
    expected = 6371.0088 * np.arccos(np.clip(cosine, -1.0, 1.0))
    assert straight_km(places, places) == pytest.approx(expected, abs=1e-3)


def test_antipodes_are_half_the_circumference():
    km = straight_km(np.array([[0.0, 0.0]]), np.array([[0.0, 180.0]]))
    assert km[0, 0] == pytest.approx(np.pi * 6371.0088)


def test_roads_are_longer_by_their_detour():
    here, there = np.array([LANZHOU]), np.array([XIAN])
    km = road_km(here, there, 1.35)
    assert km == pytest.approx(1.35 * straight_km(here, there))
    assert drive_s(km, 50.0) == pytest.approx(km / 50.0 * 3600.0)
