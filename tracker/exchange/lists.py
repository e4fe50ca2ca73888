"""A list as a sheet: the columns of a wide export, and its lines as they stream from the database."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slugify import slugify
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

from tracker.exchange import cells, copy_out, many_values, sheet
from tracker.models import COUNTERS, Entity, FieldType, fields_of
from tracker.models.fields import carried_names
from tracker.permissions import Actor
from tracker.queries.columns import listed_fields
from tracker.queries.filters import BadQuery
from tracker.queries.list_query import ListQuery
from tracker.queries.records import everything

AT_A_TIME = 500
# What holds words as people or other lists write them. All else has a form of its own, without quotes or formulas.
WORDS = (FieldType.TEXT, FieldType.ADDRESS, FieldType.TERM)


def columns(entry: Entity) -> tuple[str, ...]:
    """The columns of a wide export, in order: slug and label, the fields (dates and figures with their bounds and how
    they were resolved, links as slug and label), the counters.
    """
    names = ["slug", "label"]
    for field in listed_fields(entry):
        linked = (f"{field.name}_slug", f"{field.name}_label")
        names += linked if field.type == FieldType.RECORD else carried_names(field)
    return (*names, *COUNTERS)


def all_columns(entry: Entity) -> tuple[str, ...]:
    """Those, and the fields that take any number of values."""
    return (*columns(entry), *many_values.columns(entry))


def flavour_of(given: Sequence[str]) -> str:
    """The flavour of CSV that an address asks for, if any. Raises `BadQuery`."""
    flavour = next(iter(given), "raw")
    if flavour not in sheet.FLAVOURS:
        raise BadQuery("flavour", flavour, ", ".join(sheet.FLAVOURS))
    return flavour


def shown_columns(entry: Entity, shown: Sequence[str]) -> tuple[str, ...]:
    """The columns of an export of what a page shows, in its order; what links stays a slug and a label."""
    links = [name for name, field in fields_of(entry.model).items() if field.type == FieldType.RECORD]
    both = ((f"{name}_slug", f"{name}_label") if name in links else (name,) for name in shown if name != "label")
    return ("slug", "label", *(name for names in both for name in names))


@dataclass(frozen=True)
class Export:
    """What a query string asks of a list's CSV: the list, which of its columns, and in which flavour."""

    query: ListQuery
    names: tuple[str, ...]
    flavour: str

    @classmethod
    def read(cls, entry: Entity, args: Mapping[str, Sequence[str]], session: Session, actor: Actor) -> "Export":
        """Read `args`, each name with its values. Raises `BadQuery`.

        Beside what a page understands there is `flavour`; `columns` may also be `shown`, those a page shows, or `all`.
        Without `columns` it is all but the fields that take any number of values.
        """
        rest = {name: values for name, values in args.items() if name != "flavour"}
        flavour = flavour_of(args.get("flavour", ()))
        wanted = [text.strip() for text in rest.get("columns", ())]
        if wanted in (["shown"], ["all"]):
            del rest["columns"]
        query = ListQuery.parse(entry, rest, session, actor)
        if wanted == ["all"]:
            return cls(query, all_columns(entry), flavour)
        return cls(query, shown_columns(entry, query.columns) if wanted else columns(entry), flavour)

    def file_name(self, day: date) -> str:
        """The list, what it is narrowed to, and the day."""
        asked = (self.query.words, *(text for item in self.query.filters for text in item.texts))
        return "-".join(filter(None, (self.query.entry.slug, slugify(" ".join(asked), max_length=60), day.isoformat())))

    def csv(self, session: Session, actor: Actor) -> Generator[str, None, None]:
        """The text in blocks; memory does not grow with the rows. The first is there at once: the header.

        Who breaks off closes it before the session, which could not end within a COPY.
        """
        end = sheet.ENDS[self.flavour]
        yield sheet.MARKS[self.flavour] + sheet.line(self.names) + end
        many = self.names[-1] in many_values.columns(self.query.entry)
        if session.get_bind().dialect.name == "postgresql" and not many:
            yield from copy_out.blocks(session, self._rows(actor), end, AT_A_TIME)
            return
        lines = self._lines(session.get_bind().dialect.name, actor)
        for block in session.execute(lines.execution_options(yield_per=AT_A_TIME)).partitions():
            found = [line for _number, line in block]
            if many:
                more = many_values.cells(session, self.query.entry, [number for number, _line in block], actor)
                found = [f"{line},{sheet.line(more[number], self.flavour)}" for number, line in block]
            yield end.join((*found, ""))

    def _lines(self, dialect: str, actor: Actor) -> Select[int, str]:
        """The records' ids, and their lines but for the fields that take any number of values."""
        found, words = self._found(actor), _words(self.query.entry)
        texts = self._cells(found, dialect)
        quoted = [cells.quoted(text, dialect) if name in words else text for name, text in texts.items()]
        return found.with_only_columns(found.selected_columns["id"], cells.line(quoted))

    def _rows(self, actor: Actor) -> Select[Any]:
        """The cells of the same lines. What is empty is NULL."""
        found, words = self._found(actor), _words(self.query.entry)
        texts = self._cells(found, "postgresql")
        return found.with_only_columns(
            *(func.nullif(text, "") if name in words else text for name, text in texts.items())
        )

    def _found(self, actor: Actor) -> Select[Any]:
        return everything(self.query, listed_fields(self.query.entry), actor)

    def _cells(self, found: Select[Any], dialect: str) -> dict[str, ColumnElement[Any]]:
        """The cells by column, as texts without quotes."""
        guarded = _words(self.query.entry) if self.flavour == "excel" else set()
        column = {column.key: column.element for column in found.selected_columns}
        texts = {name: cells.cell(column[name], dialect) for name in self.names if name in column}
        return {name: cells.guarded(text) if name in guarded else text for name, text in texts.items()}


def _words(entry: Entity) -> set[str]:
    """The columns that hold words. The others, such as slugs and canonical dates, need neither quotes nor guard."""
    fields = listed_fields(entry)
    return {
        "label",
        *(field.name for field in fields if field.type in WORDS),
        *(f"{field.name}_label" for field in fields),
    }
