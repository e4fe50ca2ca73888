"""Structural columns: setting them, with links and terms looked up and circles refused."""

from collections.abc import Mapping
from typing import Any

from slugify import slugify
from sqlalchemy import ColumnElement, func, inspect, select
from sqlalchemy.orm import Session

from tracker.forms.fields import Value, write
from tracker.languages import gettext as _
from tracker.languages import number
from tracker.models import Field, FieldType, Record, family_of, fields_of
from tracker.permissions import Actor
from tracker.services.errors import Rejected
from tracker.services.own_rules import own_columns
from tracker.services.references import check_term, find_record
from tracker.values import FuzzyDate

LONGEST_SLUG = 80
# Addresses that are taken by a page of their own.
RESERVED_SLUGS = ("new",)


def new_row(
    session: Session, model: type[Record], values: Mapping[str, Value], *, actor: Actor, slug: str = ""
) -> Record:
    """Add the row of a record with its structural values. Resolves nothing and writes no revision: see `create`."""
    family = family_of(model)
    record = model(family=family, created_by=actor.name, updated_by=actor.name, version=1)
    record.slug = _free_slug(session, family, slug or slugify(str(values.get("label", "")), max_length=LONGEST_SLUG))
    set_structural(session, record, values)
    session.add(record)
    session.flush()
    return record


def _free_slug(session: Session, family: str, wanted: str) -> str:
    """`wanted`, with the first number behind it that makes it free."""
    wanted = wanted or family
    similar = select(Record.slug).where(Record.family == family, Record.slug.startswith(wanted, autoescape=True))
    taken = {*session.scalars(similar), *RESERVED_SLUGS}
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def set_structural(session: Session, record: Record, values: Mapping[str, Value]) -> None:
    """Set the structural columns named in `values`, links and terms looked up: all, or none. Raises `Rejected`."""
    fields = fields_of(type(record))
    columns: dict[str, Any] = {}
    for name, value in values.items():
        field = fields.get(name)
        if field is not None and not field.claimed and not field.derived:
            _check(session, type(record), field, value)
            columns |= _columns_of(session, field, value)
    columns |= own_columns(record, columns, session)
    _refuse_circles(session, record, columns)
    for name, value in columns.items():
        setattr(record, name, value)


def _columns_of(session: Session, field: Field, value: Value) -> dict[str, Any]:
    """The columns that hold a structural value, by name."""
    if field.type == FieldType.RECORD:
        return {field.column: find_record(session, field, str(value)) if value else None}
    if field.type == FieldType.DATE:
        day = value if isinstance(value, FuzzyDate) else None
        ends = {"earliest": day.earliest if day else None, "latest": day.latest if day else None}
        return {field.name: write(day) or None, **{f"{field.name}_{end}": bound for end, bound in ends.items()}}
    return {field.name: bool(value) if field.type == FieldType.FLAG else value}


def _refuse_circles(session: Session, record: Record, columns: Mapping[str, Any]) -> None:
    """Refuse a record that is part of, or derives from, itself by way of others. Nothing leads to a new one yet."""
    for field in fields_of(type(record)).values() if record.id else ():
        if field.type != FieldType.RECORD or field.claimed or field.kinds != (record.family,):
            continue
        link, seen = columns.get(field.column), {record.id}
        if link is not None:
            _take_turn(session, field)
        while link is not None:
            if link in seen:
                raise Rejected({field.name: [_("That would make a circle: it leads back to this record.")]})
            seen.add(link)
            # From the database and not from memory: somebody else may have linked it since.
            column = inspect(type(record)).columns[field.column]
            link = session.scalar(select(column).where(column.table.c.id == link))


def _take_turn(session: Session, field: Field) -> None:
    """Wait for whoever else is setting this link, so that two people cannot each close one half of a circle."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"tracker link {field.name}"))))


def _check(session: Session, model: type[Record], field: Field, value: Value) -> None:
    """Refuse a blank where a value is required, a text its column cannot hold, a term the vocabulary does not have."""
    if field.required and value in (None, ""):
        raise Rejected({field.name: [_("Please fill in “%(label)s”.", label=field.label)]})
    if isinstance(value, str) and field.type != FieldType.RECORD:
        refuse_longer(field.name, value, inspect(model).columns[field.column])
    if field.type == FieldType.TERM and value:
        check_term(session, field.name, field.vocabulary, str(value))


def refuse_longer(name: str, text: str, column: ColumnElement[Any]) -> None:
    """Refuse a text that is longer than its column; SQLite would keep it, and PostgreSQL not."""
    longest = getattr(column.type, "length", None)
    if longest is not None and len(text) > longest:
        said = {"longest": number(longest), "n": number(len(text))}
        raise Rejected({name: [_("At most %(longest)s characters; these are %(n)s.", **said)]})
