"""What was announced first, and the verdict on what came of it: the part of `frames.milestones` that needs thought."""

from datetime import date

import pandas
import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.test_frames import row
from tracker import frames

VERDICT_OF = [
    ("2026-03", "2026-02-27", -32, -2, "early"),
    ("2026-03", "[..2026-02]", None, -1, "early"),
    ("[2026-03..]", "2026-02", None, -1, "early"),
    ("2026-03", "2026-03", -30, 30, "on_time"),
    ("2026-03", "2026-03-31", 0, 30, "on_time"),
    ("2026-03", "2026-02/2026-03", -58, 30, "on_time"),
    ("[..2026-05]", "2025-01", -515, None, "on_time"),
    ("2026-03-01", "2026-03-01", 0, 0, "on_time"),
    ("2026-03", "2026-04-05", 5, 35, "late"),
    ("2026-03", "2026-04~", 1, 60, "late"),
    ("2026-03", "[2026-04..]", 1, None, "late"),
    ("2026-03", "2026", -89, 305, "indeterminate"),
    ("2026-03", "[2026-02..]", -58, None, "indeterminate"),
    ("[2026-03..]", "2026-06", None, 121, "indeterminate"),
    ("2026-03", "", None, None, None),
    ("", "2026-03", None, None, None),
]


def test_compares_what_happened_with_what_was_announced(session: Session) -> None:
    subject = factories.initiative(session).reference
    wanted = {}
    for expected, actual, *answer in VERDICT_OF:
        dates = {"expected_date": expected, "actual_date": actual, "reported_status": "met"}
        record = factories.milestone(session, subject=subject, **{name: text for name, text in dates.items() if text})
        wanted[record.slug] = (expected, actual, *answer)

    found = frames.milestones(session, as_of=date(2027, 1, 1)).set_index("slug")
    columns = found[["late_min", "late_max", "verdict"]].astype(object)

    answers = columns.where(columns.notna(), None).apply(tuple, axis=1).to_dict()
    assert {slug: (*all_of[:2], *answers[slug]) for slug, all_of in wanted.items()} == wanted


def test_there_is_no_verdict_before_it_happened(session: Session) -> None:
    record = factories.milestone(session, expected_date="2026-03", actual_date="2026-05")

    assert pandas.isna(row(session, record, date(2026, 4, 30)).verdict)
    assert row(session, record, date(2026, 5, 1)).verdict == "late"


def test_compares_with_the_first_announcement_and_not_with_the_last(session: Session) -> None:
    record = factories.milestone(session, actual_date="2026-09-10")
    for published, expected in (("2026-05", "2026-09"), ("2026-01", "2026-03"), ("2026-03", "2026-06")):
        factories.claim(session, record, "expected_date", expected, factories.source(session, published=published))

    found = row(session, record, date(2026, 12, 31))

    assert (found.first_expected, found.expected_date, found.slips) == ("2026-03", "2026-09", 2)
    assert (found.verdict, found.late_min, found.late_max) == ("late", 163, 193)


def test_what_was_said_first_stays_first_when_it_is_said_again(session: Session) -> None:
    record = factories.milestone(session)
    early, middle, late = (factories.source(session, published=day) for day in ("2026-01", "2026-02", "2026-06"))
    factories.claim(session, record, "expected_date", "2026-03", early, late)
    factories.claim(session, record, "expected_date", "2026-09", middle)

    assert row(session, record).first_expected == "2026-03"


def test_a_later_refinement_does_not_change_what_was_announced_first(session: Session) -> None:
    record = factories.milestone(session)
    factories.claim(session, record, "expected_date", "2026", factories.source(session, published="2026-01"))
    factories.claim(session, record, "expected_date", "2026-03", factories.source(session, published="2026-02"))

    assert row(session, record).first_expected == "2026"
    assert row(session, record).expected_date == "2026-03"


@pytest.mark.parametrize(("one", "other", "first"), [("2026", "2026-03", "2026-03"), ("2026-03", "2026-09", None)])
def test_announcements_of_which_none_is_known_to_be_first_count_together(
    session: Session, one: str, other: str, first: str | None
) -> None:
    record = factories.milestone(session)
    factories.claim(session, record, "expected_date", one, factories.source(session, published="2026~"))
    factories.claim(session, record, "expected_date", other, factories.source(session))

    found = row(session, record).first_expected

    assert (None if pandas.isna(found) else found) == first


def test_a_claim_known_to_be_wrong_was_never_announced(session: Session) -> None:
    record = factories.milestone(session)
    wrong = {"rank": "deprecated", "rank_reason": "A misprint."}
    factories.claim(session, record, "expected_date", "2025", factories.source(session, published="2025"), **wrong)
    for published, expected in (("2026-01", "2026-03"), ("2026-02", "2026-09")):
        factories.claim(session, record, "expected_date", expected, factories.source(session, published=published))

    assert row(session, record).first_expected == "2026-03"
