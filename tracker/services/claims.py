"""Claims and evidence: a second source never overwrites the first."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.forms.claim import ClaimInput
from tracker.forms.evidence import ATTRIBUTED_TO, SOURCE, TERMS, EvidenceInput
from tracker.forms.reading import Reading
from tracker.languages import gettext as _
from tracker.models import Claim, Evidence, Record, Source
from tracker.models.claim import IDENTITY
from tracker.permissions import Actor, require
from tracker.services.claim_columns import claim_columns
from tracker.services.errors import Rejected
from tracker.services.history import (
    Changes,
    add_revision,
    claim_state,
    differences,
    evidence_state,
    lock_live,
    state_of,
)
from tracker.services.lineage import count_origins, hold_line, lines_of
from tracker.services.references import check_term, find_record
from tracker.services.refreshing import refresh
from tracker.services.ruling import demote, prefer_if_needed, refuse_undecided
from tracker.services.wordings import in_words, worded


def add_claim(
    session: Session,
    record: Record,
    claim: ClaimInput,
    *,
    actor: Actor,
    evidence: EvidenceInput | None,
    adopt: bool = False,
    wordings: Mapping[str, Reading] = {},
) -> Claim:
    """Record what a source states of a field, as one save. The same claim again only gains evidence.

    `adopt` prefers the claim where the rules would show another value; `wordings` are what its value (by
    the field's name) and its period were typed as. Raises `Rejected`.
    """
    require(actor, "edit")
    hold_source(session, evidence)
    lock_live(session, record)
    before = state_of(session, record)
    changes: Changes = {}
    if evidence is None and not (claim.reason or claim.derivation):
        raise Rejected({"reason": [_("Name a source, or give a reason why there is none.")]})
    stated = put_claim(session, record, claim, actor=actor, changes=changes)
    if evidence is not None:
        passage = worded(evidence, wordings, *wordings)
        put_evidence(session, passage, claim=stated, actor=actor, changes=changes)
        refuse_baseless(stated, changes)
    refresh(session, [record])
    if adopt:
        prefer_if_needed(session, record, stated, changes)
    if not changes:
        raise Rejected({"value": [_("This is recorded already, with this source.")]})
    record.version += 1
    source_id = find_record(session, SOURCE, evidence.source) if evidence else None
    changes |= differences(before, state_of(session, record))
    changes |= in_words(wordings)
    add_revision(session, record, "claim", changes, actor=actor, reason=claim.reason, source_id=source_id)
    return stated


def put_claim(
    session: Session, record: Record, claim: ClaimInput, *, actor: Actor, changes: Changes, key: str = ""
) -> Claim:
    """Find the claim of this identity or add it, noting that in `changes`. Resolves nothing and writes no revision.

    One that is there already stands as it is, also for a `key` that a package gives it; what was typed may not differ.
    """
    parts = claim_columns(session, record, claim)
    stated = session.scalars(select(Claim).where(*(getattr(Claim, name) == parts[name] for name in IDENTITY))).first()
    if stated is None:
        _refuse_ruling(claim, parts["assertion"])
        kept = {name: getattr(claim, name) for name in ("rank", "rank_reason", "derivation", "reason")}
        check_term(session, "rank", "rank", claim.rank)
        stated = Claim(key=key or secrets.token_hex(5), stated_on_id=record.id, created_by=actor.name, **(parts | kept))
        session.add(stated)
        session.flush()
        changes[f"claim:{stated.key}"] = [None, claim_state(stated)]
        if stated.rank == "preferred":
            demote(session, stated, changes)
    elif not key:
        _refuse_differing(claim, stated)
    return stated


def _refuse_ruling(claim: ClaimInput, assertion: str) -> None:
    """Refuse a rank without its reason, and one that could decide nothing."""
    if claim.rank != "normal" and not claim.rank_reason.strip():
        raise Rejected({"rank_reason": [_("Say why.")]})
    if claim.rank == "preferred":
        refuse_undecided(claim.field, replace(claim, assertion=assertion))


def _refuse_differing(claim: ClaimInput, stated: Claim) -> None:
    """Refuse a rank or derivation that the claim, being there already, does not have: it would be lost."""
    problems = {}
    if claim.rank not in ("normal", stated.rank):
        sentence = _("The claim is recorded already, and its rank is “%(rank)s”: rule on it there.", rank=stated.rank)
        problems["rank"] = [sentence]
    if claim.derivation not in ("", stated.derivation):
        problems["derivation"] = [_("The claim is recorded already, with another derivation or none.")]
    if problems:
        raise Rejected(problems)


def refuse_baseless(stated: Claim, changes: Changes) -> None:
    """Refuse a claim that this save adds where its passage only disputes or mentions it, and nothing else supports it.

    One that is there already stands on what it stood on, and may be disputed.
    """
    if f"claim:{stated.key}" in changes and not stated.is_grounded:
        raise Rejected({"stance": [_("A new claim needs a passage that supports it, or a reason.")]})


def hold_source(session: Session, evidence: EvidenceInput | None) -> None:
    """Let nobody change what the rules read of the evidence's source until this save is done: see `hold_line`."""
    if evidence is not None:
        hold_line(session, find_record(session, SOURCE, evidence.source))


def put_evidence(
    session: Session,
    evidence: EvidenceInput,
    *,
    actor: Actor,
    changes: Changes,
    claim: Claim | None = None,
    record: Record | None = None,
    field: str = "",
    value: str = "",
    key: str = "",
) -> bool:
    """Add a passage to a claim, or to a record and a structural column of this value; False if it is there already.

    The same passage in other words, or with its date read in another way, is there already. Raises `Rejected`.
    The caller holds the source: see `hold_source`.
    """
    if evidence.former_value and not field:
        raise Rejected({"former_value": [_("Only evidence of a structural field can be for a former value of it.")]})
    parts: dict[str, Any] = asdict(evidence) | {"field": field}
    for term in TERMS:
        if parts[term.name]:
            check_term(session, term.name, term.vocabulary, str(parts[term.name]))
    parts["source_id"] = find_record(session, SOURCE, parts.pop("source"))
    voice = parts.pop("attributed_to")
    parts["attributed_to_id"] = find_record(session, ATTRIBUTED_TO, voice) if voice else None
    parts["claim_id"], parts["record_id"] = (claim.id if claim else None), (record.id if record else None)
    if _is_there(session, parts, value):
        return False
    # A package repeats what was judged when all was there that it was judged by.
    if not key:
        _refuse_unconfirmed(session, parts)
    row = Evidence(key=key or secrets.token_hex(5), created_by=actor.name, **parts)
    session.add(row)
    session.flush()
    if claim is not None:
        session.refresh(claim, ["evidence"])
    changes[f"evidence:{row.key}"] = [None, evidence_state(session, row)]
    return True


def _is_there(session: Session, parts: Mapping[str, Any], value: str) -> bool:
    """Whether a passage is cited already, also one that was left with this value when the column had another."""
    told = {name: part for name, part in parts.items() if name not in (*READINGS, "former_value")}
    same = (getattr(Evidence, name).is_not_distinct_from(part) for name, part in told.items())
    left = Evidence.former_value.in_([parts["former_value"], value])
    return session.scalar(select(Evidence.id).where(*same, left).limit(1)) is not None


def _refuse_unconfirmed(session: Session, parts: Mapping[str, Any]) -> None:
    """Refuse “confirmed by other independent sources” of what rests on one origin, this passage's source counted."""
    if parts["credibility"] != CONFIRMED:
        return
    beside = [getattr(Evidence, name) == parts[name] for name in ("claim_id", "record_id") if parts[name]]
    query = select(Evidence.source_id).join(Evidence.source)
    query = query.where(*beside, Evidence.stance == parts["stance"], Source.withdrawn_at.is_(None))
    cited = {parts["source_id"], *session.scalars(query)}
    found = count_origins(lines_of(session, cited), cited)
    if found.least < INDEPENDENT:
        sentence = _("Confirmed needs two independent origins; here is %(counted)s.", counted=found.sentence())
        raise Rejected({"credibility": [sentence]})


# How a passage was read, which makes it no other passage.
READINGS = ("wording", "date_inference")
# “Confirmed by other independent sources”, and the least number of origins that takes.
CONFIRMED, INDEPENDENT = 1, 2
