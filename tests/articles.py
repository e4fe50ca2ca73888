"""The five articles as tests name them, A0 to A4 in the order of their files, and what the seeds hold of each."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tracker.models import Claim, Dispute, Evidence, Position, Record

ARTICLES = {
    "amazon-prepare-l-avenir-du-cinema-avec-l-ia": "A0",
    "news-piece-amazon-mgm-closed-beta": "A1",
    "amazon-lance-son-ai-studio": "A2",
    "01net-ai-studio": "A3",
    "aggregator-ai-studio": "A4",
}


def record(session: Session, reference: str) -> Record:
    family, _, slug = reference.partition(":")
    return session.scalars(select(Record).where(Record.family == family, Record.slug == slug)).one()


def resolved(session: Session, reference: str, *columns: str) -> tuple[object, ...]:
    return tuple(getattr(record(session, reference), column) for column in columns)


def stated(session: Session, reference: str, field: str, **parts: str) -> list[Claim]:
    found = select(Claim).where(Claim.record_id == record(session, reference).id, Claim.field == field)
    return list(session.scalars(found.filter_by(**parts).order_by(Claim.key)))


def articles(evidence: list[Evidence]) -> str:
    return " ".join(sorted({ARTICLES[row.source.slug] for row in evidence if row.stance == "supports"}))


def told(session: Session, reference: str, field: str, *parts: str) -> set[tuple[str, ...]]:
    """Each claim as its value, the parts asked for, and the articles behind it."""
    return {
        (claim.value, *(getattr(claim, part) for part in parts), articles(claim.evidence))
        for claim in stated(session, reference, field)
    }


def passages(session: Session, fact: str) -> list[Evidence]:
    """The evidence a fact of the articles gives, whatever it is on."""
    return list(session.scalars(select(Evidence).where(or_(Evidence.key == fact, Evidence.key.like(f"{fact}.%")))))


def spoken(session: Session, kind: str, topic: str) -> str:
    """The articles behind the positions of this kind on this topic."""
    ids = select(Position.id).where(Position.position_kind == kind, Position.topic == topic)
    on_claims = select(Claim.id).where(Claim.record_id.in_(ids))
    evidence = select(Evidence).where(or_(Evidence.record_id.in_(ids), Evidence.claim_id.in_(on_claims)))
    return articles(list(session.scalars(evidence)))


def disputed(session: Session, key: str) -> tuple[str, str, set[tuple[str, str]]]:
    """A dispute: its kind, its status, and the fields and values of its claims."""
    dispute = session.scalars(select(Dispute).where(Dispute.key == key)).one()
    return dispute.dispute_kind, dispute.status, {(claim.field, claim.value) for claim in dispute.claims}
