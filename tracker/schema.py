"""The database's schema: which one it has, the way to the present one, and a safe copy to take before it.

Alembic is imported where it is needed: a start with everything in place then does without most of it.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from tracker.config import MIGRATIONS
from tracker.languages import gettext as _
from tracker.languages import lazy

if TYPE_CHECKING:
    from alembic.config import Config


NO_DATABASE = lazy("There is no database yet: `tracker upgrade` makes it, and `tracker serve` fills it too.")
# Told after every so many pages: what SQLite answered, how many are left, and how many there are.
Progress = Callable[[int, int, int], None]
PAGES_AT_ONCE = 1024


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
        SchemaState.EMPTY: str(NO_DATABASE),
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
    with scratch_file(folder) as partial:
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            copy_sqlite(driver, partial)
        partial.replace(final)
        sync(folder)
    return final


def copy_sqlite(source: sqlite3.Connection, partial: Path, progress: Progress | None = None) -> None:
    """Copy a SQLite database, as it is at this moment, into a file of its own, and prove the copy.

    Raises `SchemaProblem` if it is damaged. The source has to be in no transaction.
    """
    # As long as one transaction reads, what others write meanwhile is none of the copy's business.
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        with closing(sqlite3.connect(partial)) as copy:
            source.backup(copy, pages=PAGES_AT_ONCE, progress=progress)
            _prove(copy)
    finally:
        source.execute("ROLLBACK")
    sync(partial)


@contextmanager
def scratch_file(folder: Path) -> Iterator[Path]:
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
    if problem := damage(copy):
        raise SchemaProblem(f"The database is damaged, and was not backed up: {problem}")


def damage(connection: sqlite3.Connection) -> str:
    """The first thing SQLite finds wrong with the file; '' for nothing. Leaves the database as it was."""
    checked = connection.execute("PRAGMA integrity_check").fetchone()[0]
    # Where a virtual table is the first that SQLite looks at, it takes the check for a partial one and passes over lost
    # pages. So it looks again without the only one there is.
    connection.execute("BEGIN")
    connection.execute("DROP TABLE IF EXISTS search_index")
    looked_again = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.execute("ROLLBACK")
    return next((str(found) for found in (checked, looked_again) if found != "ok"), "")


def sync(path: Path) -> None:
    """Wait until a file, or what a folder says of its files, would survive a loss of power."""
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
