"""Forms in a real browser: dates echoed while one types, and everything essential without JavaScript."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.visits import Visit

RECORD = "/milestones/ai-studio-closed-beta"


def test_a_date_in_words_is_read_out_while_one_types(alice: Visit) -> None:
    page = alice.go("/milestones/new")

    page.locator("[name=expected_date]").press_sequentially("by Q3 2026")

    expect(page.locator("#expected_date-reading")).to_contain_text("September 2026")


def test_the_button_to_save_stays_where_it_is_while_it_is_pressed(alice: Visit) -> None:
    page = alice.go(f"{RECORD}/claims/new?field=expected_date")
    page.locator("[name=value]").press_sequentially("by Q3 2027")
    expect(page.locator("#value-reading")).to_contain_text("September 2027")
    page.locator("[name=evidence-source]").press_sequentially("01net")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="Save", exact=True)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    place = save.bounding_box()
    assert place

    # Leaving the field has the date read again, beside another source.
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    page.mouse.down()

    assert save.bounding_box() == place
    assert page.locator("#value-reading").inner_text() != ""
    page.mouse.move(5, 5)
    page.mouse.up()


def test_without_javascript_a_record_is_added_with_its_source(visit: Callable[..., Visit]) -> None:
    page = (window := visit(java_script_enabled=False)).go("/sources/new")
    page.get_by_label("Name (required)").fill("A report by Obsidian")
    for name in ("source_kind", "lineage_status", "reliability", "seen"):
        page.locator(f"[name={name}]").select_option(index=1)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A report by Obsidian")

    window.go("/people/new")
    page.locator("[name=label]").fill("Obsidian Marl")
    page.locator("[name=evidence-source]").fill("A report by Obsidian")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Obsidian Marl")
    expect(page.get_by_role("link", name="A report by Obsidian").first).to_be_visible()


def test_without_javascript_a_claim_is_ruled_on(visit: Callable[..., Visit]) -> None:
    page = visit(java_script_enabled=False).go(RECORD)
    ruling = page.locator("a[href$='/ruling']").first.get_attribute("href")
    page.goto(page.url.rsplit("/milestones", 1)[0] + ruling)
    page.get_by_role("radio").nth(1).check()
    page.locator("[name=rank_reason]").fill("the later source corrects it")

    page.get_by_role("button", name="Save the ruling").click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith(RECORD)


def test_without_javascript_the_search_finds(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=False, java_script_enabled=False).go("/")
    page.get_by_label("Search every kind of record").fill("closed beta")

    page.get_by_role("search").get_by_role("button").click()

    expect(page.locator(".results a").first).to_be_visible()
