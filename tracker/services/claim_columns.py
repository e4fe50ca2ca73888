"""What a claim is kept as: its parts as typed become columns, with terms and links looked up."""

from typing import Any

from sqlalchemy.orm import Session

from tracker.forms.claim import ClaimInput
from tracker.forms.fields import Value, write
from tracker.languages import gettext as _
from tracker.models import Claim, Field, FieldType, Record
from tracker.models.claim import IDENTITY
from tracker.services.errors import Rejected
from tracker.services.references import check_term, find_record, reference_of
from tracker.services.structure import refuse_longer
from tracker.values import FuzzyDate, Quantity

# What PostgreSQL can keep in the unique index that makes a claim its identity.
LONGEST_IDENTITY = 2_500


def claim_columns(session: Session, record: Record, claim: ClaimInput) -> dict[str, Any]:
    """The columns of a claim: its identity with links and terms looked up, and the bounds of its value and period."""
    field, value = claim.field, claim.value
    parts: dict[str, Any] = {name: getattr(claim, name) for name in ("value_state", "scope", "role", "language")}
    parts |= {"record_id": record.id, "field": field.name}
    parts |= {"assertion": claim.assertion or field.asserts, "value": write(value)}
    check_term(session, "value_state", "value_state", parts["value_state"])
    check_term(session, "assertion", "assertion", parts["assertion"])
    if claim.role:
        check_term(session, "role", field.roles, claim.role)
    if field.type == FieldType.TERM and isinstance(value, str):
        check_term(session, "value", field.vocabulary, value)
    if field.type == FieldType.RECORD and isinstance(value, str):
        parts["value_record_id"] = find_record(session, field, value, "value")
        parts["value"] = reference_of(session, parts["value_record_id"])
    parts |= bounds_of(field, value) | _period(claim)
    _refuse_unkeepable(parts)
    return parts


def _refuse_unkeepable(parts: dict[str, Any]) -> None:
    """Refuse texts that are longer than a claim can keep, each by itself or all together."""
    texts = {name: parts[name] for name in IDENTITY if isinstance(parts[name], str)}
    for name, text in texts.items():
        refuse_longer(name, text, Claim.__table__.c[name])
    if sum(len(text.encode()) for text in texts.values()) > LONGEST_IDENTITY:
        raise Rejected({"value": [_("This is too long for one claim: please say it in fewer words.")]})


def bounds_of(field: Field, value: Value) -> dict[str, Any]:
    """The columns beside a claim's value that hold its bounds, by name; empty where it has none."""
    day = value if isinstance(value, FuzzyDate) else None
    figure = value if isinstance(value, Quantity) else None
    low, high = (figure.low, figure.high) if figure else (None, None)
    return {
        "earliest": day.earliest if day else None,
        "latest": day.latest if day else None,
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "bound": figure.bound if figure else "",
        "unit": field.unit if figure else "",
    }


def _period(claim: ClaimInput) -> dict[str, Any]:
    """The columns of a claim's period, by name."""
    columns: dict[str, Any] = {}
    for name, end in (("period_start", claim.period_start), ("period_end", claim.period_end)):
        columns |= {name: write(end)}
        columns |= {f"{name}_earliest": end.earliest if end else None, f"{name}_latest": end.latest if end else None}
    return columns
