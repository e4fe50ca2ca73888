"""Keeping what is computed equal to its definition: resolved columns, counters, carried columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, or_, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from tracker.models import Base, Milestone, Record, claimed_fields
from tracker.queries.carried import studio_of_milestone
from tracker.queries.claims import claims_to_resolve, support_of_claims, support_of_records
from tracker.services.indexing import index
from tracker.services.lineage import Line, count_origins, lines_of
from tracker.services.resolving import Candidate, columns_of, resolve

# How many records are computed at once: memory stays flat, and no query lists more ids than a database takes.
BLOCK = 500

Rows = Sequence[Row[Any]]


def refresh(session: Session, records: Iterable[Record]) -> None:
    """Resolve every claimed field of `records` anew, recount them, carry what hangs on them, index their texts."""
    session.flush()
    by_id = {record.id: record for record in records}
    for record_id, columns in computed_columns(session, {key: type(record) for key, record in by_id.items()}):
        for name, value in columns.items():
            if getattr(by_id[record_id], name) != value:
                setattr(by_id[record_id], name, value)
    session.flush()
    for ids in blocks(by_id):
        _carry_studios(session, ids)
        index(session, ids)


def computed_columns(session: Session, models: Mapping[int, type[Record]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the resolved columns and counters of records should hold, given the noun of each by id.

    Read from the database as it stands: `refresh` writes it, and `tracker check` compares it.
    """
    for ids in blocks(models):
        claims = _grouped(session, claims_to_resolve(ids), "record_id")
        behind_claims = _grouped(session, support_of_claims(ids), "claim_id")
        behind_records = _grouped(session, support_of_records(ids), "record_id")
        cited = {row.source_id for rows in (*behind_claims.values(), *behind_records.values()) for row in rows}
        lines = lines_of(session, cited)
        for record_id in ids:
            resolved = _resolved(models[record_id], claims[record_id], behind_claims)
            yield record_id, resolved | _counted(claims[record_id], behind_claims, behind_records[record_id], lines)


def blocks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids, as many at a time as are computed at once."""
    rest = iter(ids)
    while block := list(islice(rest, BLOCK)):
        yield block


def _grouped(session: Session, query: Select[Any], column: str) -> defaultdict[int, list[Row[Any]]]:
    groups = defaultdict(list)
    for row in session.execute(query):
        groups[getattr(row, column)].append(row)
    return groups


def _resolved(model: type[Record], claims: Rows, support: Mapping[int, Rows]) -> dict[str, Any]:
    """The resolved columns of a record, and its number of unsettled fields. What is withdrawn is not live."""
    columns: dict[str, Any] = {}
    unsettled = set()
    for field in claimed_fields(model):
        live = [claim for claim in claims if claim.field == field.name and not claim.is_withdrawn]
        if field.resolved:
            candidates = [
                Candidate(claim, field.type, claim.in_open_dispute, support.get(claim.id, ())) for claim in live
            ]
            resolution = resolve(field, candidates)
            columns |= columns_of(field, resolution)
            unsettled |= {field.name} if resolution.by == "conflict" else set()
        unsettled |= {field.name for claim in live if claim.in_open_dispute}
    return columns | {"unsettled_count": len(unsettled)}


def _counted(
    claims: Rows, behind_claims: Mapping[int, Rows], behind_record: Rows, lines: Mapping[int, Line]
) -> dict[str, int]:
    """How many claims stand, and how many sources and (at least) origins support the record or a standing claim."""
    standing = [claim for claim in claims if claim.rank != "deprecated"]
    support = [*behind_record, *(row for claim in standing for row in behind_claims.get(claim.id, ()))]
    sources = {row.source_id for row in support}
    return {
        "claim_count": len(standing),
        "source_count": len(sources),
        "origin_count": count_origins(lines, sources).least,
    }


def _carry_studios(session: Session, ids: list[int]) -> None:
    """Give the milestones that are, or hang on, these records the studio they concern."""
    table = Base.metadata.tables["milestone"]
    concerned = or_(table.c.id.in_(ids), table.c.subject_id.in_(ids))
    stale = table.c.studio_id.is_distinct_from(studio_of_milestone())
    carried = update(table).where(concerned, stale).values(studio_id=studio_of_milestone()).returning(table.c.id)
    # Not by way of the objects: somebody else may be saving such a milestone, and its version is theirs to count.
    for milestone_id in session.scalars(carried).all():
        known = session.identity_map.get(identity_key(Milestone, milestone_id))
        if known is not None:
            session.expire(known, ["studio_id"])
