"""Lists of records: the one way pages and exports read them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from tracker.models import COUNTERS, Field, FieldType, Record
from tracker.models.fields import carried_names
from tracker.permissions import Actor, seen
from tracker.queries.columns import UPDATED, listed_fields
from tracker.queries.conditions import filtered
from tracker.queries.filters import CERTAINLY
from tracker.queries.keyset import Order
from tracker.queries.list_query import ListQuery

SPINE = ("id", "kind", "slug", "label", "withdrawn_at", UPDATED.name)
# Counting stops here: beyond, a number says no more than that there are very many.
MOST_COUNTED = 10_000


def rows(query: ListQuery, fields: Sequence[Field], actor: Actor) -> Select[Any]:
    """The rows of a list, all pages: the spine, `fields` with bounds, linked records' slugs and labels, counters."""
    return filtered(_selected(query, fields, actor), query, actor)


def page(query: ListQuery, fields: Sequence[Field], actor: Actor) -> Select[Any]:
    """One page of a list, and a row more if another page follows; `sort_value` is what it is sorted by."""
    model, order = query.entry.model, order_of(query)
    # The few rows of the page are found first, and only theirs are joined with what they link to.
    found = order.page(filtered(select(model.id), query, actor), query.cursor, query.backwards, query.limit + 1)
    statement = _selected(query, fields, actor).add_columns(found.c.sort_value).join(found, found.c.id == model.id)
    return replace(order, column=found.c.sort_value, key=found.c.id).applied(statement, query.backwards)


def neighbour(query: ListQuery, record: Record, actor: Actor, *, backwards: bool = False) -> Select[*tuple[Any, ...]]:
    """Kind, slug and label of what follows a record in a list, or comes before it, whether the list holds it or not."""
    model, order = query.entry.model, order_of(query)
    place = order.cursor(getattr(record, _sort_column(query)), record.id)
    found = order.page(filtered(select(model.id), query, actor), place, backwards, 1)
    return select(model.kind, model.slug, model.label).join(found, found.c.id == model.id)


def everything(query: ListQuery, fields: Sequence[Field], actor: Actor) -> Select[Any]:
    """All rows of a list in its order, for exports: never capped."""
    return order_of(query).applied(rows(query, fields, actor))


def count(query: ListQuery, actor: Actor) -> Select[int]:
    """How many records a list holds: in full if it asks for that, or one more than `MOST_COUNTED` for all above."""
    found = filtered(select(query.entry.model.id), query, actor)
    return select(func.count()).select_from(found.subquery()) if query.in_full else counted(found)


def undated(query: ListQuery, field: Field, actor: Actor) -> Select[int]:
    """How many records would be listed, were it not for the filters on `field`, of which they have no value."""
    others = query.without(field.name).without(field.name + CERTAINLY)
    model = query.entry.model
    return counted(filtered(select(model.id), others, actor).where(getattr(model, field.name).is_(None)))


def counted(found: Select[Any]) -> Select[int]:
    """How many rows a statement has, as far as `MOST_COUNTED`."""
    return select(func.count()).select_from(found.limit(MOST_COUNTED + 1).subquery())


def order_of(query: ListQuery) -> Order:
    """The order of a list."""
    model = query.entry.model
    return Order(getattr(model, _sort_column(query)), model.id.expression, query.descending)


def _sort_column(query: ListQuery) -> str:
    field = next((field for field in listed_fields(query.entry) if field.name == query.sort), None)
    suffix = {FieldType.DATE: "_earliest", FieldType.QUANTITY: "_low"}.get(field.type, "") if field else ""
    return "label_key" if query.sort == "label" else query.sort + suffix


def _selected(query: ListQuery, fields: Sequence[Field], actor: Actor) -> Select[Any]:
    model = query.entry.model
    columns: list[ColumnElement[Any]] = [getattr(model, name).label(name) for name in (*SPINE, *COUNTERS)]
    statement = select(*columns)
    for field in fields:
        statement = _with_field(statement, model, field, actor)
    return statement


def _with_field(statement: Select[Any], model: type[Record], field: Field, actor: Actor) -> Select[Any]:
    if field.type != FieldType.RECORD:
        names = carried_names(field)
        return statement.add_columns(*(getattr(model, name).label(name) for name in names))
    link = aliased(Record, name=field.name)
    joined = statement.outerjoin(link, and_(link.id == getattr(model, field.column), *seen(actor, link)))
    return joined.add_columns(
        *(getattr(link, part).label(f"{field.name}_{part}") for part in ("kind", "slug", "label"))
    )
