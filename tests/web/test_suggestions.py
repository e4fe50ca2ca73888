"""What inputs that name records suggest, and adding a record from within another's form."""

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, organisation, source
from tests.web.visitors import Visitor, site
from tracker.database import reading, writing
from tracker.models import Evidence, Organisation, Record, Source
from tracker.queries.search import BadQuestion
from tracker.queries.suggestions import MOST, suggest
from tracker.services import records


def labels(session: Session, text: str, *families: str) -> list[str]:
    session.flush()
    return [found.label for found in suggest(session, text, families or ("organisation",))]


@pytest.fixture
def houses(session: Session) -> Session:
    """A session on a database with a few organisations."""
    for label in ("Béryl Pictures", "Old Béryl House", "Quartz & Sons"):
        organisation(session, label=label)
    claim(session, session.scalars(select(Organisation).where(Organisation.slug == "quartz-sons")).one(), "name", "QS+")
    return session


def test_suggests_names_that_begin_so_before_names_that_have_the_word(houses: Session) -> None:
    assert labels(houses, "ber") == ["Béryl Pictures", "Old Béryl House"]


def test_suggests_by_another_name_and_says_which(houses: Session) -> None:
    (found,) = suggest(houses, "qs", ["organisation"])

    assert (found.label, found.called) == ("Quartz & Sons", "QS+")


@pytest.mark.parametrize("text", ["quartz-s", "organisation:quartz-sons", "organisation:quartz-s", "Quartz & Sons"])
def test_suggests_by_permanent_id_and_by_a_pasted_name(houses: Session, text: str) -> None:
    assert labels(houses, text) == ["Quartz & Sons"]


def test_a_renamed_record_is_found_by_the_id_it_keeps(houses: Session) -> None:
    record = houses.scalars(select(Organisation).where(Organisation.slug == "quartz-sons")).one()
    records.update(houses, record, {"label": "Feldspar"}, version=record.version, actor=ALICE, reason="renamed")

    assert labels(houses, "quartz") == ["Feldspar"]


@pytest.mark.parametrize(("text", "families"), [("b", ()), ("", ()), ("ber", ("person",)), ("person:ber", ())])
def test_suggests_nothing(houses: Session, text: str, families: tuple[str, ...]) -> None:
    assert labels(houses, text, *families) == []


def test_suggests_nothing_for_words_in_a_note(session: Session) -> None:
    organisation(session, label="Béryl", note="It bought a quarry.")

    assert labels(session, "quarry") == []


def test_never_suggests_what_nothing_can_link_to(houses: Session) -> None:
    record = houses.scalars(select(Organisation).where(Organisation.slug == "beryl-pictures")).one()
    records.withdraw(houses, record, version=record.version, actor=ALICE, reason="never existed")

    assert labels(houses, "ber") == ["Old Béryl House"]


def test_suggests_no_more_than_anybody_reads(session: Session) -> None:
    for number in range(MOST + 2):
        organisation(session, label=f"Opal {number}")

    assert len(labels(session, "opal")) == MOST


def test_refuses_a_question_without_a_word(houses: Session) -> None:
    with pytest.raises(BadQuestion):
        labels(houses, "–––")


@pytest.fixture
def blank_app(blank: Engine, tmp_path):
    with site(blank, tmp_path) as app:
        yield app


@pytest.fixture
def editor(blank_app: Flask) -> Visitor:
    return Visitor(blank_app, "alice")


def test_answers_with_context_and_offers_every_kind_that_fits(blank: Engine, editor: Visitor) -> None:
    with writing(blank)() as session:
        organisation(session, label="Béryl")
        session.commit()

    answer = editor.get("/suggestions?families=organisation+person&q=beryl").get_json()

    shown = "Béryl (organisation:beryl)"
    assert answer["records"] == [
        {"value": "organisation:beryl", "shown": shown, "label": "Béryl", "context": "Organisation · beryl"}
    ]
    assert [offer["text"].split(": ")[1] for offer in answer["creates"]] == ["Studio", "Organisation", "Person"]
    assert answer["status"] == "1 record found."


def test_offers_readers_nothing_to_create(blank_app: Flask) -> None:
    answer = Visitor(blank_app).get("/suggestions?families=organisation&q=beryl").get_json()

    assert answer == {"records": [], "creates": [], "status": "No record is called that."}


def test_a_question_without_a_word_is_answered_with_a_sentence(editor: Visitor) -> None:
    assert "letter or digit" in editor.get("/suggestions?families=organisation&q=%21%21").get_json()["status"]


def test_an_unknown_family_is_named(editor: Visitor) -> None:
    answer = editor.get("/suggestions?families=ghost&q=beryl")

    assert answer.status_code == 400
    assert "ghost" in answer.text


def added(editor: Visitor, slug: str, **fields: str):
    return editor.send(f"/suggestions/{slug}", opened="/organisations/new", **fields)


def test_adds_a_record_with_the_source_of_the_form_around_it(blank: Engine, editor: Visitor) -> None:
    with writing(blank)() as session:
        reference = source(session, label="A report").reference
        session.commit()
    values = {"added-label": "Béryl", "added-organisation_kind": "company"}

    answer = added(editor, "organisations", **values, **{"evidence-source": reference, "evidence-paragraph": "3"})

    assert answer.status_code == 201, answer.text
    assert answer.get_json()["value"] == "organisation:beryl"
    with reading(blank)() as session:
        record = session.scalars(select(Record).where(Record.slug == "beryl")).one()
        query = select(Evidence.field, Evidence.source_id, Evidence.paragraph).where(Evidence.record_id == record.id)
        cited = session.scalars(select(Source.id)).one()
        assert set(session.execute(query)) == {("", cited, 3), ("organisation_kind", cited, 3)}


def test_says_beside_each_field_what_is_wrong_and_keeps_what_was_typed(editor: Visitor) -> None:
    answer = added(editor, "organisations", **{"added-label": "Béryl"})

    assert answer.status_code == 400
    form = answer.get_json()["form"]
    assert 'value="Béryl"' in form
    assert 'id="added-organisation_kind-error"' in form


def test_asks_for_a_reason_where_no_source_is_named(editor: Visitor) -> None:
    answer = added(editor, "organisations", **{"added-label": "Béryl", "added-organisation_kind": "company"})

    assert 'id="added-reason-error"' in answer.get_json()["form"]


def test_a_source_that_is_not_there_is_named(editor: Visitor) -> None:
    values = {"added-label": "Béryl", "added-organisation_kind": "company", "evidence-source": "Ghost"}

    assert "“Ghost”" in added(editor, "organisations", **values).get_json()["form"]


def test_shows_a_field_that_turned_out_to_be_needed(editor: Visitor) -> None:
    assert 'name="added-operator"' not in editor.get("/suggestions/deployments?label=x").get_json()["form"]

    refused = added(editor, "deployments", **{"added-label": "x", "reason": "seen"}).get_json()

    assert 'name="added-operator"' in refused["form"]


def test_readers_may_not_add(blank_app: Flask) -> None:
    answer = added(Visitor(blank_app, "charlie"), "organisations", **{"added-label": "Béryl", "reason": "fun"})

    assert answer.status_code == 403
