"""Forms of records that were sent: however often one is sent, it adds one record."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.models import Record, SentForm, now

KEPT = timedelta(days=30)


def added_with(session: Session, sha256: str) -> Record | None:
    """The record that was added with a form, if it was sent before."""
    query = select(Record).join(SentForm, SentForm.record_id == Record.id).where(SentForm.sha256 == sha256)
    return session.scalars(query).first()


def keep_sent(session: Session, sha256: str, record: Record) -> None:
    """Keep with which form a record was added. Of two who send one at the same moment the database lets one fail."""
    # Nobody sends a form again that is older; the table stays small.
    session.execute(delete(SentForm).where(SentForm.sent_at < now() - KEPT))
    session.add(SentForm(sha256=sha256, record_id=record.id))
    session.flush()
