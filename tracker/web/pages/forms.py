"""Adding and editing records of every kind, with the evidence bar."""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from tracker.catalogue import BY_KIND
from tracker.forms.base import RecordForm
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import Input, readings_of
from tracker.languages import gettext as _
from tracker.models import Entity, Field, FieldType, Record, fields_of
from tracker.queries.relations import labels, offered
from tracker.services import records
from tracker.services.citations import Mismatched
from tracker.services.errors import Rejected, Stale
from tracker.services.history import changed_since, state_of
from tracker.services.references import find_record
from tracker.services.sent_forms import added_with, keep_sent
from tracker.web.pages.readings import published_of, unseen
from tracker.web.pages.records import address, explained, found, found_live, sent_version
from tracker.web.routing import SAFE, Routes
from tracker.web.security import writable
from tracker.web.session import actor, session

routes = Routes()
# As many records as a list of suggestions can offer before it is of no use; any other can be typed.
OFFERED = 500
EVIDENCE = "evidence-"
# Before the name of a field: whether what is cited for another value of it states the typed one.
CITED = "cited-"


@routes("/<entity:entry>/new", methods=("GET", "POST"), policy="edit")
def new(entry: Entity) -> Any:
    """Add a record. What the address says of a field is what the form begins with; only what is sent is saved."""
    if request.method in SAFE:
        return form_page(
            entry, entry.form(data=begun(), meta=reference()), EvidenceForm(data=begun(EVIDENCE), prefix=EVIDENCE)
        )
    form, evidence = entry.form(request.form, meta=reference()), EvidenceForm(request.form, prefix=EVIDENCE)
    if not valid(form, evidence):
        return form_page(entry, form, evidence, status=400)
    if unseen(inputs(form)):
        return form_page(entry, form, evidence, echo=True)
    try:
        record = added(entry, form, evidence)
    except Rejected as rejected:
        return refused(entry, form, evidence, rejected)
    session().commit()
    if typed("then") == "another":
        flash(_("“%(label)s” is saved. The form keeps its source and its links for the next one.", label=record.label))
        return redirect(url_for("new", entry=entry, **kept(form, evidence)), 303)
    flash(_("Saved."))
    return redirect(address(record), 303)


def added(entry: Entity, form: RecordForm, evidence: EvidenceForm) -> Record:
    """The record that was typed, added now, or before if the same form was sent twice. Raises `Rejected`."""
    # What no page of ours drew is sent as often as it is meant.
    if not typed("drawn"):
        return create(entry, form, evidence)
    sent = sent_form()
    if (earlier := added_with(session(), sent)) is not None:
        return earlier
    try:
        record = create(entry, form, evidence)
        keep_sent(session(), sent, record)
    except IntegrityError:
        session().rollback()
        if (earlier := added_with(session(), sent)) is None:
            raise
        return earlier
    return record


def create(entry: Entity, form: RecordForm, evidence: EvidenceForm) -> Record:
    """Add the record that was typed. Raises `Rejected`."""
    return records.create(
        session(),
        entry.model,
        form.values(),
        actor=actor(),
        evidence=evidence.evidence(),
        reason=explained("reason"),
        wordings=readings_of(form),
    )


def sent_form() -> str:
    """What tells a form that is sent twice from another: what its page drew at random, and all that was typed."""
    sent = sorted((name, text) for name, text in request.form.items(multi=True) if name != "csrf_token")
    return hashlib.sha256(repr(sent).encode()).hexdigest()


def begun(prefix: str = "") -> dict[str, str]:
    """What the address gives the fields of a form, by the fields' names."""
    return {name.removeprefix(prefix): writable(text) for name, text in request.args.items() if name.startswith(prefix)}


def kept(form: RecordForm, evidence: EvidenceForm) -> dict[str, Any]:
    """What the next form of the kind begins with: the same source, and the same links to other records."""
    links = [field for field in inputs(form) if field.spec.type == FieldType.RECORD]
    sent = {field.name: field.raw_data[0] for field in (*links, evidence["source"]) if field.raw_data}
    return {name: text for name, text in sent.items() if text}


@routes("/<entity:entry>/<slug>/edit", methods=("GET", "POST"), policy="edit")
def edit(entry: Entity, slug: str) -> Any:
    """Change a record. What was typed is compared with the version the form was opened at."""
    record = found_live(entry, slug)
    entry = BY_KIND[record.kind]
    if request.method in SAFE:
        return form_page(entry, entry.form(data=shown_values(record)), EvidenceForm(prefix=EVIDENCE), record=record)
    form = entry.form(request.form, partial=True, meta=reference())
    evidence = EvidenceForm(request.form, prefix=EVIDENCE)
    if not valid(form, evidence, record):
        return form_page(entry, form, evidence, record=record, status=400)
    if unseen(inputs(form)):
        return form_page(entry, form, evidence, record=record, echo=True)
    version, before = sent_version(), record.version
    try:
        save(record, form, evidence, version)
    except Rejected as rejected:
        return refused(entry, form, evidence, rejected, slug)
    except (Mismatched, Stale) as question:
        return undecided(record, form, evidence, question)
    session().commit()
    flash(_("Saved.") if record.version > before else _("Nothing was changed."))
    return redirect(address(record), 303)


def save(record: Record, form: RecordForm, evidence: EvidenceForm, version: int) -> None:
    """Change a record to what was typed. Raises `Rejected`, `Mismatched`, `Stale`."""
    records.update(
        session(),
        record,
        form.values(),
        version=version,
        actor=actor(),
        evidence=evidence.evidence(),
        reason=explained("reason"),
        adopt=typed("adopt") != "no",
        cited={name: typed(f"{CITED}{name}") for name in form.data},
        wordings=readings_of(form),
    )


def catch_up(form: RecordForm, record: Record, version: int, stale: Stale) -> None:
    """Show what others saved in the fields this person left alone: sending those again as they were would undo it."""
    overlapping = {overlap.field for overlap in stale.overlaps}
    values = shown_values(record)
    for name in changed_since(session(), record, version):
        if name in form and name not in overlapping:
            form[name].process_data(values[name])


def shown_values(record: Record) -> dict[str, Any]:
    """What the form of a record shows at first: its texts, links as `family:slug`."""
    return dict(state_of(session(), record))


def reference() -> dict[str, Any]:
    """What the words of a form are read against: when the source in its evidence bar appeared."""
    return {"published": published_of(request.form.get(f"{EVIDENCE}source", ""))}


def typed(name: str) -> str:
    """A field of the page that is not part of the record's form."""
    return writable(request.form.get(name, "")).strip()


def valid(form: Any, evidence: EvidenceForm, record: Record | None = None) -> bool:
    """Whether both parts of the page can be read; both say all that they refuse."""
    if bool(form.validate()) & bool(evidence.validate()):
        return True
    refuse_unknown(form, evidence, record)
    return False


def refuse_unknown(form: Any, evidence: EvidenceForm, record: Record | None = None) -> None:
    """Say beside each link of a page that is refused anyway that it names no record, for all to be mended at once."""
    # What a record links to already stays, also where that was withdrawn since.
    kept = shown_values(record) if record else {}
    for field in (*inputs(form), *inputs(evidence)):
        if (
            field.read_spec.type == FieldType.RECORD
            and field.data
            and not field.errors
            and field.text != kept.get(field.name)
        ):
            try:
                find_record(session(), field.read_spec, str(field.data), field.name)
            except Rejected as rejected:
                field.errors = rejected.fields[field.name]


def refused(entry: Entity, form: RecordForm, evidence: EvidenceForm, rejected: Rejected, slug: str = "") -> Any:
    """The form again, with what a service refused beside the fields it is about."""
    session().rollback()
    rest = place(rejected, form, evidence)
    record = found(entry, slug) if slug else None
    refuse_unknown(form, evidence, record)
    return form_page(entry, form, evidence, record=record, problems=rest, status=400)


def undecided(record: Record, form: RecordForm, evidence: EvidenceForm, question: Mismatched | Stale) -> Any:
    """The form again, with what the person has to decide: what sources state, or whose change is to stand."""
    entry, slug = BY_KIND[record.kind], record.slug
    if isinstance(question, Mismatched):
        asked = [(mismatch.field, mismatch.value, mismatch.sources) for mismatch in question.found]
        session().rollback()
        return form_page(entry, form, evidence, record=found(entry, slug), asked=asked)
    session().rollback()
    record = found(entry, slug)
    catch_up(form, record, sent_version(), question)
    return form_page(entry, form, evidence, record=record, stale=question, status=409)


def place(rejected: Rejected, *parts: Any) -> dict[str, list[str]]:
    """Put sentences beside their fields, in whichever form has them; return those that have no field on the page."""
    rest = {}
    for name, sentences in rejected.fields.items():
        field = next((part[name] for part in parts if name in part), None)
        if field is None:
            rest[name] = sentences
        else:
            field.errors = [*field.errors, *sentences]
    return rest


def form_page(
    entry: Entity,
    form: Any,
    evidence: EvidenceForm,
    *,
    record: Record | None = None,
    stale: Stale | None = None,
    asked: Sequence[tuple[str, str, Sequence[str]]] = (),
    problems: dict[str, list[str]] | None = None,
    echo: bool = False,
    status: int = 200,
) -> tuple[str, int]:
    """The page of a form, with everything that was typed.

    `echo` says that words wait for the person to agree; `asked` are fields, the values that sources are cited for, and
    those sources: it is asked whether they state what was typed.
    """
    page = render_template(
        [f"{entry.slug}/form.html", "records/form.html"],
        entry=entry,
        form=form,
        evidence=evidence,
        record=record,
        stale=stale,
        asked=asked,
        cited=CITED,
        problems=problems or {},
        echo=echo,
        # A refused form still belongs to the version it was opened at, or a save in between would be lost.
        version=stale.version if stale else typed("version") or (record.version if record else ""),
        reason=typed("reason"),
        drawn=typed("drawn") or secrets.token_hex(8),
        adopt=typed("adopt") != "no",
        offers=offers([field.spec for field in (*inputs(form), *inputs(evidence))]),
        current=current_links(record),
        saved=shown_values(record) if record else {},
        fields=fields_of(entry.model),
    )
    return page, status


def inputs(form: Any) -> list[Input]:
    """The fields of a form, in its order."""
    return [field for field in form if isinstance(field, Input)]


def offers(specs: list[Field]) -> dict[str, list[Any]]:
    """What the page offers its links to name, by family."""
    families = {kind for spec in specs if spec.type == FieldType.RECORD for kind in spec.kinds}
    groups: dict[str, list[Any]] = {family: [] for family in families}
    for row in session().execute(offered(families, OFFERED)):
        groups[row.family].append(row)
    return groups


def current_links(record: Record | None) -> dict[str, str]:
    """The names of the records a record links to now, by field."""
    if record is None:
        return {}
    links = {name: field for name, field in fields_of(type(record)).items() if field.type == FieldType.RECORD}
    ids = {name: getattr(record, field.column) for name, field in links.items() if not field.claimed}
    names = {row.id: row.label for row in session().execute(labels({i for i in ids.values() if i}, actor()))}
    return {name: names.get(link, "") for name, link in ids.items()}
