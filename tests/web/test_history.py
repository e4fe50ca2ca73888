"""The history page: what each save changed, in words, and the saves one asks for."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import ALICE, BOB, build, claim, initiative, milestone, source
from tests.web.visitors import Visitor
from tracker.catalogue import BY_KIND
from tracker.database import writing
from tracker.models import Record
from tracker.permissions import SYSTEM
from tracker.services import records
from tracker.web.revisions import marked

SCRIPT = "<script>alert(1)</script>"


def change(session: Session, record: Record, *, actor=ALICE, **values: str) -> None:
    """One more version of a record."""
    records.update(session, record, values, version=record.version, actor=actor, reason="own observation")


def versions(text: str) -> list[int]:
    """The versions a page shows, from top to bottom."""
    return [int(number) for number in re.findall(r'id="version-(\d+)"', text)]


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("a test on sets", "a test on two sets", [], ["two "]),
        ("a test on two sets", "a test on sets", ["two "], []),
        ("begins in March 2026", "begins in May 2026", ["March "], ["May "]),
        ("one", "two", ["one"], ["two"]),
        ("same words", "same  words", [], []),
        ("", "new", [], ["new"]),
        ("l’été dernier", "l’été prochain", ["dernier"], ["prochain"]),
    ],
)
def test_words_that_differ_are_told_from_those_that_stay(
    before: str, after: str, gone: list[str], come: list[str]
) -> None:
    assert [piece for piece, differs in marked(before, after) if differs] == gone
    assert [piece for piece, differs in marked(after, before) if differs] == come
    assert "".join(piece for piece, _differs in marked(after, before)) == after


def test_very_long_texts_are_shown_old_and_new_without_comparing_words() -> None:
    long, longer = "word " * 2_000, "word " * 2_001

    assert list(marked(long, longer)) == [(long, True)]


def test_changed_words_are_marked_before_and_after(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session, note="Tests begin\non two sets.")
        change(session, record, note="Tests begin\non five sets.")
        session.commit()

    text = Visitor(app).get(f"/initiatives/{record.slug}/history").text

    assert "<del>two </del>sets." in text
    assert "<ins>five </ins>sets." in text
    assert "Tests begin\non " in text
    assert "alice" in text
    assert "own observation" in text


def test_links_are_named_at_both_ends(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        first, second = (build(session, BY_KIND["studio"], label=name) for name in ("First House", "Second House"))
        record = initiative(session, owner=first.reference)
        change(session, record, owner=second.reference)
        session.commit()

    text = Visitor(app).get(f"/initiatives/{record.slug}/history").text

    assert re.search(rf'<del><a href="/studios/{first.slug}"[^>]*>First House</a></del>', text)
    assert re.search(rf'<ins><a href="/studios/{second.slug}"[^>]*>Second House</a></ins>', text)
    assert f">{first.reference}<" not in text


def test_a_field_has_its_own_history_with_its_claims_and_their_passages(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session, label="A step")
        first = source(session, "2026-01", label="First piece")
        claim(session, record, "expected_date", "2026-03", first, assertion="plan")
        change(session, record, note="beside the point")
        claim(session, record, "expected_date", "2026-03", source(session, label="Second piece"), assertion="plan")
        session.commit()
    path = f"/milestones/{record.slug}/history"

    text = Visitor(app).get(f"{path}?field=expected_date").text

    assert versions(text) == [4, 2]
    assert "Second piece" in text
    assert "beside the point" not in text
    assert f"/milestones/{record.slug}#field-expected_date" in text
    assert versions(Visitor(app).get(f"{path}?field=note").text) == [3]


def test_a_save_of_several_fields_shows_only_the_one_that_is_asked_for(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session, label="Old name")
        change(session, record, label="New name", note="A new note")
        session.commit()

    text = Visitor(app).get(f"/initiatives/{record.slug}/history?field=note").text

    assert "A new note" in text
    assert "<ins>New " not in text


def test_the_saves_of_one_person_can_be_asked_for(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session, label="Ours")
        change(session, record, actor=SYSTEM, note="by the machine")
        change(session, record, note="by hand")
        session.commit()
    path = f"/initiatives/{record.slug}/history"

    assert versions(Visitor(app).get(f"{path}?by=alice").text) == [3, 1]
    assert versions(Visitor(app).get(f"{path}?by=tracker").text) == [2]
    assert versions(Visitor(app).get(f"{path}?by=tracker&field=label").text) == []
    assert "No save fits what is asked for." in Visitor(app).get(f"{path}?by={BOB.name}").text


def test_fifty_saves_are_a_page_and_no_save_is_lost_between_pages(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session)
        for number in range(2, 103):
            change(session, record, **({"note": f"n{number}"} if number % 2 else {"label": f"Name {number}"}))
        session.commit()
    anybody = Visitor(app)

    for query, wanted in (("", list(range(102, 0, -1))), ("?field=note", list(range(101, 2, -2)))):
        seen: list[int] = []
        path = f"/initiatives/{record.slug}/history{query}"
        while path:
            text = anybody.get(path).text
            seen += versions(text)
            assert len(versions(text)) <= 50
            found = re.search(r'<p class="paging"><a href="([^"]+)"', text)
            path = unescape(found[1]) if found else ""
        assert seen == wanted


@pytest.mark.parametrize("query", ["field=nonsense", "before=x", "before=-1", "before=99999999999"])
def test_what_cannot_be_asked_for_is_named_with_what_can(app: Flask, seeded: Engine, query: str) -> None:
    with writing(seeded)() as session:
        record = initiative(session)
        session.commit()

    answer = Visitor(app).get(f"/initiatives/{record.slug}/history?{query}")

    assert answer.status_code == 400
    assert "allowed:" in answer.text


def test_texts_of_others_are_shown_as_text(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session, label=SCRIPT, note=f"{SCRIPT} one")
        change(session, record, note=f"{SCRIPT} two", label=f"{SCRIPT} again")
        claim(session, record, "statement", SCRIPT, source(session, label=SCRIPT))
        session.commit()

    for query in ("", "?field=note", "?field=statement"):
        text = Visitor(app).get(f"/milestones/{record.slug}/history{query}").text

        assert SCRIPT not in text
        assert "&lt;script&gt;" in text


def test_it_speaks_french(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        claim(session, record, "expected_date", "2026-03", source(session), assertion="plan")
        session.commit()

    text = Visitor(app).get(f"/milestones/{record.slug}/history", **{"Accept-Language": "fr"}).text

    assert '<html lang="fr">' in text
    assert "mars 2026" in text


def test_what_the_tracker_wrote_is_read_in_the_readers_language_and_what_people_wrote_as_it_is(
    app: Flask, seeded: Engine
) -> None:
    with writing(seeded)() as session:
        record = session.scalars(select(Record).where(Record.slug == "ai-studio-closed-beta")).one()
        records.update(
            session, record, {"note": "of a test"}, version=record.version, actor=ALICE, reason="Save <changed>"
        )
        session.commit()
    reader = Visitor(app)
    reader.send("/language", opened="/", language="fr", next="/")

    page = reader.get("/milestones/ai-studio-closed-beta/history").text

    assert "Raison\u00a0: Save &lt;changed&gt;" in page
    assert "Raison\u00a0: chargée avec les données de départ" in page
    assert "seeded" not in page
