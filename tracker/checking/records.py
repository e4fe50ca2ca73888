"""Records: their names, their resolved columns, counters and carried columns, and their structural values."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.checking import revisions
from tracker.checking.difference import Difference, Row, among, compared, misdated, unreadable, wrong
from tracker.checking.known import Known, Reference, among_families
from tracker.exchange.loading import SLUG
from tracker.languages import gettext as _
from tracker.models import COUNTERS, Base, Field, FieldType, Milestone, Record, Source, family_of, structural_fields
from tracker.queries.carried import studio_of_milestone
from tracker.services.refreshing import blocks, computed_columns
from tracker.values.web_address import WebAddress
from tracker.values.words import fold

SPINE = "record"


class Stored(NamedTuple):
    """A record as it stands: its columns, and the tables of nouns that have a row of it."""

    values: dict[str, Any]
    tables: set[str]


def differences(session: Session, known: Known) -> Iterator[Difference]:
    """What is wrong with records."""
    for ids in blocks(known.records):
        stored = _stored(session, ids)
        for record_id in ids:
            yield from _named(known.records[record_id], stored[record_id])
        models = {key: model for key in ids if (model := _noun(known.records[key], stored[key]))}
        for record_id, model in models.items():
            yield from _structured(str(known.records[record_id]), stored[record_id].values, model, known)
        readable = {key: model for key, model in models.items() if key not in known.unreadable}
        for record_id, columns in computed_columns(session, readable):
            yield from _computed(str(known.records[record_id]), stored[record_id].values, columns)
        yield from revisions.differences(session, known, {key: stored[key].values for key in models}, models)
    yield from _carried(session, known)


def _stored(session: Session, ids: list[int]) -> dict[int, Stored]:
    """The rows of some records, of the spine and of every noun."""
    stored = {record_id: Stored({}, set()) for record_id in ids}
    for name in (SPINE, *_nouns()):
        table = Base.metadata.tables[name]
        for row in session.execute(select(table).where(table.c.id.in_(ids))).mappings().all():
            stored[row["id"]].values.update(row)
            stored[row["id"]].tables.add(name)
    return stored


@cache
def _nouns() -> tuple[str, ...]:
    return tuple(entry.model.__tablename__ for entry in CATALOGUE)


@cache
def _tables_of(model: type[Record]) -> set[str]:
    return {str(table) for table in inspect(model).tables}


@cache
def _fields(model: type[Record]) -> list[Field]:
    return [field for field in structural_fields(model) if not field.derived]


def _noun(reference: Reference, stored: Stored) -> type[Record] | None:
    """The noun of a record that is whole."""
    model = reference.model
    return model if model and _tables_of(model) <= stored.tables else None


def _named(reference: Reference, stored: Stored) -> Iterator[Difference]:
    """Whether kind, family, slug and the key it is sorted by agree, and it has the rows its noun has."""
    where, row = str(reference), stored.values
    yield from among(2, where, "kind", reference.kind, BY_KIND)
    yield from compared(2, where, row, {"label_key": fold(row["label"])[:300]})
    if not SLUG.fullmatch(reference.slug):
        yield wrong(2, where, "slug", reference.slug, _("small letters, digits, and single hyphens between them"))
    if model := reference.model:
        yield from compared(2, where, row, {"family": family_of(model)})
        for table in _tables_of(model) ^ stored.tables:
            found, expected = (_("there"), _("missing")) if table in stored.tables else (_("missing"), _("there"))
            yield wrong(2, where, _("its row in the table %(table)s", table=table), found, expected)


def _computed(where: str, row: Row, columns: Mapping[str, Any]) -> Iterator[Difference]:
    """Whether resolved columns and counters are what the rules answer."""
    counters = {name: value for name, value in columns.items() if name in COUNTERS or name.endswith("_slips")}
    resolved = {name: value for name, value in columns.items() if name not in counters}
    yield from compared(1, where, row, resolved)
    yield from compared(2, where, row, counters)


def _structured(where: str, row: Row, model: type[Record], known: Known) -> Iterator[Difference]:
    """Whether structural values are ones their fields take, and a source is compared by the key its address has."""
    for field in _fields(model):
        value = row[field.column]
        if field.type == FieldType.DATE:
            yield from misdated(where, field.name, row)
        elif value is not None and field.type == FieldType.TERM:
            yield from among(4, where, field.name, value, known.codes(field.vocabulary))
        elif (
            field.type == FieldType.RECORD and (linked := known.records.get(value)) and linked.family not in field.kinds
        ):
            yield wrong(4, where, field.name, linked, among_families(field))
    if issubclass(model, Source):
        yield from _address(where, row)


def _address(where: str, row: Row) -> Iterator[Difference]:
    try:
        key = WebAddress.parse(row["url"]).key if row["url"] else None
    except ValueError as problem:
        yield unreadable(where, "url", row["url"], problem)
        return
    yield from compared(4, where, row, {"url_key": key})


def _carried(session: Session, known: Known) -> Iterator[Difference]:
    """Whether every milestone carries the studio its subject leads to."""
    table = Base.metadata.tables[Milestone.__tablename__]
    expected = studio_of_milestone()
    stale = select(table.c.id, table.c.studio_id, expected).where(table.c.studio_id.is_distinct_from(expected))
    for record_id, found, studio in session.execute(stale):
        said = (known.records.get(found, found), known.records.get(studio, studio))
        yield from compared(2, str(known.records.get(record_id, record_id)), {"studio": said[0]}, {"studio": said[1]})
