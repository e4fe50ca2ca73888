"""Rulings: which rank a claim has, and why."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.forms.claim import ClaimInput
from tracker.languages import gettext as _
from tracker.models import Claim, Field, Record, claimed_fields, fields_of
from tracker.models.claim import RANKS
from tracker.permissions import Actor, require
from tracker.services.errors import Rejected, Stale
from tracker.services.history import Changes, add_revision, claim_state, differences, lock_live, state_of
from tracker.services.refreshing import refresh
from tracker.services.resolving import DECIDED

# Why a claim is preferred that was adopted when it was typed. Pages say it in the language of whoever reads it.
ADOPTED = "Adopted when it was recorded."


def rule(session: Session, claim: Claim, rank: str, reason: str, *, version: int, actor: Actor) -> None:
    """Prefer a claim, set it aside as wrong, or make it normal again: a ruling always has its reason.

    `version` is the record's when the person looked at its claims. Raises `Rejected`; `Stale` if it was saved since.
    """
    require(actor, "edit")
    problems = {}
    if rank not in RANKS:
        problems["rank"] = [_("“%(code)s” is not one of: %(allowed)s.", code=rank, allowed=", ".join(RANKS))]
    if not reason.strip():
        problems["rank_reason"] = [_("Say why.")]
    if problems:
        raise Rejected(problems)
    record = claim.record
    lock_live(session, record)
    session.refresh(claim)
    if record.version != version:
        raise Stale([], record.version)
    before, changes = state_of(session, record), Changes()
    if rank == "preferred":
        refuse_undecided(fields_of(type(record))[claim.field], claim)
        demote(session, claim, changes)
    _rank(claim, rank, reason.strip(), changes)
    if not changes:
        raise Rejected({"rank": [_("The claim has this rank already.")]})
    record.version += 1
    refresh(session, [record])
    changes |= differences(before, state_of(session, record))
    add_revision(session, record, "ruling", changes, actor=actor, reason=reason.strip())


def set_aside(claim: Claim, reason: str, changes: Changes) -> None:
    """Call a claim wrong, within a save that says so. Resolves nothing."""
    _rank(claim, "deprecated", reason, changes)


def put_back(
    session: Session,
    record: Record,
    field: Field,
    ranks: Mapping[str, tuple[str, str]],
    *,
    reason: str,
    actor: Actor,
    changes: Changes,
) -> None:
    """Give several claims of a field, by key, a rank and its reason, as one ruling. The caller holds the record.

    `changes` are those of the save so far. Raises `Rejected` where two claims would each decide alone.
    """
    before = state_of(session, record)
    of_field = list(session.scalars(select(Claim).where(Claim.record_id == record.id, Claim.field == field.name)))
    for claim in of_field:
        if claim.key in ranks:
            _rank(claim, *ranks[claim.key], changes)
    if field.resolved and sum(claim.rank == "preferred" for claim in of_field) > 1:
        raise Rejected({"field": [_("Another claim has been preferred since: rule on that one first.")]})
    record.version += 1
    refresh(session, [record])
    changes |= differences(before, state_of(session, record))
    add_revision(session, record, "ruling", changes, actor=actor, reason=reason.strip())


def prefer_if_needed(session: Session, record: Record, claim: Claim, changes: Changes) -> None:
    """Prefer a claim where the rules would show another value: what *adopt this value* means.

    Raises `Rejected` for one that was set aside: an edit does not undo a ruling.
    """
    field = next(field for field in claimed_fields(type(record)) if field.name == claim.field)
    if not field.resolved or claim.assertion != field.asserts or claim.value_state == "unknown":
        return
    if (getattr(record, field.name) or "") == claim.value and getattr(record, f"{field.name}_by") in DECIDED:
        return
    if claim.rank == "deprecated":
        reason = claim.rank_reason.rstrip(" .")
        raise Rejected(
            {"value": [_("This value was set aside: %(reason)s. Rule on its claim instead.", reason=reason)]}
        )
    demote(session, claim, changes)
    _rank(claim, "preferred", ADOPTED, changes)
    refresh(session, [record])


def demote(session: Session, claim: Claim, changes: Changes) -> None:
    """Make the field's former preferred claim normal again; of many values several may be preferred."""
    if not fields_of(type(claim.record))[claim.field].resolved:
        return
    former = select(Claim).where(
        Claim.record_id == claim.record_id, Claim.field == claim.field, Claim.rank == "preferred", Claim.id != claim.id
    )
    for other in session.scalars(former):
        _rank(other, "normal", "", changes)


def _rank(claim: Claim, rank: str, reason: str, changes: Changes) -> None:
    old = claim_state(claim)
    claim.rank, claim.rank_reason = rank, reason
    if claim_state(claim) != old:
        # A claim added in this same save has no old state to tell.
        first = changes.get(f"claim:{claim.key}", [old])[0]
        changes[f"claim:{claim.key}"] = [first, claim_state(claim)]


def refuse_undecided(field: Field, claim: Claim | ClaimInput) -> None:
    """Refuse to prefer a claim that the rules never let decide: it would only silence the one that does."""
    if field.resolved and (claim.assertion != field.asserts or claim.value_state == "unknown"):
        said = {"assertion": field.asserts, "label": field.label}
        raise Rejected(
            {"rank": [_("Only a known answer that is asserted as “%(assertion)s” can decide “%(label)s”.", **said)]}
        )
