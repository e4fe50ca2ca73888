"""The rules of sources' own."""

import pytest

from tracker.forms.base import RowData
from tracker.forms.source import SourceForm

WHOLE = {"label": "x", "source_kind": "article", "lineage_status": "unknown", "reliability": "F", "seen": "yes"}


def form(**row: str) -> SourceForm:
    return SourceForm(RowData.of({**WHOLE, **row}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("language", "French"),
        ("language", "f"),
        ("content_sha256", "ab"),
        ("content_sha256", "G" * 64),
        ("url", "ftp://example.org"),
        ("paragraph_count", "0"),
        ("published", "yesterday"),
        ("derived_from", "source:another"),
    ],
)
def test_refuses(name: str, text: str) -> None:
    refused = form(**{name: text})

    assert not refused.validate()
    assert list(refused.sentences()) == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("language", "en-GB"),
        ("content_sha256", "a" * 64),
        ("url", "https://example.org/?a=1"),
        ("published", "2026-02~"),
    ],
)
def test_takes(name: str, text: str) -> None:
    assert form(**{name: text}).validate()


def test_takes_an_origin_of_a_source_that_derives_from_one() -> None:
    assert form(lineage_status="derived", derived_from="source:another").validate()
