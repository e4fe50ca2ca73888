"""The home page: what is new, what is due, what is disputed, and what needs a source."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import render_template, request, url_for

from tracker.catalogue import CATALOGUE
from tracker.languages import gettext as _
from tracker.languages import ngettext
from tracker.models import Entity, Field, Record, Schedule, claimed_fields
from tracker.queries import home as queries
from tracker.queries.list_query import BadQuery
from tracker.queries.records import MOST_COUNTED
from tracker.reports import summary
from tracker.services.schedules import UnknownZone, next_slots
from tracker.web.routing import Routes
from tracker.web.session import actor, session

routes = Routes()
SHOWN = 10
# The lists within a block are shorter: together they are one question.
FEW = 5
DAYS_BACK = 30
DAYS_AHEAD = 90
CLAIMS_PER_PAGE = 100


@dataclass(frozen=True)
class Unsettled:
    """What is unsettled among a few records: the open disputes by question, and each field in conflict."""

    records: Sequence[Record]
    questions: Mapping[str, Sequence[tuple[str, Record]]]
    conflicts: Sequence[tuple[Field, Record]]


@routes("/", policy="read")
def home() -> Any:
    """The four questions, each with how many answers there are in all and the first of them, and counts per kind."""
    today = datetime.now(UTC).date()
    since, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    asked = {
        "changed": queries.changed(datetime.combine(since, time(), UTC), actor()),
        "overdue": queries.overdue(today, actor()),
        "ahead": queries.ahead(today, last, actor()),
        "unsourced": queries.unsourced(actor()),
        "unseen": queries.unseen(actor()),
    }
    totals = session().execute(queries.totals(**asked)).one()._asdict()
    found = {name: list(session().execute(query.limit(_most(name)))) for name, query in asked.items()}
    return render_template(
        "home.html",
        **_counts(),
        totals=totals,
        found=found,
        unsettled=_unsettled(),
        due_words=lambda row: due_words(row.expected_date_earliest, row.expected_date_latest, today),
        most_counted=MOST_COUNTED,
        # The report is of the days after the one it is given.
        summary=url_for("show_report", name=summary.NAME, since=since - timedelta(days=1)),
        scheduled=session().execute(queries.scheduled(FEW)).all() if actor().can("edit") else (),
        next_slot=next_slot,
        since=since,
        last=last,
        today=today,
    )


@routes("/unsourced", policy="read")
def unsourced() -> Any:
    """Every claim that no source supports, the newest first."""
    before = request.args.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 16):
        raise BadQuery("before", before, _("the address of a page of this list, unchanged"))
    query = queries.unsourced(actor(), int(before) if before else None)
    rows = list(session().execute(query.limit(CLAIMS_PER_PAGE + 1)))
    return render_template("unsourced.html", rows=rows[:CLAIMS_PER_PAGE], more=len(rows) > CLAIMS_PER_PAGE)


def due_words(earliest: date | None, latest: date, today: date) -> str:
    """When a milestone falls due, or how long it has been overdue, counted in days from today."""
    left = (latest - today).days
    if left < 0:
        return ngettext("%(n)s day overdue", "%(n)s days overdue", -left)
    if left == 0:
        return _("due today") if earliest == latest else _("could be due now, today at the latest")
    if earliest == latest:
        return ngettext("due in %(n)s day", "due in %(n)s days", left)
    first = (earliest - today).days if earliest else 0
    if first > 0:
        return _("could be due in %(first)s to %(last)s days", first=first, last=left)
    return ngettext(
        "could be due now, in %(n)s day at the latest", "could be due now, in %(n)s days at the latest", left
    )


def next_slot(schedule: Schedule) -> datetime | None:
    """When a schedule is due next; None where its time zone is unknown here, which its own page says."""
    with suppress(UnknownZone):
        return next_slots(schedule, datetime.now(UTC), 1)[0]
    return None


def _most(name: str) -> int:
    return SHOWN if name == "changed" else FEW


def _counts() -> dict[str, Any]:
    """How many records each list holds, and in which lists those are that are unsettled or rest on a single origin."""
    rows = list(session().execute(queries.counts([entry.kind for entry in CATALOGUE], actor())))
    kinds = {mark: {kind: n for name, kind, n in rows if name == mark} for mark, _kind, _n in rows}
    # A source rests on itself: that it has no other origin is no lack.
    kinds["single_origin"].pop("source", None)
    return {
        "counts": {entry.slug: _listed(entry, kinds[queries.ALL]) for entry in CATALOGUE},
        "open": _apart(kinds["unsettled"]),
        "lone": _apart(kinds["single_origin"]),
    }


def _apart(counts: Mapping[str, int]) -> dict[str, int]:
    """The lists that hold any of these records, none of which is part of another: studios are among organisations."""
    whole = [entry for entry in CATALOGUE if not any(_holds(other, entry) for other in CATALOGUE if other != entry)]
    return {entry.slug: n for entry in whole if (n := _listed(entry, counts))}


def _listed(entry: Entity, counts: Mapping[str, int]) -> int:
    return sum(counts.get(other.kind, 0) for other in CATALOGUE if _holds(entry, other))


def _holds(entry: Entity, other: Entity) -> bool:
    return issubclass(other.model, entry.model)


def _unsettled() -> Unsettled:
    """What is asked of the records with the most unsettled fields; a question comes with the key of its dispute."""
    records = {record.id: record for record in session().scalars(queries.unsettled(actor(), SHOWN))}
    questions: dict[str, list[tuple[str, Record]]] = {}
    for record_id, key, question in session().execute(queries.disputes(records)):
        questions.setdefault(question, []).append((key, records[record_id]))
    conflicts = [(field, record) for record in records.values() for field in _conflicts(record)]
    return Unsettled(list(records.values()), questions, conflicts)


def _conflicts(record: Record) -> list[Field]:
    resolved = [field for field in claimed_fields(type(record)) if field.resolved]
    return [field for field in resolved if getattr(record, f"{field.name}_by") == "conflict"]
