"""What the database says for a summary: every list with at most `MOST` rows, in the words of a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from tracker import frames
from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.languages import gettext as _
from tracker.languages import lazy
from tracker.models import fields_of
from tracker.permissions import Actor
from tracker.queries import summary as queries
from tracker.queries.milestones import reported_on
from tracker.reports.window import DAY, Window

# How many rows of each section are listed; the figures count all.
MOST = 50
# How many days after the last one are looked at for what is due.
AHEAD = 30

NEW, CHANGED, FIELDS, OVERDUE, DUE, DISPUTED = "new", "changed", "fields", "newly_overdue", "due_next", "disputed"
CONFLICTS = "conflicts"
SURE = {queries.CERTAINLY: lazy("certainly"), queries.POSSIBLY: lazy("possibly")}

Listed = dict[str, Any]


@dataclass(frozen=True)
class Findings:
    """The lists by name, with how many rows there are in all; the counts of records, disputes, and what is left out."""

    counts: Sequence[Row[*tuple[Any, ...]]]
    left_out: Row[*tuple[Any, ...]]
    disputes: Row[*tuple[Any, ...]]
    certain: int
    lists: dict[str, list[Listed]]
    totals: dict[str, int]

    def sum(self, name: str) -> int:
        """A count over all kinds."""
        return sum(getattr(row, name) for row in self.counts)

    def milestones(self) -> int:
        """How many milestones there are."""
        return sum(row.standing for row in self.counts if row.kind == "milestone")


def find(session: Session, time: Window, actor: Actor) -> Findings:
    """Ask for everything: always with as many statements, however much there is."""
    bounds = time.begin, time.end
    rows = {
        name: [dict(row._mapping) for row in session.execute(query)]
        for name, query in _lists(session, time, actor).items()
    }
    counts = session.execute(queries.counts(*bounds, actor)).all()
    # A count over all rows stands in each row; where there is none, there are none.
    totals = {name: found[0].get("total", 0) if found else 0 for name, found in rows.items()}
    totals |= {NEW: sum(row.new for row in counts), CHANGED: sum(row.changed for row in counts)}
    totals[DISPUTED] += totals[CONFLICTS]
    changed = [row["id"] for row in rows[CHANGED]]
    _say_changes(rows[CHANGED], session.execute(queries.fields_of_changes(*bounds, actor, changed)).all())
    found = {name: [_said(row) for row in listed] for name, listed in rows.items()}
    found[DISPUTED] = (found[DISPUTED] + found.pop(CONFLICTS))[:MOST]
    return Findings(
        counts,
        session.execute(queries.left_out(*bounds)).one(),
        session.execute(queries.disputes(*bounds, actor)).one(),
        rows[DUE][0]["certain"] if rows[DUE] else 0,
        found,
        totals,
    )


def _lists(session: Session, time: Window, actor: Actor) -> dict[str, Select[*tuple[Any, ...]]]:
    bounds = time.begin, time.end
    before, now = (reported_on(frames.reported_otherwise(session, day)) for day in (time.since, time.until))
    return {
        NEW: queries.new(*bounds, actor, MOST),
        CHANGED: queries.changed(*bounds, actor, MOST),
        FIELDS: queries.fields_of_changes(*bounds, actor).limit(MOST),
        OVERDUE: queries.newly_overdue(time.since, time.until, (before, now), actor, MOST),
        DUE: queries.due_next(time.until, time.until + AHEAD * DAY, now, actor, MOST),
        DISPUTED: queries.disputed(time.end, actor, MOST),
        CONFLICTS: queries.conflicts(time.end, [entry.model for entry in CATALOGUE], actor, MOST),
    }


def _say_changes(changed: list[Listed], fields: Sequence[Row[*tuple[Any, ...]]]) -> None:
    """Give each changed record the fields that changed, with how often where more than once."""
    for row in changed:
        said = [_times(_field(row["kind"], name), n) for record, name, n in fields if record == row["id"]]
        row["fields"] = ", ".join(said)


def _times(label: str, n: int) -> str:
    return label if n == 1 else _("%(label)s (%(n)s times)", label=label, n=n)


def _field(kind: str, name: str) -> str:
    """What a field is called; whatever else a save can change has a word too."""
    others = {"evidence": _("Evidence"), "withdrawn": _("Withdrawn")}
    known = fields_of(BY_KIND[kind].model)
    return str(known[name].label) if name in known else others.get(name, name)


def _said(row: Listed) -> Listed:
    """A row with what sections say in words, and the page it links to."""
    entry = BY_KIND[row["kind"]]
    said = row | {"kind_said": str(entry.label)}
    if "slug" in row:
        said |= {"path": f"{entry.slug}/{row['slug']}", "reference": f"{row['family']}:{row['slug']}"}
    if "at" in row:
        said["at"] = row["at"].date().isoformat()
    if "sure" in row:
        said["sure"] = str(SURE[row["sure"]])
    if "field" in row:
        said["field"] = _field(row["kind"], row["field"])
        said["question"] = _("The sources conflict on “%(field)s”.", field=said["field"])
    return said
