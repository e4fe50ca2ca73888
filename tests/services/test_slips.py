"""Expected dates succeed each other: a date that moved is a slip, and not a conflict."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, milestone, source
from tests.services.saving import shown
from tracker.models import Record
from tracker.services import ruling


def expected(session: Session, *dated: tuple[str, str]) -> Record:
    """A milestone for which sources announce dates: pairs of when a source appeared, and what it announces."""
    record = milestone(session)
    for published, date in dated:
        claim(session, record, "expected_date", date, source(session, published))
    return record


def test_takes_a_later_announcement_that_excludes_an_earlier_one_for_a_slip(session: Session) -> None:
    record = expected(session, ("2026-01", "2026-03"), ("2026-02", "2026-09"))

    assert shown(record, "expected_date") == ("2026-09", "latest")
    assert (record.expected_date_slips, record.unsettled_count) == (1, 0)


def test_counts_two_slips_in_three_successive_dates(session: Session) -> None:
    record = expected(session, ("2026-01", "2026-03"), ("2026-02", "2026-09"), ("2026-06", "2026-12"))

    assert shown(record, "expected_date") == ("2026-12", "latest")
    assert record.expected_date_slips == 2


def test_does_not_take_a_later_announcement_that_refines_for_a_slip(session: Session) -> None:
    record = expected(session, ("2026-01", "2026"), ("2026-02", "2026-09"))

    assert shown(record, "expected_date") == ("2026-09", "intersection")
    assert record.expected_date_slips == 0


@pytest.mark.parametrize("later", ["2026-01", "2026", "[2026-01-31..]", ""])
def test_sees_a_conflict_where_publication_is_not_certainly_later(session: Session, later: str) -> None:
    record = expected(session, ("2026-01", "2026-03"), (later, "2026-09"))

    assert shown(record, "expected_date") == (None, "conflict")
    assert (record.expected_date_slips, record.unsettled_count) == (0, 1)


def test_sees_a_conflict_where_an_old_date_is_announced_again(session: Session) -> None:
    record = expected(session, ("2026-01", "2026-03"), ("2026-02", "2026-09"), ("2026-04", "2026-03"))

    assert shown(record, "expected_date") == (None, "conflict")


def test_counts_slips_before_a_ruling(session: Session) -> None:
    record = milestone(session)
    first = claim(session, record, "expected_date", "2026-03", source(session, "2026-01"))
    claim(session, record, "expected_date", "2026-09", source(session, "2026-02"))

    ruling.rule(session, first, "preferred", "The second is a misprint.", version=first.record.version, actor=ALICE)

    assert shown(record, "expected_date") == ("2026-03", "preferred")
    assert record.expected_date_slips == 1


def test_does_not_let_a_fact_succeed_a_fact(session: Session) -> None:
    record = milestone(session)

    claim(session, record, "actual_date", "2026-03", source(session, "2026-04"))
    claim(session, record, "actual_date", "2026-04", source(session, "2026-05"))

    assert shown(record, "actual_date") == (None, "conflict")
