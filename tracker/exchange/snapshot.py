"""Writing a database as a data package, as `seeds/` is. Users, revisions, versions and times of writing stay behind."""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.catalogue import CATALOGUE
from tracker.exchange import sheet
from tracker.exchange.package import (
    CLAIM,
    DESCRIPTION,
    DISPUTE,
    DISPUTE_CLAIM,
    EVIDENCE,
    KEYS,
    TERM,
    description,
    record_columns,
)
from tracker.forms.fields import write
from tracker.models import (
    Claim,
    Dispute,
    DisputeClaim,
    Entity,
    Evidence,
    FieldType,
    Record,
    Term,
    kind_of,
    live,
    structural_fields,
)
from tracker.services.claims import READINGS
from tracker.services.errors import Rejected
from tracker.services.own_rules import own_columns

Row = tuple[str, ...]


def silent(_table: str, _rows: int) -> None:
    """Say nothing."""


def snapshot(session: Session, folder: Path, progress: Callable[[str, int], object] = silent) -> dict[str, int]:
    """Write every table that has rows into `folder`, rows in the order of their keys; how many rows, by table.

    `progress` is told so of each table when it is written. Withdrawn and merged records stay out, and so does what is
    said of them, needs them or rests on them alone.
    """
    written = {}
    for name, columns, rows in _tables(session):
        ordered = sorted(rows, key=itemgetter(slice(KEYS.get(name, 1))))
        if ordered:
            text = "".join(sheet.lines(columns, ordered))
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
            written[name] = len(ordered)
            progress(name, len(ordered))
    (folder / DESCRIPTION).write_text(description(written), encoding="utf-8", newline="")
    return written


def _tables(session: Session) -> Iterator[tuple[str, Row, Iterable[Row]]]:
    names = _names(session)
    claims = _claims(session, names)
    keys = {claim.id: claim.key for claim in claims}
    yield "term", TERM, (_texts(term, TERM, {}) for term in session.scalars(select(Term)))
    for entry in CATALOGUE:
        yield entry.kind, record_columns(entry.kind), _records(session, entry, names)
    yield "claim", CLAIM, (_texts(claim, CLAIM, {"record": names[claim.record_id]}) for claim in claims)
    yield "evidence", EVIDENCE, _evidence(session, names, keys)
    pairs = session.scalars(select(DisputeClaim)).all()
    kept = [pair for pair in pairs if pair.claim_id in keys]
    emptied = {pair.dispute_id for pair in pairs} - {pair.dispute_id for pair in kept}
    disputes = [dispute for dispute in session.scalars(select(Dispute)) if dispute.id not in emptied]
    about = {dispute.id: dispute.key for dispute in disputes}
    yield "dispute", DISPUTE, (_texts(dispute, DISPUTE, {}) for dispute in disputes)
    yield "dispute_claim", DISPUTE_CLAIM, ((about[pair.dispute_id], keys[pair.claim_id]) for pair in kept)


def _names(session: Session) -> dict[int, str]:
    """The references of the records that go in, by id: those that are live, and so is all they cannot be without."""
    standing = select(Record.id, Record.family, Record.slug).where(live(Record))
    names = {row.id: f"{row.family}:{row.slug}" for row in session.execute(standing)}
    links = [link for entry in CATALOGUE for link in _links(session, entry.model)]
    while out := {link.record_id for link in links if link.record_id in names and _is_lost(session, link, names)}:
        names = {record_id: name for record_id, name in names.items() if record_id not in out}
    return names


class _Links(NamedTuple):
    """The ids that a record's columns link to."""

    record_id: int
    model: type[Record]
    columns: dict[str, int]


def _links(session: Session, model: type[Record]) -> Iterator[_Links]:
    """What each record of a noun links to."""
    fields = [field for field in structural_fields(model) if field.type == FieldType.RECORD and not field.derived]
    ends = {field.column: getattr(model, field.column) for field in fields}
    query = select(model.id, *ends.values()).where(model.kind == kind_of(model))
    for record_id, *found in session.execute(query) if ends else ():
        columns = {column: link for column, link in zip(ends, found, strict=True) if link is not None}
        yield _Links(record_id, model, columns)


def _is_lost(session: Session, links: _Links, names: dict[int, str]) -> bool:
    """Whether a record could not be written down without those of its links that stay out."""
    gone = dict.fromkeys((column for column, link in links.columns.items() if link not in names), None)
    if not gone:
        return False
    if any(field.required and field.column in gone for field in structural_fields(links.model)):
        return True
    try:
        own_columns(session.get_one(links.model, links.record_id), gone, session)
    except Rejected:
        return True
    return False


def _claims(session: Session, names: dict[int, str]) -> list[Claim]:
    """The claims that go in: about a record that does, naming one that does, and resting on something that does."""
    passages = select(Evidence.claim_id, Evidence.source_id).where(Evidence.stance == "supports")
    cited = {claim_id for claim_id, source_id in session.execute(passages) if source_id in names}
    return [
        claim
        for claim in session.scalars(select(Claim))
        if claim.record_id in names
        and (claim.value_record_id is None or claim.value_record_id in names)
        and (claim.id in cited or claim.derivation or claim.reason)
    ]


def _records(session: Session, entry: Entity, names: dict[int, str]) -> Iterator[Row]:
    fields = [field for field in structural_fields(entry.model) if not field.derived]
    for record in session.scalars(select(entry.model).where(entry.model.kind == entry.kind)):
        if record.id in names:
            values = ((field.type, getattr(record, field.column)) for field in fields)
            cells = (names.get(value, "") if kind == FieldType.RECORD else write(value) for kind, value in values)
            yield (record.slug, *cells)


def _evidence(session: Session, names: dict[int, str], keys: dict[int, str]) -> Iterator[Row]:
    # Passages that only differ in a voice that stays out, or in how they were read, are one.
    told = [place for place, name in enumerate(EVIDENCE) if name not in ("key", *READINGS)]
    seen: set[Row] = set()
    for row in session.scalars(select(Evidence).order_by(Evidence.key)):
        links = {"record": row.record_id, "source": row.source_id, "attributed_to": row.attributed_to_id}
        named = {name: names.get(link or 0, "") for name, link in links.items()} | {
            "claim": keys.get(row.claim_id or 0, "")
        }
        cells = _texts(row, EVIDENCE, named)
        if (
            named["source"]
            and (named["claim"] or named["record"])
            and (same := tuple(cells[place] for place in told)) not in seen
        ):
            seen.add(same)
            yield cells


def _texts(row: Any, columns: Row, named: dict[str, str]) -> Row:
    return tuple(named[name] if name in named else write(getattr(row, name)) for name in columns)
