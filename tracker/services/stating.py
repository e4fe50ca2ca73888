"""What a save states: evidence for the columns that change, and claims for the rest."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.forms.claim import ClaimInput
from tracker.forms.evidence import SOURCE, EvidenceInput
from tracker.forms.fields import Value, write
from tracker.forms.reading import Reading
from tracker.languages import gettext as _
from tracker.models import Claim, Record, fields_of
from tracker.permissions import Actor
from tracker.services.claims import put_claim, put_evidence, refuse_baseless
from tracker.services.errors import Rejected
from tracker.services.history import Changes, state_of
from tracker.services.references import find_record
from tracker.services.refreshing import refresh
from tracker.services.ruling import prefer_if_needed
from tracker.services.wordings import worded


@dataclass(frozen=True)
class Ground:
    """What a save stands on: a passage or none, a reason, and what was typed in words, by field."""

    evidence: EvidenceInput | None
    reason: str
    wordings: Mapping[str, Reading]


def require_ground(values: Mapping[str, Value], ground: Ground) -> None:
    """Refuse a save that neither a source nor a reason stands behind."""
    if values and ground.evidence is None and not ground.reason.strip():
        raise Rejected(
            {"reason": [_("Name the source that states this, or give a reason: a typo, your own observation.")]}
        )


def support_columns(
    session: Session,
    record: Record,
    changed: Mapping[str, Value],
    ground: Ground,
    *,
    actor: Actor,
    changes: Changes,
) -> None:
    """Give every structural column that changed the evidence of the save."""
    if ground.evidence is None:
        return
    state = state_of(session, record)
    for name in (name for name in changed if not fields_of(type(record))[name].claimed):
        passage = worded(ground.evidence, ground.wordings, name)
        put_evidence(session, passage, record=record, field=name, value=state[name], actor=actor, changes=changes)


def claim_all(
    session: Session,
    record: Record,
    values: Mapping[str, Value],
    ground: Ground,
    *,
    actor: Actor,
    changes: Changes,
) -> list[Claim]:
    """Make a claim of every claimed value. An empty one is refused: claims are ruled on, never rubbed out."""
    stated, evidence = [], ground.evidence
    for name, value in values.items():
        field = fields_of(type(record))[name]
        if not field.claimed:
            continue
        if value is None:
            raise Rejected(
                {
                    name: [
                        _("Emptying the field removes no claim. Set the claim aside as wrong, with a reason, instead.")
                    ]
                }
            )
        # Beside a passage that supports it the reason is that of the save, which its revision keeps.
        why = "" if evidence and evidence.stance == "supports" else ground.reason.strip()
        claim = ClaimInput(field, write(value) if isinstance(value, bool) else value, reason=why)
        try:
            stated.append(put_claim(session, record, claim, actor=actor, changes=changes))
        except Rejected as rejected:
            raise Rejected(
                {name if key == "value" else key: text for key, text in rejected.fields.items()}
            ) from rejected
        if evidence is not None:
            passage = worded(evidence, ground.wordings, name)
            put_evidence(session, passage, claim=stated[-1], actor=actor, changes=changes)
            refuse_baseless(stated[-1], changes)
    return stated


def refresh_and_adopt(session: Session, record: Record, stated: list[Claim], changes: Changes, *, adopt: bool) -> None:
    """Resolve a record anew; `adopt` prefers what was stated where the rules would show another value."""
    refresh(session, [record])
    for claim in stated if adopt else ():
        try:
            prefer_if_needed(session, record, claim, changes)
        except Rejected as rejected:
            raise Rejected({claim.field: rejected.fields["value"]}) from rejected


def source_of(session: Session, ground: Ground) -> int | None:
    """The id of the source that a save names, if any."""
    return find_record(session, SOURCE, ground.evidence.source) if ground.evidence else None
