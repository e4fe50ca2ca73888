"""Who may only read writes nothing, by whatever service."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import BOB, CHARLIE, claim, labour_event, organisation
from tests.packages import contents
from tests.people import PASSWORD
from tracker.forms.claim import ClaimInput
from tracker.models import Claim, LabourEvent, Organisation
from tracker.models.labour_event import STARTED
from tracker.permissions import ANYBODY, Actor
from tracker.services import accounts, claims, records, ruling
from tracker.services.errors import NotAllowed
from tracker.services.seeding import Seeding
from tracker.values import FuzzyDate

Write = Callable[[Session, Actor], object]
READERS = [ANYBODY, CHARLIE, BOB]


def event(session: Session) -> LabourEvent:
    return session.scalars(select(LabourEvent)).one()


def create(session: Session, actor: Actor) -> object:
    return records.create(session, Organisation, {"label": "x"}, actor=actor, reason="x")


def update(session: Session, actor: Actor) -> object:
    return records.update(session, event(session), {"label": "x"}, version=2, actor=actor, reason="x")


def update_nothing(session: Session, actor: Actor) -> object:
    return records.update(session, event(session), {}, version=2, actor=actor)


def withdraw(session: Session, actor: Actor) -> object:
    return records.withdraw(session, event(session), version=2, actor=actor, reason="")


def restore(session: Session, actor: Actor) -> object:
    return records.restore(session, event(session), version=2, actor=actor)


def add_claim(session: Session, actor: Actor) -> object:
    stated = ClaimInput(STARTED, FuzzyDate.parse("2026"), reason="x")
    return claims.add_claim(session, event(session), stated, actor=actor, evidence=None)


def rule(session: Session, actor: Actor) -> object:
    return ruling.rule(session, session.scalars(select(Claim)).one(), "deprecated", "x", version=1, actor=actor)


def add_user(session: Session, actor: Actor) -> object:
    return accounts.add_user(session, "eve", PASSWORD, "administrator", actor=actor)


def seed(session: Session, actor: Actor) -> object:
    return Seeding(session, actor)


@pytest.mark.parametrize("actor", READERS, ids=[actor.role for actor in READERS])
@pytest.mark.parametrize(
    "write",
    [create, update, update_nothing, withdraw, restore, add_claim, rule, add_user, seed],
    ids=lambda write: write.__name__,
)
def test_refuses_to_write_for(session: Session, write: Write, actor: Actor) -> None:
    organisation(session)
    claim(session, labour_event(session), "started", "2026-03")
    before = contents(session)

    with pytest.raises(NotAllowed):
        write(session, actor)

    assert contents(session) == before
