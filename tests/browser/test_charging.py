"""Charging and fleet: a planner sees the wait, chooses a station, a day and a session."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.queries import charging
from sim.results import RunFolder

from .conftest import BASELINE, GREEN, LATER, settled

Visit = Callable[[str], Page]


def test_the_wait_at_the_busiest_station_is_seen_at_once(
    visit: Visit, address: str, runs: Path
) -> None:
    page = visit(f"{address}charging?runs={GREEN},{LATER}&run={GREEN}&baseline={LATER}&lang=en")
    run = RunFolder(runs / GREEN)
    busiest = charging.busiest(run)
    row = charging.station(run, busiest)
    assert row is not None
    headline = page.locator(".wait-headline")
    expect(headline).to_contain_text(f"95 % wait at most {row['wait_p95']:.1f} min")
    expect(page.locator("[data-measure=wait_p95]")).to_contain_text("Baseline")
    expect(page.locator(".plain-table tbody tr")).to_have_count(2)
    expect(page.locator("#charging-station")).to_have_value(re.compile("busiest"))
    first = page.locator(".ag-center-cols-container .ag-row").first
    expect(first).to_be_visible()
    expect(page.locator(".ag-pinned-left-cols-container .ag-row").first).to_contain_text("busiest")
    expect(page.locator(".js-plotly-plot")).to_have_count(5)
    expect(page.locator("[data-near][aria-busy=true]")).to_have_count(0)
    stops = page.locator(".modebar").first.locator("button[tabindex='0']")
    expect(stops).to_have_count(1)
    first_stop = stops.get_attribute("aria-label")
    stops.press("ArrowRight")
    expect(page.locator(".modebar button:focus")).not_to_have_attribute(
        "aria-label", str(first_stop)
    )


def test_station_day_and_session_are_chosen_and_kept(visit: Visit, address: str) -> None:
    page = visit(f"{address}charging?runs={GREEN}&day=2025-01-10&lang=en")
    other = page.locator("[row-id=depot-east] [col-id=station]").first
    other.click()
    page.wait_for_url(re.compile("station=depot-east"))
    expect(page.locator("#charging-station")).to_have_value("Yantan depot charging")
    page.get_by_role("button", name="Day after").click()
    page.wait_for_url(re.compile("day=2025-01-11"))
    expect(page.locator("#charging-day")).to_have_value(re.compile("11 Jan Sat"))
    expect(page.locator(".session-said")).to_be_visible()
    bar = page.locator("[id*='charging.plugs'] .bars .point path").nth(30)
    bar.click(force=True)
    page.wait_for_url(re.compile("session="))
    chosen = page.locator("#charging-session").input_value()
    again = visit(page.url)
    expect(again.locator("#charging-session")).to_have_value(chosen)


def test_fleets_are_shown(visit: Visit, address: str) -> None:
    page = visit(f"{address}fleet?runs={GREEN}&lang=en")
    expect(page.locator(".js-plotly-plot")).to_have_count(7)
    expect(page.locator("#fleet-day")).to_have_value(re.compile("lowest charge"))
    before = page.locator(".chart-title").inner_text()
    page.get_by_role("button", name="Day before").click()
    page.wait_for_url(re.compile("day=2025"))
    expect(page.locator(".chart-title")).not_to_have_text(before)


def test_a_run_of_today_says_what_it_lacks_and_rests(visit: Visit, address: str) -> None:
    page = visit(f"{address}charging?runs={BASELINE}&lang=zh")
    expect(page.get_by_text("这个运行里没有充电站").first).to_be_visible()
    updates: list[str] = []
    page = visit(f"{address}fleet?runs={BASELINE}&lang=zh")
    expect(page.get_by_text("没有按时刻表开行的电动车队").first).to_be_visible()
    expect(page.locator(".ag-row").first).to_be_visible()
    settled(page, 700)  # longer than the next section waits to be asked for
    page.on("request", lambda asked: updates.append(asked.post_data or asked.url))
    page.wait_for_timeout(1500)
    # Controls with nothing to choose do not go on asking; what is out of date is asked once more.
    assert not [asked for asked in updates if "fleet-outdated" not in asked]
