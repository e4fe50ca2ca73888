"""Claims, the evidence behind them, and the disputes they are in."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, exists, not_, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from tracker.models import Claim, Dispute, DisputeClaim, Evidence, Record, Source

# Tables rather than classes: the rules read plain rows, and a class would join the whole spine to each of them.
_record = Record.__table__
_claim = Claim.__table__
_evidence = Evidence.__table__
_source = Source.__table__
# The record of a source, beside the record that cites it.
_cited = _record.alias("cited")


def claims_of(record_ids: Iterable[int]) -> Select[Claim]:
    """The claims of these records, evidence and sources loaded with them, oldest first."""
    loaded = selectinload(Claim.evidence).joinedload(Evidence.source)
    return select(Claim).where(Claim.record_id.in_(list(record_ids))).options(loaded).order_by(Claim.field, Claim.id)


def evidence_on(record_ids: Iterable[int]) -> Select[Evidence]:
    """The evidence on the records themselves: that they exist, or what a structural column says."""
    return (
        select(Evidence)
        .where(Evidence.record_id.in_(list(record_ids)))
        .options(joinedload(Evidence.source))
        .order_by(Evidence.key)
    )


def claims_to_resolve(record_ids: Iterable[int]) -> Select[Any]:
    """What the rules ask of the claims of these records: a plain row each, oldest first.

    `is_withdrawn` says so of the claim's record or of all that the claim rests on, `in_open_dispute` of the claim.
    """
    asked = ("id", "record_id", "field", "value", "value_state", "period_start", "period_end", "scope", "role")
    disputed = exists().where(_claim.c.id == DisputeClaim.claim_id, *_open_disputes())
    supported = supporting(select(_evidence.c.id)).where(_evidence.c.claim_id == _claim.c.id).exists()
    stands = or_(_claim.c.reason != "", _claim.c.derivation != "", supported)
    return (
        select(
            *(_claim.c[name] for name in (*asked, "assertion", "rank")),
            or_(_record.c.withdrawn_at.is_not(None), not_(stands)).label("is_withdrawn"),
            disputed.label("in_open_dispute"),
        )
        .join(_record, _record.c.id == _claim.c.record_id)
        .where(_claim.c.record_id.in_(list(record_ids)))
        .order_by(_claim.c.id)
    )


def _open_disputes() -> tuple[Any, ...]:
    return DisputeClaim.dispute_id == Dispute.id, Dispute.status == "open"


def support_of_claims(record_ids: Iterable[int]) -> Select[Any]:
    """Which sources support which claim of these records, and when each appeared; withdrawn ones support nothing."""
    return (
        _support(_claim.c.record_id)
        .join(_claim, _claim.c.id == _evidence.c.claim_id)
        .where(_claim.c.record_id.in_(list(record_ids)))
    )


def support_of_records(record_ids: Iterable[int]) -> Select[Any]:
    """Which sources support that these records exist, or what a structural column of them says."""
    return _support(_evidence.c.record_id).where(_evidence.c.record_id.in_(list(record_ids)))


def _support(record_id: Any) -> Select[Any]:
    dates = (_source.c.published_earliest, _source.c.published_latest)
    return supporting(select(record_id, _evidence.c.claim_id, _evidence.c.source_id, *dates)).join(
        _source, _source.c.id == _evidence.c.source_id
    )


def supporting(query: Select[Any]) -> Select[Any]:
    """`query`, of evidence, limited to what counts: it supports, and its source is not withdrawn."""
    return (
        query.select_from(_evidence)
        .join(_cited, _cited.c.id == _evidence.c.source_id)
        .where(_evidence.c.stance == "supports", _cited.c.withdrawn_at.is_(None))
    )


def records_resting_on(source_id: int) -> Select[int]:
    """The ids of the records that cite a source, or one that derives from it, in order."""
    line = select(_source.c.id).where(_source.c.id == source_id).cte("line", recursive=True)
    line = line.union(select(_source.c.id).join(line, _source.c.derived_from_id == line.c.id))
    cited = _evidence.c.source_id.in_(select(line.c.id))
    on_records = select(_evidence.c.record_id).where(cited, _evidence.c.record_id.is_not(None))
    on_claims = select(_claim.c.record_id).join(_evidence, _evidence.c.claim_id == _claim.c.id).where(cited)
    return select(_record.c.id).where(_record.c.id.in_(union(on_records, on_claims))).order_by(_record.c.id)
