import random
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tracker.forms.claim import ClaimInput
from tracker.forms.fields import read
from tracker.models import Milestone
from tracker.models.milestone import ACTUAL_DATE, EXPECTED_DATE, REPORTED_STATUS
from tracker.permissions import SYSTEM
from tracker.queries.milestones import STATUSES, status_on
from tracker.services.seeding import Seeding
from tracker.values import FuzzyDate

STATUS_OF = [
    ("cancelled", {"reported_status": "x-cancelled", "actual_date": "2026-05"}),
    ("met", {"actual_date": "2026-07"}),
    ("met", {"actual_date": "[..2030]"}),
    ("met", {"reported_status": "met", "expected_date": "2030"}),
    ("undated", {}),
    ("undated", {"reported_status": "scheduled"}),
    ("unfalsifiable", {"expected_date": "[2020..]"}),
    ("overdue", {"expected_date": "[..2026-06]", "reported_status": "notMet"}),
    ("overdue", {"expected_date": "2026-06", "actual_date": "2026-07-02"}),
    ("due", {"expected_date": "2026-07-01"}),
    ("due", {"expected_date": "[..2030]"}),
    ("scheduled", {"expected_date": "2026-07-02"}),
]


def test_every_status_is_reached(session: Session) -> None:
    subject = factories.initiative(session).reference
    wanted = {factories.milestone(session, subject=subject, **values).id: status for status, values in STATUS_OF}

    found = session.execute(select(Milestone.id, status_on(date(2026, 7, 1))))

    assert dict(found.all()) == wanted
    assert set(wanted.values()) == set(STATUSES)


DATES = ("", "2025", "2026", "2026-03", "2026-05~", "2026-06-30", "2026-07-01", "2026-07-02", "[2026-03..]", "[..2026]")
DATES += ("[2026-06-01..2026-07-01]", "2026-05/2026-09", "../2026-06-30", "2026-23", "[9999..]", "0001")
REPORTED = ("", "", "", "scheduled", "notMet", "partiallyMet", "met", "x-cancelled", "x-superseded")
DAYS = (date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2), date(2027, 1, 1), date.max, date.min)


def status_by_hand(expected: FuzzyDate | None, actual: FuzzyDate | None, reported: str, day: date) -> str:
    """The rules of the design, read aloud."""
    if reported == "x-cancelled":
        return "cancelled"
    if reported == "met" or (actual and (actual.earliest is None or actual.earliest <= day)):
        return "met"
    if expected is None:
        return "undated"
    if expected.latest is None:
        return "unfalsifiable"
    if expected.latest < day:
        return "overdue"
    return "due" if expected.earliest is None or expected.earliest <= day else "scheduled"


def drawn_milestones(session: Session, dice: random.Random, n: int) -> dict[int, tuple[str, str, str]]:
    """Milestones with what their expected date, actual date and reported status were drawn to be."""
    seeding = Seeding(session, SYSTEM)
    subject = factories.initiative(session).reference
    drawn = {}
    for number in range(n):
        texts = dice.choice(DATES), dice.choice(("", "", *DATES)), dice.choice(REPORTED)
        slug = f"m{number}"
        seeding.add_record(Milestone, slug, {"label": slug, "subject": subject, "milestone_kind": "unit_created"})
        for field, text in zip((EXPECTED_DATE, ACTUAL_DATE, REPORTED_STATUS), texts, strict=True):
            if text:
                claim = ClaimInput(field, read(field, text), reason="drawn")
                seeding.add_claim(f"{slug}-{field.name}", f"milestone:{slug}", claim)
        drawn[seeding.record(f"milestone:{slug}").id] = texts
    seeding.conclude()
    return drawn


def test_the_status_in_sql_is_the_status_by_hand(session: Session) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    drawn = drawn_milestones(session, random.Random(seed), 400)

    seen = set()
    for day in DAYS:
        for record_id, status in session.execute(select(Milestone.id, status_on(day))):
            expected, actual, reported = drawn[record_id]
            dates = (FuzzyDate.parse(text) if text else None for text in (expected, actual))
            assert status == status_by_hand(*dates, reported, day), (drawn[record_id], day)
            seen.add(status)

    assert seen == set(STATUSES)
