"""Creating, changing and withdrawing records of every kind: one save is one transaction, one version, one revision."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from tracker.forms.evidence import EvidenceInput
from tracker.forms.fields import Value, write
from tracker.forms.reading import Reading
from tracker.languages import gettext as _
from tracker.models import Field, FieldType, Record, Source, fields_of, now
from tracker.permissions import Actor, require
from tracker.services.citations import mismatches, settle
from tracker.services.citing import DECISIVE, refresh_citing
from tracker.services.claims import hold_source, put_evidence
from tracker.services.errors import Overlap, Rejected, Stale
from tracker.services.history import (
    Changes,
    State,
    add_revision,
    changed_since,
    claimed_since,
    differences,
    lock,
    lock_live,
    state_of,
)
from tracker.services.own_rules import own_outcome
from tracker.services.references import find_record, reference_in, reference_of
from tracker.services.refreshing import refresh
from tracker.services.stating import Ground, claim_all, refresh_and_adopt, require_ground, source_of, support_columns
from tracker.services.structure import new_row, set_structural
from tracker.services.wordings import in_words


def create(
    session: Session,
    model: type[Record],
    values: Mapping[str, Value],
    *,
    actor: Actor,
    evidence: EvidenceInput | None = None,
    reason: str = "",
    wordings: Mapping[str, Reading] = {},
) -> Record:
    """Add a record; the evidence supports that it exists and every value given. Raises `Rejected`.

    A source may be added without evidence: it is evidence itself. `wordings` are what was typed in words, by field.
    """
    require(actor, "edit")
    given = {name: value for name, value in values.items() if value is not None}
    ground = Ground(evidence, reason, wordings)
    if model is not Source:
        require_ground(given, ground)
    hold_source(session, evidence)
    record = new_row(session, model, given, actor=actor)
    changes: Changes = {}
    if evidence is not None:
        put_evidence(session, evidence, record=record, actor=actor, changes=changes)
        # Its name and a note of our own are what it is known by: that it exists says as much.
        columns = {name: value for name, value in given.items() if name not in ("label", "note")}
        support_columns(session, record, columns, ground, actor=actor, changes=changes)
    stated = claim_all(session, record, given, ground, actor=actor, changes=changes)
    refresh_and_adopt(session, record, stated, changes, adopt=True)
    changes |= in_words(wordings)
    return _conclude(session, record, "create", {}, changes, actor=actor, ground=ground)


def update(
    session: Session,
    record: Record,
    values: Mapping[str, Value],
    *,
    version: int,
    actor: Actor,
    evidence: EvidenceInput | None = None,
    reason: str = "",
    adopt: bool = True,
    answers: Mapping[str, str] = {},
    wordings: Mapping[str, Reading] = {},
) -> Record:
    """Change the fields whose value differs from what the person saw at `version`.

    Claimed values become claims and never overwrite; `adopt` prefers them where the rules would show another. Fields
    that somebody else changed meanwhile are merged where they do not overlap. Raises `Rejected`, or `Stale` where they
    do; the version in the UPDATE's WHERE makes that certain. `answers` say by field what becomes of sources that are
    cited for another value (see `settle`, which raises `Mismatched`), `wordings` what was typed in words.
    """
    require(actor, "edit")
    hold_source(session, evidence)
    lock_live(session, record)
    before = state_of(session, record)
    changed = _changed(session, record, values, before, version)
    if not changed and evidence is not None:
        raise Rejected({"source": [_("No field was changed. To add a source to what is here already, add a claim.")]})
    if not changed:
        return record
    ground = Ground(evidence, reason, wordings)
    require_ground(changed, ground)
    return _change(session, record, changed, before, ground, answers=answers, adopt=adopt, actor=actor)


def _change(
    session: Session,
    record: Record,
    changed: Mapping[str, Value],
    before: State,
    ground: Ground,
    *,
    answers: Mapping[str, str],
    adopt: bool,
    actor: Actor,
) -> Record:
    """Write what `update` found changed, as one version."""
    changes: Changes = {}
    set_structural(session, record, changed)
    support_columns(session, record, changed, ground, actor=actor, changes=changes)
    stated = claim_all(session, record, changed, ground, actor=actor, changes=changes)
    former = {name: before[name] for name in changed}
    found = mismatches(session, record, former, stated if adopt else [], source_of(session, ground))
    settle(session, found, answers, ground.reason.strip(), changes)
    refresh_and_adopt(session, record, stated, changes, adopt=adopt)
    _refuse_outcome(session, record, changed, before, changes)
    record.version += 1
    changes |= in_words({name: reading for name, reading in ground.wordings.items() if name in changed})
    _conclude(session, record, "update", before, changes, actor=actor, ground=ground)
    if isinstance(record, Source) and DECISIVE & changed.keys():
        refresh_citing(session, record, actor=actor)
    return record


def withdraw(session: Session, record: Record, *, version: int, actor: Actor, reason: str) -> Record:
    """Take a record back: it and its claims stay, hidden from readers, deciding nothing. Raises `Rejected`, `Stale`.

    The passages of a withdrawn source support nothing any more, so that what cites it is resolved anew.
    """
    require(actor, "edit")
    if not reason.strip():
        raise Rejected({"reason": [_("Say why the record is withdrawn.")]})
    return _withdrawal(session, record, "withdraw", version=version, actor=actor, reason=reason.strip())


def restore(session: Session, record: Record, *, version: int, actor: Actor, reason: str = "") -> Record:
    """Bring a withdrawn record back, as a new version."""
    require(actor, "edit")
    return _withdrawal(session, record, "restore", version=version, actor=actor, reason=reason.strip())


def _withdrawal(session: Session, record: Record, action: str, *, version: int, actor: Actor, reason: str) -> Record:
    lock(session, record)
    if record.version != version:
        raise Stale([], record.version)
    if record.is_withdrawn == (action == "withdraw"):
        raise Rejected({"reason": [_("Somebody has done that already.")]})
    before = state_of(session, record)
    record.withdrawn_at = now() if action == "withdraw" else None
    record.withdrawn_reason = reason if action == "withdraw" else None
    record.version += 1
    refresh(session, [record])
    _conclude(session, record, action, before, {}, actor=actor, ground=Ground(None, reason, {}))
    if isinstance(record, Source):
        refresh_citing(session, record, actor=actor, action=action)
    return record


def _changed(
    session: Session, record: Record, values: Mapping[str, Value], before: dict[str, str], version: int
) -> dict[str, Value]:
    """The values the person changed, compared with what they saw. Raises `Stale` where others changed the same."""
    if not 1 <= version <= record.version:
        raise Rejected({"version": [_("This form belongs to a version that does not exist. Please open it again.")]})
    originals = changed_since(session, record, version)
    said = claimed_since(session, record, version)
    changed, overlaps = {}, []
    for name, value in values.items():
        theirs, original = before[name], originals.get(name, before[name])
        field, sent = fields_of(type(record))[name], write(value)
        # What a form sends back as it was is no change, even where the record it links to is withdrawn by now.
        if (reference_in(sent) if field.type == FieldType.RECORD else sent) in (original, theirs):
            continue
        yours = _text_of(session, field, value)
        if yours in (original, theirs):
            continue
        if theirs != original or said.get(name, yours) != yours:
            overlaps.append(Overlap(name, yours, theirs or said.get(name, ""), original))
        changed[name] = value
    if overlaps:
        raise Stale(overlaps, record.version)
    return changed


def _text_of(session: Session, field: Field, value: Value) -> str:
    """The canonical text of a value as it was typed: a link's is `family:slug`, a flag's blank is no."""
    if field.type == FieldType.RECORD and value:
        return reference_of(session, find_record(session, field, str(value)))
    if field.type == FieldType.FLAG and not field.claimed:
        return write(bool(value))
    return write(value)


def _refuse_outcome(
    session: Session, record: Record, changed: Mapping[str, Value], before: dict[str, str], changes: Changes
) -> None:
    """Refuse a save that left everything as it was, or that left dates which cannot both be."""
    after = state_of(session, record)
    if not changes and not differences(before, after):
        raise Rejected({name: [_("This is recorded already, with this source.")] for name in changed})
    own_outcome(record, after, changed)


def _conclude(
    session: Session,
    record: Record,
    action: str,
    before: dict[str, str],
    changes: Changes,
    *,
    actor: Actor,
    ground: Ground,
) -> Record:
    """Write the revision of a save."""
    source_id, reason = source_of(session, ground), ground.reason.strip()
    changes = differences(before, state_of(session, record)) | changes
    add_revision(session, record, action, changes, actor=actor, reason=reason, source_id=source_id)
    return record
