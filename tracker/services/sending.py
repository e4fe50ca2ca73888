"""What is due of schedules: slots written down, taken up by one process at a time, put off, done."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from tracker.models import Delivery, ReportRun, Schedule
from tracker.services.schedules import UnknownZone, cadence_of, recipients_of
from tracker.values.cadence import Cadence

# How long whoever takes a run or a delivery has for it: longer than a report takes, or a mail server may.
HOLD = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
ATTEMPTS = 8

Held = TypeVar("Held", ReportRun, Delivery)


def plan(session: Session, now: datetime) -> list[str]:
    """Write down every slot that is due by now and was not before. Two processes that do so write each slot once.

    The sentences are about schedules that cannot be planned, which keep no other from being planned.
    """
    problems = []
    # On PostgreSQL the second of two waits here for the first, and then sees its slots.
    for schedule in session.scalars(select(Schedule).where(Schedule.is_active).with_for_update()):
        try:
            cadence = cadence_of(schedule)
        except UnknownZone as problem:
            problems.append(str(problem))
        else:
            _plan_one(session, schedule, cadence, now)
    session.flush()
    return problems


def _plan_one(session: Session, schedule: Schedule, cadence: Cadence, now: datetime) -> None:
    of_schedule = select(ReportRun.slot).where(ReportRun.schedule_id == schedule.id)
    last = session.scalar(of_schedule.order_by(ReportRun.slot.desc()).limit(1))
    for slot in cadence.slots_after(max(last or schedule.begins_at, schedule.begins_at)):
        if slot > now:
            break
        since = last or slot - cadence.period
        session.add(ReportRun(schedule_id=schedule.id, slot=slot, since=since, not_before=slot))
        last = slot


def take_run(session: Session, now: datetime) -> ReportRun | None:
    """The first run that is due and nobody's, the caller's for a while from now on."""
    return _take(session, ReportRun, ReportRun.status == "due", now)


def take_delivery(session: Session, now: datetime) -> Delivery | None:
    """The first delivery that is pending and nobody's, the caller's for a while from now on."""
    return _take(session, Delivery, Delivery.status == "pending", now)


def looked_back_to(session: Session, run: ReportRun) -> tuple[datetime, date | None]:
    """The moment from which a run looks back, and the day of the issue made then, if one was.

    It is the slot before, unless that run was given up or called off: what it would have told is told by the next.
    """
    of_schedule = ReportRun.schedule_id == run.schedule_id
    earlier = select(ReportRun.slot, ReportRun.issue["as_of"].as_string()).order_by(ReportRun.slot.desc()).limit(1)
    last = session.execute(earlier.where(of_schedule, ReportRun.slot < run.slot, ReportRun.status != "failed")).first()
    if last is None:
        first = select(func.min(ReportRun.since)).where(of_schedule, ReportRun.slot <= run.slot)
        return session.execute(first).scalar_one(), None
    slot, as_of = last
    return slot, date.fromisoformat(as_of) if as_of else None


def keep_issue(
    session: Session, taken: ReportRun, issue: dict[str, Any], message_ids: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Keep the issue of a run for ever, and write down to whom it goes: recipients with the Message-ID of each.

    Whoever was taken off the list since the report was begun is left out. Of no effect where somebody else has taken
    the run over, or called it off.
    """
    # Locked first, as whoever changes a schedule does: the list is theirs or ours.
    schedule = session.get_one(Schedule, taken.schedule_id, with_for_update=True, populate_existing=True)
    held = session.scalars(_still_held(ReportRun, taken)).first()
    if held is not None:
        held.status, held.built_at, held.issue, held.error = "built", now, issue, ""
        listed = recipients_of(schedule)
        for recipient, message_id in message_ids:
            if recipient in listed:
                session.add(Delivery(run_id=held.id, recipient=recipient, message_id=message_id, not_before=now))
    session.flush()


def mark_sent(session: Session, delivery: Delivery, now: datetime) -> None:
    """Write down that a message was handed over. Whatever was written down meanwhile: sent it is."""
    unsent = update(Delivery).where(Delivery.id == delivery.id, Delivery.status != "sent")
    session.execute(unsent.values(status="sent", sent_at=now, error=""))


def put_off(session: Session, taken: Held, why: str, now: datetime, *, for_good: bool = False) -> None:
    """Say why it failed, and when to try again, if at all. Of no effect where somebody else has taken over."""
    held = session.scalars(_still_held(type(taken), taken)).first()
    if held is not None:
        held.error = why
        held.not_before = now + min(FIRST_PAUSE * 2 ** (taken.attempts - 1), LONGEST_PAUSE)
        held.status = "failed" if for_good or taken.attempts >= ATTEMPTS else held.status
    session.flush()


def _take(session: Session, model: type[Held], waiting: ColumnElement[bool], now: datetime) -> Held | None:
    query = select(model).where(waiting, model.not_before <= now).order_by(model.id).limit(1)
    row = session.scalars(query.with_for_update(skip_locked=True)).first()
    if row is not None:
        row.attempts += 1
        row.not_before = now + HOLD
    session.flush()
    return row


def _still_held(model: type[Held], taken: Held) -> Select[Held]:
    """The row, if nobody has taken it since, which counts its attempts up, or called it off."""
    as_it_was = (model.id == taken.id, model.attempts == taken.attempts, model.status == taken.status)
    return select(model).where(*as_it_was).with_for_update()
