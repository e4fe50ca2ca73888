"""Claims: their values are what their fields take, canonical, with the bounds they have, and stand on something."""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from tracker.checking.difference import Difference, Row, Unreadable, among, compared, misdated, unreadable, wrong
from tracker.checking.known import Known, among_families
from tracker.forms.fields import Value, read, write
from tracker.languages import gettext as _
from tracker.models import Claim, Evidence, Field, FieldType, Record, claimed_fields
from tracker.services.claim_columns import bounds_of
from tracker.values import FuzzyDate, Quantity

_claim = Claim.__table__
AT_ONCE = 1_000
KEPT_AS: dict[FieldType, type[FuzzyDate | Quantity]] = {FieldType.DATE: FuzzyDate, FieldType.QUANTITY: Quantity}


def differences(session: Session, known: Known) -> Iterator[Difference]:
    """What is wrong with claims."""
    supported = exists().where(Evidence.claim_id == _claim.c.id, Evidence.stance == "supports").label("is_supported")
    query = select(_claim, supported).order_by(_claim.c.id).execution_options(yield_per=AT_ONCE)
    for claim in session.execute(query).mappings():
        found = list(_differences(claim, known))
        yield from found
        if any(isinstance(difference, Unreadable) for difference in found):
            known.unreadable.add(claim["record_id"])


def _differences(claim: Row, known: Known) -> Iterator[Difference]:
    where = _("claim %(key)s", key=claim["key"])
    record = known.records.get(claim["record_id"])
    if record and record.model:
        yield from _stated(where, claim, _fields(record.model), known)
    yield from misdated(where, "period_start", claim)
    yield from misdated(where, "period_end", claim)
    yield from _grounded(where, claim)


@cache
def _fields(model: type[Record]) -> dict[str, Field]:
    return {field.name: field for field in claimed_fields(model)}


def _stated(where: str, claim: Row, fields: dict[str, Field], known: Known) -> Iterator[Difference]:
    """Whether the record's noun has the field, and the field takes the value and the role."""
    yield from among(4, where, "field", claim["field"], fields)
    if field := fields.get(claim["field"]):
        if claim["role"]:
            yield from among(4, where, "role", claim["role"], known.codes(field.roles))
        try:
            # A form takes more than is kept: what the rules cannot read is unreadable, whatever a form makes of it.
            if claim["value"] and field.type in KEPT_AS:
                KEPT_AS[field.type].parse(claim["value"].strip())
            value = read(field, claim["value"])
        except ValueError as problem:
            yield unreadable(where, "value", claim["value"], problem)
        else:
            yield from _canonical(where, claim, field, value)
            yield from _linked(where, claim, field, known)


def _canonical(where: str, claim: Row, field: Field, value: Value) -> Iterator[Difference]:
    """Whether the value is written as it is always written, and the columns beside it hold its bounds."""
    yield from compared(4, where, claim, {"value": write(value), **bounds_of(field, value)})
    if claim["value_state"] != "stated" and claim["value"]:
        yield wrong(4, where, "value_state", claim["value_state"], "“stated”")


def _linked(where: str, claim: Row, field: Field, known: Known) -> Iterator[Difference]:
    """Whether a code is a term of the vocabulary, and a reference that of a record the field may point to."""
    stated = claim["value_state"] == "stated"
    if stated and field.type == FieldType.TERM:
        yield from among(4, where, "value", claim["value"], known.codes(field.vocabulary))
    linked = known.records.get(claim["value_record_id"])
    if stated and field.type == FieldType.RECORD:
        if linked is None or linked.family not in field.kinds:
            yield wrong(4, where, "value_record", linked, among_families(field))
        else:
            yield from compared(4, where, claim, {"value": str(linked)})
    elif claim["value_record_id"] is not None:
        yield wrong(4, where, "value_record", linked or claim["value_record_id"], _("empty"))


def _grounded(where: str, claim: Row) -> Iterator[Difference]:
    """Whether it stands on a passage, withdrawn or not, a derivation or a reason, and was set aside for a reason."""
    if not (claim["is_supported"] or claim["derivation"] or claim["reason"]):
        yield Difference(4, where, _("It should have a passage that supports it, a derivation or a reason."))
    if claim["rank"] == "deprecated" and not claim["rank_reason"]:
        yield wrong(4, where, "rank_reason", "", _("the reason why the claim is deprecated"))
