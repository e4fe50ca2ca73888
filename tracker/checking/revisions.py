"""Revisions: every version of a record has one, and replayed from the first they give what stands in the database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from tracker.checking.difference import Difference, Row, quoted, wrong
from tracker.checking.known import Known
from tracker.forms.fields import write
from tracker.languages import gettext as _
from tracker.models import Claim, Evidence, Field, Record, Revision, claimed_fields, structural_fields
from tracker.services.history import CLAIM_STATE

_claim = Claim.__table__
_evidence = Evidence.__table__
_revision = Revision.__table__

LONGEST_SHOWN = 60

# What a revision keeps of a piece of evidence, by the column that holds it; links and the claim are named.
_UNKEPT = ("id", "key", "created_at", "created_by", "claim_id", "record_id", "source_id", "attributed_to_id")
_PASSAGE = tuple(column.name for column in _evidence.columns if column.name not in _UNKEPT)
_LINKS = {"source": "source_id", "attributed_to": "attributed_to_id"}

# Texts by the name of a field; the parts of a claim or a piece of evidence by `claim:KEY` or `evidence:KEY`.
State = dict[str, Any]


def differences(
    session: Session, known: Known, stored: Mapping[int, Row], models: Mapping[int, type[Record]]
) -> Iterator[Difference]:
    """What is wrong with the revisions of some records, given their columns and nouns by id."""
    revisions = _grouped(session, models)
    present = {record_id: _fields_of(stored[record_id], model, known) for record_id, model in models.items()}
    for record_id, name, state in _said(session, known, list(models)):
        present[record_id][name] = state
    for record_id in models:
        where = str(known.records[record_id])
        yield from _differences(where, stored[record_id]["version"], revisions[record_id], present[record_id])


def _grouped(session: Session, ids: Iterable[int]) -> defaultdict[int, list[tuple[int, str]]]:
    """The versions and changes of each record, in order; changes as texts, since one may be unreadable."""
    columns = (_revision.c.record_id, _revision.c.version, cast(_revision.c.changes, Text))
    query = select(*columns).where(_revision.c.record_id.in_(list(ids))).order_by(_revision.c.version)
    groups = defaultdict(list)
    for record_id, version, changes in session.execute(query).all():
        groups[record_id].append((version, changes))
    return groups


def _differences(
    where: str, version: int, revisions: Sequence[tuple[int, str]], present: State
) -> Iterator[Difference]:
    problem = _hole(where, version, [number for number, _changes in revisions])
    if problem:
        yield problem
        return
    replayed: State = {}
    for number, text in revisions:
        changes = _read(text)
        if changes is None:
            yield wrong(3, where, _("revision %(version)s", version=number), text[:LONGEST_SHOWN], _("readable"))
            return
        for name, (old, new) in changes.items():
            # The words in which a value was typed are history only: they stand in no column to compare with.
            if name.startswith("wording:"):
                continue
            if (old or "") != replayed.get(name, ""):
                before = _("%(record)s before revision %(version)s", record=where, version=number)
                yield from _compared(before, name, old, replayed.get(name, ""))
            replayed[name] = new
    # A field that there no longer is stays in the history only.
    kept = {name for name in replayed if name in present or ":" in name}
    for name in sorted(kept | present.keys()):
        if present.get(name, "") != replayed.get(name, ""):
            yield from _compared(where, name, present.get(name, ""), replayed.get(name, ""))


def _hole(where: str, version: int, numbers: Sequence[int]) -> Difference | None:
    """The first version that has no revision, or the version that is not the last revision's."""
    hole = next(place for place, number in enumerate([*numbers, None], 1) if number != place)
    if hole <= max(numbers, default=1):
        return wrong(3, where, _("revision %(version)s", version=hole), _("missing"), _("there"))
    return None if version == hole - 1 else wrong(3, where, "version", version, f"“{hole - 1}”")


def _read(text: str) -> dict[str, tuple[Any, Any]] | None:
    """The changes of a revision; None if that is not what they are."""
    try:
        changes = json.loads(text)
        return {name: (old, new) for name, (old, new) in changes.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _compared(where: str, name: str, found: Any, expected: Any) -> Iterator[Difference]:
    """In what two states of a field, a claim or a piece of evidence differ."""
    kind, colon, key = name.partition(":")
    if not colon:
        yield wrong(3, where, name, found, quoted(expected))
    elif isinstance(found, dict) and isinstance(expected, dict):
        for part in sorted(part for part in found | expected if found.get(part) != expected.get(part)):
            said = {"part": part, "kind": kind, "key": key}
            yield wrong(
                3, where, _("%(part)s of %(kind)s %(key)s", **said), found.get(part), quoted(expected.get(part))
            )
    else:
        states = (_("there") if state else _("missing") for state in (found, expected))
        yield wrong(3, where, f"{kind} {key}", *states)


@cache
def _kept_fields(model: type[Record]) -> tuple[Field, ...]:
    structural = (field for field in structural_fields(model) if not field.derived)
    return (*structural, *(field for field in claimed_fields(model) if field.resolved))


def _fields_of(row: Row, model: type[Record], known: Known) -> State:
    """What `history.state_of` says of a record, read from its columns as they stand."""
    state: State = {"withdrawn": row["withdrawn_reason"] or ""}
    for field in _kept_fields(model):
        value = row[field.column]
        state[field.name] = _named(known, value) if field.column != field.name else write(value)
    return state


def _named(known: Known, record_id: int | None) -> str:
    return "" if record_id is None else str(known.records.get(record_id, record_id))


def _said(session: Session, known: Known, ids: list[int]) -> Iterator[tuple[int, str, State]]:
    """What `history` keeps of the claims on some records, and of the evidence on both, read from the rows."""
    columns = (_claim.c.record_id, _claim.c.key, *(_claim.c[name] for name in CLAIM_STATE))
    for record_id, key, *parts in session.execute(select(*columns).where(_claim.c.record_id.in_(ids))).all():
        yield record_id, f"claim:{key}", {name: part for name, part in zip(CLAIM_STATE, parts, strict=True) if part}
    passage = (_evidence.c.key, *(_evidence.c[name] for name in (*_PASSAGE, *_LINKS.values())))
    on_records = select(_evidence.c.record_id, cast("", Text), *passage).where(_evidence.c.record_id.in_(ids))
    on_claims = select(_claim.c.record_id, _claim.c.key, *passage).where(_claim.c.record_id.in_(ids))
    for query in (on_records, on_claims.join(_evidence, _evidence.c.claim_id == _claim.c.id)):
        for record_id, claim, key, *parts in session.execute(query).all():
            state = dict(zip((*_PASSAGE, *_LINKS), parts, strict=True)) | {"claim": claim}
            state |= {name: _named(known, state[name]) for name in _LINKS}
            yield record_id, f"evidence:{key}", {name: part for name, part in state.items() if part not in ("", None)}
