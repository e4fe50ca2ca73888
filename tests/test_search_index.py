"""The search index: what damages it is found by the check, and what it lacks is put into it."""

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from tests.cli.commands import run
from tests.damages import damage, open_unguarded
from tracker.checking import check
from tracker.database import reading, writing
from tracker.models import Record, SearchDocument
from tracker.permissions import ANYBODY
from tracker.queries.search import asked, search
from tracker.services.indexing import index_the_rest

REUTERS = "(SELECT id FROM record WHERE slug = 'reuters')"
SQLITE_ONLY = pytest.mark.parametrize("copies", ["sqlite"], indirect=True)


def problems(session: Session) -> list[tuple[int, str, str]]:
    return [(one.invariant, one.where, one.sentence) for one in check(session)]


@pytest.mark.damages
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (f"DELETE FROM search_document WHERE record_id = {REUTERS}", "Search does not know it"),
        (
            f"UPDATE search_document SET words = words || ' nonsense' WHERE record_id = {REUTERS}",
            "has others for it: “nonsense”",
        ),
        (
            f"UPDATE search_document SET words = replace(words, ' reuters', '') WHERE record_id = {REUTERS}",
            "lacks its words “reuters”",
        ),
    ],
)
def test_the_check_finds_a_document_that_differs(statement: str, says: str, seeds: Session) -> None:
    damage(seeds, statement)

    ((invariant, where, sentence),) = problems(seeds)
    assert (invariant, where) == (2, "organisation:reuters")
    assert says in sentence


@SQLITE_ONLY
@pytest.mark.damages
def test_the_check_finds_an_index_that_differs_from_the_documents(seeds: Session) -> None:
    seeds.execute(text("INSERT INTO search_index (rowid, words) VALUES (999999, 'nonsense')"))

    assert problems(seeds) == [
        (2, "search_index", "The number of records with the word “nonsense” is 1, and should be 0.")
    ]


@pytest.mark.damages
def test_the_check_finds_a_document_of_no_record(copies) -> None:
    engine = open_unguarded(copies("seeded"))
    with writing(engine)() as session:
        damage(session, "INSERT INTO search_document (record_id, words) VALUES (999999, 'nonsense')")
        found = [one for one in check(session) if one.invariant == 6]
        session.rollback()
    engine.dispose()

    assert len(found) == 1
    assert "record_id is “999999”" in str(found[0])


def test_records_that_it_does_not_know_are_put_into_it(seeded: Engine) -> None:
    with writing(seeded)() as session:
        damage(session, "DELETE FROM search_document")
        count = index_the_rest(session)
        session.commit()

        assert count == len(session.scalars(select(Record.id)).all())
        assert index_the_rest(session) == 0


def test_an_upgrade_fills_it(seeded: Engine, tmp_path) -> None:
    url = seeded.url.render_as_string(hide_password=False)
    with writing(seeded)() as session:
        damage(session, "DELETE FROM search_document")
        session.commit()

    done = run(tmp_path, "upgrade", database_url=url)

    assert done.returncode == 0
    assert "Search now knows" in done.stderr
    with reading(seeded)() as session:
        assert search(session, asked("reuters"), ANYBODY).total
        assert len(session.scalars(select(SearchDocument.record_id)).all()) == len(
            session.scalars(select(Record.id)).all()
        )
