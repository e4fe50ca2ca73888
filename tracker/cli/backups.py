"""`tracker backup`, `tracker verify-backup` and `tracker restore`, for either kind of database."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import checksums
from tracker.cli.database import opened
from tracker.cli.errors import Refusal
from tracker.cli.output import say
from tracker.config import Config

if TYPE_CHECKING:
    from sqlalchemy import Engine

FILE = click.Path(dir_okay=False, path_type=Path)


def plain(_context: click.Context, _parameter: click.Parameter, file: Path) -> Path:
    """Refuse a pipe, which nobody would ever write to, or a device. Raises `Refusal`."""
    if not file.is_file():
        raise Refusal(f"{file} is not a plain file.")
    return file


THERE = click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path), callback=plain
)
QUICK = click.option("--quick", is_flag=True, help="Leave out the snapshot of `tracker check`.")


@click.command(epilog="Example: tracker backup backups/tracker.backup")
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
def backup(file: Path, force: bool) -> None:
    """Copy the whole database into FILE, while it is in use.

    FILE is written whole or not at all, for its owner's eyes: it holds accounts and password hashes. On PostgreSQL it
    is an archive made by pg_dump.
    """
    from tracker import schema

    try:
        final = file.resolve()
    except RuntimeError as error:
        raise Refusal(f"{file} is a link that leads back to itself.") from error
    with opened(Config.load()) as engine:
        if schema.state(engine) == schema.SchemaState.EMPTY:
            schema.require_current(engine)
        _refuse_place(engine, final, force=force)
        with schema.scratch_file(final.parent) as partial:
            _copy(engine, partial)
            _add_checksum(partial)
            publish(partial, final, force=force)
    say(f"The database was backed up as {file} ({final.stat().st_size:,} bytes).")


@click.command("verify-backup", epilog="Example: tracker verify-backup backups/tracker.backup")
@THERE
@QUICK
def verify_backup(file: Path, quick: bool) -> None:
    """Prove that FILE is a backup that can be restored.

    A copy of it is opened elsewhere, brought to the present schema and checked as `tracker check` does. Prints how many
    rows each table of the backup has. An archive of pg_dump is restored into a database of its own for the time.
    """
    from tracker.cli import postgresql_backups, sqlite_backups

    if postgresql_backups.is_archive(file):
        counts = postgresql_backups.verify(file, _postgresql_url(file), quick=quick)
    else:
        counts = sqlite_backups.verify(file, file, quick=quick)
    _print(counts)
    say(f"{file} is a sound backup.")
    _warn_without_checksum(file)


@click.command(epilog="Example: tracker restore backups/tracker.backup")
@THERE
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of the database.

    FILE is verified first. The present database is kept beside the new one, with the time in its name. Stop the
    server before: a database in use is not replaced.
    """
    from tracker.cli import postgresql_backups, sqlite_backups

    config = Config.load()
    kept: Path | str | None
    if postgresql_backups.is_archive(file):
        kept = postgresql_backups.restore(file, _postgresql_url(file), lambda: _ask(file, yes=yes))
    elif config.database_url.startswith("sqlite:"):
        kept = sqlite_backups.restore(file, sqlite_backups.path_of(config.database_url), lambda: _ask(file, yes=yes))
    else:
        sqlite_backups.refuse_what_is_none(file, file)
        raise Refusal(f"{file} is a backup of a SQLite database, and the present one is on PostgreSQL.")
    _warn_without_checksum(file)
    say(f"{file} was restored. If this version needs a newer schema, `tracker upgrade` brings it there.")
    say(f"The database before it was kept as {kept}." if kept else "There was no database before it.")


def publish(partial: Path, final: Path, *, force: bool) -> None:
    """Give a file that is complete its name, which nobody else's file loses by it unless `force`."""
    from tracker import schema

    if force:
        partial.replace(final)
    else:
        try:
            os.link(partial, final)
        except FileExistsError as error:
            raise _taken(final) from error
        except OSError:
            # Not every file system knows two names for one file: the last look comes right before.
            if final.exists():
                raise _taken(final) from None
            partial.replace(final)
    schema.sync(final.parent)


def _taken(final: Path) -> Refusal:
    return Refusal(f"{final} is there already: choose another name, or --force to replace it.")


def _refuse_place(engine: "Engine", final: Path, *, force: bool) -> None:
    from tracker.cli.sqlite_backups import files_of, path_of

    if engine.dialect.name == "sqlite" and final in files_of(path_of(engine.url)):
        raise Refusal(f"{final} is the database itself: choose another name.")
    if final.exists() and not final.is_file():
        raise Refusal(f"{final} is not a plain file: choose another name.")
    if final.exists() and not force:
        raise _taken(final)


def _add_checksum(partial: Path) -> None:
    from tracker import schema

    try:
        checksums.add(partial)
        schema.sync(partial)
    except OSError as error:
        raise Refusal(f"The backup cannot be written into {partial.parent}: {error.strerror}.") from error


def _copy(engine: "Engine", partial: Path) -> None:
    from tracker.cli import postgresql_backups, sqlite_backups

    if engine.dialect.name == "sqlite":
        sqlite_backups.copy(engine, partial)
    else:
        postgresql_backups.dump(engine.url, partial)


def _warn_without_checksum(file: Path) -> None:
    if not checksums.is_there(file):
        say(f"{file} has no checksum: a byte that changed within a text was not noticed.")


def _postgresql_url(file: Path) -> str:
    url = Config.load().database_url
    if not url.startswith("postgresql"):
        raise Refusal(f"{file} is an archive of pg_dump: TRACKER_DATABASE_URL has to name a PostgreSQL server for it.")
    return url


def _ask(file: Path, *, yes: bool) -> None:
    if not yes:
        click.confirm(f"Put {file} in the place of the present database?", abort=True, err=True)


def _print(counts: Mapping[str, int]) -> None:
    widest = max(map(len, counts))
    for table, count in counts.items():
        click.echo(f"{table.ljust(widest)}  {count}")
