"""The rules of claims and evidence."""

import pytest

from tracker.forms.base import RowData
from tracker.forms.claim import ClaimForm
from tracker.forms.evidence import EvidenceForm
from tracker.models import Field
from tracker.models.labour_event import JOBS_AFFECTED, PARTY
from tracker.values import FuzzyDate, Quantity


def claim(field: Field = JOBS_AFFECTED, **row: str) -> ClaimForm:
    return ClaimForm(RowData.of({"value": "350", **row}), spec=field)


def evidence(**row: str) -> EvidenceForm:
    return EvidenceForm(RowData.of(row))


def test_reads_a_figure_with_its_period() -> None:
    typed = claim(value="nearly 30000", period_start="2025-23")

    assert typed.validate()
    assert typed.claim().value == Quantity.parse("nearly 30000")
    assert typed.claim().period_start == FuzzyDate.parse("2025-23")
    assert typed.claim().rank == "normal"


def test_reads_that_there_is_no_value() -> None:
    typed = claim(value="", value_state="unknown")

    assert typed.validate()
    assert (typed.claim().value, typed.claim().value_state) == (None, "unknown")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"value": ""}, "value"),
        ({"value": "350", "value_state": "unknown"}, "value"),
        ({"value": "many"}, "value"),
        ({"value": "1.5"}, "value"),
        ({"role": "employer"}, "role"),
        ({"rank": "deprecated"}, "rank_reason"),
        ({"period_start": "autumn"}, "period_start"),
    ],
)
def test_refuses_a_claim(row: dict[str, str], name: str) -> None:
    typed = claim(**row)

    assert not typed.validate()
    assert name in typed.errors


def test_takes_a_role_where_the_field_has_roles() -> None:
    assert claim(PARTY, value="organisation:amazon", role="employer").validate()


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"note": "p. 3"}, "note"),
        ({"source": "a", "paragraph": "0"}, "paragraph"),
        ({"source": "a", "paragraph": "1", "char_start": "5"}, "char_end"),
        ({"source": "a", "paragraph": "1", "char_start": "5", "char_end": "5"}, "char_end"),
        ({"source": "a", "char_start": "5", "char_end": "6"}, "char_end"),
        ({"source": "a", "credibility": "7"}, "credibility"),
        ({"source": "a", "quote_sha256": "a" * 63}, "quote_sha256"),
        ({"source": "a", "quote_sha256": "x" * 64}, "quote_sha256"),
    ],
)
def test_refuses_evidence(row: dict[str, str], name: str) -> None:
    typed = evidence(**row)

    assert not typed.validate()
    assert name in typed.errors


def test_is_no_evidence_without_a_source() -> None:
    assert evidence().validate()
    assert evidence().evidence() is None


def test_refuses_a_period_that_ends_before_it_begins() -> None:
    refused = claim(period_start="2026-05", period_end="2026-04")

    assert not refused.validate()
    assert refused.errors["period_end"] == ["The period ends April 2026, before it begins May 2026."]


@pytest.mark.parametrize(("start", "end"), [("2026-05", "2026"), ("2026", "2026-01"), ("2026-05", ""), ("", "2026")])
def test_keeps_a_period_that_may_be_in_order(start: str, end: str) -> None:
    assert claim(period_start=start, period_end=end).validate()


@pytest.mark.parametrize("rank", ["preferred", "deprecated"])
def test_refuses_a_ruling_without_its_reason(rank: str) -> None:
    refused = claim(rank=rank)

    assert not refused.validate()
    assert list(refused.errors) == ["rank_reason"]
