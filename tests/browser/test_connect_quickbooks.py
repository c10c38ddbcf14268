"""A real browser goes to the consent page and comes back: QuickBooks is connected, and no code is left in the address."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from workbench.jobs import setup
from workbench.jobs.quickbooks import access as quickbooks_access


def test_the_browser_goes_to_the_consent_page_and_comes_back_connected(home: Path, workbench: str, page: Page) -> None:
    setup.open_company("demo", create=True).close()
    page.goto(f"{workbench}/quickbooks")
    expect(page.get_by_text("37 accounts").first).to_be_attached()
    page.get_by_text("Connect a QuickBooks company").click()
    page.get_by_role("button", name="Prepare the link").click()
    link = page.get_by_role("link", name="Open Intuit's page")
    expect(link).to_be_visible()
    page.goto(str(link.get_attribute("href")))
    expect(page.get_by_text("The sign-in lasts until").first).to_be_visible()
    assert "code=" not in page.url
    assert "state=" not in page.url
    page.screenshot(path=str(home.parent / "quickbooks.png"), full_page=True)
    company = setup.open_company("demo")
    try:
        assert quickbooks_access.link(company).by_consent
    finally:
        company.close()
