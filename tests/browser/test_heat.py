"""An engineer looks at PV and heat."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import BASELINE, GREEN, settled

Visit = Callable[[str], Page]


def test_roof_buildings_and_run_are_chosen_and_stand_in_the_address(
    visit: Visit, address: str
) -> None:
    page = visit(f"{address}heat?runs={BASELINE},{GREEN}&lang=en")
    waterfall = page.locator('[id*="heat.pv"]')
    expect(waterfall.locator(".xtick text").first).to_be_visible()
    expect(page.locator(".heat-figures")).to_contain_text("performance ratio 76")
    expect(page.locator(".heat-figures")).to_contain_text("48,750 kWp")
    expect(page.locator(".ag-row").first).to_be_attached()
    page.locator("#heat-pv_part").click()
    page.get_by_role("option", name="Site: Torch quarter").click()
    page.wait_for_url(re.compile("pv_part=site"))
    expect(page.locator(".heat-figures")).to_contain_text("8,125 kWp")
    page.get_by_role("button", name="Week before").click()
    page.wait_for_url(re.compile("week=2025"))
    page.locator("#heat-run").click()
    page.get_by_role("option", name="Today").click()
    page.wait_for_url(re.compile(f"run={BASELINE}"))
    expect(page.get_by_text("This run has no PV").first).to_be_visible()
    expect(page.get_by_text("No building makes heat early")).to_be_visible()
    expect(page.locator('[id*="heat.supply"] .xtick text').first).to_be_visible()


def test_a_run_without_sources_does_not_call_back_for_ever(visit: Visit, address: str) -> None:
    page = visit(f"{address}heat?runs={BASELINE}&lang=zh")
    expect(page.locator('[id*="heat.demand"] .xtick text').first).to_be_visible()
    settled(page, 700)  # longer than the next section waits to be asked for
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1500)
    assert asked == []
    assert not re.search(r"\bPV\b.*the|Space heat|Boreholes", page.locator("#main").inner_text())
