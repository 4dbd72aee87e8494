"""A server that goes away is told."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from .conftest import served


def test_a_server_that_is_gone_is_said(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as url:
        context = browser.new_context()  # its failed requests are errors on the console
        page = context.new_page()
        page.goto(f"{url}?lang=en")
        expect(page.get_by_role("heading", level=1)).to_have_text("Scenarios")
        context.set_offline(True)
        page.evaluate("fetch('_dash-layout').catch(() => null)")
        expect(page.locator("#connection")).to_contain_text("does not answer")
        context.set_offline(False)
        page.evaluate("fetch('_dash-layout')")
        expect(page.locator("#connection")).to_have_count(0)
        context.close()
