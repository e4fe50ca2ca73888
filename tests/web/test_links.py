"""Links in forms are shown by the name of the record they lead to, with its permanent id behind it."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.factories import ALICE, initiative, organisation
from tests.web.visitors import Visitor
from tracker.database import reading, writing
from tracker.models import Initiative, Organisation
from tracker.services import records


@pytest.fixture
def linked(seeded: Engine) -> str:
    """The address of an initiative that Béryl owns."""
    with writing(seeded)() as session:
        record = initiative(session, owner=organisation(session, label="Béryl").reference)
        session.commit()
        return f"/initiatives/{record.slug}"


def owner_shown(visitor: Visitor, path: str) -> str:
    """What stands in the field for the owner."""
    found = re.search(r'value="([^"]*)"[^>]*\bname="owner"', visitor.get(path).text)
    assert found
    return unescape(found[1])


def owner_of(engine: Engine, path: str) -> str:
    """The slug of the owner."""
    with reading(engine)() as session:
        record = session.query(Initiative).filter_by(slug=path.rsplit("/", maxsplit=1)[-1]).one()
        return session.get_one(Organisation, record.owner_id).slug


def change(engine: Engine, slug: str, **values: str) -> None:
    """Somebody renames an organisation meanwhile, or withdraws it."""
    with writing(engine)() as session:
        record = session.query(Organisation).filter_by(slug=slug).one()
        if values:
            records.update(session, record, values, version=record.version, actor=ALICE, reason="renamed")
        else:
            records.withdraw(session, record, version=record.version, actor=ALICE, reason="gone")
        session.commit()


def test_what_is_sent_back_as_it_was_shown_is_no_change(alice: Visitor, seeded: Engine, linked: str) -> None:
    shown = owner_shown(alice, f"{linked}/edit")

    answer = alice.send(f"{linked}/edit", version="1", owner=shown, note="typed", reason="own observation")

    assert shown == "Béryl (organisation:beryl)"
    assert answer.status_code == 303
    assert "<ins>typed</ins>" in alice.get(f"{linked}/history").text
    assert "Owner</th>" not in alice.get(f"{linked}/history").text.split("Version 1")[0]


@pytest.mark.parametrize("meanwhile", [{"label": "Quartz"}, {}])
def test_that_holds_where_the_record_was_renamed_or_withdrawn_meanwhile(
    alice: Visitor, seeded: Engine, linked: str, meanwhile: dict[str, str]
) -> None:
    shown = owner_shown(alice, f"{linked}/edit")
    change(seeded, "beryl", **meanwhile)

    answer = alice.send(f"{linked}/edit", version="1", owner=shown, note="typed", reason="own observation")

    assert answer.status_code == 303
    assert owner_of(seeded, linked) == "beryl"


def test_a_record_that_was_withdrawn_is_shown_by_its_id(alice: Visitor, seeded: Engine, linked: str) -> None:
    change(seeded, "beryl")

    assert owner_shown(alice, f"{linked}/edit") == "organisation:beryl"


@pytest.fixture
def quartz(seeded: Engine) -> None:
    """Another organisation."""
    with writing(seeded)() as session:
        organisation(session, label="Quartz")
        session.commit()


@pytest.mark.usefixtures("quartz")
@pytest.mark.parametrize("typed", ["Quartz (organisation:quartz)", "quartz (organisation:quartz)", "Quartz", "quartz"])
def test_a_link_is_taken_as_it_is_shown_or_by_name_or_slug(
    alice: Visitor, seeded: Engine, linked: str, typed: str
) -> None:
    answer = alice.send(f"{linked}/edit", version="1", owner=typed, reason="own observation")

    assert answer.status_code == 303
    assert owner_of(seeded, linked) == "quartz"


@pytest.mark.usefixtures("quartz")
def test_a_name_and_an_id_of_two_records_are_refused_with_both(alice: Visitor, linked: str) -> None:
    answer = alice.send(f"{linked}/edit", version="1", owner="Béryl (organisation:quartz)", reason="own observation")

    assert answer.status_code == 400
    assert "“organisation:quartz” is called “Quartz”" in answer.text
    assert 'value="Béryl (organisation:quartz)"' in answer.text


def test_a_name_that_looks_like_it_is_taken_for_the_name(
    alice: Visitor, app: Flask, seeded: Engine, linked: str
) -> None:
    with writing(seeded)() as session:
        organisation(session, label="Odd (organisation:beryl2)")
        session.commit()

    answer = alice.send(f"{linked}/edit", version="1", owner="Odd (organisation:beryl2)", reason="own observation")

    assert answer.status_code == 303
    assert owner_of(seeded, linked) == "odd-organisation-beryl2"


def test_a_text_that_ends_like_a_link_is_a_text(alice: Visitor, linked: str) -> None:
    for version, note in ((1, "https://example.org/a"), (2, "See their page (https://example.org/a)")):
        answer = alice.send(f"{linked}/edit", version=str(version), note=note, reason="own observation")
        assert answer.status_code == 303

    assert "See their page (https://example.org/a)" in alice.get(linked).text
