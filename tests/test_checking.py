"""Every way in which a database can be damaged: done by plain SQL, and found by the check."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Date, Double, Engine, Integer, event, inspect, select
from sqlalchemy.orm import Session

from tests.damages import DAMAGES, TRIPS, Damage, damage, open_unguarded
from tests.databases import Copied
from tests.factories import build, quote_hash
from tracker.catalogue import CATALOGUE
from tracker.checking import Difference, check, round_trip
from tracker.checking.circles import on_circles
from tracker.models import COUNTERS, Entity, Record, claimed_fields
from tracker.models.fields import carried_names

MOST_QUERIES = 40
ARTICLE = "First paragraph.\r\n\r\n  The «\u00a0one\u00a0» passage.  \n"
PASSAGE = (
    "UPDATE evidence SET paragraph = 2, char_start = 4, char_end = 7, quote_sha256 = '{hash}' WHERE key = 'LAB-06'"
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def unguarded(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The seeds in a database that refuses nothing."""
    copied: Copied = request.getfixturevalue(f"_{request.param}")
    with copied("seeded") as url:
        engine = open_unguarded(url)
        yield engine
        engine.dispose()


@pytest.fixture
def session(unguarded: Engine) -> Iterator[Session]:
    """A session on it that leaves nothing behind."""
    with unguarded.connect() as connection, Session(connection) as session:
        yield session
        connection.rollback()


def computed_columns() -> list[tuple[Entity, str]]:
    """Every noun with every column that is computed from its claims."""
    resolved = [(entry, field) for entry in CATALOGUE for field in claimed_fields(entry.model) if field.resolved]
    carried = [(entry, name) for entry, field in resolved for name in carried_names(field)]
    return [*carried, *((entry, name) for entry in CATALOGUE for name in COUNTERS)]


def named(parameter: object) -> str:
    return parameter.slug if isinstance(parameter, Entity) else str(parameter)


def test_finds_nothing_wrong_with_the_seeds(session: Session) -> None:
    assert list(check(session)) == []


def test_asks_a_handful_of_queries(session: Session, unguarded: Engine) -> None:
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(unguarded, "before_cursor_execute", count)
    list(check(session))
    event.remove(unguarded, "before_cursor_execute", count)

    assert len(asked) <= MOST_QUERIES


@pytest.mark.damages
@pytest.mark.parametrize("harm", DAMAGES, ids=[harm.name.replace(" ", "_") for harm in DAMAGES])
def test_finds(harm: Damage, session: Session) -> None:
    damage(session, *harm.statements)

    found = [one for one in check(session) if one.where == harm.where]

    assert harm.invariant in {one.invariant for one in found}
    assert any(harm.says in str(one) for one in found), found


@pytest.mark.damages
@pytest.mark.parametrize("harm", TRIPS, ids=[harm.name.replace(" ", "_") for harm in TRIPS])
def test_a_round_trip_finds(harm: Damage, session: Session) -> None:
    damage(session, *harm.statements)

    (found,) = round_trip(session)

    assert (found.invariant, found.where) == (harm.invariant, harm.where)
    assert harm.says in found.sentence


def test_the_seeds_come_back_from_a_snapshot(session: Session) -> None:
    said: list[str] = []

    assert list(round_trip(session, said.append)) == []
    assert len(said) == 3


def only_one(session: Session) -> Difference:
    """The one thing wrong, but for what the revisions say of it too."""
    (found,) = (one for one in check(session) if one.invariant != 3)
    return found


@pytest.mark.damages
@pytest.mark.parametrize(("entry", "column"), computed_columns(), ids=named)
def test_finds_a_wrong(entry: Entity, column: str, session: Session) -> None:
    stored = inspect(entry.model).columns[column]
    wrong = {Date: "1999-01-01", Double: "77", Integer: "77"}.get(type(stored.type), "nonsense")
    record = session.scalars(select(Record).where(Record.kind == entry.kind)).first() or build(session, entry)

    damage(session, f"UPDATE {stored.table} SET {column} = '{wrong}' WHERE id = {record.id}")

    found = only_one(session)
    assert found.invariant == (2 if column in COUNTERS or column.endswith("_slips") else 1)
    assert found.where == record.reference
    assert found.sentence.startswith(f"{column} is “{wrong}")


@pytest.mark.parametrize(
    ("links", "found"),
    [
        (set(), set()),
        ({(1, 2), (2, 3), (1, 3)}, set()),
        ({(1, 1)}, {1}),
        ({(1, 2), (2, 3), (3, 2), (3, 4)}, {2, 3}),
        ({(n, n + 1) for n in range(1, 9)} | {(9, 1)}, set(range(1, 10))),
    ],
)
def test_a_circle_is_what_leads_back(links: set[tuple[int, int]], found: set[int]) -> None:
    assert on_circles(links) == found


def test_accepts_a_passage_that_is_in_the_text_of_its_source(session: Session) -> None:
    _give_text(session)

    damage(session, PASSAGE.format(hash=quote_hash(ARTICLE, 2, 4, 7)))

    assert {one.invariant for one in check(session)} == {3}


@pytest.mark.damages
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("paragraph = 3", "There is no paragraph 3: the text has 2."),
        ("char_end = 99", "Paragraph 2 has 20 characters: 4 to 99 are not in it."),
        ("char_start = 5", "quote_sha256 is "),
    ],
)
def test_finds_a_passage_that_is_not_in_the_text(change: str, says: str, session: Session) -> None:
    _give_text(session)

    damage(session, f"UPDATE evidence SET {change} WHERE key = 'LAB-06'")

    found = only_one(session)
    assert (found.invariant, found.where) == (5, "evidence LAB-06")
    assert found.sentence.startswith(says)


def _give_text(session: Session) -> None:
    """Give the source of LAB-06 a text, and all its evidence a passage in it."""
    source = "(SELECT id FROM record WHERE slug = '01net-ai-studio')"
    passage = f"paragraph = 2, char_start = 4, char_end = 9, quote_sha256 = '{quote_hash(ARTICLE, 2, 4, 9)}'"
    damage(session, f"INSERT INTO source_text (source_id, text) VALUES ({source}, '{ARTICLE}')")
    damage(session, f"UPDATE evidence SET {passage} WHERE source_id = {source}")
