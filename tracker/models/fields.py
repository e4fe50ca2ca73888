"""What a field is, said once: forms, the resolver, CSV headers and the codebook all read it here.

A *structural* field holds what exists and how it is linked; it is an ordinary column. A *claimed* field holds what two
honest articles could differ on; its values are claims, and where it takes one value at a time the record also carries
the resolved value in columns. A noun declares the fields of its own in its own file; those every noun has are here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Double, ForeignKey, Integer, String
from sqlalchemy.orm import MappedColumn, mapped_column

from tracker.languages import lazy
from tracker.models.base import CODE


class FieldType(StrEnum):
    """What kind of value a field holds."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    ADDRESS = "address"
    TERM = "term"
    RECORD = "record"
    DATE = "date"
    QUANTITY = "quantity"


@dataclass(frozen=True)
class Field:
    """One field of one or more nouns.

    cardinality: '' structural; '1' one value at a time; 't' over time (the latest value); '*' many (claims only).
    asserts: the assertion a claim needs to decide the value ('plan' for what is expected, else 'fact').
    kinds: the families of records it may point to. roles: the vocabulary of the role a claim may have.
    successive: a later source supersedes an earlier one it contradicts. derived: kept by the services, never typed.
    """

    name: str
    type: FieldType
    label: str
    definition: str
    cardinality: str = ""
    required: bool = False
    vocabulary: str = ""
    kinds: tuple[str, ...] = ()
    roles: str = ""
    unit: str = ""
    asserts: str = "fact"
    successive: bool = False
    derived: bool = False

    @property
    def claimed(self) -> bool:
        """Whether its values are claims."""
        return bool(self.cardinality)

    @property
    def resolved(self) -> bool:
        """Whether the record carries its value in columns."""
        return self.cardinality in ("1", "t")

    @property
    def column(self) -> str:
        """The attribute of the record that holds its value."""
        return f"{self.name}_id" if self.type == FieldType.RECORD else self.name


LABEL = Field(
    "label",
    FieldType.TEXT,
    lazy("Name"),
    lazy("The name the record is listed under. Other names and spellings are claims of the field “Names”."),
    required=True,
)
NOTE = Field(
    "note", FieldType.TEXT, lazy("Note"), lazy("What an editor wants the next one to know. It is shown to everybody.")
)
NAME = Field(
    "name",
    FieldType.TEXT,
    lazy("Names"),
    lazy("A name or title a source uses for it, as the source spells it."),
    cardinality="*",
    roles="title_type",
)
STATEMENT = Field(
    "statement",
    FieldType.TEXT,
    lazy("Statements"),
    lazy("What a source says of it, in our own words: a purpose, an effect, a position, a judgement."),
    cardinality="*",
    roles="statement_role",
)


def spine_key(parent: str = "record") -> MappedColumn[Any]:
    """The primary key of a noun's table: the record's own id."""
    return mapped_column(ForeignKey(f"{parent}.id"), primary_key=True)


def structural(field: Field, **options: Any) -> MappedColumn[Any]:
    """The column of a structural field; a link points at its family's table, or at any record."""
    options = {"nullable": not field.required, "info": {"field": field}, **options}
    if field.type == FieldType.RECORD:
        target = field.kinds[0] if len(field.kinds) == 1 else "record"
        return mapped_column(ForeignKey(f"{target}.id"), index=True, **options)
    if field.type == FieldType.NUMBER:
        return mapped_column(Integer, **options)
    if field.type == FieldType.TERM:
        return mapped_column(CODE, **options)
    return mapped_column(**options)


def resolved_columns(field: Field) -> Iterator[tuple[str, MappedColumn[Any]]]:
    """The columns in which a record carries a claimed field: its resolved value, its bounds, the rule that decided."""
    for name in carried_names(field):
        yield name, mapped_column(name, _type_of(name.removeprefix(field.name), field), **_options_of(name, field))


def carried_names(field: Field) -> tuple[str, ...]:
    """The names of those columns, the value first."""
    bounds: dict[str, tuple[str, ...]] = {
        FieldType.DATE: ("_earliest", "_latest"),
        FieldType.QUANTITY: ("_low", "_high", "_bound"),
    }
    how = ("_by",) if field.claimed else ()
    slips = ("_slips",) if field.successive else ()
    return tuple(field.name + suffix for suffix in ("", *bounds.get(field.type, ()), *how, *slips))


def _type_of(suffix: str, field: Field) -> Any:
    if suffix in ("_earliest", "_latest"):
        return Date()
    if suffix in ("_low", "_high"):
        return Double()
    if suffix == "_slips":
        return Integer()
    return String(120) if suffix == "" and field.type != FieldType.TERM else CODE


def _options_of(name: str, field: Field) -> dict[str, Any]:
    options: dict[str, Any] = {"nullable": True}
    if name == field.name:
        options["info"] = {"field": field}
    if name.endswith("_by"):
        options = {"nullable": False, "default": "none", "server_default": "none"}
    if name.endswith("_slips"):
        options = {"nullable": False, "default": 0, "server_default": "0"}
    return options


def bounds_in_order(field: Field) -> tuple[str, str] | None:
    """The two columns of which the first never exceeds the second, where the field has bounds."""
    pairs = {FieldType.DATE: ("_earliest", "_latest"), FieldType.QUANTITY: ("_low", "_high")}
    pair = pairs.get(field.type)
    return (field.name + pair[0], field.name + pair[1]) if pair else None
