"""A list as a sheet: the columns of a wide export, and its lines as they stream from the database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from slugify import slugify
from sqlalchemy import Select
from sqlalchemy.orm import Session

from tracker.exchange import cells, many_values, sheet
from tracker.models import Entity, FieldType, fields_of
from tracker.models.fields import carried_names
from tracker.permissions import Actor
from tracker.queries.columns import COUNTERS, listed_fields
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
        flavour = next(iter(args.get("flavour", ())), "raw")
        if flavour not in sheet.FLAVOURS:
            raise BadQuery("flavour", flavour, ", ".join(sheet.FLAVOURS))
        wanted = [text.strip() for text in rest.get("columns", ())]
        if wanted in (["shown"], ["all"]):
            del rest["columns"]
        query = ListQuery.parse(entry, rest, session, actor)
        if wanted == ["all"]:
            return cls(query, all_columns(entry), flavour)
        return cls(query, shown_columns(entry, query.columns) if wanted else columns(entry), flavour)

    def name(self, day: date) -> str:
        """What a file of it is called: the list, what it is narrowed to, and the day."""
        asked = (self.query.words, *(text for item in self.query.filters for text in item.texts))
        return "-".join(filter(None, (self.query.entry.slug, slugify(" ".join(asked), max_length=60), day.isoformat())))

    def csv(self, session: Session, actor: Actor) -> Iterator[str]:
        """The text in blocks; memory does not grow with the rows. The first is there at once: the header."""
        end = sheet.ENDS[self.flavour]
        yield sheet.MARKS[self.flavour] + sheet.line(self.names) + end
        lines = self._lines(session.get_bind().dialect.name, actor)
        for block in session.execute(lines.execution_options(yield_per=AT_A_TIME)).partitions():
            found = [line for _number, line in block]
            if self.names[-1] in many_values.columns(self.query.entry):
                more = many_values.cells(session, self.query.entry, [number for number, _line in block], actor)
                found = [f"{line},{sheet.line(more[number], self.flavour)}" for number, line in block]
            yield end.join((*found, ""))

    def _lines(self, dialect: str, actor: Actor) -> Select[int, str]:
        """The records' ids, and their lines but for the fields that take any number of values."""
        fields = listed_fields(self.query.entry)
        words = {"label", *(field.name for field in fields if field.type in WORDS)}
        words |= {f"{field.name}_label" for field in fields}
        found = everything(self.query, fields, actor)
        column = {column.key: column.element for column in found.selected_columns}
        names = [name for name in self.names if name in column]
        texts = [cells.cell(column[name], dialect, self.flavour, tidy=name not in words) for name in names]
        return found.with_only_columns(column["id"], cells.line(texts))
