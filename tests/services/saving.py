"""Saves by Alice, what history keeps of them, and what a record then shows."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import ALICE
from tracker.forms.fields import Value
from tracker.models import Record, Revision
from tracker.services import records
from tracker.services.errors import Rejected


def save(session: Session, record: Record, *, version: int = 0, **values: Value) -> Record:
    """Alice saves a form that she opened at a version, the present one unless another is named."""
    return records.update(session, record, values, version=version or record.version, actor=ALICE, reason="typo")


def history(session: Session, record: Record) -> list[Revision]:
    return list(session.scalars(select(Revision).where(Revision.record_id == record.id).order_by(Revision.version)))


def refusal(session: Session, record: Record, **values: Value) -> dict[str, list[str]]:
    """The sentences with which a save is refused."""
    with pytest.raises(Rejected) as raised:
        save(session, record, **values)
    session.rollback()
    return raised.value.fields


def shown(record: Record, field: str) -> tuple[str | None, str]:
    """The value a record shows for a field, and the rule that decided."""
    return getattr(record, field), getattr(record, f"{field}_by")
