"""The map: the sketch is where the places are, frames are the run's own figures."""

import math
from pathlib import Path

import numpy as np
import pytest

from dashboard.figures import map_links, park_map
from dashboard.look import Look
from dashboard.parts import clicks, moments, scenes
from dashboard.queries import map_day, sketch
from dashboard.queries.places import links, places
from dashboard.view import View
from sim.results import RunFolder
from sim.scenario.load import load_scenario
from sim.tables import shipped
from tests.support.make_run import make_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return RunFolder(make_run(tmp_path_factory.mktemp("map") / "green", days=3, step_minutes=1))


def _look(run: RunFolder, **choices: str) -> Look:
    return Look(View(lang="en").choosing(**choices), (run,), ())


def test_the_sketch_agrees_with_the_sites_of_lanzhou() -> None:
    """Sites lie in their area, except those that the scenario has elsewhere in the city."""
    scenario = load_scenario(shipped("scenarios") / "lanzhou" / "baseline.yaml")
    outside = {
        site.id
        for site in scenario.sites
        if not sketch.inside(site.area, site.position.longitude, site.position.latitude)
    }
    assert outside == {"expo-centre"}  # across the river from Yantan
    for area in scenario.areas:
        assert sketch.inside(area.id, area.position.longitude, area.position.latitude)


def test_the_river_runs_east_and_north_of_yantan() -> None:
    river = next(shape for shape in sketch.sketch() if shape.kind == "river")
    assert np.all(np.diff(river.longitude) > 0)
    assert min(river.latitude) > 36.04
    assert max(river.latitude) < 36.15

    def latitude(longitude: float) -> float:
        return float(np.interp(longitude, river.longitude, river.latitude))

    assert latitude(103.879) > 36.079  # Beimiantan is on the south bank
    assert latitude(103.812) > 36.063  # and so is Xiguan
    assert latitude(103.740) < 36.098  # Peili is on the north bank
    assert latitude(103.832) < 36.095  # and so is Jiuzhou


def test_places_have_position_kind_and_size(run: RunFolder) -> None:
    found = {place.key: place for place in places(run)}
    assert found["site/yt-1"].kind == "depot"
    assert found["site/pj-1"].kind == "buildings"
    assert found["site/pj-1"].rating == 3500.0
    assert found["station/taxi-hub"].rating == 30 * 60.0
    assert (found["station/taxi-hub"].longitude, found["station/taxi-hub"].latitude) == (
        103.879,
        36.065,
    )
    assert found["terminal/railway-station"].latitude == 36.033
    assert [line.capacity_kw for line in links(run)] == [2000.0]


def test_frames_of_minutes_hold_the_highest_loading_and_the_mean_power(run: RunFolder) -> None:
    begin = run.grid.index[1440]
    day = map_day.day(run, 1, "loading")
    at = [place.key for place in day.places].index("site/yt-2")
    minutes = run.series(["site/yt-2/loading"], begin, 1)["site/yt-2/loading"].to_numpy()
    assert day.minutes == 5
    assert day.amounts.shape == (288, 5)
    assert day.amounts[:, at] == pytest.approx(100 * minutes.reshape(288, 5).max(axis=1))
    power = map_day.day(run, 1, "net")
    kw = run.series(["site/yt-2/net_kw"], begin, 1)["site/yt-2/net_kw"].to_numpy()
    assert power.amounts[:, at] == pytest.approx(kw.reshape(288, 5).mean(axis=1) / 1000, rel=1e-5)


def test_plugs_in_use_are_a_share_of_the_plugs(run: RunFolder) -> None:
    day = map_day.day(run, 0, "use")
    at = [place.key for place in day.places].index("station/depot-east")
    busy = run.series(["station/depot-east/busy"], run.grid.index[0], 1)
    assert day.amounts[:, at].max() == pytest.approx(100 * busy.to_numpy().max() / 20)


def test_scene_is_the_worst_moment_unless_another_is_asked_for(run: RunFolder) -> None:
    scene, day, at = scenes.scene(_look(run))
    assert max(scene.values) == pytest.approx(day.amounts.max(), abs=0.01)
    assert scene.chosen == moments.place(_look(run))
    assert scenes.scene(_look(run, time="06:30"))[2] == 78
    for wrong in ("24:00", "6", "x:y", "06:75", "-1:00"):
        assert scenes.scene(_look(run, time=wrong))[2] == at


def test_wrong_choices_have_their_default(run: RunFolder) -> None:
    shown = _look(run, shade="secret", extent="moon", site="site/nowhere", day="1999-01-01")
    assert (scenes.shade(shown), scenes.extent(shown)) == ("loading", "whole")
    assert scenes.place(shown) == moments.place(shown)
    assert moments.number(shown) == moments.worst_day(run)


def test_a_station_stands_for_its_site_where_transformers_are_shown(run: RunFolder) -> None:
    assert moments.place(_look(run, site="station/campus")) == "site/yz-1"
    assert scenes.place(_look(run, site="station/campus")) == "station/campus"


@pytest.mark.parametrize(
    ("point", "day"),
    [
        ({"x": 9, "y": "2025-01"}, "2025-01-09"),
        ({"x": 31, "y": "2025-02"}, ""),
        ({"x": None, "y": "2025-02"}, ""),
        ({}, ""),
    ],
)
def test_clicked_square_is_a_date(point: dict[str, object], day: str) -> None:
    assert clicks.day({"points": [point]}) == day
    assert clicks.day(None) == ""


def test_map_is_true_to_scale_and_bar(run: RunFolder) -> None:
    scene, _, _ = scenes.scene(_look(run))
    figure = park_map.park_map(scene, "en")
    middle = math.radians((scene.bounds[2] + scene.bounds[3]) / 2)
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.yaxis.scaleratio == pytest.approx(1 / math.cos(middle))
    bar = figure.data[-1]
    km = (bar.x[2] - bar.x[0]) * 111.2 * math.cos(middle)
    assert f"{round(km)} km" in {note.text for note in figure.layout.annotations}
    assert km == pytest.approx(round(km))


def test_map_draws_values_by_colour_kind_by_shape_and_rating_by_size(run: RunFolder) -> None:
    scene, _, _ = scenes.scene(_look(run, shade="level"))
    figure = park_map.park_map(scene, "zh")
    (spots,) = [trace for trace in figure.data if trace.meta == park_map.PLACES]
    assert list(spots.marker.color) == scene.values
    assert spots.marker.symbol[0] == "hexagon"
    assert list(spots.marker.size) == sorted(spots.marker.size)  # ratings rise from site to site
    assert list(spots.text) == [park_map.letter(value) for value in scene.values]
    assert [park_map.letter(percent) for percent in (5, 50, 90, 101)] == ["○", "", "!", "‼"]


def test_arrow_of_a_link_turns_with_its_flow(run: RunFolder) -> None:
    (line,) = links(run)  # from Yantan west-south-west to Pengjiaping
    assert 240 < map_links.bearing(line, 1.0) < 270
    assert map_links.bearing(line, -1.0) == pytest.approx(map_links.bearing(line, 1.0) - 180)
    assert map_links.flow_words(line, -1.0) == "1.0 MW · 50 %"


def test_colours_of_a_day_have_one_scale(run: RunFolder) -> None:
    day = map_day.day(run, 0, "net")
    low, high = scenes.scale("net", day)
    assert low == -high
    assert np.abs(day.amounts).max() <= high < 2 * np.abs(day.amounts).max() + 0.1
    assert scenes.scale("loading", day) == (0.0, 120.0)


def test_what_the_browser_plays_is_small(run: RunFolder) -> None:
    scene, day, _ = scenes.scene(_look(run))
    played = scenes.played(scene, day, "en")
    assert len(played["values"]) == len(played["flows"]) == 288
    assert played["spots"]["site/yt-1"] == [103.897, 36.083]
    assert played["names"][0] == "Yantan depot"


def test_a_run_that_says_no_positions_has_no_map(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "bare", green=False, days=1)
    (folder / "scenario.yaml").write_text("name: bare\n", encoding="utf-8")
    bare = RunFolder(folder)
    assert places(bare) == ()
    assert map_day.day(bare, 0, "loading").amounts.size == 0
    assert len(park_map.park_map(scenes.scene(_look(bare))[0], "en").data) == 0


def test_a_run_without_stations_offers_no_queues(tmp_path: Path) -> None:
    today = RunFolder(make_run(tmp_path / "today", green=False, days=1))
    assert map_day.shades(today) == ["loading", "level", "net", "pv", "charging"]
