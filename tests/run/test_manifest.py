"""What a manifest says of the conditions: which weather, how changed, and whose year."""

import pytest

from sim.run.manifest import manifest
from sim.scenario.scenario import Scenario
from tests.support.fleet_scenario import put, right_tree


@pytest.mark.parametrize(
    ("weather", "replication", "said"),
    [
        ({}, 0, "synthetic typical year"),
        ({}, 3, "synthetic year 3"),
        ({"warming_k": 2.0}, 0, "synthetic typical year +2 K"),
        (
            {
                "cold_wave": {"day": 1, "days": 2, "mean_c": -18.0},
                "heat_wave": {"day": 5, "days": 2, "mean_c": 31.0},
                "dust_storm": {"day": 3, "days": 1},
            },
            0,
            "synthetic typical year, days 1 to 2 at -18 °C, days 5 to 6 at 31 °C, "
            "days 3 to 3 of dust",
        ),
    ],
)
def test_the_weather_stands_among_the_conditions(tmp_path, weather, replication, said):
    tree = right_tree(tmp_path)
    put(tree, "weather", weather)
    told = manifest(Scenario.model_validate(tree), replication)
    assert told["conditions"]["weather"] == said
    assert told["replication"] == replication
