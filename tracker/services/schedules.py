"""Schedules: setting them up, changing and pausing them."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session

from tracker.languages import DEFAULT, use
from tracker.languages import gettext as _
from tracker.models import Delivery, ReportRun, Schedule, now
from tracker.permissions import Actor, require
from tracker.services.errors import Rejected, Stale
from tracker.values.cadence import Cadence

# What decides when a schedule is due: whoever changes it starts anew.
WHEN = ("every", "day", "at", "zone")


class UnknownZone(Exception):
    """A schedule is kept in a time zone that this machine does not know, with a sentence."""


def save(
    session: Session, values: Mapping[str, Any], *, actor: Actor, schedule: Schedule | None = None, version: int = 0
) -> Schedule:
    """Add a schedule, or change the one given as it was at `version`. Raises `Rejected`, `Stale`.

    `values` are those of `ScheduleForm.values`. Where they change when it is due it begins anew, and what would have
    been due before now is not made up for. Mail that waits for somebody who is no recipient any more is called off.
    """
    require(actor, "edit")
    same = select(Schedule.id).where(Schedule.name == values["name"])
    taken = session.scalar(same if schedule is None else same.where(Schedule.id != schedule.id))
    if taken is not None:
        raise Rejected({"name": [_("There is a schedule “%(name)s” already.", name=values["name"])]})
    if schedule is None:
        schedule = Schedule(**values, begins_at=now(), created_by=actor.name, updated_by=actor.name)
        session.add(schedule)
    else:
        _hold(session, schedule, version)
        if any(getattr(schedule, name) != values[name] for name in WHEN):
            schedule.begins_at = now()
        for name, value in values.items():
            setattr(schedule, name, value)
        others = Delivery.recipient.not_in(recipients_of(schedule))
        with use(DEFAULT):
            why = _("This address was taken off the list.")
        _call_off_mail(session, schedule, others, why)
        _touch(schedule, actor)
    session.flush()
    return schedule


def set_active(session: Session, schedule: Schedule, active: bool, *, version: int, actor: Actor) -> None:
    """Pause a schedule, or let it go on from now: what was due in between is not made up for. Raises `Stale`.

    A pause calls off whatever is still to be made or waits to be sent.
    """
    require(actor, "edit")
    _hold(session, schedule, version)
    schedule.is_active, schedule.begins_at = active, now()
    if not active:
        with use(DEFAULT):
            why = _("The schedule was paused.")
        due = update(ReportRun).where(ReportRun.schedule_id == schedule.id, ReportRun.status == "due")
        session.execute(due.values(status="failed", error=why))
        _call_off_mail(session, schedule, true(), why)
    _touch(schedule, actor)
    session.flush()


def cadence_of(schedule: Schedule) -> Cadence:
    """When a schedule is due. Raises `UnknownZone`."""
    try:
        zone = ZoneInfo(schedule.zone)
    # A name that leads to a folder is an OSError, one that leads out of it a ValueError.
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        said = {"name": schedule.name, "zone": schedule.zone}
        raise UnknownZone(_("The schedule “%(name)s”: “%(zone)s” is no time zone known here.", **said)) from error
    return Cadence(schedule.every, time.fromisoformat(schedule.at), zone, schedule.day)


def recipients_of(schedule: Schedule) -> list[str]:
    """The addresses a schedule goes to."""
    return schedule.recipients.splitlines()


def next_slots(schedule: Schedule, after: datetime, n: int = 5) -> list[datetime]:
    """The next moments a schedule is due, in its own time zone. Raises `UnknownZone`."""
    cadence = cadence_of(schedule)
    slots = cadence.slots_after(after)
    return [next(slots).astimezone(cadence.zone) for _n in range(n)]


def _hold(session: Session, schedule: Schedule, version: int) -> None:
    session.refresh(schedule, with_for_update=True)
    if schedule.version != version:
        raise Stale([], schedule.version)


def _call_off_mail(session: Session, schedule: Schedule, whose: ColumnElement[bool], why: str) -> None:
    """Give up the mail of a schedule that waits to be sent: nobody gets it who is not to have it any more.

    `why` is in English, whoever did it: the page says it in the language of whoever reads it.
    """
    runs = select(ReportRun.id).where(ReportRun.schedule_id == schedule.id)
    pending = update(Delivery).where(Delivery.run_id.in_(runs), Delivery.status == "pending", whose)
    session.execute(pending.values(status="failed", error=why).execution_options(synchronize_session=False))


def _touch(schedule: Schedule, actor: Actor) -> None:
    schedule.version += 1
    schedule.updated_at, schedule.updated_by = now(), actor.name
