"""Issues: reports as they were sent, kept as plain data, so that no later edit changes what a reader was told."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any

from tracker.languages import current, number, use
from tracker.languages import gettext as _
from tracker.reports.charts import Bar, BarChart, Chart, Days, Range, RangeChart
from tracker.reports.report import Cell, Column, Figure, Report, csv_rows
from tracker.reports.window import day_said

# An issue keeps no more rows for its CSV than a mail can carry.
MOST_ROWS = 10_000


@dataclass(frozen=True)
class FrozenSection:
    """A section with its cells as they were; it is shown like a `Section`."""

    title: str
    introduction: str
    columns: tuple[Column, ...]
    empty: str
    chart: str
    more: str
    cells: tuple[tuple[Cell, ...], ...]

    def rows(self) -> Iterator[list[Cell]]:
        """The cells of each row."""
        return (list(row) for row in self.cells)


@dataclass(frozen=True)
class Issue:
    """A report as it was sent; it is shown like a `Report`. `header` and `rows` are its CSV.

    `schedule` is what the schedule was called then: the subject of a mail that is sent again stays the same. Issues
    kept by earlier versions lack it: it is empty.
    """

    schedule: str
    name: str
    title: str
    introduction: str
    as_of: date
    since: date | None
    language: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    sections: tuple[FrozenSection, ...]
    notes: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def as_of_sentence(self) -> str:
        """The day, in the language of the issue."""
        with use(self.language):
            return day_said(self.as_of)


def freeze(report: Report, schedule: str) -> dict[str, Any]:
    """A report as JSON keeps it, in the language it was built in, with at most `MOST_ROWS` rows for its CSV."""
    header, rows = csv_rows(report)
    kept = {
        "schedule": schedule,
        "name": report.name,
        "title": report.title,
        "introduction": report.introduction,
        "as_of": report.as_of,
        "since": report.since,
        "language": current(),
        "figures": [asdict(figure) for figure in report.figures],
        "charts": [{"kind": chart.kind, **asdict(chart)} for chart in report.charts],
        "sections": [
            {
                **{name: getattr(section, name) for name in ("title", "introduction", "empty", "chart", "more")},
                "columns": [asdict(column) for column in section.columns],
                "cells": [[asdict(cell) for cell in row] for row in section.rows()],
            }
            for section in report.sections
        ],
        "notes": [*report.notes, *_left_out(report)],
        "header": header,
        "rows": list(islice(rows, MOST_ROWS)),
    }
    frozen: dict[str, Any] = _plain(kept)
    return frozen


def _left_out(report: Report) -> Iterator[str]:
    """What the CSV of an issue says of the rows that it does not keep."""
    if len(report.rows) > MOST_ROWS:
        yield _(
            "The CSV of this issue holds the first %(n)s of %(of)s rows.",
            n=number(MOST_ROWS),
            of=number(len(report.rows)),
        )


def _plain(value: Any) -> Any:
    """What JSON can hold: days as texts, and every text a plain one, said in the language of now."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def thaw(kept: dict[str, Any]) -> Issue:
    """The issue that was kept."""
    return Issue(
        schedule=kept.get("schedule", ""),
        name=kept["name"],
        title=kept["title"],
        introduction=kept["introduction"],
        as_of=date.fromisoformat(kept["as_of"]),
        since=_day(kept["since"]),
        language=kept["language"],
        figures=tuple(Figure(**figure) for figure in kept["figures"]),
        charts=tuple(_chart(dict(chart)) for chart in kept["charts"]),
        sections=tuple(_section(section) for section in kept["sections"]),
        notes=tuple(kept["notes"]),
        header=tuple(kept["header"]),
        rows=tuple(tuple(row) for row in kept["rows"]),
    )


def _section(kept: dict[str, Any]) -> FrozenSection:
    columns = tuple(Column(**column) for column in kept["columns"])
    cells = tuple(tuple(Cell(**cell) for cell in row) for row in kept["cells"])
    return FrozenSection(**(kept | {"columns": columns, "cells": cells}))


def _chart(kept: dict[str, Any]) -> Chart:
    if kept.pop("kind") == BarChart.kind:
        return BarChart(**(kept | {"rows": tuple(Bar(**row) for row in kept["rows"])}))
    rows = tuple(_range(row) for row in kept["rows"])
    return RangeChart(**(kept | {"rows": rows, "today": date.fromisoformat(kept["today"])}))


def _range(kept: dict[str, Any]) -> Range:
    slips = tuple(_days(days) for days in kept["slips"])
    drawn = {name: _days(kept[name]) if kept[name] else None for name in ("bar", "dot")}
    return Range(**(kept | drawn | {"slips": slips}))


def _days(kept: list[str | None]) -> Days:
    return _day(kept[0]), _day(kept[1])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
