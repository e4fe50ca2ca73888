"""Rows as PostgreSQL's own CSV, by COPY: quicker than any text that is made of them row by row.

They are, byte for byte, the lines that `sheet.lines` writes of the same cells, if empty texts are NULL.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session


def blocks(session: Session, statement: Select[Any], end: str, at_a_time: int) -> Iterator[str]:
    """The lines of a statement's rows, each with its `end`, some at a time. Who breaks off may use the session on."""
    from psycopg import ClientCursor  # noqa: PLC0415 - only who uses PostgreSQL needs it

    connection = session.connection()
    compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
    command = f"COPY ({compiled}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8')"
    driver: Any = connection.connection.driver_connection
    # Breaking off cancels the COPY, which fails the transaction unless the server had already sent everything: a
    # savepoint leads back from that. COPY takes no parameters from outside: this cursor writes them into the statement,
    # quoted as they need to be.
    with connection.begin_nested(), ClientCursor(driver) as cursor, cursor.copy(command, compiled.params) as found:
        rows = iter(found)
        while lines := [bytes(row) for row in islice(rows, at_a_time)]:
            yield _ended(lines, end.encode()).decode()


def _ended(lines: list[bytes], end: bytes) -> bytes:
    """Lines that end in a line feed, with that `end`. A line feed within a line belongs to a cell."""
    return b"".join(lines) if end == b"\n" else b"".join(line[:-1] + end for line in lines)
