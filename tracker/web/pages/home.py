"""The home page: what is due, what is disputed, what was saved last."""

from datetime import UTC, datetime
from typing import Any

from flask import render_template

from tracker.catalogue import CATALOGUE
from tracker.models import Entity
from tracker.queries import home as queries
from tracker.web.routing import Routes
from tracker.web.session import actor, session

routes = Routes()
SHOWN = 10


@routes("/", policy="read")
def home() -> Any:
    """Counts of every kind, overdue milestones, unsettled records, and the latest changes."""
    today = datetime.now(UTC).date()
    counts = {row[0]: row[1] for row in session().execute(queries.counts(actor()))}
    return render_template(
        "home.html",
        counts={entry.slug: _listed(entry, counts) for entry in CATALOGUE},
        overdue=list(session().execute(queries.overdue(today, actor(), SHOWN + 1))),
        unsettled=list(session().execute(queries.unsettled(actor(), SHOWN + 1))),
        latest=list(session().execute(queries.latest(actor(), SHOWN))),
        shown=SHOWN,
        today=today,
    )


def _listed(entry: Entity, counts: dict[str, int]) -> int:
    """How many records the list of an entry holds: that of organisations holds the studios too."""
    return sum(counts.get(other.kind, 0) for other in CATALOGUE if issubclass(other.model, entry.model))
