"""A record as its page shows it: every fact with its footnotes and the claims behind it.

Twelve queries, whatever it shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as of
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.forms.fields import write
from tracker.languages import gettext as _
from tracker.models import (
    Claim,
    Dispute,
    Evidence,
    Field,
    FieldType,
    Record,
    Source,
    claimed_fields,
    family_of,
    fields_of,
    structural_fields,
)
from tracker.permissions import Actor
from tracker.queries import relations
from tracker.queries.claims import claims_of, evidence_on
from tracker.services.confidence import Confidence, agreement, confidence
from tracker.services.lineage import Line, Origins, count_origins, lines_of
from tracker.services.resolving import DECIDED, Candidate, resolve
from tracker.web.showing import date_sentence, said, term

MOST_RELATIONS = 100


@dataclass(frozen=True)
class Linked:
    """A record that is linked to."""

    kind: str
    slug: str
    label: str


@dataclass
class Fact:
    """One field of a record: its value or link, how it came about, its footnotes, and the claims behind it."""

    field: Field
    value: Any = None
    by: str = ""
    footnotes: list[int] = of(default_factory=list)
    cited_otherwise: list[int] = of(default_factory=list)
    claims: list[Claim] = of(default_factory=list)
    conflicts: list[str] = of(default_factory=list)
    origins: Origins | None = None
    confidence: Confidence | None = None

    @property
    def is_decided(self) -> bool:
        """Whether the rules have an answer, which may be that there is no value."""
        return self.by in DECIDED


@dataclass
class Facts:
    """Everything a record's page shows."""

    record: Record
    structural: list[Fact]
    claimed: list[Fact]
    sources: list[Source]
    evidence: list[Evidence]
    disputes: list[Dispute]
    disputed: set[int]
    linked: dict[int, Linked]
    linking: dict[tuple[str, str], list[Linked]]
    naming: list[tuple[str, str, Linked]]
    resting: list[Linked]
    origins: Origins
    resting_fields: dict[int, list[str]]

    def number(self, source: Source) -> int:
        """The footnote of a source."""
        return self.sources.index(source) + 1

    @cached_property
    def cited(self) -> list[str]:
        """What each footnote says of its source: title, publisher, date; nothing of one the reader may not see."""
        return [self._cited(source) if source.id in self.linked else _("a withdrawn source") for source in self.sources]

    def _cited(self, source: Source) -> str:
        publisher = self.linked.get(source.publisher_id or 0)
        published = date_sentence(source.published) if source.published else _("date not known")
        return ", ".join([source.label, *([publisher.label] if publisher else []), published])

    @property
    def pointing(self) -> set[Linked]:
        """The records that point here, each once, however many ways it does."""
        linking = (linked for records in self.linking.values() for linked in records)
        return {*linking, *(linked for _field, _role, linked in self.naming)}

    @property
    def is_pointing_cut(self) -> bool:
        """Whether there may be more records that point here than are listed."""
        return max(sum(map(len, self.linking.values())), len(self.naming)) >= MOST_RELATIONS

    @property
    def is_resting_cut(self) -> bool:
        """Whether there may be more records that rest on it than are listed."""
        return len(self.resting) >= MOST_RELATIONS


def facts_of(session: Session, record: Record, actor: Actor) -> Facts:
    """Read everything the page of `record` shows, in a number of queries that does not depend on how much that is."""
    claims = list(session.scalars(claims_of([record.id])).unique())
    rows = list(session.scalars(evidence_on([record.id])))
    disputes = _disputes(session, claims)
    disputed = {claim.id for dispute in disputes if dispute.status == "open" for claim in dispute.claims}
    sources = _sources(rows, claims)
    linked = _linked(session, record, claims, sources, disputes, actor=actor)
    lines = lines_of(session, [source.id for source in sources])
    claimed = [_claimed(record, field, claims, sources, disputed) for field in claimed_fields(type(record))]
    for fact in claimed:
        _weigh(fact, disputed, lines)
    structural = structural_fields(type(record))
    texts = {field.name: _text(record, field, linked) for field in structural}
    return Facts(
        record=record,
        structural=[_structural(record, field, rows, sources, texts[field.name]) for field in structural],
        claimed=claimed,
        sources=sources,
        evidence=[row for row in rows if not row.field],
        disputes=disputes,
        disputed=disputed,
        linked=linked,
        linking=_linking(session, record, actor),
        naming=[
            (name, role, Linked(kind, slug, label))
            for name, role, kind, slug, label in session.execute(relations.naming(record, actor, MOST_RELATIONS))
        ],
        resting=_resting(session, record, actor),
        origins=count_origins(lines, _supporting(claims) | {row.source_id for row in rows if row.counts}),
        resting_fields=_resting_fields(record, [row for row in rows if row.is_for(texts.get(row.field, ""))], claims),
    )


def _disputes(session: Session, claims: list[Claim]) -> list[Dispute]:
    """The disputes in which a claim of the record is, open ones first."""
    ids = [claim.id for claim in claims]
    query = select(Dispute).where(Dispute.claims.any(Claim.id.in_(ids))).options(selectinload(Dispute.claims))
    return sorted(session.scalars(query), key=lambda dispute: (dispute.status != "open", dispute.key))


def _sources(rows: Iterable[Evidence], claims: Iterable[Claim]) -> list[Source]:
    """The sources the page cites, in the order in which their footnotes are numbered."""
    cited = [row.source for row in rows] + [row.source for claim in claims for row in claim.evidence]
    return sorted(set(cited), key=lambda source: (str(source.published_earliest), source.label_key, source.id))


def _linked(
    session: Session,
    record: Record,
    claims: Iterable[Claim],
    sources: Iterable[Source],
    disputes: Iterable[Dispute],
    *,
    actor: Actor,
) -> dict[int, Linked]:
    """The records the page links to, by id; those the reader may not see are left out."""
    ids = {getattr(record, field.column) for field in structural_fields(type(record)) if field.type == FieldType.RECORD}
    ids |= {claim.value_record_id for claim in claims}
    ids |= {row.attributed_to_id for claim in claims for row in claim.evidence}
    ids |= {link for source in sources for link in (source.id, source.publisher_id, source.derived_from_id)}
    ids |= {
        link for dispute in disputes for claim in dispute.claims for link in (claim.record_id, claim.value_record_id)
    }
    found = session.execute(relations.labels(ids - {None}, actor))
    return {row.id: Linked(row.kind, row.slug, row.label) for row in found}


def _linking(session: Session, record: Record, actor: Actor) -> dict[tuple[str, str], list[Linked]]:
    """The records that link to this one, by the slug of their list and the field that links."""
    groups: dict[tuple[str, str], list[Linked]] = {}
    query = relations.linking(record, CATALOGUE, actor, MOST_RELATIONS)
    for entry, name, kind, slug, label, _key in session.execute(query) if query is not None else ():
        groups.setdefault((entry, name), []).append(Linked(kind, slug, label))
    return groups


def _resting(session: Session, record: Record, actor: Actor) -> list[Linked]:
    """The records of which a source states something."""
    if not isinstance(record, Source):
        return []
    return [Linked(*row) for row in session.execute(relations.resting(record, actor, MOST_RELATIONS))]


def _structural(record: Record, spec: Field, rows: Iterable[Evidence], sources: list[Source], text: str) -> Fact:
    """A structural field, whose value is `text` as a revision keeps it: what is cited for it, and for another value."""
    about = [row for row in rows if row.field == spec.name]
    cited = {sources.index(row.source) + 1 for row in about if row.counts and row.is_for(text)}
    other = {sources.index(row.source) + 1 for row in about if row.counts or row.stance == "disputes"} - cited
    return Fact(spec, getattr(record, spec.column), footnotes=sorted(cited), cited_otherwise=sorted(other))


def _text(record: Record, spec: Field, linked: Mapping[int, Linked]) -> str:
    """The value of a structural field as a revision keeps it; '' for a link to what the reader may not see."""
    value = getattr(record, spec.column)
    if spec.type != FieldType.RECORD:
        return write(value)
    other = linked.get(value or 0)
    return f"{family_of(BY_KIND[other.kind].model)}:{other.slug}" if other else ""


def _claimed(record: Record, spec: Field, claims: Iterable[Claim], sources: list[Source], disputed: set[int]) -> Fact:
    of_field = [claim for claim in claims if claim.field == spec.name]
    standing = [claim for claim in of_field if claim.rank != "deprecated"]
    cited = {sources.index(row.source) + 1 for claim in standing for row in claim.evidence if row.counts}
    fact = Fact(spec, footnotes=sorted(cited), claims=sorted(of_field, key=_order))
    if spec.resolved:
        fact.value, fact.by = getattr(record, spec.name), getattr(record, f"{spec.name}_by")
    if fact.by == "conflict":
        fact.conflicts = _conflicts(spec, of_field, disputed)
    return fact


def _weigh(fact: Fact, disputed: set[int], lines: Mapping[int, Line]) -> None:
    """Say how many origins stand behind a fact, and how sure that makes it."""
    supporting = _supporting(fact.claims)
    candidates = [Candidate(claim, fact.field.type, claim.id in disputed) for claim in fact.claims if claim.is_grounded]
    fact.origins = count_origins(lines, supporting) if supporting else None
    fact.confidence = confidence(fact.origins, agreement(fact.field, candidates)) if fact.origins else None


def _supporting(claims: Iterable[Claim]) -> set[int]:
    """The sources, none of them withdrawn, that support a claim that is not set aside."""
    standing = [claim for claim in claims if claim.rank != "deprecated"]
    return {row.source_id for claim in standing for row in claim.evidence if row.counts}


def _resting_fields(record: Record, rows: Iterable[Evidence], claims: Iterable[Claim]) -> dict[int, list[str]]:
    """The fields that rest on each source, by its id, in the order of the page; '' is that the record exists."""
    stated = [(claim.field, row) for claim in claims if claim.rank != "deprecated" for row in claim.evidence]
    cited = {(name, row.source_id) for name, row in [*((row.field, row) for row in rows), *stated] if row.counts}
    fields: dict[int, list[str]] = {}
    for name in ("", *fields_of(type(record))):
        for source_id in (source_id for field, source_id in cited if field == name):
            fields.setdefault(source_id, []).append(name)
    return fields


def _order(claim: Claim) -> tuple[int, str, int]:
    """Preferred claims first, set-aside ones last."""
    return ("preferred", "normal", "deprecated").index(claim.rank), claim.period_start, claim.id


def _conflicts(spec: Field, claims: list[Claim], disputed: set[int]) -> list[str]:
    """Each pair of claims that cannot both be true, in words: those for which the resolver shows no value."""
    candidates = [Candidate(claim, spec.type, claim.id in disputed) for claim in claims if claim.is_grounded]
    return [
        _(
            "“%(one)s” and “%(other)s” cannot both be true.",
            one=_worded(spec, one),
            other=_worded(spec, other),
        )
        for one, other in resolve(spec, candidates).conflicts
    ]


def _worded(spec: Field, claim: Any) -> str:
    """What a claim says, as a reader reads it."""
    return said(spec, claim.value) if claim.value_state == "stated" else term("value_state", claim.value_state)
