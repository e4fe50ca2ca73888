"""Facets of a list: what its records have in a field, and how many have it, under all filters but the field's own.

A count is what the list would hold if only this value of the field were asked for. Every facet is one statement with a
time limit; one that takes longer says so, and costs the page nothing else.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Subquery, case, extract, false, func, or_, select
from sqlalchemy.orm import Session

from tracker.models import Claim, Entity, Field, FieldType, Record
from tracker.permissions import Actor, visible
from tracker.queries.conditions import filtered, is_record, mark, standing
from tracker.queries.filters import MARKS, Filter, Link, filterable
from tracker.queries.limited import rows_within
from tracker.queries.list_query import ListQuery

MOST_VALUES = 20
YEAR = re.compile("[0-9]{4}")
# A facet may take so many seconds, all facets of a page together so many times as long.
SECONDS = 0.2
ALTOGETHER = 2.5


@dataclass(frozen=True)
class FacetValue:
    """One value as it stands in an address, the name of a record it means, and how many have it; None is not known."""

    text: str
    label: str
    count: int | None
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """One field and what its list can be narrowed to; `more` says that there are values beside these."""

    field: Field
    values: tuple[FacetValue, ...]
    more: bool = False
    counted: bool = True


def facet_fields(entry: Entity) -> list[Field]:
    """The fields a list has facets for: terms, flags and links, the marks of every list, its first date by year."""
    fields = filterable(entry)
    shown = [fields[name] for name in entry.columns if name in fields]
    dates = [field for field in (*shown, *fields.values()) if field.type == FieldType.DATE][:1]
    coded = (FieldType.TERM, FieldType.FLAG, FieldType.RECORD)
    return [*dates, *(field for field in fields.values() if field.type in coded)]


def facets(session: Session, query: ListQuery, actor: Actor, *, seconds: float = SECONDS) -> list[Facet]:
    """Every facet of a list that has a value to choose, or that could not be counted in time."""
    deadline = time.monotonic() + ALTOGETHER * seconds
    found = []
    for field in facet_fields(query.entry):
        statement = _statement(query, field, actor)
        rows = rows_within(session, statement, min(seconds, deadline - time.monotonic()))
        found.append(_facet(field, rows, _chosen(query, field)))
    return [facet for facet in found if facet.values or not facet.counted]


def _chosen(query: ListQuery, field: Field) -> Filter | None:
    return next((item for item in query.filters if item.name == field.name), None)


def _statement(query: ListQuery, field: Field, actor: Actor) -> Select[Any]:
    others = query.without(field.name)
    if field.type == FieldType.DATE:
        return _years(others, field, actor)
    held = _held(others, field, actor).subquery()
    counts = select(held.c.value, func.count().label("n")).group_by(held.c.value)
    if field.type == FieldType.RECORD:
        return _named(counts.subquery(), field, _chosen(query, field), actor)
    return counts.order_by(func.count().desc(), held.c.value)


def _held(query: ListQuery, field: Field, actor: Actor) -> Select[Any]:
    """What each record of the list has in a field: a row for each value of each record."""
    model = query.entry.model
    value: Any
    if field.cardinality == "*":
        value = Claim.value_record_id if field.type == FieldType.RECORD else Claim.value
        held: Select[Any] = select(model.id, value.label("value")).join(Claim, standing(model, field)).distinct()
        return filtered(held, query, actor).where(value.is_not(None), Claim.value_state == "stated")
    value = mark(model, field) if field in MARKS else getattr(model, field.column)
    return filtered(select(value.label("value")), query, actor).where(value.is_not(None))


def _named(counts: Subquery, field: Field, chosen: Filter | None, actor: Actor) -> Select[Any]:
    """The linked records with their counts: those chosen, then those linked to most."""
    links = [link for link in chosen.values if isinstance(link, Link)] if chosen else []
    first = case((or_(false(), *(is_record(link) for link in links)), 0), else_=1)
    named = select(Record.family, Record.slug, Record.label, counts.c.n).join(counts, counts.c.value == Record.id)
    linked = visible(named, actor).where(Record.family.in_(field.kinds))
    return linked.order_by(first, counts.c.n.desc(), Record.label_key, Record.id).limit(MOST_VALUES + 1)


def _years(query: ListQuery, field: Field, actor: Actor) -> Select[Any]:
    """How many records have a date between which two years; an open end is none."""
    model = query.entry.model
    ends = {"first": getattr(model, f"{field.name}_earliest"), "last": getattr(model, f"{field.name}_latest")}
    held: Any = select(*(extract("year", end).label(name) for name, end in ends.items()))
    dated = filtered(held, query, actor).where(getattr(model, field.name).is_not(None)).subquery()
    both = (dated.c.first, dated.c.last)
    return select(*both, func.count().label("n")).group_by(*both)


def _facet(field: Field, rows: Sequence[Row[Any]] | None, chosen: Filter | None) -> Facet:
    """The values that were counted, and those chosen whatever their count."""
    read = {FieldType.DATE: _of_years, FieldType.RECORD: _of_links}.get(field.type, _of_codes)
    found = {value.text: value for value in read(rows or ())}
    for asked in _asked(field, chosen):
        known = found.get(asked.key, FacetValue(asked.text, asked.label, None if rows is None else 0))
        found[asked.key] = replace(known, text=asked.text, chosen=True)
    shown = [value for place, value in enumerate(found.values()) if place < MOST_VALUES or value.chosen]
    return Facet(field, tuple(shown), len(shown) < len(found), rows is not None)


class _Asked(NamedTuple):
    """A value that is filtered by: as facets name it, as it stands in the address, and the name of a record."""

    key: str
    text: str
    label: str = ""


def _asked(field: Field, chosen: Filter | None) -> Iterator[_Asked]:
    for text, value in zip(chosen.texts, chosen.values, strict=True) if chosen else ():
        if isinstance(value, Link):
            yield _Asked(f"{value.family}:{value.slug}", text, value.label)
        elif field.type != FieldType.DATE or YEAR.fullmatch(text):
            yield _Asked(text, text)


def _of_codes(rows: Sequence[Row[Any]]) -> Iterator[FacetValue]:
    """Terms and flags; a claimed flag is a code already."""
    for row in rows:
        yield FacetValue(("no", "yes")[row.value] if isinstance(row.value, bool) else row.value, "", row.n)


def _of_links(rows: Sequence[Row[Any]]) -> Iterator[FacetValue]:
    for row in rows:
        yield FacetValue(f"{row.family}:{row.slug}", row.label, row.n)


def _of_years(rows: Sequence[Row[Any]]) -> Iterator[FacetValue]:
    """Every year that some date could be in, the latest first."""
    ends = [int(end) for row in rows for end in row[:2] if end is not None]
    for year in range(max(ends, default=0), min(ends, default=1) - 1, -1):
        could = [row.n for row in rows if (row.first or year) <= year <= (row.last or year)]
        if could:
            yield FacetValue(f"{year:04}", "", sum(could))
