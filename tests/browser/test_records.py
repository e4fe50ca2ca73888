"""A record's page in a real browser: its own address to take along, and the way through a list without scripts."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.visits import NARROW, Visit

RECORD = "/milestones/ai-studio-closed-beta"
# Browsers lend their clipboard on https and on the machine itself alone. Elsewhere a page sees this.
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"


def test_copies_the_address_of_the_record_and_says_so(anybody: Visit) -> None:
    anybody.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=anybody.address)
    page = anybody.go(f"{RECORD}?list=milestones#timeline")
    said = page.locator("header [role=status]")
    expect(said).to_have_text("")

    page.get_by_role("button", name="Copy link").click()

    expect(said).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == anybody.address + RECORD
    assert anybody.axe() == []


def test_shows_the_address_where_the_clipboard_is_refused(anybody: Visit) -> None:
    # To grant another permission is to refuse this one.
    anybody.page.context.grant_permissions(["notifications"], origin=anybody.address)
    page = anybody.go(f"{RECORD}?list=milestones")

    page.get_by_role("button", name="Copy link").click()

    expect(page.locator("header [role=status]")).to_have_text(
        f"The browser does not allow it. The address is: {anybody.address}{RECORD}"
    )
    page.set_viewport_size(NARROW)
    assert not anybody.overflows()
    assert anybody.axe() == []


def test_offers_no_copy_where_there_is_no_clipboard_or_no_script(visit: Callable[..., Visit]) -> None:
    elsewhere = visit(signed_in=False)
    elsewhere.page.add_init_script(NO_CLIPBOARD)
    for window in (elsewhere, visit(signed_in=False, java_script_enabled=False)):
        page = window.go(RECORD)

        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("[data-copy]")).to_be_hidden()


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


def test_without_javascript_shows_nothing_that_only_scripts_do(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=False, java_script_enabled=False).go("/keyboard")

    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_be_hidden()
    expect(page.locator("[data-close]")).to_be_hidden()
