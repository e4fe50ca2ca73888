"""A tracker that really serves, and one browser that looks at it."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from tests.browser.chromium import find_chromium
from tests.browser.visits import Visit, signed_in
from tests.cli.commands import serving
from tests.databases import Copied
from tests.digests.desks import MONDAY, Clock, desk, only_schedule, scheduled
from tests.factories import ALICE
from tests.services.saving import save
from tracker.database import open_engine, writing
from tracker.digests.desk import send_due
from tracker.mail import Outbox
from tracker.models import Work
from tracker.services import schedules


@pytest.fixture(scope="session")
def address(_sqlite: Copied) -> Iterator[str]:
    """Where a tracker serves a copy of the seeds that the browser tests share: what they add has names of their own."""
    with (
        tempfile.TemporaryDirectory() as instance,
        _sqlite("seeded") as url,
    ):
        _send_an_issue(url, Path(instance))
        _change_a_work(url)
        with serving(Path(instance), database_url=url) as tracker:
            yield tracker.address
            tracker.stop()


def _send_an_issue(url: str, folder: Path) -> None:
    """A schedule that has sent one issue, and is paused, so that no later day sends another."""
    engine = open_engine(url)
    scheduled(engine)
    send_due(desk(engine, Outbox(folder / "sent"), Clock(MONDAY + timedelta(hours=1))))
    with writing(engine)() as session:
        schedules.set_active(session, only_schedule(session), False, version=1, actor=ALICE)
        session.commit()
    engine.dispose()


def _change_a_work(url: str) -> None:
    """A record that was changed, whose change can be undone."""
    engine = open_engine(url)
    with writing(engine)() as session:
        save(session, session.scalars(select(Work).where(Work.slug == "black-swan")).one(), note="typed")
        session.commit()
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # What runs as root cannot have Chromium's sandbox; it opens pages of ours alone.
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def cookies(browser: Browser, address: str) -> list:
    """What a browser keeps in which Alice, an editor, is signed in."""
    return signed_in(browser, address)


@pytest.fixture(scope="session")
def danas_cookies(browser: Browser, address: str) -> list:
    """Likewise Dana, an administrator."""
    return signed_in(browser, address, "dana")


@pytest.fixture
def visit(browser: Browser, address: str, cookies: list) -> Iterator[Callable[..., Visit]]:
    """Open a browser window; at the end, nothing may have gone wrong in any of them."""
    with ExitStack() as opened:
        yield lambda **options: opened.enter_context(Visit.opened(browser, address, cookies, **options))


@pytest.fixture
def alice(visit: Callable[..., Visit]) -> Visit:
    """An editor's window."""
    return visit()


@pytest.fixture
def dana(browser: Browser, address: str, danas_cookies: list) -> Iterator[Visit]:
    """An administrator's window."""
    with Visit.opened(browser, address, danas_cookies) as window:
        yield window


@pytest.fixture
def anybody(visit: Callable[..., Visit]) -> Visit:
    """The window of somebody who is not signed in."""
    return visit(signed_in=False)
