"""Links lead somewhere. A database proves that itself, unless somebody switched its foreign keys off for a while."""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import ForeignKeyConstraint, Table, text
from sqlalchemy.orm import Session

from tracker.catalogue import CATALOGUE
from tracker.checking.difference import Difference, wrong
from tracker.checking.known import Known
from tracker.languages import gettext as _
from tracker.models import Base


def differences(session: Session, known: Known) -> Iterator[Difference]:
    """Every foreign key that points at no row, in one query."""
    spine = {"record", *(entry.model.__tablename__ for entry in CATALOGUE)}
    for table, row, column, target, value in session.execute(text(_dangling())):
        record = known.records.get(int(row)) if table in spine else None
        yield wrong(6, str(record or f"{table} {row}"), column, value, _("the key of a row of %(table)s", table=target))


@cache
def _dangling() -> str:
    """One query for the keys of all tables. Written as text: SQLAlchemy takes ten times as long to form it."""
    keys = ((table, key) for table in Base.metadata.sorted_tables for key in table.foreign_key_constraints)
    return " UNION ALL ".join(_dangling_of(table, key) for table, key in keys)


def _dangling_of(table: Table, key: ForeignKeyConstraint) -> str:
    (link,) = key.elements
    name = "key" if "key" in table.columns else next(iter(table.primary_key.columns)).name
    row, column = f'"{table.name}"."{name}"', f'"{table.name}"."{link.parent.name}"'
    target = f'"{link.column.table.name}"'
    # The words in it are the names of our own tables and columns.
    return (
        f"SELECT '{table.name}', CAST({row} AS TEXT), '{link.parent.name}', '{link.column.table.name}', "  # noqa: S608
        f'CAST({column} AS TEXT) FROM "{table.name}" WHERE {column} IS NOT NULL '
        f'AND NOT EXISTS (SELECT 1 FROM {target} AS target WHERE target."{link.column.name}" = {column})'
    )
