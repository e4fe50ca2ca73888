"""Records of the same name as a new one: said while one types, and asked about before it is added."""

from collections.abc import Sequence

from flask import render_template, request

from tracker.models import Entity, family_of
from tracker.queries import suggestions as queries
from tracker.queries.search import BadQuestion
from tracker.queries.suggestions import Suggestion
from tracker.values.words import fold
from tracker.web.routing import Routes
from tracker.web.session import session

routes = Routes()


@routes("/namesakes/<entity:entry>", policy="edit")
def show_namesakes(entry: Entity) -> str:
    """A part of the form's page: the records that are called `label`, nothing where there is none."""
    label = request.args.get("label", "")
    return render_template("records/namesakes.html", namesakes=namesakes(entry, label), name_key=fold(label))


def namesakes(entry: Entity, label: str) -> Sequence[Suggestion]:
    """The records of the entry's family that are called this; none for what cannot be searched for."""
    try:
        return queries.namesakes(session(), label, family_of(entry.model))
    except BadQuestion:
        return []
