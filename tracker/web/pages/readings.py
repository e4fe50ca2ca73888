"""What a date or figure in words is read as: asked while one types, and again before anything is saved."""

from typing import Any

from flask import request

from tracker.catalogue import BY_KIND
from tracker.forms.claim import PERIOD_END, PERIOD_START
from tracker.forms.evidence import SOURCE
from tracker.forms.fields import LONGEST, Input, ahead_of, clean, understand, write
from tracker.forms.reading import Reading, Undecided
from tracker.languages import gettext as _
from tracker.models import Field, FieldType, Source, fields_of
from tracker.queries.list_query import BadQuery
from tracker.services.errors import Rejected
from tracker.services.references import find_record
from tracker.values import FuzzyDate, Quantity
from tracker.web.routing import Routes
from tracker.web.session import session

routes = Routes()
# The input in which a form says what the person was shown that its words are read as, or which reading was chosen.
READ = "read-"
PERIOD = {field.name: field for field in (PERIOD_START, PERIOD_END)}


@routes("/readings", policy="edit")
def readings() -> dict[str, Any]:
    """What `text` in a field of a kind would be kept as and what that means, or the problem with it and the choices.

    A claim's period is asked for as `field=period_start`, with the claim's own field as `of`.
    """
    published = published_of(request.args.get("source", ""))
    try:
        field = _asked("field")
        claimed = _asked("of") if field.name in PERIOD else field
        found = understand(field, request.args.get("text", ""), published=published, ahead=ahead_of(claimed))
    except Undecided as problem:
        choices = [{"canonical": write(choice.value), "sentence": choice.brief()} for choice in problem.choices]
        return {"problem": str(problem), "question": problem.choices[0].question(), "choices": choices}
    except ValueError as problem:
        return {"problem": str(problem)}
    if isinstance(found, Reading):
        return {"canonical": write(found.value), "sentence": found.sentence()}
    meaning = Reading("", found).meaning() if isinstance(found, FuzzyDate | Quantity) else ""
    return {"canonical": write(found), "sentence": meaning}


def _asked(name: str) -> Field:
    """The date or figure that the query names. Raises `BadQuery`."""
    kind, asked = request.args.get("kind", ""), request.args.get(name, "")
    if kind not in BY_KIND:
        raise BadQuery("kind", kind, ", ".join(BY_KIND))
    fields = (fields_of(BY_KIND[kind].model) | PERIOD) if name == "field" else fields_of(BY_KIND[kind].model)
    known = {name: field for name, field in fields.items() if field.type in (FieldType.DATE, FieldType.QUANTITY)}
    if asked not in known:
        raise BadQuery(name, asked, ", ".join(known) or _("This kind has no dates or figures."))
    return known[asked]


def published_of(text: str) -> FuzzyDate | None:
    """When the source that was typed into an evidence bar appeared; None where either is unknown."""
    try:
        source = session().get(Source, find_record(session(), SOURCE, clean(text, LONGEST[FieldType.RECORD])))
    except (ValueError, Rejected):
        return None
    return FuzzyDate.parse(source.published) if source and source.published else None


def shown() -> dict[str, str]:
    """What the person was shown that words are read as, or chose, by the name of the input."""
    return {name.removeprefix(READ): text for name, text in request.form.items() if name.startswith(READ)}


def unseen(inputs: list[Input]) -> bool:
    """Whether any words were read as what the person has not been shown yet: nothing is saved before."""
    seen = shown()
    return any(field.reading and seen.get(field.name) != write(field.reading.value) for field in inputs)
