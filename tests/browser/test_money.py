"""Money & carbon in a real browser: sentences, waterfalls, prices that differ."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import BASELINE, GREEN, LATER

Visit = Callable[[str], Page]


def test_what_changes_follows_the_run_and_prices_are_listed(visit: Visit, address: str) -> None:
    page = visit(f"{address}money?runs={BASELINE},{GREEN},{LATER}&baseline={BASELINE}&lang=en")
    expect(page.locator(".sentences li")).to_have_count(3)
    expect(page.locator(".sentences li").nth(1)).to_contain_text("Green plan: cost")
    expect(page.locator("#money-cost .xtick text").last).to_contain_text("Green plan")
    page.locator("#money-run").click()
    page.get_by_role("option", name="Green plan two").click()
    page.wait_for_url(re.compile(f"run={LATER}"))
    expect(page.locator("#money-cost .xtick text").last).to_contain_text("two")
    page.locator("#money-run").click()
    page.get_by_role("option", name=re.compile("^Today")).click()
    expect(page.locator("#money-carbon")).to_contain_text("baseline itself")

    prices = page.locator("#money-prices")
    prices.scroll_into_view_if_needed()
    expect(prices.locator(".ag-row").first).to_contain_text("Natural gas")
    values = prices.locator(".ag-center-cols-container .ag-row").first
    expect(values).to_contain_text("assumption [U]")
    factors = page.locator("#money-factors")
    factors.scroll_into_view_if_needed()
    expect(factors.locator(".ag-row").first).to_be_visible()


def test_page_is_chinese_throughout(visit: Visit, address: str) -> None:
    page = visit(f"{address}money?runs={BASELINE},{GREEN}&lang=zh")
    expect(page.locator(".sentences li").first).to_contain_text("基准")
    expect(page.locator("#money-prices .ag-row").first).to_be_visible()
    words = page.locator("#main").inner_text()
    assert not re.search(r"\b(Cost|Carbon|Price|Baseline|differs)\b", words)
