"""A week of reports: records added and saved in it or before, and what the summary says of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests import factories
from tests.factories import ALICE
from tracker import reports
from tracker.catalogue import BY_KIND
from tracker.models import Dispute, Record, Revision
from tracker.permissions import ANYBODY, SYSTEM
from tracker.reports import Report
from tracker.services import records
from tracker.services.refreshing import refresh
from tracker.services.seeding import Seeding

# The week of the tests: 23 to 29 March 2026. Its records are made now, and then dated.
SUNDAY = date(2026, 3, 29)
WEDNESDAY = datetime(2026, 3, 25, 12, tzinfo=UTC)
BEGIN, END = datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def built(session: Session, as_of: date = SUNDAY, **asked: Any) -> Report:
    return reports.find("summary")(session, as_of=as_of, **({"actor": ANYBODY} | asked))


def listed(report: Report) -> dict[str, list[list[str]]]:
    """What each section prints, by title."""
    return {section.title: [[cell.text for cell in row] for row in section.rows()] for section in report.sections}


def figures(report: Report) -> dict[str, str]:
    return {figure.code: figure.said for figure in report.figures}


def added(session: Session, at: datetime, label: str, kind: str = "organisation", **values: str) -> Record:
    """A record that was added then."""
    record = factories.build(session, BY_KIND[kind], label=label, **values)
    session.execute(update(Record).where(Record.id == record.id).values(created_at=at))
    return record


def saved(session: Session, record: Record, actor: Any = ALICE, **values: str) -> datetime:
    """A save of a record, and when it was: just now."""
    session.refresh(record)
    records.update(session, record, values, version=record.version, actor=actor, reason="a test needs it")
    return session.scalars(select(Revision.at).order_by(Revision.id.desc())).all()[0]


def now_built(session: Session) -> Report:
    """The report on whatever is saved in this test."""
    today = datetime.now(UTC).date()
    return built(session, today + timedelta(days=1), since=today - timedelta(days=2))


def disputed(session: Session, question: str, *records_: Record, at: datetime) -> None:
    """An open dispute on a claim of each record, opened then."""
    seeding = Seeding(session, SYSTEM)
    row = {"key": question[:5], "question": question, "dispute_kind": "value", "status": "open", "ruling": ""}
    seeding.add_dispute(row)
    for record in records_:
        claim = factories.claim(session, record, "name", f"{question} {record.label}")
        seeding.add_dispute_claim(question[:5], claim.key)
        session.flush()
        refresh(session, [record])
    session.execute(update(Dispute).where(Dispute.question == question).values(created_at=at))
