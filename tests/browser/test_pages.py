"""Every page, as a reader and as an editor meet it: accessible, light and dark, wide and narrow, and quiet."""

import re
from pathlib import Path

import pytest

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
    "/unsourced",
    "/keyboard",
    "/sign-in",
    "/no-such-page",
    *(f"/{entry.slug}" for entry in CATALOGUE),
    "/milestones?expected_date=2026&q=zzz",
    RECORD,
    f"{RECORD}/history",
)
EDIT = (
    "/",
    "/account",
    "/schedules",
    "/schedules/new",
    "/studios",
    *(f"/{entry.slug}/new" for entry in CATALOGUE),
    RECORD,
    f"{RECORD}/edit",
    f"{RECORD}/withdraw",
    f"{RECORD}/claims/new",
    f"{RECORD}/claims/new?field=expected_date",
    f"{RECORD}/claims/c-mil-03/ruling",
)
# What is no page, what needs an administrator, and what is not there before somebody has set it up.
NO_PAGES = {"asset", "healthz", "suggestions", "add_linked", "readings"}
NOT_THERE = {"users", "edit_schedule", "show_schedule", "show_issue"}


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


def test_an_editor_can_use_the_page_of_a_schedule(alice: Visit) -> None:
    page = alice.go("/schedules/new")
    page.locator("[name=name]").fill("Obsidian weekly")
    page.locator("[name=recipients]").fill("quill@example.org")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile(r"/schedules/\d+$"))

    assert looked_at(alice, page.url.removeprefix(alice.address)) == []


def test_every_page_there_is_was_looked_at(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.sqlite3'}"
    app = create_app(Config(instance_path=tmp_path, database_url=url, secret_key="s" * 40))
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods and "." not in rule.rule}
    addresses = app.url_map.bind("localhost")
    seen = {addresses.match(path.partition("?")[0])[0] for path in (*READ, *EDIT) if path != "/no-such-page"}

    assert pages - seen == NO_PAGES | NOT_THERE
