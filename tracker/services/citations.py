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

# They state both values; or only one, namely the new value if they are named now, and else the old.
CITED = ("both", "one")
# Why a claim is set aside that its own source turned out not to make. Pages say it in the reader's language.
MISREAD = "Misread: its source states another value."


@dataclass(frozen=True)
class Mismatch:
    """A field, another value of it as a canonical text, and the evidence cited for that; of a claimed one the claim."""

    field: str
    value: str
    evidence: tuple[Evidence, ...]
    claim: Claim | None = None

    @property
    def sources(self) -> list[str]:
        """The names of what is cited."""
        return list(dict.fromkeys(row.source.label for row in self.evidence))

    @property
    def is_alone(self) -> bool:
        """Whether nothing else supports the claim."""
        return self.claim is not None and not any(row.counts for row in self.claim.evidence if row not in self.evidence)


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
    a claim that the `stated` one excludes.
    """
    return [*_structural(session, record, former, source), *_claimed(session, record, stated, source)]


def settle(
    session: Session, found: Collection[Mismatch], cited: Mapping[str, str], reason: str, changes: Changes
) -> None:
    """Do with what is cited as `cited` says by field, one of `CITED`, and note it in `changes`.

    Raises `Mismatched` where that is silent.
    """
    if any(cited.get(mismatch.field) not in CITED for mismatch in found):
        raise Mismatched(list(found))
    for mismatch in found:
        if cited[mismatch.field] == "both":
            continue
        if mismatch.claim is not None and mismatch.is_alone:
            set_aside(mismatch.claim, reason or MISREAD, changes)
        else:
            restance(session, dict.fromkeys(mismatch.evidence, "disputes"), changes)


def restance(session: Session, stances: Mapping[Evidence, str], changes: Changes) -> None:
    """Give pieces of evidence another stance, and note that in `changes`."""
    for row, stance in stances.items():
        old = evidence_state(session, row)
        row.stance = stance
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
        if rows := tuple(row for row in cited if row.field == name):
            yield Mismatch(name, former[name], rows)


def _claimed(session: Session, record: Record, stated: Iterable[Claim], source: int | None) -> Iterator[Mismatch]:
    """The standing claims that `source` is cited for, and that exclude what it is cited for now."""
    for claim in stated if source is not None else ():
        field = fields_of(type(record))[claim.field]
        query = select(Claim).where(Claim.record_id == record.id, Claim.field == claim.field, Claim.id != claim.id)
        for other in session.scalars(query.where(Claim.rank != "deprecated").order_by(Claim.id)):
            rows = tuple(row for row in other.evidence if row.counts and row.source_id == source)
            if rows and _excludes(Candidate(claim, field.type), Candidate(other, field.type)):
                yield Mismatch(claim.field, other.value, rows, other)


def _excludes(one: Candidate, other: Candidate) -> bool:
    alike = one.claim.assertion == other.claim.assertion and one.claim.value_state == other.claim.value_state
    return alike and not one.speaks_of_something_else(other) and one.excludes(other)
