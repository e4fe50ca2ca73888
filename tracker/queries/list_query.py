"""What a list shows, read from the query string: the same for pages and for CSV.

    ?q=beta&milestone_kind=closed_beta_start&expected_date=2026-05&sort=-expected_date

A filter is named after its field; several values of one field mean any of them, several fields all of them. On a date
or a figure the plain name asks which records *could be in* the range, `NAME.within` which are *certainly in* it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import Entity, Field, FieldType, Record, Term, fields_of
from tracker.permissions import Actor, visible
from tracker.queries.keyset import BadCursor, Cursor
from tracker.values import FuzzyDate, Quantity, ValueProblem
from tracker.values.words import fold

PAGE = 50
LARGEST_PAGE = 200
WITHIN = ".within"
OTHERS = ("q", "sort", "after", "before", "limit", "unsettled", "withdrawn")
LONGEST_WORDS = 200
MOST_VALUES = 50
FLAGS = {"yes": True, "no": False}


class BadQuery(ValueError):
    """A query string that asks for what there is not: the sentence names parameter, value and what is allowed."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(
            _("%(name)s=%(value)s is not understood; allowed: %(allowed)s.", name=name, value=value, allowed=allowed)
        )


@dataclass(frozen=True)
class Filter:
    """One field and the values it may have: codes, flags, references, or ranges it has to overlap or lie within."""

    field: Field
    values: tuple[str | bool | FuzzyDate | Quantity, ...]
    within: bool = False


@dataclass(frozen=True)
class ListQuery:
    """A list of one kind of record: which, in what order, from where on."""

    entry: Entity
    filters: tuple[Filter, ...] = ()
    words: str = ""
    sort: str = "label"
    descending: bool = False
    cursor: Cursor | None = None
    backwards: bool = False
    limit: int = PAGE
    unsettled: bool | None = None
    withdrawn: bool | None = None
    sent: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, entry: Entity, args: Mapping[str, Sequence[str]], session: Session, actor: Actor) -> "ListQuery":
        """Read `args` (each name with its values); blank values ask for nothing. Raises `BadQuery`.

        A record the actor may not see can no more be asked for than one there is not.
        """
        sent = {name: [value for value in values if value.strip()] for name, values in args.items()}
        sent = {name: values for name, values in sent.items() if values}
        asked = [(name, values) for name, values in sent.items() if name not in OTHERS]
        filters = tuple(_filter(entry, name, values, session, actor) for name, values in asked)
        sort = _single(sent, "sort") or entry.sort
        name, descending = sort.removeprefix("-"), sort.startswith("-")
        if name not in sortable(entry):
            raise BadQuery("sort", sort, ", ".join(f"{name}, -{name}" for name in sortable(entry)))
        after, before = _single(sent, "after"), _single(sent, "before")
        return cls(
            entry,
            filters=filters,
            words=_words(sent),
            sort=name,
            descending=descending,
            cursor=_cursor(sort, after, before),
            backwards=bool(before and not after),
            limit=_limit(sent),
            unsettled=_flag(sent, "unsettled"),
            withdrawn=_flag(sent, "withdrawn"),
            sent={name: values for name, values in sent.items() if name not in ("after", "before")},
        )


def filterable(entry: Entity) -> dict[str, Field]:
    """The fields a list of this kind can be filtered by."""
    single = (FieldType.TERM, FieldType.FLAG, FieldType.RECORD, FieldType.DATE, FieldType.QUANTITY)
    many = (FieldType.TERM, FieldType.RECORD)
    return {
        name: field
        for name, field in fields_of(entry.model).items()
        if field.type in (many if field.cardinality == "*" else single)
    }


def sortable(entry: Entity) -> tuple[str, ...]:
    """The names a list of this kind can be sorted by."""
    types = (FieldType.TERM, FieldType.FLAG, FieldType.DATE, FieldType.QUANTITY, FieldType.NUMBER)
    fields = fields_of(entry.model).values()
    return ("label", "updated", *(field.name for field in fields if field.type in types and field.cardinality != "*"))


def _filter(entry: Entity, name: str, values: Sequence[str], session: Session, actor: Actor) -> Filter:
    fields, within = filterable(entry), name.endswith(WITHIN)
    found = fields.get(name.removesuffix(WITHIN))
    ranges = (FieldType.DATE, FieldType.QUANTITY)
    if found is None or (within and found.type not in ranges):
        names = [*fields, *(f"{name}{WITHIN}" for name, field in fields.items() if field.type in ranges), *OTHERS]
        raise BadQuery(name, values[0], ", ".join(names))
    if len(values) > MOST_VALUES:
        raise BadQuery(name, "…", _("at most %(n)s values", n=MOST_VALUES))
    return Filter(found, tuple(_value(found, name, value, session, actor) for value in values), within)


def _value(field: Field, name: str, text: str, session: Session, actor: Actor) -> str | bool | FuzzyDate | Quantity:
    if field.type == FieldType.FLAG:
        return _yes_or_no(name, text)
    if field.type == FieldType.TERM:
        return _term(field, name, text, session)
    if field.type == FieldType.RECORD:
        return _reference(field, name, text, session, actor)
    try:
        return FuzzyDate.parse(text) if field.type == FieldType.DATE else Quantity.parse(text)
    except ValueProblem as problem:
        raise BadQuery(name, text, str(problem)) from problem


def _term(field: Field, name: str, text: str, session: Session) -> str:
    if session.get(Term, (field.vocabulary, text)) is None:
        codes = session.scalars(select(Term.code).where(Term.vocabulary == field.vocabulary).order_by(Term.sort_order))
        raise BadQuery(name, text, ", ".join(codes))
    return text


def _reference(field: Field, name: str, text: str, session: Session, actor: Actor) -> str:
    """The slug of the record meant by its reference, slug or name."""
    family, _colon, slug = text.rpartition(":")
    families = [kind for kind in field.kinds if family in ("", kind)]
    query = visible(select(Record.slug).where(Record.family.in_(families)), actor)
    by_slug, by_name = query.where(Record.slug == slug), query.where(Record.label_key == fold(text))
    found = session.scalars(by_slug).first() or session.scalars(by_name).first()
    if found is None:
        raise BadQuery(name, text, _("the slug or name of a record among: %(kinds)s", kinds=", ".join(field.kinds)))
    return found


def _single(sent: Mapping[str, Sequence[str]], name: str) -> str:
    values = sent.get(name, [])
    if len(values) > 1:
        raise BadQuery(name, values[1], _("one value"))
    return values[0].strip() if values else ""


def _words(sent: Mapping[str, Sequence[str]]) -> str:
    words = _single(sent, "q")
    if len(words) > LONGEST_WORDS or "\0" in words:
        raise BadQuery("q", words[:20] + "…", _("words of at most %(n)s characters", n=LONGEST_WORDS))
    return words


def _flag(sent: Mapping[str, Sequence[str]], name: str) -> bool | None:
    text = _single(sent, name)
    return _yes_or_no(name, text) if text else None


def _yes_or_no(name: str, text: str) -> bool:
    if text not in FLAGS:
        raise BadQuery(name, text, "yes, no")
    return FLAGS[text]


def _limit(sent: Mapping[str, Sequence[str]]) -> int:
    text = _single(sent, "limit") or str(PAGE)
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= LARGEST_PAGE):
        raise BadQuery("limit", text, f"1 … {LARGEST_PAGE}")
    return int(text)


def _cursor(sort: str, after: str, before: str) -> Cursor | None:
    if not (after or before):
        return None
    try:
        return Cursor.decode(after or before, sort)
    except BadCursor as error:
        name = "after" if after else "before"
        raise BadQuery(name, after or before, _("the address of a page of this list, unchanged")) from error
