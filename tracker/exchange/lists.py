"""A list as a sheet: the columns of a wide export, and its rows as they stream from the database."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from tracker.exchange import sheet
from tracker.models import Entity, FieldType
from tracker.models.fields import carried_names
from tracker.permissions import Actor
from tracker.queries.list_query import ListQuery
from tracker.queries.records import COUNTERS, everything, listed_fields

AT_A_TIME = 500


def columns(entry: Entity) -> tuple[str, ...]:
    """The columns of a wide export, in order: slug and label, the fields (dates and figures with their bounds and how
    they were resolved, links as slug and label), the counters.
    """
    names = ["slug", "label"]
    for field in listed_fields(entry):
        linked = (f"{field.name}_slug", f"{field.name}_label")
        names += linked if field.type == FieldType.RECORD else carried_names(field)
    return (*names, *COUNTERS)


def csv(session: Session, query: ListQuery, *, actor: Actor, flavour: str = "raw") -> Iterator[str]:
    """The CSV of a whole list, whatever page the query is on, in blocks; memory does not grow with its rows."""
    names = columns(query.entry)
    statement = everything(query, listed_fields(query.entry), actor).execution_options(yield_per=AT_A_TIME)
    found = session.execute(statement)
    places = [list(found.keys()).index(name) for name in names]
    rows = ([_cell(row[place]) for place in places] for row in found)
    return sheet.lines(names, rows, flavour)


def _cell(value: object) -> object:
    """A value as its canonical text: flags as yes or no, whole numbers without a point and none with an exponent."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() else format(Decimal(repr(value)), "f")
    return value
