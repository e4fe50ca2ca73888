"""Filters of a list: which there are for a kind, and how the values typed for one are read.

On a date or a figure the plain name asks which records *could be in* a range, `NAME.certainly` which lie within it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tracker.languages import COLON, lazy
from tracker.languages import gettext as _
from tracker.models import Entity, Field, FieldType, Record, Term, fields_of
from tracker.permissions import Actor, visible
from tracker.values import FuzzyDate, Quantity, ValueProblem
from tracker.values.figures import read_figure
from tracker.values.phrases import read_date
from tracker.values.words import fold

CERTAINLY = ".certainly"
MOST_VALUES = 50
MOST_NAMESAKES = 5
RANGES = (FieldType.DATE, FieldType.QUANTITY)
FLAGS = {"yes": True, "no": False}
# What every list can be filtered by beside the fields of its kind.
MARKS = (
    Field(
        "unsettled",
        FieldType.FLAG,
        lazy("Conflict or open dispute"),
        lazy("Whether sources conflict on a field of it, or an open dispute is about one."),
    ),
    Field(
        "single_origin",
        FieldType.FLAG,
        lazy("Single origin"),
        lazy("Whether all that is known of it goes back to one origin, or to none."),
    ),
)


class BadQuery(ValueError):
    """A query string that asks for what there is not: the sentence names parameter, value and what is allowed."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        self.name = name
        super().__init__(
            _("%(name)s=%(value)s is not understood; allowed: %(allowed)s.", name=name, value=value, allowed=allowed)
        )


class BadValue(BadQuery):
    """A value that no field of its kind can have, told in a sentence of the field's own."""

    def __init__(self, field: Field, sentence: str) -> None:
        self.name = field.name
        ValueError.__init__(self, f"{field.label}{COLON}{sentence}")


class Link(NamedTuple):
    """A record that is filtered by."""

    family: str
    slug: str
    label: str


Value = str | bool | FuzzyDate | Quantity | Link


@dataclass(frozen=True)
class Filter:
    """One field and the values it may have, any of them; `texts` are the same as they stand in an address."""

    field: Field
    values: tuple[Value, ...]
    texts: tuple[str, ...]
    certainly: bool = False

    @property
    def name(self) -> str:
        """Its name in the address."""
        return self.field.name + CERTAINLY if self.certainly else self.field.name


def filterable(entry: Entity) -> dict[str, Field]:
    """The fields a list of this kind can be filtered by, and the marks of every list."""
    many = (FieldType.TERM, FieldType.RECORD)
    single = (*many, *RANGES, FieldType.FLAG)
    fields = {
        name: field
        for name, field in fields_of(entry.model).items()
        if field.type in (many if field.cardinality == "*" else single)
    }
    return fields | {mark.name: mark for mark in MARKS}


def filter_names(entry: Entity) -> list[str]:
    """Every name a filter of this kind can have in an address."""
    fields = filterable(entry)
    return [*fields, *(name + CERTAINLY for name, field in fields.items() if field.type in RANGES)]


def read_filter(entry: Entity, name: str, texts: Sequence[str], session: Session, actor: Actor) -> Filter:
    """The filter of this name, which is one of `filter_names`. Raises `BadQuery`.

    A record the actor may not see can no more be asked for than one there is not.
    """
    field, texts = filterable(entry)[name.removesuffix(CERTAINLY)], list(dict.fromkeys(texts))
    if len(texts) > MOST_VALUES:
        raise BadQuery(name, "…", _("at most %(n)s values", n=MOST_VALUES))
    if field.type in RANGES:
        ranges = [_range(field, text) for text in texts]
        texts = list(dict.fromkeys(str(value) for value in ranges))
        return Filter(field, tuple(dict.fromkeys(ranges)), tuple(texts), name.endswith(CERTAINLY))
    if field.type == FieldType.RECORD:
        return Filter(field, _links(field, texts, session, actor), tuple(texts))
    if field.type == FieldType.TERM:
        return Filter(field, _terms(field, name, texts, session), tuple(texts))
    return Filter(field, tuple(yes_or_no(name, text) for text in texts), tuple(texts))


def yes_or_no(name: str, text: str) -> bool:
    """A flag. Raises `BadQuery`."""
    if text not in FLAGS:
        raise BadQuery(name, text, "yes, no")
    return FLAGS[text]


def _range(field: Field, text: str) -> FuzzyDate | Quantity:
    try:
        return read_date(text).date if field.type == FieldType.DATE else read_figure(text, field.unit)
    except ValueProblem as problem:
        raise BadValue(field, str(problem)) from problem


def _terms(field: Field, name: str, texts: Sequence[str], session: Session) -> tuple[str, ...]:
    codes = session.scalars(select(Term.code).where(Term.vocabulary == field.vocabulary).order_by(Term.sort_order))
    known = codes.all()
    for text in texts:
        if text not in known:
            raise BadQuery(name, text, ", ".join(known))
    return tuple(texts)


def _links(field: Field, texts: Sequence[str], session: Session, actor: Actor) -> tuple[Link, ...]:
    """The records meant by references, slugs or names, in one query."""
    slugs, names = [text.rpartition(":")[2] for text in texts], [fold(text) for text in texts]
    query = select(Record.family, Record.slug, Record.label, Record.label_key)
    meant = query.where(Record.family.in_(field.kinds), or_(Record.slug.in_(slugs), Record.label_key.in_(names)))
    rows = session.execute(visible(meant, actor).order_by(Record.id)).all()
    return tuple(_link(field, text, rows) for text in texts)


def _link(field: Field, text: str, rows: Sequence[Any]) -> Link:
    family, _colon, slug = text.rpartition(":")
    found = [row for row in rows if row.slug == slug and family in ("", row.family)]
    found = found or [row for row in rows if row.label_key == fold(text)]
    if len(found) == 1:
        return Link(found[0].family, found[0].slug, found[0].label)
    if not found:
        kinds = ", ".join(field.kinds)
        raise BadValue(field, _("“%(text)s” is no name and no slug among: %(kinds)s.", text=text, kinds=kinds))
    meant = ", ".join(f"{row.family}:{row.slug}" for row in found[:MOST_NAMESAKES])
    raise BadValue(field, _("“%(text)s” can mean more than one; write one of: %(names)s.", text=text, names=meant))
