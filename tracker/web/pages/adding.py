"""Adding a record of any kind, with the evidence bar."""

import hashlib
import secrets
from typing import Any

from flask import flash, redirect, request, url_for
from sqlalchemy.exc import IntegrityError

from tracker.catalogue import entry_of
from tracker.forms.base import RecordForm
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import readings_of
from tracker.languages import gettext as _
from tracker.models import Entity, FieldType, Record
from tracker.services import records
from tracker.services.errors import Rejected
from tracker.services.sent_forms import added_with, keep_sent
from tracker.values.words import fold
from tracker.web.pages.forms import EVIDENCE, form_page, inputs, reference, refused, typed, valid
from tracker.web.pages.namesakes import namesakes
from tracker.web.pages.readings import unseen
from tracker.web.pages.records import address, explained
from tracker.web.routing import SAFE, Routes
from tracker.web.security import writable
from tracker.web.session import actor, session

routes = Routes()


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
    echo, doubt = unseen(inputs(form)), is_namesake(entry, form)
    # Asked last: the same form, sent a moment before, may have been saved just now, and is no namesake.
    earlier = added_with(session(), sent_form())
    if earlier is None and (echo or doubt):
        return form_page(entry, form, evidence, echo=echo)
    try:
        record = earlier or added(entry, form, evidence)
    except Rejected as rejected:
        return refused(entry, form, evidence, rejected)
    session().commit()
    if typed("then") == "another":
        flash(_("“%(label)s” is saved. The form keeps its source and its links for the next one.", label=record.label))
        return redirect(url_for("new", entry=entry, **kept(form, evidence)), 303)
    way = url_for("withdraw", entry=entry_of(record), slug=record.slug)
    flash(_("This form was saved already.") if earlier else _("Saved."), way)
    return redirect(address(record), 303)


def is_namesake(entry: Entity, form: RecordForm) -> bool:
    """Whether the name that was typed is taken, and the person has not said that they mean another record."""
    label = str(form.data["label"] or "")
    return typed("namesake") != fold(label) and bool(namesakes(entry, label))


def added(entry: Entity, form: RecordForm, evidence: EvidenceForm) -> Record:
    """The record that was typed, or that which the same form adds at this very moment. Raises `Rejected`."""
    try:
        record = create(entry, form, evidence)
        keep_sent(session(), sent_form(), record)
    except IntegrityError:
        session().rollback()
        if (earlier := added_with(session(), sent_form())) is None:
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
    """What tells a form that is sent twice from another: the key its page drew at random, and all that was typed."""
    sent = sorted((name, text) for name, text in request.form.items(multi=True) if name != "csrf_token")
    # What no page of ours drew has no key, and is sent as often as it is meant.
    key = typed("form_key") or secrets.token_hex(8)
    return hashlib.sha256(repr([key, *sent]).encode()).hexdigest()


def begun(prefix: str = "") -> dict[str, str]:
    """What the address gives the fields of a form, by the fields' names."""
    return {name.removeprefix(prefix): writable(text) for name, text in request.args.items() if name.startswith(prefix)}


def kept(form: RecordForm, evidence: EvidenceForm) -> dict[str, Any]:
    """What the next form of the kind begins with: the same source, and the same links to other records."""
    links = [field for field in inputs(form) if field.spec.type == FieldType.RECORD]
    sent = {field.name: field.raw_data[0] for field in (*links, evidence["source"]) if field.raw_data}
    return {name: text for name, text in sent.items() if text}
