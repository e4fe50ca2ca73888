"""Revisions: the state of a record as texts, and what a save changed in it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from tracker.forms.fields import write
from tracker.languages import gettext as _
from tracker.models import Claim, Evidence, Record, Revision, claimed_fields, now, structural_fields
from tracker.permissions import Actor
from tracker.services.errors import Rejected
from tracker.services.references import reference_of

State = dict[str, str]
Changes = dict[str, list[Any]]

CLAIM_STATE = (
    "field",
    "value",
    "value_state",
    "period_start",
    "period_end",
    "scope",
    "role",
    "language",
    "assertion",
    "rank",
    "rank_reason",
    "derivation",
    "reason",
)


def state_of(session: Session, record: Record) -> State:
    """Structural and resolved values as canonical texts, by field name; links as `family:slug`, blanks as ''."""
    fields = [field for field in structural_fields(type(record)) if not field.derived]
    state = {}
    for field in [*fields, *(field for field in claimed_fields(type(record)) if field.resolved)]:
        value = getattr(record, field.column)
        state[field.name] = reference_of(session, value) if field.column != field.name else write(value)
    return state | {"withdrawn": record.withdrawn_reason or ""}


def claim_state(claim: Claim) -> dict[str, str]:
    """A claim as a revision keeps it: its identity, rank and reasons; blanks left out."""
    return {name: getattr(claim, name) for name in CLAIM_STATE if getattr(claim, name)}


def evidence_state(session: Session, row: Evidence) -> dict[str, Any]:
    """A piece of evidence as a revision keeps it; blanks left out."""
    names = [
        column.key
        for column in inspect(Evidence).columns
        if column.key not in ("id", "key", "created_at", "created_by")
    ]
    plain = {name: getattr(row, name) for name in names if not name.endswith("_id")}
    links = {"source": row.source_id, "attributed_to": row.attributed_to_id}
    found = plain | {name: reference_of(session, record_id) for name, record_id in links.items()}
    found["claim"] = row.claim.key if row.claim else ""
    return {name: value for name, value in found.items() if value not in ("", None)}


def differences(before: State, after: State) -> Changes:
    """What changed, as [old, new] by field name."""
    return {name: [before.get(name, ""), text] for name, text in after.items() if before.get(name, "") != text}


def lock(session: Session, record: Record) -> None:
    """Wait for anyone else who is saving the record, then read it as it is now.

    PostgreSQL locks the row; on SQLite the writing transaction holds the only lock there is.
    """
    # Not the key, which never changes: others may link to the record meanwhile.
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update(key_share=True))
    session.refresh(record)


def lock_live(session: Session, record: Record) -> None:
    """`lock`, and refuse a record that is withdrawn: nothing may be written to it until it is brought back."""
    lock(session, record)
    if record.is_withdrawn:
        raise Rejected({"withdrawn": [_("The record is withdrawn; bring it back first.")]})


def add_revision(
    session: Session,
    record: Record,
    action: str,
    changes: Changes,
    *,
    actor: Actor,
    reason: str = "",
    source_id: int | None = None,
) -> None:
    """Write down what a save changed, as the record's present version."""
    record.updated_at, record.updated_by = now(), actor.name
    session.add(
        Revision(
            record_id=record.id,
            version=record.version,
            action=action,
            actor=actor.name,
            user_id=actor.user_id,
            reason=reason,
            source_id=source_id,
            changes=changes,
        )
    )
    session.flush()


def changed_since(session: Session, record: Record, version: int) -> State:
    """The fields that were changed after `version`, with the text each had at that version."""
    originals: State = {}
    for changes in changes_after(session, record, version):
        originals |= {name: old for name, (old, _new) in changes.items() if ":" not in name}
    return originals


def claimed_since(session: Session, record: Record, version: int) -> State:
    """The fields of which a claim was added or ruled on after `version`, each with the value of the last such claim.

    In a conflict a field shows no value before and after, and yet somebody has said something.
    """
    values: State = {}
    for changes in reversed(changes_after(session, record, version)):
        claims = [new for name, (_old, new) in changes.items() if name.startswith("claim:")]
        values |= {claim["field"]: claim.get("value", "") for claim in claims}
    return values


def changes_after(session: Session, record: Record, version: int) -> Sequence[Changes]:
    """What every save after `version` changed, the last one first."""
    later = select(Revision.changes).where(Revision.record_id == record.id, Revision.version > version)
    return session.scalars(later.order_by(Revision.version.desc())).all()
