import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from tests import chains
from tracker.database import open_engine, reading, writing
from tracker.models import Claim
from tracker.schema import SchemaProblem, SchemaState, backup_sqlite, require_current, state, upgrade

SQLITE_ONLY = pytest.mark.parametrize("copies", ["sqlite"], indirect=True)


@pytest.fixture
def database(copies):
    """A seeded database that its test may damage."""
    engine = open_engine(copies("seeded"))
    yield engine
    engine.dispose()


def set_revision(engine, revision):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_a_database_of_the_present_schema_is_current(database):
    assert state(database) == SchemaState.CURRENT
    require_current(database)


def test_a_database_without_tables_is_empty(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")

    assert state(engine) == SchemaState.EMPTY
    with pytest.raises(SchemaProblem, match="no database yet"):
        require_current(engine)

    upgrade(engine)

    assert state(engine) == SchemaState.CURRENT
    engine.dispose()


def test_a_database_a_migration_behind_is_old(database, tmp_path, monkeypatch):
    monkeypatch.setattr("tracker.schema.MIGRATIONS", chains.lengthened(tmp_path, "pass"))

    assert state(database) == SchemaState.OLD
    with pytest.raises(SchemaProblem, match="tracker upgrade"):
        require_current(database)

    upgrade(database)

    assert state(database) == SchemaState.CURRENT


def test_a_database_of_a_newer_version_is_left_alone(database):
    set_revision(database, "ffffffffffff")

    assert state(database) == SchemaState.NEWER
    for refusal in (require_current, upgrade):
        with pytest.raises(SchemaProblem, match="newer version"):
            refusal(database)


def test_two_processes_may_upgrade_at_once(database, tmp_path):
    chains.downgrade(database)
    url = database.url.render_as_string(hide_password=False)
    environment = os.environ | {"TRACKER_DATABASE_URL": url, "TRACKER_INSTANCE_PATH": str(tmp_path)}

    command = [sys.executable, "-m", "tracker", "upgrade"]
    processes = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], said
    assert state(database) == SchemaState.CURRENT


@SQLITE_ONLY
def test_a_backup_holds_what_is_not_yet_in_the_file(database, tmp_path):
    """Copying the file is the control: it misses what stands in the write-ahead log."""
    with writing(database)() as session:
        session.execute(text("UPDATE claim SET reason = 'changed'"))
        session.commit()
        naive = Path(shutil.copy(database.url.database, tmp_path / "naive.sqlite3"))

    backup = backup_sqlite(database, tmp_path / "backups")

    assert changed_claims(backup) == total_claims(database)
    assert changed_claims(naive) == 0
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert backup.stat().st_mode & 0o077 == 0


def changed_claims(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM claim WHERE reason = 'changed'").fetchone()[0]


def total_claims(engine):
    with reading(engine)() as session:
        return session.scalar(select(func.count(Claim.id)))


@SQLITE_ONLY
def test_a_damaged_database_is_not_backed_up(database, tmp_path):
    with database.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        connection.rollback()
        connection.execute(text("PRAGMA writable_schema = ON"))
        connection.execute(text("DELETE FROM sqlite_master WHERE name = 'ix_record_kind'"))
        connection.commit()
    database.dispose()

    with pytest.raises(SchemaProblem, match="damaged"):
        backup_sqlite(database, tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


@SQLITE_ONLY
def test_backups_keep_what_is_there_already(database, tmp_path):
    made = {backup_sqlite(database, tmp_path / "backups") for _ in range(3)}

    assert set((tmp_path / "backups").iterdir()) == made
    assert len(made) == 3
