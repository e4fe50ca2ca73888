import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.exc import DBAPIError

from tests import chains
from tracker.config import ROOT
from tracker.database import open_engine, writing
from tracker.models import Base, Record, Revision, SignIn, User, now
from tracker.schema import SchemaProblem, SchemaState, state

SQLITE_ONLY = pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
REBUILD_USER = chains.REBUILD_RECORD.replace("record", "user")
REBUILD_HISTORY = chains.REBUILD_RECORD.replace("record", "revision")
# What PostgreSQL may still hold of ours after the way down.
LEFT_BEHIND = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'alembic_version%'
UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typname NOT LIKE '%alembic%'
"""


@pytest.fixture
def database(copies):
    """A seeded database that its test may damage."""
    engine = open_engine(copies("seeded"))
    yield engine
    engine.dispose()


def run_alembic(instance: Path, engine: Engine, *arguments: str) -> str:
    url = engine.url.render_as_string(hide_password=False)
    environment = os.environ | {"TRACKER_DATABASE_URL": url, "TRACKER_INSTANCE_PATH": str(instance)}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def left_behind(engine: Engine) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
    with engine.connect() as connection:
        return list(connection.scalars(text(query if engine.dialect.name == "sqlite" else LEFT_BEHIND)))


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in an order of its own; of the columns that our models know."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(*table.columns))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def add_person(engine: Engine) -> None:
    """Add an account with what hangs on it: a sign-in, and its name in the history."""
    with writing(engine)() as session:
        person = User(name="Alice", password_hash="x", role="editor")
        session.add(person)
        session.flush()
        record = session.scalars(select(Record)).first()
        record.version += 1
        session.add(SignIn(token_hash="x", user_id=person.id, expires_at=now()))
        session.add(
            Revision(
                record_id=record.id, version=record.version, action="edit", actor="Alice", user_id=person.id, changes={}
            )
        )
        session.commit()


def test_the_way_up_and_down_leaves_nothing_behind(database, tmp_path):
    run_alembic(tmp_path, database, "check")

    run_alembic(tmp_path, database, "downgrade", "base")

    assert left_behind(database) == []
    assert state(database) == SchemaState.EMPTY

    run_alembic(tmp_path, database, "upgrade", "head")

    run_alembic(tmp_path, database, "check")
    assert state(database) == SchemaState.CURRENT


def test_alembic_check_finds_a_model_without_its_migration(database, tmp_path):
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE record DROP COLUMN note"))

    with pytest.raises(AssertionError, match=r"add_column.*record.*note"):
        run_alembic(tmp_path, database, "check")


def test_the_migrations_make_what_the_models_say(database, copies):
    """`alembic check` does not look at CHECK constraints, nor at the order of an index's columns."""
    other = open_engine(copies("blank"))
    chains.downgrade(other)
    Base.metadata.create_all(other)

    assert described(database) == described(other)

    with other.begin() as connection:
        connection.execute(text("DROP TABLE source_text"))
        connection.execute(text("CREATE TABLE source_text (source_id INTEGER, text TEXT, CHECK (text <> ''))"))
    assert described(database) != described(other)
    other.dispose()


def described(engine: Engine) -> dict[str, object]:
    found = inspect(engine)
    return {
        table: (
            [
                (column["name"], str(column["type"]), column["nullable"], column["default"])
                for column in found.get_columns(table)
            ],
            found.get_pk_constraint(table),
            sorted(found.get_check_constraints(table), key=repr),
            sorted(found.get_foreign_keys(table), key=repr),
            sorted(found.get_unique_constraints(table), key=repr),
            # The condition of a partial index is an object that equals only itself.
            sorted(str({**index, "dialect_options": _said(index)}) for index in found.get_indexes(table)),
        )
        for table in Base.metadata.tables
    }


def _said(index: ReflectedIndex) -> dict[str, str]:
    return {name: str(option) for name, option in index.get("dialect_options", {}).items()}


@pytest.mark.parametrize("rebuild", [chains.REBUILD_RECORD, REBUILD_USER])
def test_rebuilding_a_table_keeps_every_row(database, tmp_path, rebuild):
    add_person(database)
    before = contents(database)

    chains.upgrade(database, chains.lengthened(tmp_path, rebuild))

    assert contents(database) == before
    assert all(before[table] for table in ("record", "claim", "evidence", "revision", "user", "sign_in"))
    assert state(database) == SchemaState.NEWER
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@SQLITE_ONLY
def test_with_foreign_keys_on_rebuilding_a_table_would_lose_rows(database, tmp_path):
    """The control: what the guards are for. Both of SQLite's own checks then find nothing wrong."""
    add_person(database)
    before = contents(database)
    chain = chains.changed(chains.lengthened(tmp_path, REBUILD_USER), "foreign_keys = OFF", "foreign_keys = ON")

    with pytest.raises(SchemaProblem, match=r"One more.* would leave 0 of 1 rows in sign_in"):
        chains.upgrade(database, chain)

    assert contents(database) == before
    chains.upgrade(database, chains.changed(chain, "guard.check(step)", "None"))
    assert contents(database)["sign_in"] == []
    with database.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_migration_that_loses_rows_is_refused(database, tmp_path):
    before = contents(database)
    chain = chains.lengthened(
        tmp_path, 'op.add_column("term", sa.Column("x", sa.Text))\nop.execute("DELETE FROM evidence")'
    )

    with pytest.raises(SchemaProblem, match=r"One more.* would leave 0 of \d+ rows in evidence.*Nothing was changed"):
        chains.upgrade(database, chain)

    assert contents(database) == before
    assert "x" not in [column["name"] for column in inspect(database).get_columns("term")]
    assert state(database) == SchemaState.CURRENT


def test_a_migration_that_means_to_change_rows_says_so(database, tmp_path):
    chain = chains.lengthened(
        tmp_path, 'op.execute("DELETE FROM dispute_claim")', declares='CHANGES_ROWS = {"dispute_claim"}\n'
    )

    chains.upgrade(database, chain)

    assert contents(database)["dispute_claim"] == []
    chains.downgrade(database, chains.head(), chain)


def test_a_migration_that_leaves_a_dangling_link_is_refused(database, tmp_path):
    before = contents(database)
    chain = chains.lengthened(tmp_path, 'op.execute("UPDATE evidence SET source_id = 999999")')

    with pytest.raises((SchemaProblem, DBAPIError), match="source"):
        chains.upgrade(database, chain)

    assert contents(database) == before


@SQLITE_ONLY
def test_a_migration_that_drops_a_guard_of_the_history_is_refused(database, tmp_path):
    """SQLite drops a table's triggers with the table that a migration rebuilds, and says nothing."""
    with pytest.raises(SchemaProblem, match="would drop the trigger revision_not_"):
        chains.upgrade(database, chains.lengthened(tmp_path, REBUILD_HISTORY))


@SQLITE_ONLY
def test_an_upgrade_needs_a_connection_outside_any_transaction(database):
    with chains.configured(database) as config, config.attributes["connection"].begin():
        from alembic import command

        with pytest.raises(SchemaProblem, match="begins its own transaction"):
            command.upgrade(config, "head")
