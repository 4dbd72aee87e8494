"""The audit of a run can fail: state that has been tampered with is found out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim.run import audit as books
from sim.run import runner
from sim.run.audit import BalanceError, Counted, audit
from sim.run.exchange import Exchange
from sim.run.start import Started
from sim.scenario.load import load_scenario
from tests.support.crowd_world import CarWorld, cars, charging_network, site

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
Books = tuple[Any, Started, Exchange, Counted]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Return what the audit of a real run looked at."""
    seen: list[Books] = []

    def remember(*given: Any) -> list[books.Entry]:
        seen.append(given)  # type: ignore[arg-type]
        return audit(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "audit", remember)
        runner.run(load_scenario(SMALL, ["period.days=1"]), tmp_path_factory.mktemp("runs"))
    return seen[0]


def _arrays(started: Started, traded: Exchange) -> Iterator[Any]:
    crowd = started.crowd
    for group in (crowd.power, crowd.lines, crowd.hails, started.sites):
        yield from (array for array in group if hasattr(array, "copy"))
    yield from (crowd.station_kw, traded.import_kw, traded.export_kw, traded.flow_kw)


@pytest.fixture
def restored(finished: Books) -> Iterator[Books]:
    """The same, put back after the test."""
    _, started, traded, _ = finished
    kept = [(array, array.copy()) for array in _arrays(started, traded)]
    yield finished
    for array, before in kept:
        array[...] = before


def test_a_real_run_passes(finished: Books) -> None:
    assert all(entry.ok for entry in audit(*finished))


def _lost_load(started: Started, traded: Exchange) -> None:
    started.sites.net_kw[0, 100] += 1.0


def _lost_import(started: Started, traded: Exchange) -> None:
    traded.import_kw[0, 100] += 1.0


def _lost_session_energy(started: Started, traded: Exchange) -> None:
    started.crowd.power.stations["total_kwh"][0] += 1.0
    started.sites.charging_kw[0, 100] += 12.0
    started.sites.net_kw[0, 100] += 12.0


def _unrecorded_charging(started: Started, traded: Exchange) -> None:
    started.sites.charging_kw[0, 100] += 12.0
    started.sites.net_kw[0, 100] += 12.0
    traded.import_kw[0, 100] += 12.0


def _made_energy(started: Started, traded: Exchange) -> None:
    started.crowd.power.vehicles["energy_kwh"][3] += 0.01


def _made_battery_energy(started: Started, traded: Exchange) -> None:
    started.sites.batteries["stored_kwh"][0] += 0.01


def _overfull(started: Started, traded: Exchange) -> None:
    started.crowd.power.vehicles["energy_kwh"][3] += 1000.0
    started.crowd.power.vehicles["charged_kwh"][3] += 1000.0


def _lost_passenger(started: Started, traded: Exchange) -> None:
    started.crowd.hails.service["served"][0, 0, 8] -= 1


def _lost_trip(started: Started, traded: Exchange) -> None:
    started.crowd.lines.fleets["position"][0] -= 1
    started.crowd.lines.fleets["day"][0] = 0


def _lost_car(started: Started, traded: Exchange) -> None:
    started.crowd.power.meta["next_car"][0] += 1


def _above_the_limit(started: Started, traded: Exchange) -> None:
    started.crowd.station_kw[2, 100] = 600.01


def _above_the_transformer(started: Started, traded: Exchange) -> None:
    started.sites.charging_kw[1, 100] = 1250.0


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (_lost_load, "every site and step"),
        (_lost_import, "every area and step"),
        (_lost_session_energy, "energy of sessions"),
        (_unrecorded_charging, "recorded charging"),
        (_made_energy, "of every vehicle"),
        (_made_battery_energy, "of every battery"),
        (_overfull, "state of charge"),
        (_lost_passenger, "requests"),
        (_lost_trip, "trips due"),
        (_lost_car, "cars"),
        (_above_the_limit, "limits"),
        (_above_the_transformer, "limits"),
    ],
)
def test_tampering_is_found(
    restored: Books, tamper: Callable[[Started, Exchange], None], finding: str
) -> None:
    _, started, traded, _ = restored
    tamper(started, traded)
    with pytest.raises(BalanceError, match=finding):
        audit(*restored)


@pytest.mark.parametrize(
    ("field", "value", "finding"),
    [
        ("stock", 1, "batteries of swap stations"),
        ("handed_out_kwh", 5.0, "of swap stations"),
        ("charged_kwh", 0.0, "charged - fed back"),
    ],
)
def test_sessions_that_do_not_add_up_are_found(
    finished: Books, field: str, value: float, finding: str
) -> None:
    inputs, started, traded, counted = finished
    changed = replace(counted, books=replace(counted.books, **{field: value}))  # type: ignore[arg-type]
    with pytest.raises(BalanceError, match=finding):
        audit(inputs, started, traded, changed)


def test_a_current_above_its_limit_is_found() -> None:
    """Three cars on phase a of a controlled station, whose recorded current is then raised."""
    plugs = [{"id": "g", "kind": "ac-7", "count": 3, "phase": "a"}]
    supply = {"limit_a": 60.0}
    net = charging_network(
        site({"id": "st", "plugs": plugs, "supply": supply}, controller="equal_share")
    )
    world = CarWorld(net, cars([0.0] * 3, energy_kwh=50.0))
    world.until(1200.0)
    inputs, started = SimpleNamespace(network=net), SimpleNamespace(crowd=world.crowd)
    assert books._over_currents(inputs, started) == 0.0  # type: ignore[arg-type]
    world.crowd.line_a[0, 1] *= 1.1
    assert books._over_currents(inputs, started) > 0.05  # type: ignore[arg-type]
