"""Many people save one record at once, and nothing that anybody saved is lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from tests.factories import ALICE, organisation
from tracker.database import reading, writing
from tracker.models import Organisation, Revision
from tracker.services import records
from tracker.services.errors import Stale

PEOPLE = 8
SAVES = 20

Seen = tuple[int, str]


def open_form(engine: Engine) -> Seen:
    """The version and the note that somebody sees, in a session of its own, as a page does."""
    with reading(engine)() as session:
        record = session.scalars(select(Organisation)).one()
        return record.version, record.note or ""


def send_form(engine: Engine, seen: Seen, added: str) -> None:
    """Save the note that was seen, with something added."""
    version, note = seen
    with writing(engine)() as session:
        record = session.scalars(select(Organisation)).one()
        records.update(session, record, {"note": f"{note} {added}"}, version=version, actor=ALICE, reason="more")
        session.commit()


def send_form_unchecked(engine: Engine, seen: Seen, added: str) -> None:
    """Save as if the form carried no version: whoever comes last is right."""
    send_form(engine, (open_form(engine)[0], seen[1]), added)


def everybody(work: Callable[[int], object], people: int = PEOPLE) -> list[object]:
    with ThreadPoolExecutor(people) as threads:
        return list(threads.map(work, range(people)))


def made(engine: Engine) -> None:
    with writing(engine)() as session:
        organisation(session)
        session.commit()


def test_loses_no_save_and_refuses_none_for_a_lock(blank: Engine) -> None:
    made(blank)
    outcomes: Counter[str] = Counter()

    def save_often(person: int) -> None:
        for number in range(SAVES):
            while True:
                try:
                    send_form(blank, open_form(blank), f"{person}.{number}")
                except Stale:
                    outcomes["stale"] += 1
                except DBAPIError as error:
                    outcomes[str(error.orig)] += 1
                else:
                    break

    everybody(save_often)

    version, note = open_form(blank)
    assert set(outcomes) <= {"stale"}
    assert sorted(note.split()) == sorted(f"{person}.{number}" for person in range(PEOPLE) for number in range(SAVES))
    with reading(blank)() as session:
        versions = session.scalars(select(Revision.version).order_by(Revision.version)).all()
    assert versions == list(range(1, version + 1)) == list(range(1, PEOPLE * SAVES + 2))


def test_would_notice_a_lost_save(blank: Engine) -> None:
    made(blank)
    all_have_read, one_at_a_time = Barrier(2), Lock()

    def save(person: int) -> None:
        seen = open_form(blank)
        all_have_read.wait()
        with one_at_a_time:
            send_form_unchecked(blank, seen, str(person))

    everybody(save, people=2)

    assert len(open_form(blank)[1].split()) == 1


def test_lets_one_of_two_through_and_shows_the_other_what_happened(blank: Engine) -> None:
    made(blank)
    all_have_read = Barrier(2)

    def save(person: int) -> Stale | None:
        seen = open_form(blank)
        all_have_read.wait()
        try:
            send_form(blank, seen, str(person))
        except Stale as stale:
            return stale
        return None

    outcomes = everybody(save, people=2)

    (stale,) = [outcome for outcome in outcomes if isinstance(outcome, Stale)]
    (overlap,) = stale.overlaps
    assert {overlap.yours.strip(), overlap.theirs.strip()} == {"0", "1"}
    assert overlap.original == ""


def test_merges_what_a_session_that_read_before_saves_after(blank: Engine) -> None:
    made(blank)
    with writing(blank)() as early:
        record = early.scalars(select(Organisation)).one()
        early.commit()
        send_form(blank, (1, ""), "by another")

        records.update(early, record, {"country": "FR"}, version=1, actor=ALICE, reason="more")
        early.commit()

    with reading(blank)() as session:
        record = session.scalars(select(Organisation)).one()
        assert (record.note, record.country, record.version) == (" by another", "FR", 3)
