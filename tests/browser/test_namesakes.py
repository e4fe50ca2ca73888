"""Records of the name that one types for a new one, named while one types."""

from playwright.sync_api import expect

from tests.browser.visits import Visit


def test_a_record_of_the_name_is_named_while_one_types_and_another_can_be_meant(alice: Visit) -> None:
    page = alice.go("/works/new")
    name = page.locator("[name=label]")

    name.press_sequentially("black swan")
    expect(page.get_by_role("link", name="Black Swan")).to_be_visible()
    page.get_by_label("Mine is a different one: add it.").check()
    assert alice.axe() == []

    name.press_sequentially(" again")
    expect(page.get_by_role("link", name="Black Swan")).to_be_hidden()
    name.fill("Fallout")
    expect(page.get_by_label("Mine is a different one: add it.")).not_to_be_checked()


def test_save_asks_where_nobody_saw_it(alice: Visit) -> None:
    page = alice.go("/works/new?label=Black+Swan")
    page.locator("[name=work_type]").select_option(index=1)
    page.locator("[name=reason]").fill("own observation")

    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Say that another one is meant").click()

    expect(page.get_by_label("Mine is a different one: add it.")).to_be_in_viewport()
    assert page.locator("[name=reason]").input_value() == "own observation"
