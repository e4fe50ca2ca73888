"""What changed in a stretch of time: counted by the database, and at most so many rows of each list read."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    String,
    TableValuedAlias,
    and_,
    case,
    column,
    func,
    literal,
    select,
    true,
    union_all,
)

from tracker.models import Claim, Dispute, DisputeClaim, Milestone, Record, Revision, claimed_fields, live
from tracker.permissions import Actor, visible
from tracker.queries.milestones import DUE, OVERDUE, SCHEDULED, UNFALSIFIABLE, begun, status_on

CERTAINLY = "certainly"
POSSIBLY = "possibly"

_dates = Milestone.__table__.c
# Every row of a list knows how many there are in all.
_total = func.count().over().label("total")


def counts(begin: datetime, end: datetime, actor: Actor) -> Select[*tuple[Any, ...]]:
    """By kind: the live records there are (`standing`), those there were at the end, the new and the changed ones."""
    saved = _saved(begin, end).group_by(Revision.record_id).subquery("saved")
    conditions = {
        "records": Record.created_at < end,
        "new": and_(Record.created_at >= begin, Record.created_at < end),
        "changed": and_(saved.c.record_id.is_not(None), Record.created_at < begin),
    }
    counted = (func.sum(case((condition, 1), else_=0)).label(name) for name, condition in conditions.items())
    query = (
        select(Record.kind, func.count().label("standing"), *counted)
        .outerjoin(saved, saved.c.record_id == Record.id)
        .where(live(Record))
        .group_by(Record.kind)
        .order_by(Record.kind)
    )
    return visible(query, actor)


def left_out(begin: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """How many records are withdrawn, and how many of them were withdrawn in the time."""
    lately = and_(Record.withdrawn_at >= begin, Record.withdrawn_at < end)
    recent = func.coalesce(func.sum(case((lately, 1), else_=0)), 0)
    return select(func.count(), recent).where(Record.withdrawn_at.is_not(None))


def new(begin: datetime, end: datetime, actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The live records that were added, the newest first."""
    query = select(*_spine(), Record.created_at.label("at"), Record.source_count.label("sources"))
    added = query.where(live(Record), Record.created_at >= begin, Record.created_at < end)
    return visible(added, actor).order_by(Record.created_at.desc(), Record.id.desc()).limit(limit)


def changed(begin: datetime, end: datetime, actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The live records that were saved and had been there before: how often, and by how many people; latest first."""
    saved = (
        _saved(begin, end)
        .add_columns(
            func.count().label("saves"),
            func.count(Revision.actor.distinct()).label("people"),
            func.max(Revision.id).label("latest"),
        )
        .group_by(Revision.record_id)
        .subquery("saved")
    )
    query = select(Record.id, *_spine(), saved.c.saves, saved.c.people).join(saved, saved.c.record_id == Record.id)
    before = query.where(live(Record), Record.created_at < begin)
    return visible(before, actor).order_by(saved.c.latest.desc()).limit(limit)


def fields_of_changes(
    begin: datetime, end: datetime, actor: Actor, records: Iterable[int] | None = None
) -> Select[*tuple[Any, ...]]:
    """Which fields those saves changed: in how many saves, of how many records, by how many people.

    With `records` (ids) a row for each of them and field; without, a row for each kind and field, most often first.
    """
    change = _changes()
    field, saves = _field(change).label("field"), func.count(Revision.id.distinct()).label("saves")
    whose = Record.kind if records is None else Record.id
    query = (
        select(whose, field, saves)
        .join(Revision, Revision.record_id == Record.id)
        .join(change, true())
        .where(live(Record), Record.created_at < begin, *_in_time(begin, end))
        .group_by(whose, "field")
        .order_by(saves.desc(), whose, "field")
    )
    if records is not None:
        return visible(query.where(Record.id.in_(list(records))), actor)
    of, people = func.count(Record.id.distinct()), func.count(Revision.actor.distinct())
    return visible(query.add_columns(of.label("records"), people.label("people"), _total), actor)


def newly_overdue(
    since: date, until: date, reported: tuple[Any, Any], actor: Actor, limit: int
) -> Select[*tuple[Any, ...]]:
    """The milestones overdue on the second day and not on the first, by `reported` on each; longest overdue first."""
    before, now = status_on(since, reported[0]), status_on(until, reported[1])
    query = _milestones().where(now == OVERDUE, before != OVERDUE)
    return visible(query, actor, Milestone).order_by(_dates.expected_date_latest, Milestone.id).limit(limit)


def due_next(day: date, until: date, reported: Any, actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The milestones that may come between the two days; `sure` says whether their last day does.

    `certain` counts the sure ones among the `total`.
    """
    open_ = status_on(day, reported).in_((DUE, SCHEDULED, UNFALSIFIABLE))
    sure = case((_dates.expected_date_latest <= until, CERTAINLY), else_=POSSIBLY)
    certain = func.sum(case((_dates.expected_date_latest <= until, 1), else_=0)).over()
    query = (
        _milestones()
        .add_columns(sure.label("sure"), certain.label("certain"))
        .where(open_, begun(_dates.expected_date_earliest, until))
    )
    order = (sure, _dates.expected_date_latest.is_(None), _dates.expected_date_latest, Milestone.id)
    return visible(query, actor, Milestone).order_by(*order).limit(limit)


def disputed(end: datetime, actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The records in an open dispute, with its question and since when it is open; the latest first."""
    query = (
        select(*_spine(), Dispute.question, Dispute.created_at.label("at"), _total)
        .join(Claim, Claim.record_id == Record.id)
        .join(DisputeClaim, DisputeClaim.claim_id == Claim.id)
        .join(Dispute, Dispute.id == DisputeClaim.dispute_id)
        .where(Dispute.status == "open", Dispute.created_at < end, live(Record))
        .group_by(Record.id, Dispute.id)
    )
    order = (Dispute.created_at.desc(), Dispute.id.desc(), Record.label_key, Record.id)
    return visible(query, actor).order_by(*order).limit(limit)


def disputes(begin: datetime, end: datetime, actor: Actor) -> Select[*tuple[Any, ...]]:
    """How many disputes are open, and how many of these were opened in the time."""
    query = (
        select(Dispute.id, Dispute.created_at)
        .join(DisputeClaim, DisputeClaim.dispute_id == Dispute.id)
        .join(Claim, Claim.id == DisputeClaim.claim_id)
        .join(Record, Record.id == Claim.record_id)
        .where(Dispute.status == "open", Dispute.created_at < end, live(Record))
        .distinct()
    )
    found = visible(query, actor).subquery("found")
    fresh = func.coalesce(func.sum(case((found.c.created_at >= begin, 1), else_=0)), 0)
    return select(func.count(), fresh).select_from(found)


def conflicts(end: datetime, models: Iterable[type[Record]], actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The fields in conflict, a row each, by the records' labels."""
    each = [_conflicting(model, field.name) for model in models for field in claimed_fields(model) if field.resolved]
    found = union_all(*each).subquery("found")
    query = select(*_spine(), found.c.field, _total).join(found, found.c.id == Record.id)
    standing = query.where(live(Record), Record.created_at < end)
    return visible(standing, actor).order_by(Record.label_key, Record.id, found.c.field).limit(limit)


def _conflicting(model: type[Record], name: str) -> Select[*tuple[Any, ...]]:
    by = getattr(model, f"{name}_by").expression
    # A noun without a table of its own for the field inherits it, and its records are then told by their kind.
    own = by.table.c
    query = select(own.id, literal(name, String).label("field")).where(by == "conflict")
    kind = model.__mapper__.polymorphic_identity
    return query.where(own.id.in_(select(Record.id).where(Record.kind == kind, Record.unsettled_count > 0)))


def _milestones() -> Select[*tuple[Any, ...]]:
    names = ("expected_date", "expected_date_latest")
    spine = (Milestone.kind, Milestone.family, Milestone.slug, Milestone.label)
    return select(*spine, *(_dates[name] for name in names), _total).where(live(Milestone))


def _spine() -> tuple[Any, ...]:
    return Record.kind, Record.family, Record.slug, Record.label


def _saved(begin: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    return select(Revision.record_id).where(*_in_time(begin, end))


def _in_time(begin: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    """The saves that changed something; to be added is none of them, also where the clock struck between the two."""
    return Revision.at >= begin, Revision.at < end, Revision.action != "create"


def _changes() -> TableValuedAlias:
    """What each revision changed, a row a key. Both databases call it by the same name."""
    columns = (column("key", String), column("value", JSON))
    return func.json_each(Revision.changes).table_valued(*columns, name="change")


def _field(change: TableValuedAlias) -> ColumnElement[str]:
    """The field a change is about: of a claim its field, of words typed the field they were typed for."""
    value = change.c.value
    return case(
        (change.c.key.like("claim:%"), func.coalesce(value[(1, "field")].as_string(), value[(0, "field")].as_string())),
        (change.c.key.like("evidence:%"), "evidence"),
        (change.c.key.like("wording:%"), func.substr(change.c.key, len("wording:") + 1)),
        else_=change.c.key,
    )
