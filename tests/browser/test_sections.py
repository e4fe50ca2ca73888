"""The sections of a record's page: on a phone all but the facts are folded, and nothing in them is out of reach."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import NARROW, WIDE, Visit

PATH = "/initiatives/ai-studio"
FACTS = ["What it is", "What sources state"]
FOLDED = ["Disputes", "Timeline", "Records that point here", "Sources of this page"]
ALL = FACTS + FOLDED
HEADINGS = "parts => parts.map(part => part.querySelector('h2').textContent)"
SHIFTED = """() => new Promise(resolve => {
  const shifts = [];
  new PerformanceObserver(list => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(shifts.reduce((sum, shift) => sum + shift.value, 0)), 200);
})"""


@pytest.fixture
def phone(visit: Callable[..., Visit]) -> Visit:
    """A reader's phone."""
    window = visit(signed_in=False)
    window.page.set_viewport_size(NARROW)
    return window


def opened(page: Page) -> list[str]:
    return page.locator(".part[open]").evaluate_all(HEADINGS)


def in_sight(page: Page, name: str) -> None:
    expect(page.locator(f'[id="{name}"]')).to_be_visible()
    expect(page.locator(f'[id="{name}"]')).to_be_in_viewport()


def test_all_stand_open_on_a_wide_screen(anybody: Visit) -> None:
    assert opened(anybody.go(PATH)) == ALL


def test_only_the_facts_stand_open_on_a_phone_and_the_others_say_how_much_they_hold(phone: Visit) -> None:
    page = phone.go(PATH)

    assert opened(page) == FACTS
    said = page.locator(".part:not([open]) > summary").all_inner_texts()
    assert [text.split()[0] for text in said] == [heading.split()[0] for heading in FOLDED]
    assert all(any(word.isdecimal() for word in text.split()) for text in said)
    assert phone.axe() == []
    assert not phone.overflows()
    page.get_by_role("heading", name="Timeline").click()
    assert opened(page) == [*FACTS, "Timeline"]


def test_nothing_moves_while_a_phone_folds_them(phone: Visit) -> None:
    assert phone.go(PATH).evaluate(SHIFTED) == 0


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_all_stand_open_without_scripts(visit: Callable[..., Visit], size: dict[str, int]) -> None:
    window = visit(signed_in=False, java_script_enabled=False)
    window.page.set_viewport_size(size)
    page = window.go(PATH)

    expect(page.locator(".part[open]")).to_have_count(len(ALL))
    expect(page.locator("#source-1")).to_be_visible()


@pytest.mark.parametrize("part", ["[id^=dispute-]", "#source-1", "[id^=claim-]", "#field-owner", "#timeline"])
def test_an_address_opens_what_it_leads_to(phone: Visit, part: str) -> None:
    name = phone.go(PATH).locator(part).first.get_attribute("id")
    phone.go("/keyboard")

    in_sight(phone.go(f"{PATH}#{name}"), name)


def test_a_footnote_opens_its_source_each_time_it_is_followed(phone: Visit) -> None:
    page = phone.go(PATH)
    for _time in range(2):
        page.locator(".facts").get_by_role("link", name="[1]").first.click()
        in_sight(page, "source-1")
        page.get_by_role("heading", name="Sources of this page").click()
        expect(page.locator("#source-1")).to_be_hidden()


def test_going_back_and_typing_an_address_open_it_too(phone: Visit) -> None:
    page = phone.go(PATH)

    page.evaluate("location.hash = 'source-2'")
    in_sight(page, "source-2")
    assert "Sources of this page" in opened(page)
    page.evaluate("location.hash = '%zz'")


def test_turning_a_phone_opens_all(phone: Visit) -> None:
    page = phone.go(PATH)

    page.set_viewport_size(WIDE)

    expect(page.locator(".part[open]")).to_have_count(len(ALL))


def test_paper_shows_all_and_leaves_the_page_as_it_was(phone: Visit) -> None:
    page = phone.go(PATH)
    page.evaluate(
        "addEventListener('beforeprint', () => (window.printed = document.querySelectorAll('.part[open]').length))"
    )

    page.pdf()

    assert page.evaluate("window.printed") == len(ALL)
    assert opened(page) == FACTS


def test_what_is_folded_is_found_by_its_words(phone: Visit) -> None:
    words = phone.go(PATH).locator("#source-5 > a").text_content()
    phone.go("/keyboard")

    page = phone.go(f"{PATH}#:~:text={quote(words)}")

    expect(page.locator("#source-5")).to_be_in_viewport()
