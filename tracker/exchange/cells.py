"""Lines of CSV that the database writes itself: one text a row reaches us instead of a value a cell, which is what
makes a long list quick. They are, byte for byte, the lines that `sheet.lines` writes of the same cells.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, Double, Integer, String, Text, case, cast, func, literal, type_coerce
from sqlalchemy.types import Boolean, Numeric

from tracker.exchange.sheet import FORMULA, GUARD
from tracker.models.base import UtcDateTime

# A cell with one of these is quoted.
SPECIAL = '",\n\r'
# More than any figure we keep has: `values.quantity` allows six, and "about" is a tenth of that.
DECIMAL_PLACES = 9

Column = ColumnElement[Any]


def line(cells: Sequence[Column]) -> ColumnElement[str]:
    """Cells as one line, without its end; NULL is an empty cell."""
    return func.format(",".join(["%s"] * len(cells)), *cells)


def cell(column: Column, dialect: str) -> Column:
    """A column as the text of a cell, without quotes."""
    kind = column.type
    if isinstance(kind, Boolean):
        return case((column.is_(True), "yes"), (column.is_(False), "no"))
    if isinstance(kind, UtcDateTime):
        return _moment(column, dialect)
    if isinstance(kind, Date):
        return func.to_char(column, "YYYY-MM-DD") if dialect == "postgresql" else type_coerce(column, String)
    if isinstance(kind, Double):
        return _figure(column, dialect)
    return column


def _moment(column: Column, dialect: str) -> Column:
    """As `isoformat` writes it."""
    if dialect == "postgresql":
        return func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS').concat("+00:00")
    return func.replace(func.substr(type_coerce(column, String), 1, 19), " ", "T").concat("+00:00")


def _figure(column: Column, dialect: str) -> Column:
    """Whole numbers without a point, and none with an exponent, so that our own forms read it."""
    if dialect == "postgresql":
        return func.trim_scale(cast(cast(column, Text), Numeric))
    whole = cast(column, Integer)
    places = func.printf(f"%.{DECIMAL_PLACES}f", column)
    return case((column != whole, func.rtrim(places, "0")), else_=type_coerce(whole, String))


def guarded(column: Column) -> Column:
    """A text as `sheet.guard` makes it."""
    words: Column = type_coerce(column, String)
    begins = func.substr(words, 1, 1).in_([*FORMULA, GUARD])
    return case((begins, literal(GUARD).concat(words)), else_=words)


def quoted(column: Column, dialect: str) -> Column:
    """A text in quotes, where it needs them."""
    words: Column = type_coerce(column, String)
    inside = "~" if dialect == "postgresql" else "GLOB"
    pattern = f"[{SPECIAL}]" if dialect == "postgresql" else f"*[{SPECIAL}]*"
    in_quotes = literal('"').concat(func.replace(words, '"', '""')).concat('"')
    return case((words.op(inside)(pattern), in_quotes), else_=words)
