"""An edit of what sources are cited for: the form asks what they state before it saves."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.factories import ALICE, claim, labour_event, organisation, source
from tests.web.visitors import Visitor
from tracker.database import writing
from tracker.forms.evidence import EvidenceInput
from tracker.services import records

CHANGE = {"version": "2", "country": "DE", "reason": "own observation"}


@pytest.fixture
def french(seeded: Engine) -> str:
    """The address of an organisation of which a source states the country."""
    with writing(seeded)() as session:
        record = organisation(session, label="A house")
        cited = EvidenceInput(source(session, label="Old piece").reference)
        records.update(session, record, {"country": "FR"}, version=1, actor=ALICE, evidence=cited)
        session.commit()
        return f"/organisations/{record.slug}"


def country(visitor: Visitor, path: str) -> str:
    """The row of the country on a record's page, as text."""
    row = re.search(r'<tr id="field-country".*?</tr>', visitor.get(path).text, re.DOTALL)
    assert row
    return " ".join(unescape(re.sub("<[^>]+>", " ", row[0])).split())


def test_it_asks_before_anything_is_saved_and_keeps_what_was_typed(alice: Visitor, french: str) -> None:
    answer = alice.send(f"{french}/edit", **CHANGE)

    assert answer.status_code == 200
    assert "For “FR”, this is cited:" in answer.text
    assert "Old piece" in answer.text
    assert len(re.findall(r'type="radio" name="cited-country"', answer.text)) == 2
    assert "own observation" in answer.text
    assert "[1]" in country(alice, french)
    assert "DE" not in country(alice, french)


@pytest.mark.parametrize(
    ("answer", "row"),
    [
        ("both", "DE [1] since when? of “Country”"),
        ("former", "DE no source of its own another value: [1] since when? of “Country”"),
    ],
)
def test_an_answer_saves_and_the_page_tells(alice: Visitor, french: str, answer: str, row: str) -> None:
    assert alice.send(f"{french}/edit", **CHANGE | {"cited-country": answer}).status_code == 303

    assert country(alice, french).endswith(row)


def test_an_answer_that_is_none_is_asked_again(alice: Visitor, french: str) -> None:
    answer = alice.send(f"{french}/edit", **CHANGE | {"cited-country": "<perhaps>"})

    assert 'name="cited-country"' in answer.text
    assert "<perhaps>" not in answer.text


def test_several_claims_of_one_source_are_one_question(alice: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record, piece = labour_event(session), source(session)
        for date in ("2026-03", "2026-05"):
            claim(session, record, "started", date, piece)
        session.commit()
    path = f"/labour-events/{record.slug}"
    change = {"version": "3", "started": "2026-04", "evidence-source": piece.reference}

    asked = alice.send(f"{path}/edit", **change).text
    answer = alice.send(f"{path}/edit", **change | {"cited-started": "typed"})

    assert len(re.findall(r'name="cited-started"', asked)) == 2
    assert "“March 2026”, “May 2026”" in asked
    assert answer.status_code == 303
    assert alice.get(path).text.count("Misread: its source states another value.") == 2


def test_a_claim_that_was_misread_says_so_in_the_readers_language(app: Flask, alice: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record, piece = labour_event(session), source(session, label="Old piece")
        claim(session, record, "started", "2026-03", piece)
        session.commit()
    path = f"/labour-events/{record.slug}"
    change = {"version": "2", "started": "2026-04", "evidence-source": piece.reference, "read-started": "2026-04"}

    assert "March 2026" in alice.send(f"{path}/edit", **change).text
    assert alice.send(f"{path}/edit", **change | {"cited-started": "typed"}).status_code == 303
    assert "Misread: its source states another value." in Visitor(app).get(path).text
    assert "Mal lue" in Visitor(app).get(path, **{"Accept-Language": "fr"}).text


def test_the_history_names_the_record_that_a_passage_goes_on_to_state(alice: Visitor, seeded: Engine) -> None:
    path = "/initiatives/ai-studio"
    change = {"version": "1", "owner": "organisation:amazon", "reason": "own observation", "cited-owner": "former"}

    assert alice.send(f"{path}/edit", **change).status_code == 303

    text = " ".join(alice.get(f"{path}/history").text.split())
    assert re.search(r'states: <a href="/studios/amazon-mgm-studios"[^>]*>Amazon MGM Studios</a>', text)
