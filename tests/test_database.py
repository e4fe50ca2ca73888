import threading

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests import chains
from tracker.database import BUSY_TIMEOUT_MS, open_engine, reading, writing
from tracker.models import Term

pytestmark = pytest.mark.parametrize("copies", ["sqlite"], indirect=True)

PROMISED = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": BUSY_TIMEOUT_MS}
WRITERS = 100


@pytest.fixture
def database(copies):
    engine = open_engine(copies("blank"))
    yield engine
    engine.dispose()


def broken_promises(connection):
    driver = connection.connection.driver_connection
    found = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in PROMISED}
    broken = [name for name, value in found.items() if value != PROMISED[name]]
    return broken if driver.isolation_level is None else [*broken, "isolation_level"]


def test_every_pooled_connection_keeps_the_promises(database):
    seen = 0
    for _ in range(14):
        connections = [database.connect() for _ in range(15)]
        assert [broken_promises(connection) for connection in connections] == [[]] * 15
        seen += len(connections)
        for connection in connections:
            connection.close()
        database.dispose()

    assert seen >= 200
    assert BUSY_TIMEOUT_MS >= 5000


@pytest.mark.parametrize("forgotten", ["foreign_keys = OFF", "synchronous = NORMAL", "busy_timeout = 100"])
def test_a_forgotten_promise_is_noticed(database, forgotten):
    event.listen(database, "connect", lambda connection, _record: connection.execute(f"PRAGMA {forgotten}"))

    with database.connect() as connection:
        assert broken_promises(connection) == [forgotten.split()[0]]


def test_a_connection_keeps_the_promises_after_a_migration(database):
    chains.downgrade(database)
    chains.upgrade(database)

    with database.connect() as connection:
        assert broken_promises(connection) == []


def test_foreign_keys_are_enforced(database):
    with writing(database)() as session, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        session.execute(text("INSERT INTO source_text (source_id, text) VALUES (999999, 'x')"))


def test_many_writers_wait_their_turn(database):
    """Each reads and then writes what it read plus one: a lock error or a lost update would show."""
    problems = []
    together = threading.Barrier(WRITERS)

    def add_one():
        together.wait()
        try:
            with writing(database)() as session:
                term = session.scalars(select(Term).order_by(Term.vocabulary, Term.code).limit(1)).one()
                term.sort_order += 1
                session.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test has to see it
            problems.append(error)

    before = first_order(database)
    threads = [threading.Thread(target=add_one) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert first_order(database) == before + WRITERS


def first_order(engine):
    with reading(engine)() as session:
        return session.scalar(select(Term.sort_order).order_by(Term.vocabulary, Term.code).limit(1))


def test_a_reading_session_that_turns_to_writing_meets_a_lock(database):
    """The control: this is what `writing` is for. No timeout helps, because what was read is out of date."""
    count = select(func.count()).select_from(Term)
    with reading(database)() as first, writing(database)() as second:
        first.scalar(count)
        second.execute(text("UPDATE term SET sort_order = 1"))
        second.commit()

        with pytest.raises(OperationalError, match="database is locked"):
            first.execute(text("UPDATE term SET sort_order = 2"))


def test_a_reader_does_not_wait_for_a_writer(database):
    with writing(database)() as writer, reading(database)() as reader:
        writer.execute(text("UPDATE term SET sort_order = 7777"))

        assert reader.scalar(select(func.max(Term.sort_order))) != 7777
