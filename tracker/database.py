"""Engines and sessions. A session is always an argument: one per request, per command, per job."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

# Longer than the longest transaction there is, which loads the seeds: whoever else writes then waits for it.
BUSY_TIMEOUT_MS = 30_000

Sessions = sessionmaker[Session]


def open_engine(url: str) -> Engine:
    """An engine whose every SQLite connection keeps the promises of `_prepare_sqlite`."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Sessions:
    """Sessions that only read: on SQLite they never wait for a writer."""
    return sessionmaker(engine, expire_on_commit=False)


def writing(engine: Engine) -> Sessions:
    """Sessions that will write: on SQLite they take the write lock when they begin.

    A read that turns into a write inside one transaction fails with "database is locked" as soon as two people work;
    taking the lock first makes the second wait its turn.
    """
    return sessionmaker(engine.execution_options(tracker_writes=True), expire_on_commit=False)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Without an isolation level the driver leaves BEGIN to us, and the pragma below is not inside a transaction, where
    # SQLite would silently ignore it.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tracker_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
