"""The dates of a record and of what hangs on it: the milestones of an initiative or a studio, the parts of an event."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal, or_, select, union_all

from tracker.models import Entity, Field, FieldType, Milestone, Record, claimed_fields, structural_fields
from tracker.permissions import Actor, visible
from tracker.queries.milestones import status_on


def dates_around(
    record: Record, entries: Sequence[Entity], *, day: date, actor: Actor, limit: int
) -> CompoundSelect[*tuple[Any, ...]] | None:
    """Each claimed date of the records that link to `record`, and its own: a row for each date that might be there.

    A row has id, kind, slug and label of its record, the code of what kind of thing that is, the status on the day
    (milestones have one), and of the date its field, text, bounds, `by` (what decided it) and `slips`. None where
    nothing dated can link to a record of its family.
    """
    queries = [
        visible(_dates(entry.model, field, day), actor, entry.model).where(
            entry.model.kind == entry.kind, or_(*(column == record.id for column in links))
        )
        for entry in entries
        if (links := _links(entry.model, record))
        for field in date_fields(entry.model)
    ]
    return union_all(*queries).order_by("label_key", "id").limit(limit) if queries else None


def date_fields(model: type[Record]) -> list[Field]:
    """The claimed fields of a noun that hold a date."""
    return [field for field in claimed_fields(model) if field.type == FieldType.DATE and field.resolved]


def sort_of(model: type[Record]) -> Field | None:
    """The field that says what kind of its noun a record is: of a milestone, what happens when it is reached."""
    return next((field for field in structural_fields(model) if field.type == FieldType.TERM and field.required), None)


def _links(model: type[Record], record: Record) -> list[Any]:
    """The columns by which a row of a noun is the record itself, or hangs on it."""
    own = [model.id] if isinstance(record, model) else []
    linking = (field for field in structural_fields(model) if field.type == FieldType.RECORD)
    return own + [getattr(model, field.column) for field in linking if record.family in field.kinds]


def _dates(model: type[Record], field: Field, day: date) -> Select[*tuple[Any, ...]]:
    named, sort = field.name, sort_of(model)
    carried = {"value": "", "earliest": "_earliest", "latest": "_latest", "by": "_by"}
    return select(
        *(getattr(model, name).label(name) for name in ("id", "kind", "slug", "label", "label_key")),
        (getattr(model, sort.column) if sort else literal("")).label("sort"),
        (status_on(day) if model is Milestone else literal("")).label("status"),
        literal(named).label("field"),
        *(getattr(model, named + suffix).label(name) for name, suffix in carried.items()),
        (getattr(model, f"{named}_slips") if field.successive else literal(0)).label("slips"),
    )
