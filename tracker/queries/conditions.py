"""Filters of a list as SQL: which rows of a kind fit. Typed words reach the database as parameters only."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from tracker.models import Claim, Field, FieldType, Record, live
from tracker.permissions import Actor, visible
from tracker.queries.filters import MARKS, RANGES, Filter, Link
from tracker.queries.list_query import ListQuery
from tracker.values import FuzzyDate, Quantity
from tracker.values.words import fold


def filtered(statement: Select[Any], query: ListQuery, actor: Actor) -> Select[Any]:
    """`statement`, which selects from the kind of the list, limited to what the list holds."""
    model = query.entry.model
    conditions = [_condition(model, item, actor) for item in query.filters]
    conditions += [model.label_key.contains(word, autoescape=True) for word in fold(query.words).split()]
    conditions.append(~live(model) if query.withdrawn else live(model))
    return visible(statement.where(*conditions), actor, model)


def mark(model: type[Record], field: Field) -> ColumnElement[bool]:
    """Whether a record has one of the marks that every list can be filtered by."""
    return {"unsettled": model.unsettled_count > 0, "single_origin": model.origin_count <= 1}[field.name]


def standing(model: type[Record], field: Field) -> ColumnElement[bool]:
    """Which claims say what a many-valued field of a record is, as lists see it: those nobody ruled out."""
    return and_(Claim.record_id == model.id, Claim.field == field.name, Claim.rank != "deprecated")


def _condition(model: type[Record], item: Filter, actor: Actor) -> ColumnElement[bool]:
    field = item.field
    if field in MARKS:
        wanted = mark(model, field)
        return or_(*(wanted if value else ~wanted for value in item.values))
    if field.cardinality == "*":
        return _claimed(model, item, actor)
    column: ColumnElement[Any] = getattr(model, field.column)
    if field.type == FieldType.RECORD:
        return column.in_(_ids(item.values, actor))
    if field.type in RANGES:
        return or_(*(_ranged(model, field, value, item.certainly) for value in item.values))
    if field.type == FieldType.FLAG and field.claimed:
        return column.in_(["yes" if value else "no" for value in item.values])
    return column.in_(item.values)


def _ids(links: Sequence[Any], actor: Actor) -> Select[int]:
    return visible(select(Record.id).where(or_(*(is_record(link) for link in links))), actor)


def is_record(link: Link) -> ColumnElement[bool]:
    """Whether a record is the one that is filtered by."""
    return and_(Record.family == link.family, Record.slug == link.slug)


def _claimed(model: type[Record], item: Filter, actor: Actor) -> ColumnElement[bool]:
    """Whether a standing claim of a many-valued field has one of the values."""
    if item.field.type == FieldType.RECORD:
        return exists().where(standing(model, item.field), Claim.value_record_id.in_(_ids(item.values, actor)))
    return exists().where(standing(model, item.field), Claim.value.in_(item.values))


def _ranged(model: type[Record], field: Field, value: Any, certainly: bool) -> ColumnElement[bool]:
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
    if certainly:
        return and_(
            known, *((mine_low >= low,) if low is not None else ()), *((mine_high <= high,) if high is not None else ())
        )
    reaches_low = or_(mine_high.is_(None), mine_high >= low) if low is not None else known
    reaches_high = or_(mine_low.is_(None), mine_low <= high) if high is not None else known
    return and_(known, reaches_low, reaches_high)
