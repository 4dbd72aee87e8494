"""Feeding back: a floor that leaves nothing to feed is a fault, what cannot happen a warning."""

import pytest

from sim.scenario.checks import check
from sim.scenario.feeding_back import never_fed_back
from sim.scenario.scenario import Scenario
from tests.support.fleet_scenario import put, right_tree

BUS, CAR, SITE = "fleets.timetabled.0", "fleets.sessions.0", "sites.0"
RULE = {"power_kw": 30.0, "soc_min": 0.5}


@pytest.fixture
def scenario_with(tmp_path):
    def make(**changes):
        tree = right_tree(tmp_path)
        for path, value in changes.items():
            put(tree, path, value)
        return Scenario.model_validate(tree)

    return make


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({f"{BUS}.soc_target": 0.8, f"{BUS}.feed_back": RULE | {"soc_min": 0.85}},
         "fleets.timetabled.buses.feed_back.soc_min", "0.85 must not be above soc_target, 0.8"),
        ({f"{BUS}.feed_back": RULE | {"soc_min": 0.1}},
         "fleets.timetabled.buses.feed_back.soc_min", "0.1 must not be below soc_reserve, 0.15"),
        ({f"{CAR}.feed_back": RULE | {"soc_min": 1.0},
          "catalogue.vehicles": [{"id": "small", "like": "car-generic", "usable_soc_max": 0.9}],
          f"{CAR}.vehicle": "small"},
         "fleets.sessions.staff.feed_back.soc_min",
         "1 must not be above what 'small' is charged to, 0.9"),
    ],
)  # fmt: skip
def test_a_floor_that_leaves_nothing_to_feed_is_a_fault(scenario_with, changes, path, said):
    found = check(scenario_with(**changes))
    assert [fault.path for fault in found] == [path]
    assert said in found[0].message


def test_a_floor_at_the_target_is_none(scenario_with):
    feeding = {f"{BUS}.soc_target": 0.8, f"{BUS}.feed_back": RULE | {"soc_min": 0.8}}
    assert check(scenario_with(**feeding)) == []


def test_without_a_plug_that_takes_energy_back_there_is_a_warning(scenario_with):
    scenario = scenario_with(**{f"{BUS}.feed_back": RULE, f"{SITE}.charging": OPTIMUM})
    assert check(scenario) == []
    (said,) = never_fed_back(scenario)
    assert said.path == "fleets.timetabled.buses.feed_back"
    assert "no plug of its stations (depot-dc) takes energy back" in said.message
    assert "dc-120-v2g, dc-60-v2g" in said.message
    assert "ac-7-v2g" not in said.message  # the bus has no AC socket


OPTIMUM = {"controller": "optimum"}
BACK = {f"{SITE}.stations.0.plugs.0.kind": "dc-60-v2g", f"{BUS}.feed_back": RULE}


def test_a_controller_that_never_feeds_back_is_a_warning(scenario_with):
    (said,) = never_fed_back(scenario_with(**BACK))
    assert "controller equal_share of site 's1' never feeds back" in said.message


def test_where_feeding_back_can_happen_there_is_no_warning(scenario_with):
    assert not list(never_fed_back(scenario_with(**BACK, **{f"{SITE}.charging": OPTIMUM})))
    assert not list(never_fed_back(scenario_with()))
