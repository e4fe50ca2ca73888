"""What an input that names a record suggests while one types, and adding the record there and then."""

from typing import Any

from flask import jsonify, render_template, request, url_for

from tracker.catalogue import BY_KIND, CATALOGUE, FAMILIES
from tracker.forms.base import RecordForm
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import Input
from tracker.languages import gettext as _
from tracker.languages import ngettext
from tracker.models import Entity, family_of
from tracker.queries.list_query import BadQuery
from tracker.queries.search import LONGEST_QUESTION, BadQuestion
from tracker.queries.suggestions import MOST, Suggestion, suggest
from tracker.services.errors import Rejected
from tracker.services.references import shown_as
from tracker.web.pages.adding import create
from tracker.web.pages.forms import EVIDENCE, inputs, place, reference, refuse_unknown, typed, valid
from tracker.web.pages.readings import unseen
from tracker.web.routing import SAFE, Routes
from tracker.web.session import actor, session

routes = Routes()
# Keeps the names of the small form apart from those of the page's own.
PREFIX = "added-"


@routes("/suggestions", policy="read")
def suggestions() -> dict[str, Any]:
    """The records of `families` that `q` may mean, what to say about them, and where to add one that is not there."""
    families = request.args.get("families", "").split()
    if unknown := sorted(set(families) - set(FAMILIES)):
        raise BadQuery("families", unknown[0], ", ".join(FAMILIES))
    text = request.args.get("q", "").strip()
    try:
        found = suggest(session(), text, families)
    except BadQuestion as problem:
        return {"records": [], "creates": [], "status": str(problem)}
    return {
        "records": [_option(suggestion) for suggestion in found],
        "creates": _creates(text, families) if actor().can("edit") else [],
        "status": _status(len(found)),
    }


def _option(found: Suggestion) -> dict[str, str]:
    context = f"{BY_KIND[found.kind].label} · {found.slug}"
    if found.called:
        context += " · " + _("also called “%(name)s”", name=found.called)
    return {
        "value": found.reference,
        "shown": shown_as(found.label, found.reference),
        "label": found.label,
        "context": context,
    }


def _creates(text: str, families: list[str]) -> list[dict[str, str]]:
    """One offer for each kind that fits: nobody guesses which of them was meant."""
    if not text or len(text) > LONGEST_QUESTION or text.partition(":")[0] in FAMILIES:
        return []
    fitting = [entry for entry in CATALOGUE if family_of(entry.model) in families]
    return [
        {
            "text": _("Create “%(text)s”: %(kind)s", text=text, kind=entry.label),
            "address": url_for("add_linked", entry=entry, label=text),
        }
        for entry in fitting
    ]


def _status(count: int) -> str:
    if not count:
        return _("No record is called that.")
    if count == MOST:
        return _("The first %(n)s are shown; type more to narrow them down.", n=count)
    return ngettext("%(n)s record found.", "%(n)s records found.", count)


@routes("/suggestions/<entity:entry>", methods=("GET", "POST"), policy="edit")
def add_linked(entry: Entity) -> Any:
    """A small form for a record that another form names. Once it is saved: how to name it, as JSON."""
    if request.method in SAFE:
        form = entry.form(prefix=PREFIX, data={"label": request.args.get("label", "")})
        return {"form": _small(entry, form, {})}
    form = entry.form(request.form, prefix=PREFIX, meta=reference())
    evidence = EvidenceForm(request.form, prefix=EVIDENCE)
    if not valid(form, evidence):
        return _again(entry, form, evidence.errors)
    if unseen(inputs(form)):
        return _again(entry, form, {})
    try:
        record = create(entry, form, evidence)
    except Rejected as rejected:
        session().rollback()
        problems = place(rejected, form)
        refuse_unknown(form, evidence)
        return _again(entry, form, {**evidence.errors, **problems})
    said = {
        "value": record.reference,
        "shown": shown_as(record.label, record.reference),
        "label": record.label,
        "status": _("Added: %(label)s", label=record.label),
    }
    session().commit()
    return jsonify(said), 201


def _again(entry: Entity, form: RecordForm, problems: Any) -> Any:
    return jsonify({"form": _small(entry, form, problems)}), 400


def _small(entry: Entity, form: RecordForm, problems: Any) -> str:
    """The least fields of a kind, and whichever else was refused or filled in."""
    shown = [field for field in inputs(form) if _is_shown(field)]
    others = {name: told for name, told in problems.items() if name != "reason"}
    return render_template(
        "records/small.html",
        entry=entry,
        shown=shown,
        problems=others,
        reason=typed("reason"),
        reason_problems=problems.get("reason", ()),
    )


def _is_shown(field: Input) -> bool:
    return bool(field.spec.required or field.errors or field.text)
