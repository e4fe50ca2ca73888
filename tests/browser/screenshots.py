"""`make screenshots`: the pictures in the README, of the seeds in a real browser, wide and narrow."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import find_chromium
from tests.cli.commands import serving
from tracker.config import ROOT

# The file, the page, and the width and height of the window.
PICTURES = (
    ("screenshot-desktop.png", "/milestones/ai-studio-closed-beta", (1280, 1200)),
    ("screenshot-phone.png", "/", (360, 720)),
)


def main() -> None:
    """Take every picture anew."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as tracker, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for name, path, (width, height) in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(tracker.address + path)
            page.screenshot(path=ROOT / name)
        browser.close()
        tracker.stop()


if __name__ == "__main__":
    main()
