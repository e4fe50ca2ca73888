"""Statements with a time limit of their own: what takes longer is broken off, and the session goes on."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

# How many steps of its virtual machine SQLite takes between two looks at the clock: some 20 microseconds.
STEPS = 1_000
# In milliseconds. Whatever ends a statement on PostgreSQL has this limit too, and has to come through.
SHORTEST = 10
BROKEN_OFF = ("SQLITE_INTERRUPT", "57014")


def rows_within(session: Session, statement: Select[Any], seconds: float) -> Sequence[Row[Any]] | None:
    """The rows of a statement; None if reading them took longer than that, or if there was no time at all."""
    if seconds <= 0:
        return None
    connection = session.connection()
    limited = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    try:
        with limited(connection, seconds):
            return connection.execute(statement).all()
    except OperationalError as error:
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        if code in BROKEN_OFF:
            return None
        raise


@contextmanager
def _sqlite(connection: Connection, seconds: float) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    deadline = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _postgresql(connection: Connection, seconds: float) -> Iterator[None]:
    # Closing a savepoint goes back to it: without the limit, and out of the failure if there was one.
    with closing(connection.begin_nested()):
        limit = str(max(SHORTEST, round(seconds * 1000)))
        connection.execute(select(func.set_config("statement_timeout", limit, True)))
        yield
