"""Readers who find an error are told where to report it, as far as the installation says."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.web.visitors import Visitor, site


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("corrections@example.org", "mailto:corrections@example.org"),
        ("https://example.org/@tracker/corrections", "https://example.org/@tracker/corrections"),
    ],
)
def test_every_page_leads_to_where_errors_are_reported(seeded: Engine, tmp_path: Path, address: str, href: str) -> None:
    with site(seeded, tmp_path, correction_address=address) as app:
        for path in ("/", "/milestones", "/no-such-page"):
            assert f'<a href="{href}">Report an error</a>' in Visitor(app).get(path).text


def test_without_an_address_no_page_promises_one(anybody: Visitor) -> None:
    assert "Report an error" not in anybody.get("/").text
