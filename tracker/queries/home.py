"""What the home page shows: what is new, due, disputed or in need of a source, and how many records there are.

Each query takes no more rows than it is told to, and counts stop at `MOST_COUNTED`: the page costs the same whatever
there is.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, with_polymorphic

from tracker.models import (
    Claim,
    Delivery,
    Dispute,
    DisputeClaim,
    Evidence,
    Milestone,
    Record,
    ReportRun,
    Revision,
    Schedule,
    Source,
    live,
)
from tracker.permissions import Actor, seen, visible
from tracker.queries.claims import supporting
from tracker.queries.conditions import mark
from tracker.queries.filters import MARKS
from tracker.queries.milestones import DUE, OVERDUE, SCHEDULED, begun, status_on
from tracker.queries.records import counted

_columns = Milestone.__table__.c
ALL = "all"


def counts(kinds: Iterable[str], actor: Actor) -> CompoundSelect[*tuple[Any, ...]]:
    """How many live records there are of each kind, in all and with each mark of the lists: mark, kind, number."""
    wanted: dict[str, ColumnElement[bool]] = {ALL: true()} | {field.name: mark(Record, field) for field in MARKS}
    found = {
        (name, kind): visible(select(Record.id).where(Record.kind == kind, condition, live(Record)), actor)
        for kind in kinds
        for name, condition in wanted.items()
    }
    return union_all(*(select(*map(literal, of), counted(query).scalar_subquery()) for of, query in found.items()))


def totals(**found: Select[Any]) -> Select[Any]:
    """How many rows each of these statements has, in one row."""
    return select(*(counted(query.order_by(None)).scalar_subquery().label(name) for name, query in found.items()))


def changed(since: datetime, actor: Actor) -> Select[Any]:
    """The records saved at or after a moment, each once, the latest save first, with how often each was saved."""
    save = aliased(Revision)
    saves = select(func.count()).where(save.record_id == Record.id, save.at >= since).correlate(Record)
    query = select(
        *(Revision.at, Revision.actor, Revision.version, Record.kind, Record.slug, Record.label),
        (Record.created_at >= since).label("is_new"),
        saves.scalar_subquery().label("saves"),
    )
    latest = and_(Record.id == Revision.record_id, Record.version == Revision.version)
    query = query.join(Record, latest).where(Revision.at >= since)
    return visible(query, actor).order_by(Revision.at.desc(), Revision.id.desc())


def overdue(day: date, actor: Actor) -> Select[Any]:
    """The milestones overdue on a day, the longest overdue first."""
    return _milestones(actor, status_on(day) == OVERDUE, _columns.expected_date_latest < day)


def ahead(day: date, last: date, actor: Actor) -> Select[Any]:
    """The milestones neither overdue nor settled that could fall due by the day `last`, the surest to do so first."""
    return _milestones(actor, status_on(day).in_((DUE, SCHEDULED)), begun(_columns.expected_date_earliest, last))


def _milestones(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Any]:
    studio = aliased(Record)
    query = (
        select(Milestone.kind, Milestone.slug, Milestone.label, Milestone.source_count)
        .add_columns(*(_columns[f"expected_date{part}"] for part in ("", "_earliest", "_latest")))
        .add_columns(*(getattr(studio, part).label(f"studio_{part}") for part in ("kind", "slug", "label")))
        .outerjoin(studio, and_(studio.id == _columns.studio_id, *seen(actor, studio)))
        .where(live(Milestone), *conditions)
    )
    return visible(query, actor, Milestone).order_by(_columns.expected_date_latest, _columns.id)


def unsettled(actor: Actor, limit: int) -> Select[Any]:
    """The records with a field in conflict or in an open dispute, the most unsettled first, with all their columns."""
    order = Record.unsettled_count.desc(), Record.label_key, Record.id
    found = visible(select(Record.id).where(Record.unsettled_count > 0, live(Record)), actor).order_by(*order)
    everything = with_polymorphic(Record, "*")
    query = select(everything).where(everything.id.in_(found.limit(limit).scalar_subquery()))
    return query.order_by(everything.unsettled_count.desc(), everything.label_key, everything.id)


def disputes(record_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """The open disputes in which a claim of these records is: record, key and question."""
    return (
        select(Claim.record_id, Dispute.key, Dispute.question)
        .join(DisputeClaim, DisputeClaim.claim_id == Claim.id)
        .join(Dispute, Dispute.id == DisputeClaim.dispute_id)
        .where(Dispute.status == "open", Claim.record_id.in_(sorted(record_ids)))
        .distinct()
        .order_by(Dispute.key)
    )


def unsourced(actor: Actor, before: int | None = None) -> Select[*tuple[Any, ...]]:
    """The standing claims that no source supports, or only withdrawn ones, the newest first.

    What was worked out from other claims is not among them.
    """
    supported = supporting(select(Evidence.id)).where(Evidence.claim_id == Claim.id).exists()
    query = (
        select(Claim.id, Claim.key, Claim.field, Claim.reason, Record.kind, Record.slug, Record.label)
        .join(Record, Record.id == Claim.record_id)
        .where(~supported, Claim.rank != "deprecated", Claim.derivation == "", live(Record))
    )
    earlier = query.where(Claim.id < before) if before else query
    return visible(earlier, actor).order_by(Claim.id.desc())


def unseen(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The sources that nobody here has read, the newest first."""
    query = select(Source.kind, Source.slug, Source.label).where(Source.seen.is_(False), live(Source))
    return visible(query, actor, Source).order_by(Source.id.desc())


def scheduled(limit: int) -> Select[*tuple[Any, ...]]:
    """The schedules that are not paused, by name, each with its last run: id, slot, status, and mails not yet sent."""
    later = aliased(ReportRun)
    last = select(func.max(later.slot)).where(later.schedule_id == Schedule.id).scalar_subquery()
    unsent = select(func.count()).where(Delivery.run_id == ReportRun.id, Delivery.status != "sent").scalar_subquery()
    query = select(Schedule, ReportRun.id.label("run_id"), ReportRun.slot, ReportRun.status, unsent.label("unsent"))
    of_schedule = and_(ReportRun.schedule_id == Schedule.id, ReportRun.slot == last)
    return query.outerjoin(ReportRun, of_schedule).where(Schedule.is_active).order_by(Schedule.name).limit(limit)
