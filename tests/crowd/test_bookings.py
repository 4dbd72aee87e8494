"""Bookings: a plug that is kept for one on its way is nobody else's."""

from sim.crowd.charging import book, has_place_for_booking, openings, release
from tests.support.crowd_world import CarWorld, cars, charging_network, site, station

TWO = charging_network(site(station(("dc-60", 2))))


def test_a_booked_plug_is_not_given_to_others() -> None:
    world = CarWorld(TWO, cars([10.0, 20.0, 30.0], energy_kwh=30.0))
    assert book(world.power, 0)
    assert openings(world.power, 0) == 1
    world.until(40.0)
    assert (world.power.plugs["user"] >= 0).sum() == 1
    assert world.power.pools["queue"][0] == 2


def test_a_booking_that_is_given_up_leaves_the_plug_to_others() -> None:
    world = CarWorld(TWO, cars([10.0, 20.0], energy_kwh=30.0))
    assert book(world.power, 0)
    assert book(world.power, 0)
    assert not book(world.power, 0), "there are two plugs only"
    world.until(15.0)
    assert (world.power.plugs["user"] >= 0).sum() == 0
    release(world.power, 0, 15.0)
    assert openings(world.power, 0) == 1
    world.finish()


def test_who_books_a_taken_plug_gets_the_next_that_is_free() -> None:
    world = CarWorld(TWO, cars([0.0, 0.0, 5.0], energy_kwh=10.0))
    world.until(10.0)
    assert book(world.power, 0)
    assert openings(world.power, 0) == -1
    world.until(3600.0)
    assert world.power.pools["queue"][0] == 0, "one plug is kept, the other serves the queue"
    assert openings(world.power, 0) == 1


def test_of_two_that_have_booked_the_first_to_come_takes_the_plug_that_is_free() -> None:
    """The other plug is taken; the second one's booking must not keep the first one out."""
    world = CarWorld(TWO, cars([0.0], energy_kwh=30.0))
    world.until(10.0)
    assert book(world.power, 0)
    assert book(world.power, 0)
    release(world.power, 0, 20.0)
    assert openings(world.power, 0) == 0
    assert has_place_for_booking(world.power, 0)


def test_a_broken_plug_cannot_be_booked() -> None:
    world = CarWorld(TWO, cars([]))
    world.crowd.fail_plug(0, 0.0)
    assert book(world.power, 0)
    assert not book(world.power, 0)
