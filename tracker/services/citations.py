"""Sources that are cited for another value than the one that is saved: whoever saves says what becomes of them.

Wikidata asks the same where a value is changed and its reference is not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import Claim, Evidence, Record, fields_of
from tracker.services.history import Changes, State, evidence_state
from tracker.services.resolving import Candidate
from tracker.services.ruling import set_aside

# Why a claim is set aside that its own source turned out not to make. Pages say it in the reader's language.
MISREAD = "Misread: its source states another value."


@dataclass(frozen=True)
class Mismatch:
    """A field, other values of it as canonical texts, the evidence cited for them, and the claims, if it is claimed."""

    field: str
    values: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def sources(self) -> list[str]:
        """The names of what is cited."""
        return list(dict.fromkeys(row.source.label for row in self.evidence))

    @property
    def answers(self) -> tuple[str, str]:
        """What the sources may state: both values; or only the typed one, where the save names them, or the former."""
        return ("both", "typed" if self.claims else "former")


class Mismatched(Exception):
    """What is saved has sources that are cited for another value, and nobody has said what becomes of them."""

    def __init__(self, found: list[Mismatch]) -> None:
        self.found = found
        super().__init__(", ".join(mismatch.field for mismatch in found))


def mismatches(
    session: Session, record: Record, former: State, stated: Iterable[Claim], source: int | None
) -> list[Mismatch]:
    """Where what is saved, on a `source` or none, meets what is cited for something else.

    Other sources stand behind the `former` value of a structural field that changes; that source itself stands behind
    claims that the `stated` one excludes.
    """
    return [*_structural(session, record, former, source), *_claimed(session, record, stated, source)]


def settle(
    session: Session, found: Iterable[Mismatch], answers: Mapping[str, str], reason: str, changes: Changes
) -> None:
    """Do with what is cited as the `answers` say, by field, and note it in `changes`.

    Evidence for the former value of a structural field stays with that value. A claim that was misread is set aside; if
    another source makes it too, this one disputes it. Raises `Mismatched` where there is none of `Mismatch.answers`.
    """
    found = list(found)
    if any(answers.get(mismatch.field) not in mismatch.answers for mismatch in found):
        raise Mismatched(found)
    for mismatch in found:
        answer = answers[mismatch.field]
        if not mismatch.claims:
            former = "" if answer == "both" else mismatch.values[0]
            revise(session, {row: {"former_value": former} for row in mismatch.evidence}, changes)
        elif answer == "typed":
            _set_aside(session, mismatch, reason or MISREAD, changes)


def _set_aside(session: Session, mismatch: Mismatch, reason: str, changes: Changes) -> None:
    misread = {claim for claim in mismatch.claims if _rests_on(claim, mismatch.evidence)}
    for claim in misread:
        set_aside(claim, reason, changes)
    disputing = [row for row in mismatch.evidence if row.claim not in misread]
    revise(session, {row: {"stance": "disputes"} for row in disputing}, changes)


def _rests_on(claim: Claim, evidence: Collection[Evidence]) -> bool:
    """Whether nothing else supports the claim."""
    return not any(row.counts for row in claim.evidence if row not in evidence)


def revise(session: Session, revised: Mapping[Evidence, Mapping[str, str]], changes: Changes) -> None:
    """Change columns of pieces of evidence, and note that in `changes`."""
    for row, columns in revised.items():
        old = evidence_state(session, row)
        for name, text in columns.items():
            setattr(row, name, text)
        if (new := evidence_state(session, row)) != old:
            changes[f"evidence:{row.key}"] = [old, new]
    session.flush()


def _structural(session: Session, record: Record, former: State, source: int | None) -> Iterator[Mismatch]:
    fields = fields_of(type(record))
    # A note is a remark of our own, whatever was read before it was written.
    names = [name for name, text in former.items() if text and not fields[name].claimed and name != "note"]
    query = select(Evidence).where(Evidence.record_id == record.id, Evidence.field.in_(names)).order_by(Evidence.key)
    cited = [row for row in session.scalars(query) if row.counts and row.source_id != source]
    for name in names:
        if rows := tuple(row for row in cited if row.field == name and row.is_for(former[name])):
            yield Mismatch(name, (former[name],), rows)


def _claimed(session: Session, record: Record, stated: Iterable[Claim], source: int | None) -> Iterator[Mismatch]:
    """The standing claims that `source` is cited for, and that exclude what it is cited for now."""
    for claim in stated if source is not None else ():
        field = fields_of(type(record))[claim.field]
        query = select(Claim).where(Claim.record_id == record.id, Claim.field == claim.field, Claim.id != claim.id)
        others = [
            other
            for other in session.scalars(query.where(Claim.rank != "deprecated").order_by(Claim.id))
            if _excludes(Candidate(claim, field.type), Candidate(other, field.type))
        ]
        rows = tuple(row for other in others for row in other.evidence if row.counts and row.source_id == source)
        if rows:
            made = tuple(dict.fromkeys(row.claim for row in rows if row.claim))
            yield Mismatch(claim.field, tuple(other.value for other in made), rows, made)


def _excludes(one: Candidate, other: Candidate) -> bool:
    alike = one.claim.assertion == other.claim.assertion and one.claim.value_state == other.claim.value_state
    return alike and not one.speaks_of_something_else(other) and one.excludes(other)
