"""Reports as Markdown: what anybody typed shows as they typed it, and is never read as Markdown, HTML or an address."""

import re
from collections.abc import Iterator

from tracker.languages import COLON
from tracker.languages import gettext as _
from tracker.reports.issues import Issue
from tracker.reports.report import NUMBER, Column, Report

# What marks something wherever it stands, and what makes an address of a text: each is shown as itself by a backslash.
MARKS = re.compile(r"[\\`*_{}\[\]<>|~#&@$!]|:(?=//)|(?<=www)\.", re.IGNORECASE)
# What marks a line that begins with it.
BEGINNINGS = re.compile(r"^(?:[-+=](?!\w)|\d+(?=[.)])|[-=]{2,})")


def lines(report: Report | Issue) -> Iterator[str]:
    """The text of the report, a line at a time: title, figures, sections as tables, notes. A chart is what it says."""
    yield f"# {escaped(report.title)}, {escaped(report.as_of_sentence)}\n\n{escaped(report.introduction)}\n"
    yield f"\n## {_('In figures, as of %(day)s', day=escaped(report.as_of_sentence))}\n\n"
    for figure in report.figures:
        yield f"- {escaped(figure.label)}{COLON}{escaped(figure.said)}\n"
    for chart in report.charts:
        yield f"\n{escaped(chart.title)}. {escaped(chart.description)} {escaped(chart.note)}\n"
    for section in report.sections:
        yield f"\n## {escaped(section.title)}\n\n{escaped(section.introduction)}\n\n"
        rows = [[cell.text for cell in row] for row in section.rows()]
        yield from _table(section.columns, rows) if rows else (f"{escaped(section.empty)}\n",)
        if section.more:
            yield f"\n{escaped(section.more)}\n"
    yield f"\n## {_('How this is counted, and what is left out')}\n\n"
    for note in report.notes:
        yield f"- {escaped(note)}\n"


def _table(columns: tuple[Column, ...], rows: list[list[str]]) -> Iterator[str]:
    yield _row([column.label for column in columns])
    yield f"| {' | '.join('---:' if column.kind == NUMBER else '---' for column in columns)} |\n"
    for row in rows:
        yield _row(row)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |\n"


def escaped(text: str) -> str:
    """A text in one line that Markdown shows as it is."""
    line = MARKS.sub(r"\\\g<0>", " ".join(text.split()))
    return BEGINNINGS.sub(_escaped_beginning, line)


def _escaped_beginning(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0][0].isdigit() else f"\\{found[0]}"
