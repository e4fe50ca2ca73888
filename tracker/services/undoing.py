"""Undoing what one save did to one field: a new version says again what stood before, and the old ones stay."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.forms.fields import read
from tracker.languages import gettext as _
from tracker.models import Claim, Evidence, Field, Record, Revision, Source, fields_of, structural_fields
from tracker.permissions import Actor, require
from tracker.services.citations import revise
from tracker.services.citing import DECISIVE, refresh_citing
from tracker.services.errors import Rejected, Stale
from tracker.services.history import (
    Changes,
    State,
    add_revision,
    changes_after,
    claim_state,
    differences,
    evidence_state,
    lock_live,
    state_of,
)
from tracker.services.own_rules import own_outcome
from tracker.services.refreshing import refresh
from tracker.services.ruling import put_back
from tracker.services.structure import set_structural


def undoable(session: Session, record: Record, revisions: Collection[Revision]) -> dict[int, list[str]]:
    """The fields of which each save can be undone, by its version: those that nobody has changed since.

    What added the record is undone by withdrawing it; evidence that a claim gained stays.
    """
    if record.is_withdrawn:
        return {}
    state = state_of(session, record)
    claims = _claims_by_key(session, record, revisions)
    return {
        revision.version: [field for field in touched(record, revision) if _stands(field, revision, state, claims)]
        for revision in revisions
    }


def touched(record: Record, revision: Revision) -> list[str]:
    """The fields that a save changed by what was typed, or whose claims it added or ruled on."""
    if revision.action == "create":
        return []
    structural = {field.name for field in structural_fields(type(record)) if not field.derived}
    ruled = [new["field"] for _old, new in _claim_changes(revision).values()]
    return list(dict.fromkeys([*(name for name in revision.changes if name in structural), *ruled]))


def undo(
    session: Session, record: Record, revision: Revision, field: str, *, version: int, reason: str, actor: Actor
) -> None:
    """Give a field the value, or its claims the ranks, they had before a save; a claim that it added is set aside.

    `version` is the record's when the person looked at it. Raises `Rejected`; `Stale` if it was saved since.
    """
    require(actor, "edit")
    if not reason.strip():
        raise Rejected({"reason": [_("Say why.")]})
    lock_live(session, record)
    if record.version != version:
        raise Stale([], record.version)
    if field not in undoable(session, record, [revision])[revision.version]:
        raise Rejected({"field": [_("It has been changed since, or cannot be undone: look at the history again.")]})
    spec = fields_of(type(record))[field]
    if spec.claimed:
        ranks, changes = _former_ranks(revision, field, reason.strip()), Changes()
        revise(session, _former_stances(session, record, revision, field), changes)
        put_back(session, record, spec, ranks, reason=reason, actor=actor, changes=changes)
    else:
        _put_back_column(session, record, revision, spec, reason=reason, actor=actor)


def _put_back_column(
    session: Session, record: Record, revision: Revision, field: Field, *, reason: str, actor: Actor
) -> None:
    """Give a structural column the value before a save; what was cited since then stays with the value that goes."""
    before, changes = state_of(session, record), Changes()
    old, new = revision.changes[field.name]
    values = {field.name: read(field, old)}
    set_structural(session, record, values)
    since = changes_after(session, record, revision.version - 1)
    added = {key.removeprefix("evidence:") for one in since for key, (was, _now) in one.items() if was is None}
    cited = select(Evidence).where(Evidence.record_id == record.id, Evidence.field == field.name)
    later = [row for row in session.scalars(cited) if row.key in added and row.is_for(new)]
    revise(session, {row: {"former_value": new} for row in later}, changes)
    refresh(session, [record])
    after = state_of(session, record)
    own_outcome(record, after, values)
    record.version += 1
    add_revision(session, record, "update", differences(before, after) | changes, actor=actor, reason=reason.strip())
    if isinstance(record, Source) and field.name in DECISIVE:
        refresh_citing(session, record, actor=actor)


def _claim_changes(revision: Revision) -> dict[str, Any]:
    """What a save changed of claims, as [old, new] by their keys."""
    marked = "claim:"
    return {key.removeprefix(marked): pair for key, pair in revision.changes.items() if key.startswith(marked)}


def _claims_by_key(session: Session, record: Record, revisions: Iterable[Revision]) -> dict[str, Claim]:
    keys = {key for revision in revisions for key in _claim_changes(revision)}
    query = select(Claim).where(Claim.record_id == record.id, Claim.key.in_(keys))
    return {claim.key: claim for claim in session.scalars(query)}


def _stands(field: str, revision: Revision, state: State, claims: Mapping[str, Claim]) -> bool:
    """Whether a field, or its claims, are still as a save left them."""
    changes = {key: new for key, (_old, new) in _claim_changes(revision).items() if new["field"] == field}
    if changes:
        return all(key in claims and claim_state(claims[key]) == new for key, new in changes.items())
    left: str = revision.changes[field][1]
    return state[field] == left


def _former_ranks(revision: Revision, field: str, reason: str) -> dict[str, tuple[str, str]]:
    """The rank and its reason that each claim of a field goes back to, by key; one that was added had none before."""
    return {
        key: (old["rank"], old.get("rank_reason", "")) if old else ("deprecated", reason)
        for key, (old, new) in _claim_changes(revision).items()
        if new["field"] == field
    }


def _former_stances(session: Session, record: Record, revision: Revision, field: str) -> dict[Evidence, dict[str, str]]:
    """The stance that each piece of evidence of a field's claims goes back to which a save changed."""
    query = select(Evidence).join(Claim, Evidence.claim_id == Claim.id)
    rows = session.scalars(query.where(Claim.record_id == record.id, Claim.field == field))
    pairs = {row: revision.changes.get(f"evidence:{row.key}", (None, None)) for row in rows}
    return {
        row: {"stance": old["stance"]}
        for row, (old, new) in pairs.items()
        if old and evidence_state(session, row) == new
    }
