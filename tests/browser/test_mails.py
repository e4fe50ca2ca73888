"""Mails in front of a real browser, which most mail programs are."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine

from tests.digests.desks import MONDAY, Clock, desk, scheduled
from tracker.digests.desk import send_due
from tracker.mail import Outbox


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("report", ["summary", "milestones"])
def test_a_mail_is_no_wider_than_a_phone(
    browser: Browser, seeded: Engine, tmp_path: Path, report: str, language: str
) -> None:
    scheduled(seeded, report=report, language=language, recipients="alice@example.org")
    send_due(desk(seeded, Outbox(tmp_path), Clock(MONDAY + timedelta(hours=1))))
    (file,) = tmp_path.glob("*.eml")
    html = message_from_bytes(file.read_bytes(), policy=policy.default).get_body(("html",))
    assert html is not None
    page = browser.new_page(viewport={"width": 360, "height": 740})

    page.set_content(html.get_content())
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert wide <= 360
