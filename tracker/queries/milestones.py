"""Milestones, and their status on a day: computed, never typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, null, or_, select, union

from tracker.models import COUNTERS, Claim, Evidence, Milestone, Record, Source, live
from tracker.models.milestone import REPORTED_STATUS
from tracker.permissions import Actor, visible

CANCELLED = "cancelled"
MET = "met"
UNDATED = "undated"
UNFALSIFIABLE = "unfalsifiable"
OVERDUE = "overdue"
DUE = "due"
SCHEDULED = "scheduled"
# In the order in which they are tried: the first that fits is the status.
STATUSES = (CANCELLED, MET, UNDATED, UNFALSIFIABLE, OVERDUE, DUE, SCHEDULED)

# What sources report, of the vocabulary milestone_status.
REPORTED_CANCELLED = "x-cancelled"
REPORTED_MET = "met"

# A milestone's claimed columns are made from its fields, so only its table knows them by name.
_columns = Milestone.__table__.c


def status_on(day: date, reported: ColumnElement[Any] = _columns.reported_status) -> ColumnElement[str]:
    """The code of a milestone's status on a day, one of `STATUSES`.

    `reported` is what sources had reported by then (see `reported_on`); without it, what they report last. A bound that
    is open counts as passed below and never above: "by May" is due at once, "from May" can never be overdue.
    """
    return case(
        (reported == REPORTED_CANCELLED, CANCELLED),
        (or_(reported == REPORTED_MET, _happened(day)), MET),
        (_columns.expected_date.is_(None), UNDATED),
        (_columns.expected_date_latest.is_(None), UNFALSIFIABLE),
        (_columns.expected_date_latest < day, OVERDUE),
        (begun(_columns.expected_date_earliest, day), DUE),
        else_=SCHEDULED,
    )


def _happened(day: date) -> ColumnElement[bool]:
    return and_(_columns.actual_date.is_not(None), begun(_columns.actual_date_earliest, day))


def begun(earliest: ColumnElement[Any], day: date) -> ColumnElement[bool]:
    """Whether the first day a date allows has come; one that is open has."""
    return or_(earliest.is_(None), earliest <= day)


def reported_on(differing: Mapping[int, str | None]) -> ColumnElement[Any]:
    """The reported status, but for the milestones (by id) of which something else had been reported by then."""
    told: list[Any] = [
        (_columns.id.in_([key for key, known in differing.items() if known == code]), null() if code is None else code)
        for code in sorted(set(differing.values()), key=str)
    ]
    return case(*told, else_=_columns.reported_status) if told else _columns.reported_status


def milestones(
    day: date, *, actor: Actor, reported: ColumnElement[Any] = _columns.reported_status
) -> Select[*tuple[Any, ...]]:
    """The live milestones with their resolved columns, the labels of what they link to, and their status on a day.

    Withdrawn and merged ones are left out whoever asks. A subject or studio the actor may not see has no label.
    """
    subject, studio = _linked(actor, "subject"), _linked(actor, "studio")
    dates = [column for column in _columns if column.name.startswith(("expected_date", "actual_date"))]
    counters = [getattr(Milestone, name) for name in COUNTERS]
    query = (
        select(Milestone.id, Milestone.slug, Milestone.label, Milestone.milestone_kind, *dates, *counters)
        .add_columns(*(subject.c[part].label(f"subject_{part}") for part in ("slug", "kind", "label")))
        .add_columns(*(studio.c[part].label(f"studio_{part}") for part in ("slug", "label")))
        .add_columns(reported.label("reported_status"), status_on(day, reported).label("status"))
        .outerjoin(subject, subject.c.id == Milestone.subject_id)
        .outerjoin(studio, studio.c.id == Milestone.studio_id)
    )
    return visible(query.where(live(Milestone)), actor, Milestone)


def _linked(actor: Actor, name: str) -> Subquery:
    records = select(Record.id, Record.kind, Record.slug, Record.label)
    return visible(records, actor).subquery(name)


def withdrawn() -> Select[int]:
    """How many milestones were withdrawn."""
    return select(func.count()).select_from(Milestone).where(Milestone.withdrawn_at.is_not(None))


def reported_after(day: date) -> Select[int]:
    """The ids of the milestones of which some report begins after the day: by then something else had been reported."""
    return (
        select(Claim.record_id).where(Claim.field == REPORTED_STATUS.name, Claim.period_start_earliest > day).distinct()
    )


def expected_several_times() -> Select[int]:
    """The ids of the milestones whose expected date rests on more than one claim, or on a ruling."""
    return select(_columns.id).where(_columns.expected_date_by.not_in(("none", "single", "disputed")))


def sources_behind() -> Select[Source]:
    """The sources, none of them withdrawn, that support a live milestone or a standing claim of one."""
    on_records = select(Evidence.source_id).join(Milestone, Milestone.id == Evidence.record_id)
    on_claims = (
        select(Evidence.source_id)
        .join(Claim, Claim.id == Evidence.claim_id)
        .join(Milestone, Milestone.id == Claim.record_id)
        .where(Claim.rank != "deprecated")
    )
    supporting = (query.where(Evidence.stance == "supports", live(Milestone)) for query in (on_records, on_claims))
    return select(Source).where(Source.id.in_(union(*supporting)), Source.withdrawn_at.is_(None))
