"""What the home page shows: counts, what is overdue, what is unsettled, what was saved last."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from tracker.models import Milestone, Record, Revision
from tracker.permissions import Actor, visible
from tracker.queries.milestones import status_on


def counts(actor: Actor) -> Select[*tuple[Any, ...]]:
    """How many live records there are of each kind."""
    live = Record.withdrawn_at.is_(None), Record.merged_into_id.is_(None)
    return visible(select(Record.kind, func.count()).where(*live).group_by(Record.kind), actor)


def overdue(day: date, actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The milestones overdue on a day, the longest overdue first."""
    table = Milestone.__table__.c
    query = select(Milestone.kind, Milestone.slug, Milestone.label, table.expected_date, table.expected_date_latest)
    late = query.where(
        status_on(day) == "overdue", Milestone.withdrawn_at.is_(None), Milestone.merged_into_id.is_(None)
    )
    return visible(late, actor, Milestone).order_by(table.expected_date_latest, Milestone.id).limit(limit)


def unsettled(actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The records with a field in conflict or in an open dispute, the most unsettled first."""
    query = select(Record.kind, Record.slug, Record.label, Record.unsettled_count).where(Record.unsettled_count > 0)
    return visible(query, actor).order_by(Record.unsettled_count.desc(), Record.label_key).limit(limit)


def latest(actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The latest saves, newest first."""
    query = (
        select(Revision.at, Revision.actor, Revision.action, Revision.version, Record.kind, Record.slug, Record.label)
        .join(Record, Record.id == Revision.record_id)
        .order_by(Revision.id.desc())
    )
    return visible(query, actor).limit(limit)
