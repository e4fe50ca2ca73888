"""Backups of a SQLite database: one file, copied while others write, and put back at one stroke."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker import schema
from tracker.cli import checksums
from tracker.cli.errors import Refusal
from tracker.cli.progress import Progress
from tracker.cli.proofs import prove

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

MAGIC = b"SQLite format 3\0"
HEADER = 100
BESIDE = ("-wal", "-shm", "-journal")
UNWRITTEN = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
# How long somebody else's save may take.
PATIENCE_S = 2


def path_of(url: "str | URL") -> Path:
    """The file of a database."""
    from sqlalchemy import make_url

    return Path((make_url(url).database or "").removeprefix("file:")).resolve()


def files_of(database: Path) -> list[Path]:
    """A database, and what SQLite keeps beside it."""
    return [database, *(database.with_name(database.name + ending) for ending in BESIDE)]


def copy(engine: "Engine", partial: Path) -> None:
    """Copy a database in use into a file that is there for it. Raises `Refusal` if that cannot be written."""
    progress = Progress("Copied")
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        try:
            schema.copy_sqlite(driver, partial, lambda _status, left, total: progress(total - left, total))
        except sqlite3.OperationalError as error:
            # Only the copy is written to: it is not the database that cannot be used.
            if error.sqlite_errorcode in UNWRITTEN:
                raise Refusal(f"The backup cannot be written into {partial.parent}: {error}.") from error
            raise


def verify(path: Path, file: Path, *, quick: bool) -> dict[str, int]:
    """Rows by table, if `path` can be restored. Raises `Refusal`, which calls it `file`."""
    refuse_what_is_none(path, file)
    with tempfile.TemporaryDirectory(prefix="tracker-verify-") as folder:
        copied = Path(folder) / "copy.sqlite3"
        _copy_backup(path, copied, file)
        _examine(copied, file)
        return prove(f"sqlite:///{copied}", file, quick=quick)


def restore(file: Path, database: Path, ask: Callable[[], None]) -> Path | None:
    """Put a backup in the place of a database; where that was kept, if there was one. Raises `Refusal`."""
    if file.resolve() in files_of(database):
        raise Refusal(f"{file} is the database itself.")
    refuse_what_is_none(file, file)
    with _locked(database):
        pass  # Whoever has to stop the server first need not wait for the rest.
    with schema.scratch_file(database.parent) as staged:
        _copy_backup(file, staged, file)
        schema.sync(staged)
        verify(staged, file, quick=True)
        ask()
        return _swap(staged, database)


def refuse_what_is_none(path: Path, file: Path) -> None:
    """Raise `Refusal` for a file that shows at a glance that it is no backup."""
    size = checksums.length_before(path)
    if size == 0:
        raise Refusal(f"{file} is no backup: it is empty.")
    with path.open("rb") as opened:
        header = opened.read(HEADER)
    if not header.startswith(MAGIC[: len(header)]):
        raise Refusal(f"{file} is no backup: it is neither a SQLite database nor an archive of pg_dump.")
    if size != (whole := _whole(header, size)):
        raise Refusal(f"{file} is no whole backup: it has {size:,} bytes, and should have {whole:,}.")
    for beside in files_of(path)[1:]:
        if beside.exists() and beside.stat().st_size:
            raise Refusal(
                f"{file} is a part of a database in use: the rest is in {beside}. `tracker backup` copies both."
            )


def _whole(header: bytes, size: int) -> int:
    """How many bytes the file of this header should have: as many as it has, if the header does not say."""
    if len(header) < HEADER:
        return HEADER
    page = int.from_bytes(header[16:18])
    pages = int.from_bytes(header[28:32])
    # SQLite's oldest versions left the number of pages as it was; then these two differ.
    counted = header[24:28] == header[92:96]
    return (65_536 if page == 1 else page) * pages if counted else size


def _examine(copied: Path, file: Path) -> None:
    """Let SQLite look through every page and every link. Raises `Refusal`."""
    try:
        with closing(sqlite3.connect(copied)) as connection:
            found = schema.damage(connection)
            astray = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise Refusal(f"{file} is damaged: {error}.") from error
    if found:
        raise Refusal(f"{file} is damaged: {' '.join(found.split())}.")
    if astray:
        raise Refusal(
            f"{file} is damaged: row {astray[1]} of {astray[0]} belongs to a row of {astray[2]} that is missing."
        )


def _swap(staged: Path, database: Path) -> Path | None:
    """Give the staged file the database's name. A kill at any moment leaves the old one or the new one there."""
    with _locked(database) as connection:
        kept = _keep(connection, database)
        with suppress(OSError):
            # A database that a service owns stays that service's.
            owner = database.stat()
            os.chown(staged, owner.st_uid, owner.st_gid)
        staged.replace(database)
        schema.sync(database.parent)
    return kept


@contextmanager
def _locked(database: Path) -> Iterator[sqlite3.Connection | None]:
    """The database while nobody else has it open, all of it in its one file; None if there is none, or only ruins.

    Raises `Refusal` if somebody has: a file that SQLite has open must not be replaced.
    """
    if not database.exists() or database.stat().st_size == 0:
        yield None
        return
    with closing(sqlite3.connect(database, timeout=PATIENCE_S, isolation_level=None)) as connection:
        yield connection if _lock(connection, database) else None


def _lock(connection: sqlite3.Connection, database: Path) -> bool:
    """Lock a database, if it can still be read."""
    try:
        # Only the last connection may end the write-ahead log: everyone who has the file open is noticed, even idle.
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchone()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Refusal(f"{database} is in use: stop the server, and whatever else has it open.") from error
        return False
    return True


def _keep(connection: sqlite3.Connection | None, database: Path) -> Path | None:
    """Copy the present database beside itself; one that is damaged byte by byte, for whoever can still read it."""
    if not any(path.exists() and path.stat().st_size for path in files_of(database)):
        return None
    kept = database.with_name(f"{database.stem}-before-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{database.suffix}")
    try:
        if connection is None:
            raise schema.SchemaProblem
        with schema.scratch_file(database.parent) as partial:
            schema.copy_sqlite(connection, partial)
            partial.replace(kept)
    except (schema.SchemaProblem, sqlite3.DatabaseError):
        _keep_ruins(database, kept)
    schema.sync(database.parent)
    return kept


def _keep_ruins(database: Path, kept: Path) -> None:
    for path, name in zip(files_of(database), files_of(kept), strict=True):
        if path.exists():
            _copy_bytes(path, name)
            schema.sync(name)
    schema.sync(database.parent)
    # The new database must not meet them.
    for path in files_of(database)[1:]:
        path.unlink(missing_ok=True)


def _copy_backup(path: Path, copied: Path, file: Path) -> None:
    """Copy a backup without its checksum. Raises `Refusal`, which calls it `file`, if it is not as that says."""
    _copy_bytes(path, copied)
    checksums.refuse_changed(copied, file)
    os.truncate(copied, checksums.length_before(copied))


def _copy_bytes(path: Path, copied: Path) -> None:
    """Copy a file, for the eyes of its owner only."""
    total, done, progress = path.stat().st_size, 0, Progress("Read")
    private = os.open(copied, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with path.open("rb") as source, os.fdopen(private, "wb") as target:
        while block := source.read(checksums.BLOCK):
            done += target.write(block)
            progress(done, total)
