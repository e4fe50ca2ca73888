"""Undoing a change from the history of a record."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.factories import claim, initiative, labour_event, source
from tests.services.saving import save
from tests.web.visitors import Visitor
from tracker.database import reading, writing
from tracker.models import Record


@pytest.fixture
def changed(seeded: Engine) -> str:
    """The address of an initiative whose name and note were changed once."""
    with writing(seeded)() as session:
        record = initiative(session, label="Before", note="of old")
        save(session, record, label="After", note="of late")
        session.commit()
        return f"/initiatives/{record.slug}"


def ways(text: str) -> list[str]:
    """Where a history leads to undo something."""
    return [unescape(path) for path in re.findall(r'href="([^"]+/undo/[^"]+)"', text)]


def test_each_field_a_save_changed_can_be_undone_from_the_history(alice: Visitor, changed: str) -> None:
    paths = ways(alice.get(f"{changed}/history").text)
    page = alice.get(paths[0]).text
    answer = alice.send(paths[0], version="2", reason="It was a slip.")

    assert paths == [f"{changed}/undo/2/label", f"{changed}/undo/2/note"]
    assert "<del>Before</del>" in page
    assert "of late" not in page
    assert (answer.status_code, answer.headers["Location"]) == (303, changed)
    text = alice.get(f"{changed}/history").text
    assert "<ins>Before</ins>" in text
    assert "It was a slip." in text
    assert ways(text) == [f"{changed}/undo/3/label", f"{changed}/undo/2/note"]


def test_a_claim_that_was_added_is_set_aside(alice: Visitor, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = labour_event(session)
        claim(session, record, "started", "2026-03", source(session))
        session.commit()
    path = f"/labour-events/{record.slug}/undo/2/started"

    assert "sets aside as wrong" in alice.get(path).text
    assert alice.send(path, version="2", reason="Misread.").status_code == 303
    assert "Misread." in alice.get(f"/labour-events/{record.slug}").text
    with reading(seeded)() as session:
        assert session.get_one(Record, record.id).started is None  # type: ignore[attr-defined]


def test_readers_are_offered_nothing_and_may_not(charlie: Visitor, changed: str) -> None:
    assert ways(charlie.get(f"{changed}/history").text) == []
    assert charlie.get(f"{changed}/undo/2/note").status_code == 403


def test_a_save_meanwhile_is_told_and_the_reason_kept(alice: Visitor, changed: str) -> None:
    answer = alice.send(f"{changed}/undo/2/note", version="1", reason="Typed at length.")

    assert answer.status_code == 400
    assert "Somebody else has saved the record meanwhile." in answer.text
    assert "Typed at length." in answer.text


def test_a_reason_is_asked_for(alice: Visitor, changed: str) -> None:
    answer = alice.send(f"{changed}/undo/2/note", version="2", reason=" ")

    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text


def test_what_was_changed_since_is_said_instead_of_a_form(alice: Visitor, changed: str) -> None:
    path = f"{changed}/undo/2/note"
    alice.send(path, version="2", reason="Once.")

    text = alice.get(path).text

    assert "it has been changed since" in text
    assert 'name="reason"' not in text
    assert alice.send(path, opened=changed, version="3", reason="Twice.").status_code == 400


@pytest.mark.parametrize("path", ["9/note", "1/note", "2/nonsense", "2/started"])
def test_what_no_save_did_is_not_there(alice: Visitor, changed: str, path: str) -> None:
    answer = alice.get(f"{changed}/undo/{path}")

    assert answer.status_code == 404
    assert "changed no" in answer.text


@pytest.mark.parametrize("version", ["x", "-1", "9" * 30, "%00"])
def test_what_is_no_version_is_no_page(alice: Visitor, changed: str, version: str) -> None:
    assert alice.get(f"{changed}/undo/{version}/note").status_code in (400, 404)


def test_what_was_saved_says_where_it_can_be_undone(alice: Visitor, changed: str) -> None:
    alice.send(f"{changed}/edit", version="2", note="typed", reason="own observation")
    edited = alice.get(changed).text
    alice.send(f"{changed}/withdraw", version="3", reason="a double")

    assert f'Saved. <a href="{changed}/history#version-3">See or undo it</a>' in edited
    assert f'<a href="{changed}/withdraw">See or undo it</a>' in alice.get(changed).text


def test_it_speaks_french(app: Flask, changed: str) -> None:
    visitor = Visitor(app, "alice")

    text = visitor.get(f"{changed}/undo/2/note", **{"Accept-Language": "fr"}).text

    assert "Annuler une modification de" in text
