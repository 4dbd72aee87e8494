"""The stories of the user guide: every variant is valid, and what is told holds for a day."""

from collections.abc import Callable
from pathlib import Path

import pytest

from docs.stories import green
from docs.stories.__main__ import STORIES, markdown
from docs.stories.measures import kpis, sessions_of, site_bill, trips_of
from docs.stories.story import Story, Variant
from sim.results import RunFolder
from sim.run import run
from sim.scenario.scenario import Scenario
from sim.study.scenarios import find_scenario, read_scenario

ROOT = Path(__file__).parents[2]
Told = Callable[..., RunFolder]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Run a variant of a story for a day or two; the books of each must close."""
    out = tmp_path_factory.mktemp("runs")

    def of(name: str, key: str, *changes: str, days: int = 1) -> RunFolder:
        (variant,) = [one for one in STORIES[name].variants if one.key == key]
        overrides = (*variant.changes, f"period.days={days}", *changes)
        folder = RunFolder(run(read_scenario(find_scenario(f"lanzhou/{name}"), overrides), out))
        assert all(check["ok"] for check in folder.manifest["checks"])
        return folder

    return of


def has_no_vehicles(scenario: Scenario) -> bool:
    """Return whether a year of the scenario is a matter of seconds."""
    fleets = scenario.fleets
    return not (fleets.timetabled or fleets.on_demand or fleets.sessions)


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.scenario)
def test_every_variant_is_valid_and_none_is_there_twice(story: Story) -> None:
    file = find_scenario(f"lanzhou/{story.scenario}")
    shipped = read_scenario(file)
    scenarios = [read_scenario(file, one.overrides(shipped)) for one in story.variants]
    assert len({one.name for one in scenarios}) == len(scenarios)
    assert len({one.model_dump_json(exclude={"name", "title"}) for one in scenarios}) == len(
        scenarios
    )
    assert all(one.title.zh.startswith(f"{shipped.title.zh}：") for one in scenarios)
    assert shipped.name == story.scenario
    assert "story" in shipped.tags
    assert shipped.period.days <= 21 or has_no_vehicles(shipped)


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.scenario)
def test_every_story_is_told_and_has_its_picture(story: Story) -> None:
    page = (ROOT / "docs" / "stories" / f"{story.scenario}.md").read_text(encoding="utf-8")
    picture = ROOT / "docs" / "pictures" / f"story-{story.scenario}.png"
    assert f"../pictures/{picture.name}" in page
    assert f"python -m docs.stories {story.scenario}" in page
    assert picture.stat().st_size < 150_000
    for index in ("docs/user-guide.md", "README.md"):
        assert f"stories/{story.scenario}.md" in (ROOT / index).read_text(encoding="utf-8")


def test_valley_filling_pays_less_for_energy_and_a_limit_lowers_the_peak(told: Told) -> None:
    name, site, days = "depot-smart-charging", "yantan-depot", 2
    free, shared, filled = (
        told(name, key, days=days) for key in ("uncontrolled", "equal-share", "valley-filling")
    )
    column, price = f"site/{site}/charging_kw", "world/price_cny_per_kwh"
    mean_price = []
    for one in (filled, shared):
        series = one.series([column, price])
        mean_price.append((series[column] * series[price]).sum() / series[column].sum())
    assert mean_price[0] < 0.98 * mean_price[1]  # a week: 13 %; the end of a short run hides much
    assert site_bill(free, site)["peak_kw"] > 1.5 * site_bill(shared, site)["peak_kw"]
    yard = shared.table("yardsticks").iloc[0]
    assert yard["gap"] > 0.0


def test_half_the_plugs_make_taxis_wait_longer(told: Told) -> None:
    half, planned = (told("taxi-public-charging", key) for key in ("half", "as-planned"))
    waits = [sessions_of(one, ["taxis"])["wait_minutes"].mean() for one in (half, planned)]
    assert waits[0] > 1.2 * waits[1]
    assert kpis(half)["taxi_charging_hours"] > kpis(planned)["taxi_charging_hours"]


def test_taxis_swap_where_they_can(told: Told) -> None:
    sessions = sessions_of(told("taxi-public-charging", "swap"), ["taxis"])
    swapped = sessions["reason"].astype(str) == "swapped"
    assert swapped.mean() > 0.05
    assert sessions["station"].astype(str).str.endswith("-swap")[swapped].all()


def test_a_cold_wave_takes_more_from_the_batteries(told: Told) -> None:
    name = "winter-cold-wave"
    cold, usual = told(name, "wave", "weather.cold_wave.day=1"), told(name, "ordinary")
    per_km = []
    for one in (cold, usual):
        trips = trips_of(one, "bus")
        trips = trips[trips["state"] == "run"]
        per_km.append(trips["energy_kwh"].sum() / trips["km"].sum())
    assert per_km[0] > 1.1 * per_km[1]
    air = cold.series(["world/temperature_c"])["world/temperature_c"]
    assert air.mean() == pytest.approx(-18.0, abs=1e-3)


def test_a_closed_station_charges_nobody(told: Told) -> None:
    name = "charger-outages"
    closed = told(name, "closed", "outages.closures.0.day=1", "outages.closures.0.at='12:00'")
    sessions = closed.table("sessions")
    there = sessions[sessions["station"].astype(str) == "heping-depot-buses"]
    noon = closed.table("outages")["begin"].min()
    assert (there["end"] <= noon).all()
    assert len(closed.table("outages")) == 22


def test_what_is_fed_back_is_worn_and_saves_little(told: Told) -> None:
    """The optimum with feeding back never pays more than a little more for energy than without."""
    fed, smart = (told("v2g", key) for key in ("no-wear", "smart"))
    assert smart.table("sessions")["fed_kwh"].sum() == 0.0
    assert fed.table("sessions")["fed_kwh"].sum() > 0.0
    assert set(fed.manifest["solves"]) == {"yantan-depot", "software-park"}
    assert all(0.0 < one["mean_s"] <= one["max_s"] for one in fed.manifest["solves"].values())


def test_ground_beats_air_in_january_until_it_is_used_up(told: Told) -> None:
    name = "ashp-vs-gshp"
    air, ground, network = (kpis(told(name, key, days=2)) for key in ("air", "ground", "network"))
    assert ground["spf_h4"] > 1.2 * air["spf_h4"]
    assert ground["peak_import"] < air["peak_import"]
    heat = [one["space_heat"] + one["hot_water"] for one in (air, ground, network)]
    assert heat == pytest.approx([heat[0]] * 3, rel=1e-6)
    assert network["carbon_total"] > air["carbon_total"]


def test_a_hybrid_plant_has_less_electricity_at_its_peak_and_some_gas(told: Told) -> None:
    air, hybrid = (kpis(told("ashp-vs-gshp", key, days=2)) for key in ("air", "hybrid"))
    assert hybrid["peak_import"] < 0.9 * air["peak_import"]
    assert hybrid["gas_cost"] > air["gas_cost"] == 0.0


def test_each_better_standard_needs_less_heat_and_smaller_plant(told: Told) -> None:
    keys = ("existing", "minimum", "gb55015", "green-one-star", "green-two-star",
            "green-three-star", "near-zero")  # fmt: skip
    found = [green.measure(told("green-buildings", key)) for key in keys]
    for name in ("Space heat, kWh/m²", "Heat pumps, kW", "Carbon of operation, t a year"):
        values = [one[name] for one in found]
        assert values == sorted(values, reverse=True), name


def test_prefabricated_buildings_hold_less_carbon_and_are_in_use_earlier(told: Told) -> None:
    day = "period.start=2025-03-02"  # 14 months after the begin, and before 18
    cast, prefab = (
        green.measure(told("green-buildings", key, day)) for key in ("built", "built-prefab")
    )
    embodied = "Embodied carbon of the structure, t"
    assert prefab[embodied] == pytest.approx(cast[embodied] - 0.8 * 22.73 * 100.0)
    assert cast["Floor area in use, m², mean of the year"] == 0.0
    assert prefab["Floor area in use, m², mean of the year"] == pytest.approx(100_000.0)


def test_heat_made_early_uses_the_sun_and_leaves_the_peak(told: Told) -> None:
    name, site = "preheat-with-pv", "offices"
    sunday = "period.start=2025-03-15"  # a weekend, so that the sun has a surplus
    none, sun, valley = (
        told(name, key, sunday, days=3) for key in ("none", "pv-both", "valley-lower")
    )
    assert kpis(sun)["self_consumption"] > kpis(none)["self_consumption"]
    at_peak = []
    for one in (none, valley):
        series = one.series([f"site/{site}/heating_kw", "world/period"])
        at_peak.append(series[f"site/{site}/heating_kw"][series["world/period"] == 2].sum())
    assert at_peak[1] < 0.9 * at_peak[0]


def test_batteries_keep_the_sun_and_retired_packs_spare_new_ones(told: Told) -> None:
    name, saturday = "pv-and-storage", "period.start=2025-05-10"
    none, new, old = (
        told(name, key, saturday, days=3) for key in ("none", "self", "second-life-self")
    )
    kept = [kpis(one)["self_consumption"] for one in (none, old, new)]
    assert kept[0] + 5.0 < kept[1] <= kept[2] + 1.0
    assert kpis(old)["second_life_avoided"] > 0.0
    assert "second_life_avoided" not in kpis(new)


def test_the_tariff_rule_makes_a_peak_of_its_own(told: Told) -> None:
    none, tariff = (told("pv-and-storage", key, days=3) for key in ("none", "tariff"))
    assert kpis(tariff)["electricity_cost"] < kpis(none)["electricity_cost"]
    assert kpis(tariff)["peak_import"] > 1.2 * kpis(none)["peak_import"]


def test_tables_are_markdown(told: Told) -> None:
    story = STORIES["depot-smart-charging"]
    only = Story(story.scenario, [Variant("equal-share", "均分", "equal share")], story.measure,
                 story.draw)  # fmt: skip
    folder = told("depot-smart-charging", "equal-share", days=2)
    rows = markdown(only.table({"equal-share": folder})).splitlines()
    assert rows[0].startswith("|  | ")
    assert len({row.count("|") for row in rows}) == 1
