"""Every page, as a reader and as an editor meet it: accessible, light and dark, wide and narrow, and quiet."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visits import NARROW, WIDE, Visit
from tracker.catalogue import CATALOGUE
from tracker.config import Config
from tracker.web import create_app

RECORD = "/milestones/ai-studio-closed-beta"
READ = (
    "/",
    "/search",
    "/search?q=ai",
    "/codebook",
    "/reports",
    "/reports/milestones",
    "/reports/summary?since=2026-01-01",
    "/issues/1",
    "/unsourced",
    "/keyboard",
    "/sign-in",
    "/no-such-page",
    *(f"/{entry.slug}" for entry in CATALOGUE),
    "/milestones?expected_date=2026&q=zzz",
    RECORD,
    f"{RECORD}?list=milestones",
    f"{RECORD}?list=nonsense",
    f"{RECORD}/history",
)
EDIT = (
    "/",
    "/account",
    "/schedules",
    "/schedules/new",
    "/schedules/1",
    "/schedules/1/edit",
    "/studios",
    *(f"/{entry.slug}/new" for entry in CATALOGUE),
    RECORD,
    f"{RECORD}/edit",
    f"{RECORD}/withdraw",
    f"{RECORD}/claims/new",
    f"{RECORD}/claims/new?field=expected_date",
    f"{RECORD}/claims/c-mil-03/ruling",
    "/works/black-swan/history",
    "/works/black-swan/undo/2/note",
)
ADMINISTER = ("/users",)
NO_PAGES = {"asset", "healthz", "suggestions", "add_linked", "readings", "show_namesakes"}


def looked_at(visit: Visit, path: str) -> list[str]:
    """What is wrong with a page: wide and light, then narrow and dark, which are all four between them."""
    page = visit.go(path)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    wrong = visit.axe()
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    return wrong + visit.axe() + [f"{path} scrolls sideways"] * visit.overflows()


@pytest.mark.parametrize("path", READ)
def test_a_reader_can_use(anybody: Visit, path: str) -> None:
    assert looked_at(anybody, path) == []


@pytest.mark.parametrize("path", EDIT)
def test_an_editor_can_use(alice: Visit, path: str) -> None:
    assert looked_at(alice, path) == []


@pytest.mark.parametrize("path", ADMINISTER)
def test_an_administrator_can_use(dana: Visit, path: str) -> None:
    assert looked_at(dana, path) == []


def test_cards_on_a_phone_write_their_labels_as_the_language_does(anybody: Visit) -> None:
    page = anybody.go("/milestones")
    page.set_viewport_size(NARROW)
    labelled = "getComputedStyle(document.querySelector('td[data-label]'), '::before').content"
    english = page.evaluate(labelled)

    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.wait_for_load_state()

    assert english.endswith(': "')
    assert not english.endswith('\u00a0: "')
    assert page.evaluate(labelled).endswith('\u00a0: "')


def test_every_page_there_is_was_looked_at(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.sqlite3'}"
    app = create_app(Config(instance_path=tmp_path, database_url=url, secret_key="s" * 40))
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods and "." not in rule.rule}
    addresses = app.url_map.bind("localhost")
    visited = {path.partition("?")[0] for path in (*READ, *EDIT, *ADMINISTER)} - {"/no-such-page"}
    seen = {addresses.match(path)[0] for path in visited}

    assert pages - seen == NO_PAGES
