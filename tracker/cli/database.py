"""`tracker upgrade`, `tracker seed`, and the way to an open database that other commands share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.config import SEEDS, Config, ConfigProblem
from tracker.languages import gettext as _

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.database import Sessions


@contextmanager
def opened(config: Config, *, new: bool = False) -> "Iterator[Engine]":
    """The configured database, closed afterwards: on SQLite that also empties the write-ahead log into the file.

    Only those that fill a `new` one make the file of a SQLite database: merely opening it would, and leave it empty.
    Raises `ConfigProblem` if its address cannot be read, `SchemaProblem` where there is no file.
    """
    from sqlalchemy.exc import ArgumentError

    from tracker.database import open_engine

    if new:
        make_private(config.database_url)
    else:
        require_file(config.database_url)
    try:
        engine = open_engine(config.database_url)
    except (ArgumentError, ValueError) as error:
        shown = config.database_url.split("@")[-1]
        raise ConfigProblem("database_url", shown, "sqlite:///PATH or postgresql://USER@HOST:PORT/NAME") from error
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def current(config: Config) -> "Iterator[Engine]":
    """The same, of a database that has the present schema. Raises `SchemaProblem` where it has another."""
    with opened(config) as engine:
        from tracker.schema import require_current

        require_current(engine)
        yield engine


def steady(engine: "Engine") -> "Sessions":
    """Sessions that read the database as it was when they began, whatever others save meanwhile."""
    from tracker.database import reading

    # Every transaction of SQLite does that already.
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return reading(engine)


def require_file(url: str) -> None:
    """Raise `SchemaProblem` where the file of a SQLite database is not there, in a folder that is."""
    from tracker.schema import NO_DATABASE, SchemaProblem

    file = _file(url)
    if file and file.parent.is_dir() and not file.exists():
        raise SchemaProblem(str(NO_DATABASE))


def _file(url: str) -> Path | None:
    """The file of a SQLite database; None of any other, and of one that is no plain path."""
    path = url.removeprefix("sqlite:///").partition("?")[0]
    return None if path in (url, "", ":memory:") or path.startswith("file:") else Path(path)


def make_private(url: str) -> None:
    """Make the file of a SQLite database that is not there yet: it will hold password hashes, for its owner's eyes."""
    path = _file(url)
    if path is None:
        return
    # One that is there is left as it is, and a folder that is not there is said by the database.
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def bring_up_to_date(engine: "Engine", config: Config) -> bool:
    """Create the tables or migrate them, a SQLite database after a backup; whether there was anything to do.

    Raises `SchemaProblem`.
    """
    from tracker import schema

    found = schema.state(engine)
    if found == schema.SchemaState.CURRENT:
        return index_the_rest(engine)
    if found == schema.SchemaState.OLD and engine.dialect.name == "sqlite":
        backup = schema.backup_sqlite(engine, config.instance_path / "backups")
        click.echo(_("The database was backed up as %(path)s.", path=backup), err=True)
    schema.upgrade(engine)
    click.echo(_("The database now has the present schema."), err=True)
    index_the_rest(engine)
    return True


def index_the_rest(engine: "Engine") -> bool:
    """Index the records that search does not know yet, after a migration; whether there were any."""
    from tracker.database import writing
    from tracker.services import indexing

    with writing(engine)() as session:
        count = indexing.index_the_rest(session)
        session.commit()
    if count:
        click.echo(_("Search now knows the records it did not know yet: %(n)s.", n=count), err=True)
    return bool(count)


@click.command(epilog="Example: tracker upgrade")
def upgrade() -> None:
    """Bring the database to the present schema.

    All of it is done, or nothing. A SQLite database is first backed up, into the folder "backups" of the instance.
    """
    config = Config.load()
    with opened(config, new=True) as engine:
        if not bring_up_to_date(engine, config):
            click.echo(_("The database has the present schema already."), err=True)


@click.command(epilog="Example: tracker seed path/to/snapshot")
@click.argument("folder", metavar="[DIR]", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SEEDS)
def seed(folder: Path) -> None:
    """Load the seeds, or the data package in DIR.

    It adds what was never there, and changes nothing else. Every row is checked first; one that cannot be kept stops
    the whole, and nothing is written.
    """
    with opened(Config.load(), new=True) as engine:
        from tracker import schema
        from tracker.database import writing
        from tracker.exchange.loading import load
        from tracker.permissions import SYSTEM
        from tracker.services.seeding import take_turn

        if schema.state(engine) == schema.SchemaState.EMPTY:
            schema.upgrade(engine)
        schema.require_current(engine)
        with writing(engine)() as session:
            take_turn(session)
            added = load(session, folder, actor=SYSTEM)
            session.commit()
    counts = ", ".join(f"{table} {count}" for table, count in added.items() if count)
    click.echo(_("Added: %(counts)s.", counts=counts) if counts else _("There was nothing to add."), err=True)
