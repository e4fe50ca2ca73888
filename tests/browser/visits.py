"""A window of a browser: it opens pages, and notes whatever goes wrong in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.people import PASSWORD
from tracker.config import ROOT

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# In milliseconds: a machine may be busy.
PATIENCE = 60_000
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# What a page is refused on purpose, and a page that is itself an error: the browser notes each in the console.
REFUSED = "Failed to load resource: the server responded with a status of 4"

expect.set_options(timeout=PATIENCE)


@dataclass
class Visit:
    """One window."""

    page: Page
    address: str
    problems: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def opened(
        cls, browser: Browser, address: str, cookies: list[Any], *, signed_in: bool = True, **options: Any
    ) -> Iterator["Visit"]:
        """A window that is closed in the end; nothing may have gone wrong in it."""
        context = browser.new_context(viewport=WIDE, locale="en-GB", reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        if signed_in:
            context.add_cookies(cookies)
        visit = cls(context.new_page(), address)
        visit.page.on("pageerror", lambda error: visit.problems.append(f"{visit.page.url}: {error}"))
        visit.page.on("console", visit.note)
        yield visit
        context.close()
        assert not visit.problems, "\n".join(visit.problems)

    def note(self, message: Any) -> None:
        """Keep what the console is told to complain about: errors of scripts, and what the policy refused."""
        refused = message.text.startswith(
            (f"{REFUSED}00", REFUSED if message.location["url"] == self.page.url else " ")
        )
        if message.type in ("error", "warning") and not refused:
            self.problems.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.address + path)
        return self.page

    def axe(self, **options: Any) -> list[str]:
        """What axe finds wrong with the page as it is, each with the place."""
        if not self.page.evaluate("() => 'axe' in window"):
            # The pages' own policy admits no such script; the browser's tools are above it.
            self.page.evaluate(_axe())
        found = self.page.evaluate(
            "options => axe.run(document, options)", {"resultTypes": ["violations"], "preload": False, **options}
        )
        return [
            f"{self.page.url}: {violation['id']}: {node['target']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def overflows(self) -> bool:
        """Whether one has to scroll sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def signed_in(browser: Browser, address: str, name: str = "alice") -> list[Any]:
    """The cookies of a window in which somebody signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    cookies = context.cookies()
    context.close()
    return cookies
