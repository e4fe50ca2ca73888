import subprocess
import sys
from datetime import date
from typing import Any

import pandas
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tracker import frames
from tracker.models import Milestone, Record
from tracker.permissions import ANYBODY
from tracker.services import records

SUMMER = date(2026, 7, 1)


def row(session: Session, record: Record, as_of: date = SUMMER) -> Any:
    """The row of a milestone."""
    frame = frames.milestones(session, as_of=as_of)
    return frame[frame.slug == record.slug].iloc[0]


def statuses(session: Session, as_of: date) -> dict[str, str]:
    frame = frames.milestones(session, as_of=as_of)
    return dict(zip(frame.slug, frame.status, strict=True))


def test_nothing_in_the_seeds_is_overdue_when_they_appeared(seeds: Session) -> None:
    assert statuses(seeds, date(2026, 2, 10)) == {
        "ai-studio-created": "met",
        "ai-studio-closed-beta-announced": "met",
        "ai-studio-closed-beta": "scheduled",
        "ai-studio-first-results": "scheduled",
        "ai-studio-commercial-offer": "unfalsifiable",
    }


def test_counts_the_days_since_the_last_day_expected(seeds: Session) -> None:
    frame = frames.milestones(seeds, as_of=SUMMER)

    overdue = frame[frame.status == "overdue"]

    assert dict(zip(overdue.slug, overdue.days_overdue, strict=True)) == {
        "ai-studio-closed-beta": 92,
        "ai-studio-first-results": 31,
    }
    assert frame[frame.status != "overdue"].days_overdue.isna().all()


def test_what_is_announced_without_a_last_day_is_never_overdue(seeds: Session) -> None:
    assert statuses(seeds, date(9999, 12, 31))["ai-studio-commercial-offer"] == "unfalsifiable"


def test_names_the_subject_and_the_studio(seeds: Session) -> None:
    beta = row(seeds, seeds.scalars(select(Milestone).where(Milestone.slug == "ai-studio-closed-beta")).one())

    assert (beta.subject_kind, beta.subject, beta.subject_label) == ("initiative", "ai-studio", "AI Studio")
    assert (beta.studio, beta.studio_label) == ("amazon-mgm-studios", "Amazon MGM Studios")
    assert (beta.claims, beta.sources, beta.origins, beta.unsettled) == (9, 5, 2, 2)


def test_a_date_moved_by_a_later_source_is_one_slip(session: Session) -> None:
    moved = factories.milestone(session)
    january, april = (factories.source(session, published=day) for day in ("2026-01-15", "2026-04-15"))
    factories.claim(session, moved, "expected_date", "2026-03", january)
    before = row(session, moved)

    factories.claim(session, moved, "expected_date", "2026-09", april)

    assert (before.status, before.slips, before.days_overdue) == ("overdue", 0, 92)
    after, autumn = row(session, moved), row(session, moved, date(2026, 10, 1))
    assert (after.status, after.slips, after.expected_date, after.first_expected) == (
        "scheduled",
        1,
        "2026-09",
        "2026-03",
    )
    assert pandas.isna(after.days_overdue)
    assert (autumn.status, autumn.slips, autumn.days_overdue) == ("overdue", 1, 1)


def test_reports_that_had_not_begun_do_not_count_yet(session: Session) -> None:
    record = factories.milestone(session, expected_date="2026-12")
    source = factories.source(session, published="2026-10")
    factories.claim(session, record, "reported_status", "scheduled", source, period_start="2026-01")
    factories.claim(session, record, "reported_status", "x-cancelled", source, period_start="2026-09-15")

    told = {day: row(session, record, day) for day in (date(2025, 12, 31), date(2026, 9, 14), date(2026, 9, 15))}

    assert [found.status for found in told.values()] == ["scheduled", "scheduled", "cancelled"]
    assert [None if pandas.isna(found.reported_status) else found.reported_status for found in told.values()] == [
        None,
        "scheduled",
        "x-cancelled",
    ]


def test_withdrawn_milestones_are_left_out_whoever_asks(session: Session) -> None:
    record = factories.milestone(session, expected_date="2026-03")

    records.withdraw(session, record, version=record.version, actor=factories.ALICE, reason="a duplicate")

    for actor in (ANYBODY, factories.ALICE):
        assert frames.milestones(session, as_of=SUMMER, actor=actor).empty


def test_a_withdrawn_subject_is_named_only_to_who_may_see_it(session: Session) -> None:
    subject = factories.initiative(session, label="Secret Studio")
    factories.milestone(session, subject=subject.reference)
    records.withdraw(session, subject, version=subject.version, actor=factories.ALICE, reason="a rumour")

    anybody, alice = (frames.milestones(session, as_of=SUMMER, actor=actor) for actor in (ANYBODY, factories.ALICE))

    assert anybody.subject_label.isna().all()
    assert list(alice.subject_label) == ["Secret Studio"]


def test_rows_stand_in_the_order_of_the_first_day_expected_then_of_the_slug(session: Session) -> None:
    for label, expected in (("D", ""), ("C", "[..2026]"), ("B", "2026-05"), ("A", "2026-05"), ("E", "2025")):
        factories.milestone(session, label=label, **({"expected_date": expected} if expected else {}))

    assert list(frames.milestones(session, as_of=SUMMER).slug) == ["e", "a", "b", "c", "d"]


def test_columns_have_the_types_that_are_documented(seeds: Session) -> None:
    frame = frames.milestones(seeds, as_of=SUMMER)

    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == frames.MILESTONES
    assert [name for name in frames.MILESTONES if name not in (frames.milestones.__doc__ or "")] == []


def test_no_milestones_give_an_empty_frame_of_the_same_columns_and_types(session: Session) -> None:
    frame = frames.milestones(session, as_of=SUMMER)

    assert len(frame) == 0
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == frames.MILESTONES


def test_importing_the_frames_does_not_import_pandas() -> None:
    code = "import sys, tracker.frames, tracker.reports; sys.exit('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
