"""Charts as plain data. Places are per cent of the width, so that a picture of any width shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from textwrap import wrap
from typing import ClassVar

# A picture of more rows than these is no longer read at a glance.
MOST = 60
# How far a picture reaches from the day, in years: what lies beyond is drawn as going on.
REACH = 12
# How many letters of a label, and of the smaller words beneath it, fit on a narrow phone: a picture wraps no words.
LETTERS, SMALLER = 40, 46
# Months between two marks on the axis; the first that leaves few enough of them is taken.
STEPS = (1, 3, 6, 12, 24, 60)
MOST_MARKS = 8
# A mark nearer to the right edge than this has no room for its words.
LAST_MARK = 90

Days = tuple[date | None, date | None]


@dataclass(frozen=True)
class Range:
    """A row of a `RangeChart`: what was expected (`bar`), reached (`dot`), and expected before (`slips`).

    Each is a first and a last day, None where that end is open; `bar` and `dot` are None where there is none. `said` is
    all of it in words.
    """

    label: str
    said: str
    status: str
    path: str
    bar: Days | None = None
    dot: Days | None = None
    slips: tuple[Days, ...] = ()

    @property
    def label_lines(self) -> list[str]:
        """The label as it is drawn."""
        return _lines(self.label, LETTERS, 2)

    @property
    def said_lines(self) -> list[str]:
        """The words beneath it as they are drawn."""
        return _lines(self.said, SMALLER, 4)

    @property
    def spans(self) -> Iterator[Days]:
        """Everything that is drawn of it."""
        yield from (days for days in (*self.slips, self.bar, self.dot) if days)


@dataclass(frozen=True)
class Mark:
    """Something on the axis, or a stretch along it, in per cent; an end that goes on has an arrow."""

    x: float
    width: float = 0
    label: str = ""
    year: str = ""
    goes_on_left: bool = False
    goes_on_right: bool = False

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class RangeChart:
    """Ranges of days along one axis. `language` is that of its months; `today` the day it is drawn for."""

    name: str
    title: str
    description: str
    note: str
    language: str
    today: date
    rows: tuple[Range, ...]

    kind: ClassVar[str] = "ranges"

    @cached_property
    def domain(self) -> tuple[date, date]:
        """The first and last day of the picture: whole steps of the axis around all that is drawn."""
        first, last = self._extent()
        step = _step(first, last)
        months = _month(first) // step * step, (_month(last) // step + 1) * step
        return _first_of(months[0]), _first_of(months[1])

    def marks(self) -> list[Mark]:
        """The axis: a mark for each step, the year at the first and wherever it changes."""
        from babel.dates import format_date  # noqa: PLC0415 - it loads slowly

        first, last = self.domain
        step = _step(*self._extent())
        found: list[Mark] = []
        for n in range(_month(first), _month(last), step):
            day, x = _first_of(n), self._x(_first_of(n))
            month = format_date(day, "LLL", self.language) if step < 12 else ""
            year = str(day.year) if not found or day.month == 1 else ""
            found.append(Mark(x, label=month if x <= LAST_MARK else "", year=year if x <= LAST_MARK else ""))
        return found

    def day(self) -> Mark:
        """Where the day stands, with what it is called."""
        from babel.dates import format_date  # noqa: PLC0415 - likewise

        return Mark(self._x(self.today), label=format_date(self.today, "d MMM y", self.language))

    def place(self, days: Days) -> Mark:
        """Where a range is drawn; an end that is open, or beyond the picture, goes on."""
        first, last = self.domain
        low, high = days[0] or date.min, days[1] or date.max
        # A day ends where the next begins: a range covers the whole of its last day.
        x, end = self._x(max(low, first)), self._x(min(date.fromordinal(min(high.toordinal() + 1, _END)), last))
        start = min(x, 100.0)
        return Mark(start, max(round(end - start, 2), 0), "", "", low < first, high >= last)

    def _extent(self) -> tuple[date, date]:
        ends = [end for row in self.rows for days in row.spans for end in days if end]
        near = self.today.replace(day=1)
        floor, ceiling = near.replace(year=near.year - REACH), near.replace(year=near.year + REACH)
        within = [min(max(end, floor), ceiling) for end in (*ends, self.today)]
        return min(within), max(within)

    def _x(self, day: date) -> float:
        first, last = self.domain
        return round(100 * min(max((day - first) / (last - first), 0), 1), 2)


@dataclass(frozen=True)
class Bar:
    """A number and the whole it is a part of; `said` is both in words."""

    label: str
    said: str
    value: int
    whole: int
    path: str = ""

    @property
    def width(self) -> float:
        """Its part of the whole, in per cent; of nothing there is no part."""
        return round(100 * self.value / self.whole, 2) if self.whole else 0


@dataclass(frozen=True)
class BarChart:
    """Parts of wholes. Every whole is drawn as long as the picture is wide, so the parts compare as shares."""

    name: str
    title: str
    description: str
    note: str
    rows: tuple[Bar, ...]

    kind: ClassVar[str] = "bars"


Chart = RangeChart | BarChart

_END = date.max.toordinal()


def _lines(text: str, letters: int, most: int) -> list[str]:
    """A text in the few lines there is room for."""
    return wrap(text, letters, max_lines=most, placeholder=" …") or [""]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _step(first: date, last: date) -> int:
    months = _month(last) - _month(first) + 1
    return next((step for step in STEPS if months / step <= MOST_MARKS - 1), STEPS[-1])
