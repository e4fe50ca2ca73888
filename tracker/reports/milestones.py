"""Expected against actual dates: what is overdue, what is ahead, what was met, and how far dates slip."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from tracker import frames
from tracker.catalogue import BY_KIND
from tracker.languages import gettext as _
from tracker.languages import lazy, ngettext
from tracker.permissions import Actor
from tracker.queries import milestones as queries
from tracker.reports.milestone_chart import STATUSES, ranges
from tracker.reports.report import DATE, NUMBER, Column, Figure, Report, Section, plain
from tracker.reports.slippage import slippage, verdict_said
from tracker.reports.window import Span, check_day
from tracker.services.lineage import origins

if TYPE_CHECKING:
    import pandas

NAME = "milestones"
TITLE = lazy("Milestones: expected and actual")
# Fewer cases than this say nothing about anybody's punctuality.
FEW = 5
# How many rows of each section are listed; the figures count all, and the CSV holds all.
MOST = 200

UNDATED_BY = {
    "none": lazy("no source gives one"),
    "conflict": lazy("the sources conflict"),
    "scope": lazy("the claims differ in scope or period"),
    "disputed": lazy("the claims are in an open dispute"),
}
NO_DATE = lazy("a source says that there is none")


def build(session: Session, *, as_of: date, actor: Actor, window: Span | None = None) -> Report:  # noqa: ARG001
    """The report as of a day, for what `actor` may see. A `window` is of no matter to it. Raises `BadQuery`."""
    check_day("as_of", as_of)
    rows = frames.milestones(session, as_of=as_of, actor=actor)
    return Report(
        NAME,
        str(TITLE),
        _("What was announced, for when, and what has come of it.")
        if len(rows)
        else _("No milestone is recorded yet."),
        as_of,
        figures=_figures(session, rows),
        sections=(*_sections(_shown(rows)), slippage(rows)),
        notes=_notes(session, rows),
        rows=rows,
        charts=ranges(session, rows, as_of),
    )


def _shown(rows: pandas.DataFrame) -> pandas.DataFrame:
    """The rows with what sections say in words, and the pages they link to."""
    folders = rows["subject_kind"].map({kind: f"{entry.slug}/" for kind, entry in BY_KIND.items()}).astype("string")
    return rows.assign(
        path="milestones/" + rows["slug"],
        concerns=rows["studio_label"].fillna(rows["subject_label"]),
        concerns_path=("studios/" + rows["studio"]).fillna(folders + rows["subject"]),
        status_said=rows["status"].map({code: str(label) for code, label in STATUSES.items()}),
        why=rows["expected_by"].map({code: str(label) for code, label in UNDATED_BY.items()}).fillna(str(NO_DATE)),
        verdict_said=[verdict_said(*row) for row in plain(rows[["verdict", "late_min", "late_max"]])],
    )


def _sections(rows: pandas.DataFrame) -> tuple[Section, ...]:
    expected, moved = Column("expected_date", _("Expected"), DATE), Column("slips", _("Times moved"), NUMBER)
    return (
        _section(
            _("Overdue"),
            _("The last day they were expected on has passed, and nothing recorded here settles that they happened."),
            _with(rows, queries.OVERDUE).sort_values(["days_overdue", "slug"], ascending=[False, True]),
            (expected, Column("days_overdue", _("Days overdue"), NUMBER), moved),
        ),
        _section(
            _("Due and scheduled"),
            _("Due: the time for which they are expected has begun. Scheduled: it is still to come."),
            _with(rows, queries.DUE, queries.SCHEDULED),
            (Column("status_said", _("Status")), expected, moved),
        ),
        _section(
            _("Met"),
            _("Sources say that they happened. They are compared with the date that was announced first."),
            _with(rows, queries.MET),
            _compared(),
        ),
        *_apart(rows, expected, moved),
    )


def _compared() -> tuple[Column, ...]:
    return (
        Column("first_expected", _("First announced for"), DATE),
        Column("actual_date", _("Reached"), DATE),
        Column("verdict_said", _("Early or late")),
    )


def _apart(rows: pandas.DataFrame, expected: Column, moved: Column) -> tuple[Section, ...]:
    """What can be neither late nor on time."""
    return (
        _section(
            _("Unfalsifiable"),
            _("Announced without a last day, so that no day could ever show them to be late."),
            _with(rows, queries.UNFALSIFIABLE),
            (expected,),
        ),
        _section(
            _("Undated"),
            _("No date was announced, or those that were do not settle on one."),
            _with(rows, queries.UNDATED),
            (Column("why", _("Why there is no date")),),
        ),
        _section(
            _("Cancelled"),
            _("Sources say that they were called off."),
            _with(rows, queries.CANCELLED),
            (expected, moved),
        ),
    )


def _with(rows: pandas.DataFrame, *statuses: str) -> pandas.DataFrame:
    return rows[rows["status"].isin(statuses)]


def _section(title: str, introduction: str, rows: pandas.DataFrame, columns: tuple[Column, ...]) -> Section:
    """A table of milestones: whom each concerns, what the section is about, and what it rests on."""
    named = (Column("label", _("Milestone"), path="path"), Column("concerns", _("Concerns"), path="concerns_path"))
    rests_on = (
        Column("sources", _("Sources"), NUMBER),
        Column("origins", _("Origins (at least)"), NUMBER),
        Column("unsettled", _("Unsettled"), NUMBER),
    )
    rest = len(rows) - MOST
    return Section(
        title,
        introduction,
        rows.head(MOST),
        (*named, *columns, *rests_on),
        _("None on this day."),
        more=ngettext(
            "%(n)s more is not listed; the CSV of this report holds all.",
            "%(n)s more are not listed; the CSV of this report holds all.",
            rest,
        )
        if rest > 0
        else "",
    )


def _figures(session: Session, rows: pandas.DataFrame) -> tuple[Figure, ...]:
    """How many milestones there are, of each status, and how many sources and origins all of it rests on."""
    sources = session.scalars(queries.sources_behind()).all()
    behind = origins(session, sources)
    lineage = _("at most %(most)s: the lineage of %(unknown)s is unknown", most=behind.most, unknown=behind.unknown)
    counts = rows["status"].value_counts()
    return (
        Figure("milestones", _("Milestones"), len(rows)),
        *(Figure(code, str(label), int(counts.get(code, 0)), len(rows)) for code, label in STATUSES.items()),
        Figure("sources", _("Sources"), len(sources)),
        Figure("origins", _("Origins (at least)"), behind.least, remark=lineage if behind.unknown else ""),
    )


def _notes(session: Session, rows: pandas.DataFrame) -> tuple[str, ...]:
    """What the report leaves out, and how its figures are counted."""
    left_out = session.scalar(queries.withdrawn()) or 0
    studios = rows["studio"].nunique()
    few = _(
        "These are few cases (milestones: %(milestones)s, studios: %(studios)s), so nobody is ranked. "
        "The data that come with the tracker cover one group and one news event.",
        milestones=len(rows),
        studios=studios,
    )
    return (
        _("The day decides the status only: whatever is recorded today counts, also what was published later."),
        _("Overdue means that no source that settles it has been recorded yet. It does not mean missed."),
        _("Any day of an announced period keeps the promise; one without a last day is neither kept nor broken."),
        _("Two sources of unknown lineage may retell one and the same origin: origins are counted at least."),
        ngettext("Left out: %(n)s withdrawn milestone.", "Left out: %(n)s withdrawn milestones.", left_out),
        *((few,) if len(rows) < FEW or studios <= 1 else ()),
    )
