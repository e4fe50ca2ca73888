"""The picture of the milestones: what was expected, what was reached, and how far dates were moved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from tracker.languages import COLON, SEMICOLON, current, lazy, ngettext, number
from tracker.languages import gettext as _
from tracker.queries import milestones as queries
from tracker.queries import slips
from tracker.reports.charts import MOST, Range, RangeChart
from tracker.reports.report import plain, share
from tracker.reports.window import day_said
from tracker.values import FuzzyDate

if TYPE_CHECKING:
    import pandas

STATUSES = {
    queries.OVERDUE: lazy("Overdue"),
    queries.DUE: lazy("Due"),
    queries.SCHEDULED: lazy("Scheduled"),
    queries.MET: lazy("Met"),
    queries.UNFALSIFIABLE: lazy("Unfalsifiable"),
    queries.UNDATED: lazy("Undated"),
    queries.CANCELLED: lazy("Cancelled"),
}


def ranges(session: Session, rows: pandas.DataFrame, as_of: date) -> tuple[RangeChart, ...]:
    """The chart of the milestones that have a date; none where none has."""
    dated = rows[rows["expected_date"].notna() | rows["actual_date"].notna()]
    if dated.empty:
        return ()
    near = _nearest(dated, as_of)
    drawn = tuple(_range(dict(zip(near.columns, values, strict=True))) for values in plain(near))
    overdue = int((rows["status"] == queries.OVERDUE).sum())
    return (
        RangeChart(
            "milestones",
            _("Overdue on %(day)s: %(share)s", day=day_said(as_of), share=share(overdue, len(rows))),
            _description(rows, as_of),
            _note(len(drawn), len(dated), len(rows)),
            current(),
            as_of,
            _with_slips(session, drawn),
        ),
    )


def _nearest(dated: pandas.DataFrame, as_of: date) -> pandas.DataFrame:
    """The rows nearest to the day, by what is expected or else by what was reached; an open end is always near."""
    import pandas  # noqa: PLC0415 - it loads slowly: only who has a frame needs it

    day, expected = pandas.Timestamp(as_of), dated["expected_date"].notna()
    first = dated["expected_earliest"].where(expected, dated["actual_earliest"])
    last = dated["expected_latest"].where(expected, dated["actual_latest"])
    away = pandas.concat([(first - day).dt.days, (day - last).dt.days], axis=1).fillna(0).max(axis=1).clip(lower=0)
    nearest: pandas.DataFrame = dated.loc[away.nsmallest(MOST).index.sort_values()]
    return nearest


def _range(row: dict[str, Any]) -> Range:
    said = [str(STATUSES[row["status"]])]
    if row["expected_date"]:
        said.append(_("expected: %(date)s", date=FuzzyDate.parse(row["expected_date"]).sentence()))
    if row["actual_date"]:
        said.append(_("reached: %(date)s", date=FuzzyDate.parse(row["actual_date"]).sentence()))
    if row["slips"]:
        said.append(ngettext("moved %(n)s time", "moved %(n)s times", row["slips"]))
    bar, dot = (
        (row[f"{name}_earliest"], row[f"{name}_latest"]) if row[f"{name}_date"] else None
        for name in ("expected", "actual")
    )
    return Range(row["label"], " · ".join(said), row["status"], f"milestones/{row['slug']}", bar, dot)


def _with_slips(session: Session, drawn: tuple[Range, ...]) -> tuple[Range, ...]:
    """The rows with what they were expected for before: every announced date that cannot be the present one."""
    before: defaultdict[str, list[FuzzyDate]] = defaultdict(list)
    for slug, text in session.execute(slips.expected(row.path.removeprefix("milestones/") for row in drawn)):
        before[f"milestones/{slug}"].append(FuzzyDate.parse(text))
    return tuple(replace(row, slips=_excluded(row, before[row.path])) for row in drawn)


def _excluded(row: Range, announced: list[FuzzyDate]) -> tuple[Any, ...]:
    if row.bar is None:
        return ()
    now = FuzzyDate.spanning(*row.bar)
    return tuple((day.earliest, day.latest) for day in announced if not day.compatible(now))


def _description(rows: pandas.DataFrame, as_of: date) -> str:
    """How many milestones there are of each status."""
    counts = rows["status"].value_counts()
    said = [
        f"{label}{COLON}{share(int(counts[code]), len(rows))}" for code, label in STATUSES.items() if code in counts
    ]
    words = SEMICOLON.join(said)
    return _("When milestones were expected and reached, as of %(day)s. %(counts)s.", day=day_said(as_of), counts=words)


def _note(drawn: int, dated: int, everything: int) -> str:
    """What the picture leaves out, and where all of it is."""
    said = [_("The same is in the tables below.")]
    if dated > drawn:
        said.insert(
            0, _("Shown are the %(n)s nearest to the day, of %(of)s with a date.", n=number(MOST), of=number(dated))
        )
    if undated := everything - dated:
        said.append(ngettext("%(n)s without a date is not drawn.", "%(n)s without a date are not drawn.", undated))
    return " ".join(said)
