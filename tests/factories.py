"""Records for tests, made by the services from the catalogue: a new noun needs no line here."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.capture.texts import fingerprint, paragraphs, passage
from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.forms.base import RowData
from tracker.forms.claim import ClaimForm
from tracker.forms.evidence import EvidenceInput
from tracker.forms.fields import Value, read
from tracker.models import Claim, Entity, Field, FieldType, Record, Term, family_of, fields_of, structural_fields
from tracker.permissions import Actor
from tracker.services import claims, records

ALICE = Actor("alice", "editor")
BOB = Actor("bob", "contributor")
CHARLIE = Actor("charlie", "reader")

TEXTS = {
    FieldType.TEXT: "words",
    FieldType.NUMBER: "1",
    FieldType.FLAG: "no",
    FieldType.ADDRESS: "https://example.com/",
    FieldType.DATE: "2026",
    FieldType.QUANTITY: "1",
}

# What a noun needs at least one of: no single field of it is required.
ONE_OF = {"deployment": "work"}


def build(session: Session, entry: Entity, **values: Value) -> Record:
    """A record of any noun: `values` as one types them, and whatever else its noun requires."""
    fields = fields_of(entry.model)
    given = {name: read(fields[name], text) if isinstance(text, str) else text for name, text in values.items()}
    needed = values_of(session, entry, *given)
    return records.create(session, entry.model, needed | given, actor=ALICE, reason="a test needs it")


def values_of(session: Session, entry: Entity, *known: str) -> dict[str, Value]:
    """The least a record of a noun needs but for the fields `known`; the records it links to are made on the way."""
    needed = [
        field
        for field in structural_fields(entry.model)
        if (field.required or field.name == ONE_OF.get(entry.kind)) and field.name not in known
    ]
    return {field.name: _least(session, entry, field) for field in needed}


def _least(session: Session, entry: Entity, field: Field) -> Value:
    if field.name == "label":
        return f"A {entry.label}"
    if field.type == FieldType.TERM:
        return first_term(session, field.vocabulary)
    if field.type == FieldType.RECORD:
        return build(session, _of_family(field.kinds[0])).reference
    return read(field, TEXTS[field.type])


def first_term(session: Session, vocabulary: str) -> str:
    """The code that is offered first in a vocabulary."""
    query = select(Term.code).where(Term.vocabulary == vocabulary, Term.status == "active")
    return session.scalars(query.order_by(Term.sort_order, Term.code)).all()[0]


def _of_family(family: str) -> Entity:
    return next(entry for entry in CATALOGUE if family_of(entry.model) == family)


def organisation(session: Session, **values: Value) -> Record:
    """An organisation."""
    return build(session, BY_KIND["organisation"], **values)


def initiative(session: Session, **values: Value) -> Record:
    """An initiative."""
    return build(session, BY_KIND["initiative"], **values)


def milestone(session: Session, **values: Value) -> Record:
    """A milestone."""
    return build(session, BY_KIND["milestone"], **values)


def labour_event(session: Session, **values: Value) -> Record:
    """A labour event."""
    return build(session, BY_KIND["labour_event"], **values)


def source(session: Session, published: str = "", **values: Value) -> Record:
    """A source that appeared then, as EDTF; '' is unknown."""
    return build(session, BY_KIND["source"], **({"published": published} if published else {}), **values)


def claim(session: Session, record: Record, field: str, value: str, *sources: Record, **parts: str) -> Claim:
    """What the sources state of a field, as one types it; without a source it is Alice's own observation."""
    if parts.get("rank", "normal") != "normal":
        parts.setdefault("rank_reason", "a test needs it")
    form = ClaimForm(RowData.of({"value": value, **parts}), spec=fields_of(type(record))[field])
    assert form.validate(), form.errors
    stated = replace(form.claim(), reason="" if sources else "own observation")
    for evidence in [EvidenceInput(source.reference) for source in sources] or [None]:
        made = claims.add_claim(session, record, stated, actor=ALICE, evidence=evidence)
    return made


def quote_hash(text: str, paragraph: int, start: int, end: int) -> str:
    """The fingerprint of a passage of a text."""
    return fingerprint(passage(paragraphs(text), paragraph, start, end))
