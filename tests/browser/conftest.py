"""A tracker that really serves, and one browser that looks at it."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.visits import Visit, signed_in
from tests.cli.commands import serving
from tests.databases import Copied


@pytest.fixture(scope="session")
def address(_sqlite: Copied) -> Iterator[str]:
    """Where a tracker serves a copy of the seeds that the browser tests share: what they add has names of their own."""
    with (
        tempfile.TemporaryDirectory() as instance,
        _sqlite("seeded") as url,
        serving(Path(instance), database_url=url) as tracker,
    ):
        yield tracker.address
        tracker.stop()


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
def anybody(visit: Callable[..., Visit]) -> Visit:
    """The window of somebody who is not signed in."""
    return visit(signed_in=False)
