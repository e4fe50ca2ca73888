"""Editing a record of any kind, with the evidence bar."""

from typing import Any

from flask import flash, redirect, request

from tracker.catalogue import BY_KIND
from tracker.forms.base import RecordForm
from tracker.forms.evidence import EvidenceForm
from tracker.forms.fields import readings_of
from tracker.languages import gettext as _
from tracker.models import Entity, Record
from tracker.services import records
from tracker.services.citations import Mismatched
from tracker.services.errors import Rejected, Stale
from tracker.services.history import changed_since
from tracker.web.pages.forms import (
    ANSWER,
    EVIDENCE,
    Question,
    form_page,
    inputs,
    reference,
    refused,
    shown_values,
    typed,
    valid,
)
from tracker.web.pages.readings import unseen
from tracker.web.pages.records import address, explained, found, found_live, last_save, sent_version
from tracker.web.routing import SAFE, Routes
from tracker.web.session import actor, session

routes = Routes()


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
        return question_page(record, form, evidence, question)
    session().commit()
    if record.version > before:
        flash(_("Saved."), last_save(record))
    else:
        flash(_("Nothing was changed."))
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
        answers={name: typed(f"{ANSWER}{name}") for name in form.data},
        wordings=readings_of(form),
    )


def catch_up(form: RecordForm, record: Record, version: int, stale: Stale) -> None:
    """Show what others saved in the fields this person left alone: sending those again as they were would undo it."""
    overlapping = {overlap.field for overlap in stale.overlaps}
    values = shown_values(record)
    for name in changed_since(session(), record, version):
        if name in form and name not in overlapping:
            form[name].process_data(values[name])


def question_page(record: Record, form: RecordForm, evidence: EvidenceForm, question: Mismatched | Stale) -> Any:
    """The form again, with what the person has to decide: what sources state, or whose change is to stand."""
    entry, slug, questions = BY_KIND[record.kind], record.slug, []
    if isinstance(question, Mismatched):
        # As texts, now: after a rollback the rows are to be read again.
        questions = [Question(one.field, one.values, one.sources, one.answers) for one in question.found]
    session().rollback()
    record = found(entry, slug)
    if isinstance(question, Mismatched):
        return form_page(entry, form, evidence, record=record, questions=questions)
    catch_up(form, record, sent_version(), question)
    return form_page(entry, form, evidence, record=record, stale=question, status=409)
