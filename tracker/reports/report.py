"""What every report is made of: it holds all the words, so that who shows it adds none. Show it in the language it was
built in: cells are said when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.languages import gettext as _
from tracker.languages import number
from tracker.reports.charts import Chart
from tracker.reports.window import day_said
from tracker.values import FuzzyDate

if TYPE_CHECKING:
    import pandas

TEXT = "text"
NUMBER = "number"
DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column of a section's frame as it is shown; `path` is the column that holds the address of what it names."""

    name: str
    label: str
    kind: str = TEXT
    path: str = ""


@dataclass(frozen=True)
class Cell:
    """One value as a reader reads it. `datum` is its exact form, as EDTF; `path` the page of what it names."""

    text: str
    kind: str = TEXT
    datum: str = ""
    path: str = ""


@dataclass(frozen=True, eq=False)
class Section:
    """A heading, a sentence and a table. Without rows it prints the line `empty`: a section never vanishes.

    `chart` names the chart that shows the same; `more` says how many rows there are beyond those of the table.
    """

    title: str
    introduction: str
    frame: pandas.DataFrame
    columns: tuple[Column, ...]
    empty: str
    chart: str = ""
    more: str = ""

    def rows(self) -> Iterator[list[Cell]]:
        """The cells of each row."""
        named = [name for column in self.columns for name in (column.name, column.path) if name]
        for values in plain(self.frame[named]):
            row = dict(zip(named, values, strict=True))
            yield [_cell(column, row) for column in self.columns]


@dataclass(frozen=True)
class Figure:
    """A number with what it is a part of. `code` names it for machines."""

    code: str
    label: str
    n: int
    of: int | None = None
    remark: str = ""

    @property
    def said(self) -> str:
        """The number as it is printed."""
        number = str(self.n) if self.of is None else share(self.n, self.of)
        return f"{number} ({self.remark})" if self.remark else number


@dataclass(frozen=True, eq=False)
class Report:
    """A report as of a day, or since one. `rows` are what its CSV holds: the records it rests on, or those it lists."""

    name: str
    title: str
    introduction: str
    as_of: date
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    rows: pandas.DataFrame
    charts: tuple[Chart, ...] = ()
    since: date | None = None

    @property
    def as_of_sentence(self) -> str:
        """The day, as a reader reads it."""
        return day_said(self.as_of)


def share(n: int, of: int) -> str:
    """A part with its whole; of nothing there is no part."""
    return _("%(n)s of %(of)s", n=number(n), of=number(of)) if of else _("n/a")


def csv_rows(report: Report) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """The header and the rows a report rests on, for `tracker.exchange.sheet.lines`: days as they are, blanks None."""
    return list(report.rows.columns), plain(report.rows)


def plain(frame: pandas.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a frame without anything of pandas: days are `date`, counts `int`, and what is missing is None."""
    return zip(*(_plain(frame[name]) for name in frame.columns), strict=True)


def _plain(column: pandas.Series[Any]) -> list[Any]:
    values = column.dt.date if column.dtype.kind == "M" else column
    return [None if missing else value for value, missing in zip(values, column.isna(), strict=True)]


def _cell(column: Column, row: dict[str, Any]) -> Cell:
    value, path = row[column.name], row.get(column.path) or ""
    if value is None:
        return Cell("", column.kind)
    if column.kind == DATE:
        return Cell(FuzzyDate.parse(value).sentence(), DATE, value, path)
    return Cell(str(value), column.kind, "", path)
