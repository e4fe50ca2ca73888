"""How values are typed."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.forms.fields import clean, read, write
from tracker.models import Field, FieldType
from tracker.models.labour_event import JOBS_AFFECTED, SHARE_OF_PARENT, STARTED
from tracker.models.source import PARAGRAPH_COUNT, SEEN, URL
from tracker.values import FuzzyDate, Quantity


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (STARTED, " 2026-05 ", FuzzyDate.parse("2026-05")),
        (STARTED, "  ", None),
        (JOBS_AFFECTED, ">30000", Quantity.parse(">30000")),
        (SHARE_OF_PARENT, "~0.5", Quantity.parse("~0.5")),
        (PARAGRAPH_COUNT, "027", 27),
        (SEEN, "Yes", True),
        (SEEN, "no", False),
        (URL, "https://example.org/a", "https://example.org/a"),
    ],
)
def test_reads(field: Field, text: str, value: object) -> None:
    assert read(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (STARTED, "2026-02-30", "28 days"),
        (STARTED, "soon", "soon"),
        (JOBS_AFFECTED, "1.5", "whole number"),
        (JOBS_AFFECTED, "-5", "-5"),
        (JOBS_AFFECTED, "many", "many"),
        (SHARE_OF_PARENT, "50", "more than 1"),
        (PARAGRAPH_COUNT, "-1", "-1"),
        (PARAGRAPH_COUNT, "9999999999", "9999999999"),
        (SEEN, "perhaps", "perhaps"),
        (URL, "javascript:alert(1)", "javascript"),
    ],
)
def test_refuses_with_a_sentence_that_names_the_text(field: Field, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read(field, text)


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\ud800b"])
def test_refuses_what_no_database_can_keep(text: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        clean(text, 100)


def test_refuses_a_text_that_is_too_long_saying_how_long_it_is() -> None:
    with pytest.raises(ValueError, match="At most 10 characters; these are 11"):
        clean("a" * 11, 10)


@given(text=st.text())
def test_never_fails_in_another_way(text: str) -> None:
    for field_type in FieldType:
        field = Field("x", field_type, "X", "X.")
        with suppress(ValueError):
            value = read(field, text)

            assert value is None or read(field, write(value)) == value
