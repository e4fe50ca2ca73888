"""Records that are called what a new one is called: said while one types, and asked about before it is added."""

from collections.abc import Sequence

from flask import render_template, request

from tracker.models import Entity, family_of
from tracker.queries.search import BadQuestion
from tracker.queries.suggestions import Suggestion, suggest
from tracker.values.words import fold
from tracker.web.routing import Routes
from tracker.web.session import session

routes = Routes()


@routes("/lookalikes/<entity:entry>", policy="edit")
def show_lookalikes(entry: Entity) -> str:
    """A part of the form's page: the records that are called `label`, nothing where there is none."""
    return render_template(
        "records/lookalikes.html", alike=lookalikes(entry, request.args.get("label", "")), another=False
    )


def lookalikes(entry: Entity, label: str) -> Sequence[Suggestion]:
    """The records of the entry's family that have this name, or another that equals it but for case and accents."""
    try:
        found = suggest(session(), label, [family_of(entry.model)])
    except BadQuestion:
        return []
    return [record for record in found if fold(label) in (fold(record.label), fold(record.called))]
