"""The database's schema: which one it has, the way to the present one, and a safe copy to take before it.

Alembic is imported where it is needed: a start with everything in place then does without most of it.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from tracker.config import MIGRATIONS
from tracker.languages import gettext as _

if TYPE_CHECKING:
    from alembic.config import Config


class SchemaState(StrEnum):
    """How a database's schema stands to the one the code needs."""

    EMPTY = "empty"
    OLD = "old"
    CURRENT = "current"
    NEWER = "newer"


class SchemaProblem(Exception):
    """A schema that cannot be brought up to date, or a migration that was refused. Nothing was changed."""


def state(engine: Engine) -> SchemaState:
    """Compare a database's revision with those the code knows; one it does not know was made by a newer version."""
    from alembic.script import ScriptDirectory

    with engine.connect() as connection:
        revisions = _revisions(connection)
    if not revisions:
        return SchemaState.EMPTY
    scripts = ScriptDirectory.from_config(_config())
    if revisions == set(scripts.get_heads()):
        return SchemaState.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState.OLD if revisions <= known else SchemaState.NEWER


def require_current(engine: Engine) -> None:
    """Raise `SchemaProblem` unless the database has the present schema."""
    problems = {
        SchemaState.EMPTY: _("There is no database yet: `tracker upgrade` makes it, and `tracker serve` fills it too."),
        SchemaState.OLD: _("The database has an older schema than this version needs: run `tracker upgrade`."),
        SchemaState.NEWER: _("The database was made by a newer version of the tracker: install that version."),
    }
    found = state(engine)
    if found in problems:
        raise SchemaProblem(problems[found])


def upgrade(engine: Engine) -> None:
    """Bring a database to the present schema: all of it in one transaction, or nothing. Raises `SchemaProblem`."""
    from alembic import command

    if state(engine) == SchemaState.NEWER:
        require_current(engine)
    with engine.connect() as connection:
        command.upgrade(_config(connection), "head")


def backup_sqlite(engine: Engine, folder: Path) -> Path:
    """Copy a SQLite database while it is in use, prove the copy, and only then give it its name.

    Copying the file instead would lose what still stands in the write-ahead log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"tracker-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite3"
    with _scratch_file(folder) as partial:
        with engine.connect() as connection, closing(sqlite3.connect(partial)) as copy:
            driver: Any = connection.connection.driver_connection
            driver.backup(copy)
            _prove(copy)
        _sync(partial)
        partial.replace(final)
        _sync(folder)
    return final


@contextmanager
def _scratch_file(folder: Path) -> Iterator[Path]:
    """A file that only its owner can read, gone afterwards unless it was renamed."""
    descriptor, name = tempfile.mkstemp(prefix=".partial-", dir=folder)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _prove(copy: sqlite3.Connection) -> None:
    # Without its own write-ahead log the copy is one file, and stays one when somebody looks into it.
    copy.execute("PRAGMA journal_mode = DELETE")
    found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise SchemaProblem(f"The database is damaged, and was not backed up: {found[0]}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _revisions(connection: Connection) -> set[str]:
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection} if connection else {})
    # A percent sign in a path would begin a substitution.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
