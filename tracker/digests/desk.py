"""The desk that makes and delivers what is due.

Every step is one row that somebody takes for a while, does, and marks done, each in a transaction of its own. A process
that is killed loses its hold after a while, and another takes over: nothing is lost, and what is sent twice carries the
same Message-ID. That mail goes out exactly once cannot be promised over SMTP; into the outbox folder it does.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.orm import joinedload

from tracker import reports
from tracker.database import reading, writing
from tracker.digests.messages import message_of
from tracker.languages import use
from tracker.mail import Mailer, NotDelivered
from tracker.models import Delivery, ReportRun
from tracker.permissions import ANYBODY
from tracker.reports import issues
from tracker.reports.window import Span
from tracker.services import sending
from tracker.services.schedules import cadence_of, recipients_of
from tracker.services.sending import Held

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Desk:
    """What sending needs: the database, where mail goes, from whom, what time it is, and where to say what failed.

    `standing_problems` were said and are there still: a loop would else say them every few seconds.
    """

    engine: Engine
    mailer: Mailer
    base_url: str
    sender: str
    clock: Clock
    say: Callable[[str], None]
    standing_problems: list[str] = field(default_factory=list)


def send_due(desk: Desk, stop: Event | None = None) -> int:
    """Make and deliver everything that is due; how many runs and deliveries were taken up. `stop` ends it between two.

    What fails is put off with the reason in its row, and never stands in the way of the rest.
    """
    with writing(desk.engine)() as session:
        problems = sending.plan(session, desk.clock())
        session.commit()
    for problem in problems:
        if problem not in desk.standing_problems:
            desk.say(problem)
    desk.standing_problems[:] = problems
    taken = 0
    while not (stop and stop.is_set()) and (make_one(desk) or deliver_one(desk)):
        taken += 1
    return taken


def make_one(desk: Desk) -> bool:
    """Take a run that is due, build its report, freeze it, and write down to whom it goes; whether there was one."""
    with writing(desk.engine)() as session:
        run = sending.take_run(session, desk.clock())
        session.commit()
    if run is None:
        return False
    try:
        issue, message_ids = _made(desk, run.id)
    # Whatever a report stumbles over is said in the run log, and does not keep others from their mail.
    except Exception as error:  # noqa: BLE001
        _put_off(desk, run, f"{type(error).__name__}: {error}")
        return True
    with writing(desk.engine)() as session:
        sending.keep_issue(session, run, issue, message_ids, desk.clock())
        session.commit()
    return True


def deliver_one(desk: Desk) -> bool:
    """Take a delivery that is pending and hand its mail over; whether there was one."""
    with writing(desk.engine)() as session:
        delivery = sending.take_delivery(session, desk.clock())
        session.commit()
    if delivery is None:
        return False
    try:
        desk.mailer.send(_message(desk, delivery.id))
    except NotDelivered as problem:
        _put_off(desk, delivery, str(problem), for_good=problem.for_good)
        return True
    # As above: an issue that cannot be shown is one delivery's misfortune.
    except Exception as error:  # noqa: BLE001
        _put_off(desk, delivery, f"{type(error).__name__}: {error}")
        return True
    with writing(desk.engine)() as session:
        sending.mark_sent(session, delivery, desk.clock())
        session.commit()
    return True


def _put_off(desk: Desk, taken: Held, why: str, *, for_good: bool = False) -> None:
    # Servers answer what they like: the run log, which PostgreSQL keeps, and the terminal take text.
    told = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in why)
    with writing(desk.engine)() as session:
        sending.put_off(session, taken, told, desk.clock(), for_good=for_good)
        session.commit()
    desk.say(told)


def _made(desk: Desk, run_id: int) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The report of a run as everybody may see it, in the schedule's language, frozen; and to whom it goes."""
    with reading(desk.engine)() as session:
        run = session.get_one(ReportRun, run_id)
        schedule = run.schedule
        cadence = cadence_of(schedule)
        begin, last = sending.looked_back_to(session, run)
        span = Span(begin, run.slot, last or cadence.day_of(begin))
        with use(schedule.language):
            build = reports.find(schedule.report)
            built = build(session, as_of=cadence.day_of(run.slot), window=span, actor=ANYBODY)
            issue = issues.freeze(built, schedule.name)
        return issue, [(whom, _message_id(run, whom, desk.base_url)) for whom in recipients_of(schedule)]


def _message(desk: Desk, delivery_id: int) -> EmailMessage:
    with reading(desk.engine)() as session:
        run_of = joinedload(Delivery.run).joinedload(ReportRun.schedule)
        delivery = session.get_one(Delivery, delivery_id, options=[run_of])
        return message_of(delivery, base_url=desk.base_url, sender=desk.sender)


def _message_id(run: ReportRun, recipient: str, base_url: str) -> str:
    """The same for the same run and recipient, whoever makes it and however often; it tells nobody the address."""
    whom = hashlib.sha256(recipient.encode()).hexdigest()[:16]
    host = urlsplit(base_url).hostname or ""
    # An address of IPv6 is a literal in brackets here, as it is in the address of a page.
    domain = f"[{host}]" if ":" in host else host
    return f"<{run.schedule_id}.{run.slot:%Y%m%dT%H%M}.{whom}@{domain}>"
