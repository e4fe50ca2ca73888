"""What was changed in a form and is not saved yet, listed beside its button."""

import time

from playwright.sync_api import Locator, expect

from tests.browser.visits import Visit

EDIT = "/works/fallout/edit"


def listed(changes: Locator) -> list[str]:
    """The fields in the list."""
    return [text.strip() for text in changes.locator("li").all_text_contents()]


def test_a_form_lists_what_was_changed_and_leads_there(alice: Visit) -> None:
    page = alice.go(EDIT)
    changes = page.locator("[data-changes]")
    expect(changes).to_be_hidden()

    page.locator("[name=label]").press_sequentially(" I")
    expect(changes.locator("summary")).to_have_text("1 unsaved change")
    page.locator("[name=season_number]").fill("2")

    expect(changes.locator("summary")).to_have_text("2 unsaved changes")
    assert listed(changes) == ["Name", "Season"]
    changes.locator("summary").click()
    changes.get_by_role("link", name="Name").click()
    expect(page.locator("[name=label]")).to_be_focused()

    page.locator("[name=label]").fill("Fallout")
    page.locator("[name=season_number]").fill("")
    expect(changes).to_be_hidden()


def test_a_form_that_was_refused_lists_what_differs_from_the_record(alice: Visit) -> None:
    page = alice.go(EDIT)
    page.locator("[name=label]").fill("Fallout again")

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#reason-error")).to_be_visible()
    assert listed(page.locator("[data-changes]")) == ["Name"]


def test_it_counts_in_french_too(alice: Visit) -> None:
    page = alice.go(EDIT)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")

    page.locator("[name=label]").fill("Autrement")
    page.locator("[name=note]").fill("Autre chose")

    expect(page.locator("[data-changes] summary")).to_have_text("2 modifications non enregistrées")


def test_a_save_that_takes_long_says_that_it_is_on_its_way(alice: Visit) -> None:
    page = alice.go(EDIT)
    page.locator("[name=label]").fill("Fallout again")
    page.evaluate(
        """() => new MutationObserver(() => {
          sessionStorage.told = document.querySelector("[data-waiting]")?.textContent ?? "";
        }).observe(document.body, { subtree: true, childList: true })"""
    )
    page.route("**/edit", lambda route: (time.sleep(2), route.continue_()))

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#reason-error")).to_be_visible()
    assert page.evaluate("sessionStorage.told") == "One moment …"
