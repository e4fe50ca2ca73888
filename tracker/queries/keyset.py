"""Paging by position: a page begins after a row's sort key, so that no page costs more than the first."""

import base64
import binascii
import json
import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, literal, select, tuple_, union_all
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

    def applied(self, query: Select[Any], backwards: bool = False) -> Select[Any]:
        """`query` in this order, or in its reverse."""
        column, key = self._directed(backwards)
        # Said so, and not by a CASE, the databases find the order in the column's index.
        return query.order_by(column.nulls_first() if backwards else column.nulls_last(), key)

    def page(self, query: Select[Any], cursor: Cursor | None, backwards: bool, limit: int) -> Subquery:
        """The first `limit` rows of `query` beyond the cursor, in no order: `id` and `sort_value`.

        Rows with a value and rows without one are looked for apart, so that either search begins in the column's index
        where the page begins, and no page costs more than the first.
        """
        query = query.with_only_columns(self.key.label("id"), self.column.label("sort_value"))
        if cursor is None:
            return self.applied(query, backwards).limit(limit).subquery("page")
        parts = [self._part(query, cursor, backwards)]
        if cursor.has_value != backwards:
            # The other rows begin where these end.
            parts.append(self._part(query, replace(cursor, has_value=not cursor.has_value), backwards, whole=True))
        found = (select(part.limit(limit).subquery()) for part in parts)
        both = union_all(*found).subquery()
        nearest = replace(self, column=both.c.sort_value, key=both.c.id).applied(select(both), backwards)
        return nearest.limit(limit).subquery("page")

    def _part(self, query: Select[Any], cursor: Cursor, backwards: bool, *, whole: bool = False) -> Select[Any]:
        """The rows with a value, or those without, as the cursor's row is one; beyond it, or the `whole` of them."""
        column, key = self._directed(backwards)
        down = self.descending != backwards
        if not cursor.has_value:
            # Among rows without a value only the id tells them apart.
            found = query.where(self.column.is_(None)).order_by(key)
            return found if whole else found.where(self.key < cursor.id if down else self.key > cursor.id)
        found = query.where(self.column.is_not(None)).order_by(column, key)
        if whole:
            return found
        mine = tuple_(self.column, self.key)
        other = tuple_(literal(_typed(cursor.value, self.column), type_=self.column.type), literal(cursor.id))
        return found.where(mine < other if down else mine > other)

    def _directed(self, backwards: bool) -> list[Any]:
        down = self.descending != backwards
        return [part.desc() if down else part.asc() for part in (self.column, self.key)]

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
