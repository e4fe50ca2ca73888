"""Claims: stating one with all its parts, and ruling between them."""

from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import select

from tracker.forms.claim import ClaimForm
from tracker.forms.evidence import EvidenceForm
from tracker.languages import gettext as _
from tracker.models import Claim, Entity, Field, Record, claimed_fields, fields_of
from tracker.queries.list_query import BadQuery
from tracker.services import claims
from tracker.services.errors import Rejected, Stale
from tracker.services.ruling import rule
from tracker.web.errors import Missing
from tracker.web.pages.forms import EVIDENCE, inputs, name_links, offers, place, reference, refuse_unknown, typed, valid
from tracker.web.pages.readings import unseen
from tracker.web.pages.records import SAVED_MEANWHILE, address, explained, found, found_live, last_save, sent_version
from tracker.web.routing import Routes
from tracker.web.session import actor, session

routes = Routes()


@routes("/<entity:entry>/<slug>/claims/new", methods=("GET", "POST"), policy="edit")
def new_claim(entry: Entity, slug: str) -> Any:
    """State one value of one field, with its period, scope, role and passage."""
    record = found_live(entry, slug)
    spec = _field(record)
    if spec is None:
        return render_template("claims/fields.html", entry=entry, record=record, fields=claimed_fields(type(record)))
    sent = request.form if request.method == "POST" else None
    form, evidence = ClaimForm(sent, spec=spec, meta=reference()), EvidenceForm(sent, prefix=EVIDENCE)
    if sent is None:
        return _form_page(entry, record, form, evidence)
    if not valid(form, evidence):
        return _form_page(entry, record, form, evidence, status=400)
    if unseen(inputs(form)):
        return _form_page(entry, record, form, evidence, echo=True)
    try:
        claims.add_claim(
            session(),
            record,
            form.claim(),
            actor=actor(),
            evidence=evidence.evidence(),
            adopt=typed("adopt") == "yes",
            wordings=form.readings(),
        )
    except Rejected as rejected:
        session().rollback()
        problems = place(rejected, form, evidence)
        refuse_unknown(form, evidence)
        return _form_page(entry, found(entry, slug), form, evidence, problems=problems, status=400)
    session().commit()
    flash(_("Saved."), last_save(record))
    return redirect(address(record), 303)


def _field(record: Record) -> Field | None:
    name = request.args.get("field", "")
    if not name:
        return None
    names = [field.name for field in claimed_fields(type(record))]
    if name not in names:
        raise BadQuery("field", name, ", ".join(names))
    return fields_of(type(record))[name]


def _form_page(
    entry: Entity,
    record: Record,
    form: ClaimForm,
    evidence: EvidenceForm,
    *,
    problems: dict[str, list[str]] | None = None,
    echo: bool = False,
    status: int = 200,
) -> tuple[str, int]:
    name_links((*inputs(form), *inputs(evidence)))
    page = render_template(
        "claims/form.html",
        entry=entry,
        record=record,
        spec=form.spec,
        form=form,
        evidence=evidence,
        adopt=typed("adopt") == "yes",
        problems=problems or {},
        echo=echo,
        offers=offers([form.spec, *(field.spec for field in inputs(evidence))]),
    )
    return page, status


@routes("/<entity:entry>/<slug>/claims/<key>/ruling", methods=("GET", "POST"), policy="edit")
def ruling(entry: Entity, slug: str, key: str) -> Any:
    """Prefer a claim, set it aside as wrong, or take the ruling back; always with a reason."""
    record = found(entry, slug)
    claim = session().scalars(select(Claim).where(Claim.key == key, Claim.record_id == record.id)).first()
    if claim is None:
        raise Missing(_("This record has no claim “%(key)s”.", key=key))
    rank, reason = typed("rank") or claim.rank, typed("rank_reason")
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            rule(session(), claim, rank, explained("rank_reason"), version=sent_version(), actor=actor())
        except Rejected as rejected:
            session().rollback()
            record, problems = found(entry, slug), rejected.fields
        except Stale:
            session().rollback()
            record, problems = found(entry, slug), {"rank": [SAVED_MEANWHILE]}
        else:
            session().commit()
            flash(_("Saved."), last_save(record))
            return redirect(address(record), 303)
    field = fields_of(type(record))[claim.field]
    page = render_template(
        "claims/ruling.html",
        entry=entry,
        record=record,
        claim=claim,
        field=field,
        rank=rank,
        reason=reason,
        problems=problems,
    )
    return page, 400 if problems else 200
