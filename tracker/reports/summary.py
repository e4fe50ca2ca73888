"""What is new since the last issue: added, changed, newly overdue, due next, disputed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from tracker.catalogue import BY_KIND
from tracker.languages import COLON, SEMICOLON, lazy, ngettext
from tracker.languages import gettext as _
from tracker.permissions import Actor
from tracker.reports.charts import Bar, BarChart
from tracker.reports.findings import AHEAD, CHANGED, DISPUTED, DUE, FIELDS, MOST, NEW, OVERDUE, Findings, find
from tracker.reports.report import DATE, NUMBER, Column, Figure, Report, Section, share
from tracker.reports.window import DAY, Span, Window, day_said, window_of

if TYPE_CHECKING:
    import pandas

NAME = "summary"
TITLE = lazy("Summary: what is new")
# What the CSV says of a record of each section: the column of its list, dates as EDTF.
WHAT = {NEW: "at", CHANGED: "fields", OVERDUE: "expected_date", DUE: "expected_date", DISPUTED: "question"}


def build(
    session: Session, *, as_of: date, actor: Actor, since: date | None = None, window: Span | None = None
) -> Report:
    """The report on the days after `since` up to `as_of`, a week unless said; or on exactly the time of `window`.

    Raises `BadQuery` for days that make no such time.
    """
    time = window_of(as_of, since, window)
    found = find(session, time, actor)
    return Report(
        NAME,
        str(TITLE),
        _("What was recorded %(time)s; and what is overdue, due and disputed at the end of it.", time=time.said),
        as_of,
        figures=tuple(_figures(found)),
        sections=(*_recorded(found), *_standing(found, time)),
        notes=_notes(found),
        rows=_csv(found),
        charts=tuple(_charts(found)),
        since=time.since,
    )


def _recorded(found: Findings) -> tuple[Section, ...]:
    kind, people = Column("kind_said", _("Kind")), Column("people", _("People"), NUMBER)
    saves, field = Column("saves", _("Saves"), NUMBER), Column("field", _("Field"))
    return (
        _section(
            found,
            NEW,
            (_("New"), _("Records that were added, the newest first.")),
            (_record(), kind, Column("at", _("Added on"), DATE), Column("sources", _("Sources"), NUMBER)),
        ),
        _section(
            found,
            CHANGED,
            (_("Changed"), _("Records that had been there before and were saved, the latest first.")),
            (_record(), kind, Column("fields", _("What changed")), saves, people),
        ),
        _section(
            found,
            FIELDS,
            (
                _("Changed, by field"),
                _("In how many saves a field was changed, of how many records, and by how many people."),
            ),
            (field, kind, saves, Column("records", _("Records"), NUMBER), people),
        ),
    )


def _standing(found: Findings, time: Window) -> tuple[Section, ...]:
    expected = Column("expected_date", _("Expected"), DATE)
    late = _(
        "The last day they were expected on has passed, not yet so on %(day)s, and nothing recorded settles them.",
        day=day_said(time.since),
    )
    due = _(
        "Expected in the %(n)s days to %(day)s: certainly if their last day is among these, else possibly.",
        n=AHEAD,
        day=day_said(time.until + AHEAD * DAY),
    )
    return (
        _section(found, OVERDUE, (_("Newly overdue"), late), (_record(), expected)),
        _section(found, DUE, (_("Due next"), due), (_record(), expected, Column("sure", _("Due")))),
        _section(
            found,
            DISPUTED,
            (_("Disputed"), _("Open disputes, the latest first, and fields on which sources conflict.")),
            (
                _record(),
                Column("kind_said", _("Kind")),
                Column("question", _("Question")),
                Column("at", _("Open since"), DATE),
            ),
        ),
    )


def _record() -> Column:
    return Column("label", _("Record"), path="path")


def _section(found: Findings, name: str, words: tuple[str, str], columns: tuple[Column, ...]) -> Section:
    """A table of a list, with how many rows it leaves out."""
    named = [name for column in columns for name in (column.name, column.path) if name]
    rest = found.totals[name] - len(found.lists[name])
    return Section(
        *words,
        _table(found.lists[name], named),
        columns,
        _("No change.") if name in (NEW, CHANGED, FIELDS, OVERDUE) else _("None."),
        chart=name if name in (NEW, CHANGED) else "",
        more=ngettext("%(n)s more is not listed.", "%(n)s more are not listed.", rest) if rest else "",
    )


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pandas.DataFrame:
    import pandas  # noqa: PLC0415 - it loads slowly: only who has a frame needs it

    return pandas.DataFrame(list(rows), columns=list(columns), dtype=object)


def _csv(found: Findings) -> pandas.DataFrame:
    """One row a listed record."""
    rows = [row | {"section": name, "what": row[said]} for name, said in WHAT.items() for row in found.lists[name]]
    return _table(rows, ("section", "kind", "reference", "label", "what"))


def _figures(found: Findings) -> Iterator[Figure]:
    """How much is new, changed, overdue, due and disputed, each number with its whole."""
    records, milestones = found.sum("records"), found.milestones()
    yield Figure("records", _("Records"), records)
    yield Figure(NEW, _("New"), found.totals[NEW], records)
    for row in found.counts:
        if row.new:
            yield Figure(f"new_{row.kind}", _("New: %(kind)s", kind=_plural(row)), row.new, row.records)
    yield Figure(CHANGED, _("Changed"), found.totals[CHANGED], records)
    for row in found.counts:
        if row.changed:
            yield Figure(f"changed_{row.kind}", _("Changed: %(kind)s", kind=_plural(row)), row.changed, row.records)
    yield Figure(OVERDUE, _("Newly overdue"), found.totals[OVERDUE], milestones)
    yield Figure(DUE, _("Could be due next"), found.totals[DUE], milestones)
    yield Figure("certainly_due", _("Certainly due next"), found.certain, milestones)
    yield Figure("opened", _("Open disputes that were opened in this time"), found.disputes[1], found.disputes[0])
    yield Figure("conflicts", _("Fields in conflict"), found.totals["conflicts"])


def _plural(row: Row[*tuple[Any, ...]]) -> str:
    return str(BY_KIND[row.kind].plural)


def _charts(found: Findings) -> Iterator[BarChart]:
    """What is new and what changed, by kind; nothing is drawn where there is nothing."""
    records = found.sum("records")
    if new := found.totals[NEW]:
        yield _bars(found, NEW, _("New: %(share)s records", share=share(new, records)))
    if changed := found.totals[CHANGED]:
        yield _bars(found, CHANGED, _("Changed: %(share)s records", share=share(changed, records)))


def _bars(found: Findings, name: str, title: str) -> BarChart:
    rows = [
        Bar(_plural(row), share(n, row.records), n, row.records, BY_KIND[row.kind].slug)
        for row, n in ((row, getattr(row, name)) for row in found.counts if row.records)
    ]
    note = _("Each outline is all records of a kind. The same is in the figures above and the table below.")
    return BarChart(name, title, SEMICOLON.join(f"{row.label}{COLON}{row.said}" for row in rows), note, tuple(rows))


def _notes(found: Findings) -> tuple[str, ...]:
    """How the report counts, and what it leaves out."""
    withdrawn, lately = found.left_out
    return (
        _("Records are counted as they stand today: what was withdrawn meanwhile is neither new nor changed."),
        _("A record that was added in this time is new; later saves in it do not make it changed."),
        _("New and changed are counted of the records of that kind that had been added by the end of this time."),
        _("Overdue and due are counted of all milestones recorded today: the days decide their status only."),
        _("Overdue means that no source that settles it has been recorded yet. It does not mean missed."),
        _("A dispute counts as open if it is open today. Nobody notes when sources began to conflict."),
        ngettext("At most %(n)s row of each list is shown.", "At most %(n)s rows of each list are shown.", MOST),
        ngettext(
            "Left out: %(n)s withdrawn record; withdrawn in this time: %(lately)s.",
            "Left out: %(n)s withdrawn records; withdrawn in this time: %(lately)s.",
            withdrawn,
            lately=lately,
        ),
    )
