"""Shortcuts, and forms that ask before what was typed in them is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import NARROW, WIDE, Visit

RECORD = "/milestones/ai-studio-closed-beta"


@pytest.mark.parametrize(
    ("begin", "keys", "end"),
    [
        ("/", "g m", "/milestones"),
        ("/", "g o", "/sources"),
        ("/studios", "n", "/studios/new"),
        (RECORD, "e", f"{RECORD}/edit"),
        (RECORD, "c", f"{RECORD}/claims/new"),
    ],
)
def test_keys_lead_to_pages(alice: Visit, begin: str, keys: str, end: str) -> None:
    # The page forgets a first key after a while; this machine may be slow.
    alice.page.clock.set_fixed_time("2026-01-01")
    page = alice.go(begin)

    for key in keys.split():
        page.keyboard.press(key)

    page.wait_for_url(alice.address + end)


def test_a_key_writes_today_and_another_saves(alice: Visit) -> None:
    alice.page.clock.set_fixed_time("2026-03-04T12:00:00")
    page = alice.go(f"{RECORD}/edit")
    day, name = page.locator("[name=actual_date]"), page.locator("[name=label]")

    day.press("Control+;")
    name.press("Control+;")

    assert day.input_value() == "2026-03-04"
    assert name.input_value() == "AI Studio’s closed beta starts"
    expect(page.locator("#actual_date-reading")).to_contain_text("4 Mar 2026")
    day.press("Control+Enter")
    expect(page.locator("#reason-error")).to_be_visible()


def test_j_and_k_walk_through_a_list_and_enter_opens(anybody: Visit) -> None:
    page = anybody.go("/milestones")
    rows = page.locator("tbody th a")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    target = rows.nth(0).get_attribute("href")

    page.keyboard.press("Enter")

    page.wait_for_url(lambda url: url == anybody.address + target)


def test_brackets_lead_through_the_list_one_came_from(anybody: Visit) -> None:
    page = anybody.go("/milestones?sort=-label")
    rows = [row.get_attribute("href") for row in page.locator("tbody th a").all()]
    page.locator("tbody th a").nth(1).click()
    page.wait_for_url(lambda url: url == anybody.address + rows[1])

    for key, place in (("]", 2), ("[", 1), ("[", 0), ("[", 0)):
        page.keyboard.press(key)
        page.wait_for_url(lambda url, place=place: url == anybody.address + rows[place])
    page.get_by_role("link", name="Back to the list").click()

    page.wait_for_url(lambda url: url == f"{anybody.address}/milestones?sort=-label")


def test_a_slash_goes_to_the_search_and_letters_typed_there_are_letters(anybody: Visit) -> None:
    page = anybody.go("/")

    for key in "/gs?":
        page.keyboard.press(key)

    expect(page.get_by_label("Search every kind of record")).to_have_value("gs?")
    assert page.url == f"{anybody.address}/"


def test_the_help_sheet_opens_and_switches_shortcuts_off_for_good(anybody: Visit) -> None:
    page = anybody.go("/")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    assert anybody.axe() == []
    sheet.get_by_label("Use shortcuts on this device").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.reload()

    page.keyboard.press("/")

    expect(page.get_by_label("Search every kind of record")).not_to_be_focused()


def test_control_s_saves_the_form_one_types_in(alice: Visit) -> None:
    page = alice.go("/people/new")
    page.get_by_label("Name (required)").fill("Quill Basalt")
    page.get_by_label("Reason").fill("a test")

    page.keyboard.press("Control+s")

    expect(page.get_by_role("heading", level=1)).to_have_text("Quill Basalt")


def test_asks_before_a_changed_form_is_left(alice: Visit) -> None:
    page = alice.go("/people/new")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Discard").click()
    page.wait_for_url("**/people")
    assert asked == []
    page.go_back()
    page.get_by_label("Name (required)").fill("Never saved")

    page.get_by_role("link", name="Discard").click()

    page.wait_for_url("**/people")
    assert asked == ["beforeunload"]


def test_asks_before_a_refused_form_is_left(alice: Visit) -> None:
    page = alice.go("/people/new")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Name (required)").fill("Never saved")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Nothing was saved")).to_be_visible()
    assert asked == []
    page.get_by_label("Name (required)").click()

    page.get_by_role("link", name="Discard").click()

    page.wait_for_url("**/people")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_footnote_that_is_tabbed_to_names_its_source(anybody: Visit, size: dict[str, int]) -> None:
    page = anybody.go("/initiatives/ai-studio")
    page.set_viewport_size(size)
    footnote = page.get_by_role("link", name="[1]", exact=True).first
    shown = "link => getComputedStyle(link, '::after').content"
    footnote.focus()

    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    assert footnote.get_attribute("title") in footnote.evaluate(shown)
    assert not anybody.overflows()
    page.keyboard.press("Tab")
    assert footnote.evaluate(shown) == "none"
