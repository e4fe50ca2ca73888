"""Two people save at once what bears on each other: the second waits, and sees what the first did."""

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, labour_event, milestone, source
from tests.services.saving import save
from tracker.database import reading, writing
from tracker.forms.fields import Value
from tracker.models import LabourEvent, Record, Source
from tracker.services import records
from tracker.services.errors import Rejected
from tracker.values import FuzzyDate

Work = Callable[[Session], object]


def named(session: Session, slug: str) -> Record:
    return session.scalars(select(Record).where(Record.slug == slug)).one()


def made(engine: Engine, work: Work) -> None:
    with writing(engine)() as session:
        work(session)
        session.commit()


def at_once(engine: Engine, first: Work, second: Work) -> Rejected | None:
    """The first saves, the second begins to and must wait, the first commits; how the second was refused, if it was."""
    refused: list[Rejected] = []

    def follow() -> None:
        try:
            made(engine, second)
        except Rejected as error:
            refused.append(error)

    with writing(engine)() as session:
        first(session)
        thread = Thread(target=follow)
        thread.start()
        thread.join(0.7)
        waited = thread.is_alive()
        session.commit()
    thread.join(20)
    assert waited
    assert not thread.is_alive()
    return refused[0] if refused else None


def changing(slug: str, **values: Value) -> Work:
    return lambda session: save(session, named(session, slug), **values)


def citing(session: Session) -> object:
    return claim(session, named(session, "beta"), "expected_date", "2026-09", named(session, "second"))


def a_dated_milestone(session: Session) -> None:
    first, _second = source(session, "2026-01", label="First"), source(session, "2026-02", label="Second")
    claim(session, milestone(session, label="Beta"), "expected_date", "2026-05", first)


def test_a_source_that_is_being_cited_is_changed_afterwards(blank: Engine) -> None:
    made(blank, a_dated_milestone)

    assert at_once(blank, citing, changing("second", published=FuzzyDate.parse("2025"))) is None

    with reading(blank)() as session:
        # The source that appeared first announces September, and the other one May since.
        assert named(session, "beta").expected_date == "2026-05"


def test_a_source_that_is_being_changed_is_cited_afterwards(blank: Engine) -> None:
    made(blank, a_dated_milestone)

    assert at_once(blank, changing("second", published=FuzzyDate.parse("2025")), citing) is None

    with reading(blank)() as session:
        assert named(session, "beta").expected_date == "2026-05"


def test_the_origin_of_a_source_that_is_being_cited_is_changed_afterwards(blank: Engine) -> None:
    def retold(session: Session) -> None:
        a_dated_milestone(session)
        save(session, named(session, "second"), derived_from="source:first", lineage_status="derived")

    made(blank, retold)

    assert at_once(blank, citing, changing("first", lineage_status="original")) is None

    with reading(blank)() as session:
        assert named(session, "beta").origin_count == 1


@pytest.mark.parametrize("model", [LabourEvent, Source])
def test_two_halves_of_a_circle_do_not_meet(blank: Engine, model: type[Record]) -> None:
    name, build = ("part_of", labour_event) if model is LabourEvent else ("derived_from", source)
    beside = {} if model is LabourEvent else {"lineage_status": "derived"}
    family = "labour_event" if model is LabourEvent else "source"

    def two(session: Session) -> None:
        build(session, label="One")
        build(session, label="Two")

    def linking(slug: str, other: str) -> Work:
        def link(session: Session) -> None:
            # Both were read before the other one was saved, as a page does that shows them.
            session.scalars(select(Record)).all()
            values = beside | {name: f"{family}:{other}"}
            record = named(session, slug)
            records.update(session, record, values, version=1, actor=ALICE, reason="typo")

        return link

    made(blank, two)

    refused = at_once(blank, linking("one", "two"), linking("two", "one"))

    assert isinstance(refused, Rejected)
    assert "circle" in str(refused)
