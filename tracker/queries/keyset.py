"""Paging by position: a page begins after a row's sort key, so that no page costs more than the first."""

import base64
import binascii
import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal, tuple_
from sqlalchemy.types import Date, DateTime

from tracker.models.base import UtcDateTime

# What the columns of a list can hold on either database; a cursor with anything else was made up.
LARGEST_INTEGER = 2**31 - 1
LARGEST_FIGURE = 1e15
EARLIEST_YEAR = 1900
LONGEST_TEXT = 400


class BadCursor(ValueError):
    """A cursor nobody gave out."""


@dataclass(frozen=True)
class Cursor:
    """The sort key of a row: whether it has a value, the value, and its id."""

    has_value: bool
    value: str | float | bool | None
    id: int

    def encode(self, sort: str) -> str:
        """The text that stands in a page's address."""
        text = json.dumps([sort, self.has_value, self.value, self.id], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, sort: str) -> "Cursor":
        """The cursor a text stands for. Raises `BadCursor`, also where it belongs to a list in another order."""
        try:
            order, has_value, value, row = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, binascii.Error, RecursionError) as error:
            raise BadCursor(text) from error
        plain = isinstance(row, int) and isinstance(has_value, bool) and isinstance(value, str | float | int | None)
        if order != sort or not plain or not 0 <= row < 2**63:
            raise BadCursor(text)
        return cls(has_value, value, row)


@dataclass(frozen=True)
class Order:
    """The order of a list: by a column, rows without a value last, ties by id in the same direction."""

    column: ColumnElement[Any]
    key: ColumnElement[int]
    descending: bool

    def columns(self) -> tuple[ColumnElement[Any], ...]:
        """What rows are ordered by. The first puts rows without a value last in either direction."""
        present = (1, 0) if self.descending else (0, 1)
        rank = case((self.column.is_not(None), present[0]), else_=present[1])
        return rank, self.column, self.key

    def applied(self, query: Select[Any], cursor: Cursor | None, backwards: bool) -> Select[Any]:
        """`query` in this order (or its reverse, for the page before), beyond the cursor."""
        down = self.descending != backwards
        column, key = (part.desc() if down else part.asc() for part in (self.column, self.key))
        # Said so, and not by a CASE, the databases find the order in the column's index.
        ordered = query.order_by(column.nulls_first() if backwards else column.nulls_last(), key)
        return ordered if cursor is None else ordered.where(self._beyond(cursor, down))

    def _beyond(self, cursor: Cursor, down: bool) -> ColumnElement[bool]:
        rank, column, key = self.columns()
        place = int(cursor.has_value) if self.descending else int(not cursor.has_value)
        further = rank < place if down else rank > place
        if not cursor.has_value:
            # Among rows without a value only the id tells them apart.
            same = (rank == place) & (key < cursor.id if down else key > cursor.id)
            return further | same
        mine = tuple_(column, key)
        other = tuple_(literal(_typed(cursor.value, column), type_=column.type), literal(cursor.id))
        return further | ((rank == place) & (mine < other if down else mine > other))

    def cursor(self, value: Any, row: int) -> Cursor:
        """The cursor of a row that has this value in the column."""
        text = value.isoformat() if isinstance(value, date | datetime) else value
        return Cursor(value is not None, text, row)


def _typed(value: Any, column: ColumnElement[Any]) -> Any:
    """A cursor's value as the column's type has it. Raises `BadCursor`."""
    kind = column.type
    try:
        if isinstance(kind, UtcDateTime | DateTime):
            return _moment(value)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
        return _plain(value, kind.python_type)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadCursor(repr(value)[:LONGEST_TEXT]) from error


def _moment(text: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    # Without a zone it is nobody's moment; near the first and last year it has no equal in UTC.
    if moment.tzinfo is None or moment.astimezone(UTC).year < EARLIEST_YEAR:
        raise ValueError(text)
    return moment


def _plain(value: Any, wanted: type) -> Any:
    """A text, flag or number that a column of this type can be compared with. Raises `ValueError`."""
    if wanted is str and isinstance(value, str):
        fits = len(value) <= LONGEST_TEXT and not any(
            letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value
        )
    elif wanted is bool:
        fits = isinstance(value, bool)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        fits = False
    elif wanted is int:
        fits = isinstance(value, int) and abs(value) <= LARGEST_INTEGER
    else:
        fits = abs(value) < LARGEST_FIGURE and math.isfinite(value)
    if not fits:
        raise ValueError("no value of the column")
    return wanted(value)
