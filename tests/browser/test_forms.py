"""Forms in a real browser: dates echoed while one types, and everything essential without JavaScript."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.visits import NARROW, Visit

RECORD = "/milestones/ai-studio-closed-beta"


def test_a_date_in_words_is_read_out_while_one_types(alice: Visit) -> None:
    page = alice.go("/milestones/new")

    page.locator("[name=expected_date]").press_sequentially("by Q3 2026")

    expect(page.locator("#expected_date-reading")).to_contain_text("September 2026")


def test_a_date_with_two_readings_is_chosen_while_one_types(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    page.get_by_label("Name (required)").fill("Chosen while typing")
    page.get_by_label("Reason").fill("own observation")
    page.locator("[name=milestone_kind]").select_option(index=1)
    page.locator("[name=subject]").fill("initiative:ai-studio")
    date = page.locator("[name=expected_date]")
    choices = page.get_by_role("group", name="Choose what “03/04/2026” means")
    date.press_sequentially("03/04/2026")
    expect(choices.get_by_role("radio")).to_have_count(2)
    expect(choices.get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.locator("#expected_date-reading")).to_contain_text("may be 2026-04-03 or 2026-03-04")
    assert alice.axe() == []
    page.set_viewport_size(NARROW)
    assert alice.axe() == []
    assert not alice.overflows()

    choices.get_by_label("4 March 2026").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Chosen while typing")
    expect(page.get_by_text("4 March 2026").first).to_be_visible()
    page.goto(f"{page.url}/history")
    expect(page.get_by_text("typed as “03/04/2026”").first).to_be_visible()


def test_a_choice_is_dropped_when_the_text_changes_and_kept_when_the_source_does(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    date = page.locator("[name=expected_date]")
    date.fill("03/04/2026")
    page.get_by_role("radio", name="3 April 2026").check()

    with page.expect_response(lambda answer: "/readings" in answer.url):
        page.locator("[name=evidence-source]").fill("source:01net-ai-studio")
        page.locator("[name=evidence-source]").blur()
    expect(page.get_by_role("radio", name="3 April 2026")).to_be_checked()

    date.fill("mai 26")
    expect(page.get_by_role("radio", name="26 May 2026")).to_be_visible()
    page.locator("[name=evidence-source]").fill("")
    page.locator("[name=evidence-source]").blur()
    expect(page.get_by_role("radio", name="26 May 2026")).to_have_count(0)
    page.locator("[name=evidence-source]").fill("source:01net-ai-studio")
    page.locator("[name=evidence-source]").blur()
    expect(page.get_by_role("radio", name="26 May 2026")).to_be_visible()

    date.fill("03/04/2026")
    page.get_by_role("radio", name="3 April 2026").check()
    date.fill("04/03/2026")
    expect(page.get_by_role("group", name="Choose what “04/03/2026” means").get_by_role("radio")).to_have_count(2)
    expect(page.locator("[name=read-expected_date]:checked")).to_have_count(0)
    date.fill("2026")
    expect(page.locator("#expected_date-reading")).to_contain_text("year")
    expect(page.locator("[name=read-expected_date][type=radio]")).to_have_count(0)


def test_a_choice_is_taken_while_it_is_offered_again(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    page.locator("[name=expected_date]").fill("03/04/2026")
    radio = page.get_by_role("radio", name="3 April 2026")
    radio.wait_for()
    page.locator("[name=evidence-source]").fill("source:01net-ai-studio")
    radio.scroll_into_view_if_needed()
    place = radio.bounding_box()
    assert place

    # Leaving the field of the source has the date read again.
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    with page.expect_response(lambda answer: "/readings" in answer.url) as answer:
        page.mouse.down()
    answer.value.finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    page.mouse.up()

    expect(radio).to_be_checked()


def test_without_javascript_a_date_with_two_readings_is_chosen_after_save(visit: Callable[..., Visit]) -> None:
    page = (window := visit(java_script_enabled=False)).go(f"{RECORD}/claims/new?field=expected_date")
    page.locator("[name=value]").fill("by 03/04/2027")
    page.locator("[name=period_start]").fill("05/06/2027")
    page.locator("[name=evidence-source]").fill("source:01net-ai-studio")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("radio", name="by 4 March 2027")).not_to_be_checked()
    page.get_by_role("radio", name="by 4 March 2027").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("radio", name="by 4 March 2027")).to_be_checked()

    page.get_by_role("radio", name="5 June 2027").check()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith(RECORD)
    window.go(f"{RECORD}/history")
    expect(page.get_by_text("typed as “by 03/04/2027”").first).to_be_visible()


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
