"""How soon a browser shows the largest part of a page (LCP), as people see it: from the address to the paint."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import find_chromium
from tests.cli.commands import serving

TIMES = 7
LIMIT = "1000 ms"
# The last entry is the largest: the browser reports each that is larger than those before it.
LARGEST = """() => new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime));
  observer.observe({ type: "largest-contentful-paint", buffered: true });
})"""

Row = tuple[str, str, str]


def rows(paths: Sequence[str]) -> Iterator[Row]:
    """A row for each page of a tracker that serves the seeds."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as tracker, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for path in paths:
            taken = [largest_paint(browser, tracker.address + path) for _time in range(TIMES)]
            yield f"LCP of `{path}`, nothing cached, median of {TIMES}", f"{statistics.median(taken):.0f} ms", LIMIT
        browser.close()
        tracker.stop()


def largest_paint(browser: Browser, address: str) -> float:
    """Milliseconds until the largest part is painted, in a window of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    taken = float(page.evaluate(LARGEST))
    context.close()
    return taken
