"""A record's page in a real browser: the way through a list without scripts."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.visits import Visit


def test_without_javascript_leads_through_the_list(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=False, java_script_enabled=False).go("/milestones?sort=label")
    names = page.locator("tbody th a").all_inner_texts()
    page.get_by_role("link", name=names[0], exact=True).click()
    around = page.get_by_role("navigation", name="The list you came from")

    around.get_by_role("link", name=f"Next: {names[1]}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(names[1])
    around.get_by_role("link", name=f"Previous: {names[0]}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(names[0])
    around.get_by_role("link", name="Back to the list").click()

    assert page.url.endswith("/milestones?sort=label")
