"""A new record that is called what another one is called: the form asks before it adds it."""

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from tests.factories import ALICE, claim, organisation
from tests.web.visitors import Visitor
from tracker.database import reading, writing
from tracker.models import Organisation
from tracker.services import records
from tracker.values.words import fold

PATH = "/organisations/new"
ASKED = "This name is taken:"
TYPED = {"label": "Béryl Pictures", "organisation_kind": "company", "reason": "Typed at length."}


@pytest.fixture
def beryl(seeded: Engine) -> int:
    """An organisation with another name."""
    with writing(seeded)() as session:
        record = organisation(session, label="Béryl Pictures")
        claim(session, record, "name", "Maison Béryl")
        session.commit()
        return record.id


def count(engine: Engine) -> int:
    with reading(engine)() as session:
        return session.scalar(select(func.count()).select_from(Organisation)) or 0


@pytest.mark.parametrize("label", ["Béryl Pictures", "beryl  pictures", "MAISON BÉRYL"])
def test_a_name_that_is_taken_is_asked_about_once(alice: Visitor, seeded: Engine, beryl: int, label: str) -> None:
    before = count(seeded)

    asked = alice.send(PATH, **TYPED | {"label": label})
    answered = alice.send(PATH, **TYPED | {"label": label, "namesake": fold(label)})

    assert asked.status_code == 200
    assert ASKED in asked.text
    assert '<a href="/organisations/beryl-pictures">Béryl Pictures</a>' in asked.text
    assert "Typed at length." in asked.text
    assert answered.status_code == 303
    assert count(seeded) == before + 1


def test_a_word_about_one_name_is_none_about_another(alice: Visitor, beryl: int) -> None:
    answer = alice.send(PATH, **TYPED | {"namesake": fold("Quartz")})

    assert (answer.status_code, ASKED in answer.text) == (200, True)


def test_another_name_is_found_whatever_the_record_is_called(alice: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        for number in range(12):
            organisation(session, label=f"Zubrowka {number}")
        claim(session, organisation(session, label="Zubrowka Holdings Inc."), "name", "Zubrowka")
        session.commit()

    text = alice.get("/namesakes/organisations?label=zubrowka").text

    assert "Zubrowka Holdings Inc.</a>" in text
    assert "Zubrowka 1" not in text


def test_a_name_that_only_begins_so_is_not_asked_about(alice: Visitor, beryl: int) -> None:
    assert alice.send(PATH, **TYPED | {"label": "Béryl Pictures North"}).status_code == 303


def test_a_withdrawn_record_is_not_named(alice: Visitor, seeded: Engine, beryl: int) -> None:
    with writing(seeded)() as session:
        record = session.get_one(Organisation, beryl)
        records.withdraw(session, record, version=record.version, actor=ALICE, reason="gone")
        session.commit()

    assert alice.send(PATH, **TYPED).status_code == 303


def test_it_is_said_together_with_what_is_wrong_and_the_answer_kept(alice: Visitor, beryl: int) -> None:
    wrong = TYPED | {"evidence-paragraph": "nonsense"}

    first = alice.send(PATH, **wrong)
    second = alice.send(PATH, **wrong | {"namesake": fold(TYPED["label"])})

    assert (first.status_code, second.status_code) == (400, 400)
    assert ASKED in first.text
    assert 'name="namesake" value="beryl pictures" checked' in second.text


def test_it_is_said_while_one_types(alice: Visitor, charlie: Visitor, app: Flask, beryl: int) -> None:
    assert "Béryl Pictures" in alice.get("/namesakes/organisations?label=beryl+pictures").text
    for quiet in ("", "?label=", "?label=beryl", f"?label={'x' * 5000}", "?label=%22%27%3C"):
        answer = alice.get(f"/namesakes/organisations{quiet}")
        assert (answer.status_code, answer.text.strip()) == (200, "")
    assert charlie.get("/namesakes/organisations?label=beryl+pictures").status_code == 403
    assert Visitor(app).get("/namesakes/organisations?label=beryl+pictures").status_code == 303
