"""Lists of records: the one way pages, exports and reports read them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from tracker.models import Claim, Entity, Field, FieldType, Record, claimed_fields, structural_fields
from tracker.models.fields import carried_names
from tracker.permissions import Actor, seen, visible
from tracker.queries.keyset import Order
from tracker.queries.list_query import Filter, ListQuery
from tracker.values import FuzzyDate, Quantity
from tracker.values.words import fold

COUNTERS = ("claim_count", "source_count", "origin_count", "unsettled_count")
SPINE = ("id", "kind", "slug", "label", "withdrawn_at")


def listed_fields(entry: Entity) -> list[Field]:
    """The fields a list can show: structural, and claimed with a resolved value."""
    resolved = [field for field in claimed_fields(entry.model) if field.resolved]
    return [field for field in structural_fields(entry.model) if field.name != "label"] + resolved


def rows(query: ListQuery, fields: Sequence[Field], actor: Actor) -> Select[Any]:
    """The rows of a list, all pages: the spine, `fields` with bounds, linked records' slugs and labels, counters."""
    model = query.entry.model
    columns: list[ColumnElement[Any]] = [getattr(model, name).label(name) for name in (*SPINE, *COUNTERS)]
    statement = select(*columns)
    for field in fields:
        statement = _with_field(statement, model, field, actor)
    return _filtered(statement, query, actor)


def page(query: ListQuery, fields: Sequence[Field], actor: Actor) -> Select[Any]:
    """One page of a list, and a row more if another page follows; `sort_value` is what it is sorted by."""
    order = order_of(query)
    statement = rows(query, fields, actor).add_columns(order.column.label("sort_value"))
    return order.applied(statement, query.cursor, query.backwards).limit(query.limit + 1)


def everything(query: ListQuery, fields: Sequence[Field], actor: Actor) -> Select[Any]:
    """All rows of a list in its order, for exports: never capped."""
    return order_of(query).applied(rows(query, fields, actor), None, False)


def count(query: ListQuery, actor: Actor) -> Select[int]:
    """How many records a list holds, exactly."""
    return _filtered(select(func.count()).select_from(query.entry.model), query, actor)


def order_of(query: ListQuery) -> Order:
    """The order of a list."""
    model = query.entry.model
    named = {"label": "label_key", "updated": "updated_at"}
    field = next((field for field in listed_fields(query.entry) if field.name == query.sort), None)
    suffix = {FieldType.DATE: "_earliest", FieldType.QUANTITY: "_low"}.get(field.type, "") if field else ""
    column = getattr(model, named.get(query.sort, query.sort) + suffix)
    return Order(column, model.id.expression, query.descending)


def _with_field(statement: Select[Any], model: type[Record], field: Field, actor: Actor) -> Select[Any]:
    if field.type != FieldType.RECORD:
        names = carried_names(field)
        return statement.add_columns(*(getattr(model, name).label(name) for name in names))
    link = aliased(Record, name=field.name)
    joined = statement.outerjoin(link, and_(link.id == getattr(model, field.column), *seen(actor, link)))
    return joined.add_columns(
        *(getattr(link, part).label(f"{field.name}_{part}") for part in ("kind", "slug", "label"))
    )


def _filtered(statement: Select[Any], query: ListQuery, actor: Actor) -> Select[Any]:
    model = query.entry.model
    conditions = [_condition(model, item, actor) for item in query.filters]
    conditions += [model.label_key.contains(word, autoescape=True) for word in fold(query.words).split()]
    if query.unsettled is not None:
        conditions.append(model.unsettled_count > 0 if query.unsettled else model.unsettled_count == 0)
    taken_back = or_(model.withdrawn_at.is_not(None), model.merged_into_id.is_not(None))
    conditions.append(taken_back if query.withdrawn else ~taken_back)
    return visible(statement.where(*conditions), actor, model)


def _condition(model: type[Record], item: Filter, actor: Actor) -> ColumnElement[bool]:
    field = item.field
    column: ColumnElement[Any] = getattr(model, field.column, false())
    if field.cardinality == "*":
        return _claimed(model, item, actor)
    if field.type == FieldType.RECORD:
        return column.in_(_ids(field, item.values, actor))
    if field.type in (FieldType.DATE, FieldType.QUANTITY):
        return or_(*(_ranged(model, field, value, item.within) for value in item.values))
    if field.type == FieldType.FLAG and field.claimed:
        return column.in_(["yes" if value else "no" for value in item.values])
    return column.in_(item.values)


def _ids(field: Field, slugs: Sequence[Any], actor: Actor) -> Select[int]:
    return visible(select(Record.id).where(Record.family.in_(field.kinds), Record.slug.in_(slugs)), actor)


def _claimed(model: type[Record], item: Filter, actor: Actor) -> ColumnElement[bool]:
    """Whether a standing claim of a many-valued field has one of the values."""
    by_value = Claim.value_record_id.in_(_ids(item.field, item.values, actor))
    value = by_value if item.field.type == FieldType.RECORD else Claim.value.in_(item.values)
    of_field = and_(Claim.record_id == model.id, Claim.field == item.field.name, Claim.rank != "deprecated")
    return exists().where(of_field, value)


def _ranged(model: type[Record], field: Field, value: Any, within: bool) -> ColumnElement[bool]:
    """Whether the field's range overlaps the value's (*could be in*) or lies within it (*certainly in*)."""
    low: Any
    high: Any
    if isinstance(value, FuzzyDate):
        low, high = value.earliest, value.latest
        mine_low, mine_high = getattr(model, f"{field.name}_earliest"), getattr(model, f"{field.name}_latest")
    elif isinstance(value, Quantity):
        low, high = (None if end is None else float(end) for end in (value.low, value.high))
        mine_low, mine_high = getattr(model, f"{field.name}_low"), getattr(model, f"{field.name}_high")
    else:
        return false()
    known = getattr(model, field.name).is_not(None)
    if within:
        return and_(
            known, *((mine_low >= low,) if low is not None else ()), *((mine_high <= high,) if high is not None else ())
        )
    reaches_low = or_(mine_high.is_(None), mine_high >= low) if low is not None else known
    reaches_high = or_(mine_low.is_(None), mine_low <= high) if high is not None else known
    return and_(known, reaches_low, reaches_high)
