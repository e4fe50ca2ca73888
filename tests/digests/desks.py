"""A desk that sends for tests: a clock that stands where it is put, a schedule, and what the tables say afterwards."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import ALICE
from tracker.database import writing
from tracker.digests.desk import Desk
from tracker.mail import Mailer
from tracker.models import Delivery, ReportRun, Schedule
from tracker.services import schedules

WEEKLY = {
    "name": "The week",
    "report": "summary",
    "every": "weekly",
    "day": 1,
    "at": "08:00",
    "zone": "Europe/Paris",
    "language": "en",
    "recipients": "alice@example.org\nbob@example.org",
}
# A Monday, an hour before a weekly summary of Paris is due.
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)


@dataclass
class Clock:
    """It stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Said:
    """What the desk said aloud."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, line: str) -> None:
        self.lines.append(line)


def desk(engine: Engine, mailer: Mailer, clock: Clock | None = None) -> Desk:
    return Desk(engine, mailer, "https://tracker.example.org", "tracker@example.org", clock or Clock(), Said())


def scheduled(engine: Engine, begins_at: datetime = MONDAY, **values: object) -> int:
    """A schedule since then; its id."""
    with writing(engine)() as session:
        schedule = schedules.save(session, WEEKLY | values, actor=ALICE)
        schedule.begins_at = begins_at
        session.commit()
        return schedule.id


def runs(session: Session) -> list[ReportRun]:
    return list(session.scalars(select(ReportRun).order_by(ReportRun.slot)))


def deliveries(session: Session) -> list[Delivery]:
    return list(session.scalars(select(Delivery).order_by(Delivery.run_id, Delivery.recipient)))


def only_schedule(session: Session) -> Schedule:
    return session.scalars(select(Schedule)).one()
