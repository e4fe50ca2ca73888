"""Naming a record by typing: with the keyboard, by its id, and adding one that is not there yet."""

from playwright.sync_api import Page, expect

from tests.browser.visits import NARROW, Visit


def subject(page: Page):
    return page.get_by_role("combobox", name="Subject")


def suggested(page: Page):
    return page.locator("[role=listbox]:visible [role=option]")


def test_two_letters_and_arrow_keys_choose_a_record(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    field = subject(page)
    field.focus()
    page.keyboard.type("am")
    options = suggested(page)
    expect(options.first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true"
    first = options.first.locator("small").inner_text()

    page.keyboard.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")

    assert field.input_value().endswith(f":{first.split(' · ')[1]})")
    assert field.get_attribute("aria-expanded") == "false"
    expect(suggested(page)).to_have_count(0)
    assert page.url.endswith("/milestones/new")


def test_the_open_list_is_accessible_and_fits_a_phone(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    page.set_viewport_size(NARROW)
    subject(page).press_sequentially("ai")
    expect(suggested(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")

    assert alice.axe() == []
    assert not alice.overflows()


def test_escape_closes_the_list_and_keeps_what_was_typed(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    subject(page).press_sequentially("am")
    expect(suggested(page).first).to_be_visible()

    page.keyboard.press("Escape")

    expect(suggested(page)).to_have_count(0)
    assert subject(page).input_value() == "am"


def test_an_exact_name_that_was_pasted_is_taken(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    page.get_by_label("Name (required)").fill("A pasted subject")
    page.get_by_label("Reason").fill("a test")
    page.locator("[name=milestone_kind]").select_option(index=1)
    subject(page).fill("initiative:ai-studio")

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A pasted subject")


def test_a_record_that_is_not_there_is_created_in_place(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    page.get_by_label("Name (required)").fill("Typed before")
    page.get_by_label("Reason").fill("own observation")
    subject(page).press_sequentially("Feldspar Pictures")
    offer = suggested(page).filter(has_text="Create “Feldspar Pictures”: Organisation")
    expect(offer).to_be_visible()

    page.keyboard.press("ArrowUp")
    while offer.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    dialog = page.get_by_role("dialog", name="Add: Organisation")
    expect(dialog.get_by_label("Name (required)")).to_be_focused()
    assert dialog.get_by_label("Name (required)").input_value() == "Feldspar Pictures"
    assert dialog.get_by_label("Reason").input_value() == "own observation"
    assert alice.axe() == []
    dialog.locator("[name=added-organisation_kind]").select_option(index=1)
    dialog.get_by_role("button", name="Save").click()

    expect(dialog).to_be_hidden()
    expect(subject(page)).to_be_focused()
    assert subject(page).input_value() == "Feldspar Pictures (organisation:feldspar-pictures)"
    assert page.get_by_label("Name (required)").input_value() == "Typed before"


def test_what_is_wrong_in_the_small_form_stands_beside_its_field(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    subject(page).press_sequentially("Basalt Pictures")
    suggested(page).filter(has_text="Create “Basalt Pictures”: Organisation").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=added-organisation_kind]").select_option(index=1)
    dialog.get_by_label("Reason (required)").fill(" ")

    dialog.get_by_role("button", name="Save").click()

    expect(dialog.get_by_label("Reason (required)")).to_be_focused()
    assert "give a reason" in dialog.locator("#added-reason-error").inner_text()
    assert dialog.get_by_label("Name (required)").input_value() == "Basalt Pictures"
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Back to the form").click()
    expect(dialog).to_be_hidden()
    assert subject(page).input_value() == "Basalt Pictures"


def test_the_source_of_the_form_is_reason_enough_for_what_is_created_in_place(alice: Visit) -> None:
    page = alice.go("/milestones/new")
    page.locator("[name=evidence-source]").fill("01net-ai-studio")
    subject(page).press_sequentially("Gneiss Pictures")
    suggested(page).filter(has_text="Create “Gneiss Pictures”: Organisation").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("The source named in the form is taken as evidence")).to_be_visible()
    expect(dialog.get_by_label("Reason", exact=True)).to_have_js_property("required", False)
    expect(dialog.get_by_text("(required)", exact=True)).to_have_count(2)


def test_a_filter_suggests_what_there_is_and_offers_to_create_nothing(anybody: Visit) -> None:
    page = anybody.go("/initiatives")
    page.evaluate("document.querySelectorAll('details').forEach(folded => (folded.open = true))")
    field = page.locator("input[name=owner]")
    field.press_sequentially("am")
    expect(suggested(page).first).to_be_visible()
    assert suggested(page).filter(has_text="Create").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = field.input_value()

    field.press("Enter")

    page.wait_for_url(lambda url: "owner=" in url)
    assert chosen.startswith("organisation:")
    expect(page.locator(".chips .chip").first).to_be_visible()
