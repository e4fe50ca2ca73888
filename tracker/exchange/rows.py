"""The rows of a data package as they stand in its files, before anything is made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracker.catalogue import BY_KIND
from tracker.exchange import sheet
from tracker.exchange.package import KEYS, named_in, tables
from tracker.models import FieldType, family_of, structural_fields

MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Row:
    """One row of one file."""

    table: str
    line: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.table}.csv, line {self.line}"

    @property
    def key(self) -> tuple[str, ...]:
        """What no other row of its kind may have: a record's is unique in its family, whatever file it is in."""
        if self.table in BY_KIND:
            return (self.reference,)
        return (self.table, *(self.cells[name] for name in _key_columns(self.table)))

    @property
    def reference(self) -> str:
        """The permanent id of the record it describes."""
        return f"{family_of(BY_KIND[self.table].model)}:{self.cells['slug']}"

    def links(self) -> set[str]:
        """The records it links to."""
        fields = structural_fields(BY_KIND[self.table].model)
        return {self.cells.get(field.name, "") for field in fields if field.type == FieldType.RECORD}


class PackageProblem(Exception):
    """A package that cannot be loaded: sentences that name file, line, field and value. Nothing was written."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def stop_at(problems: list[str]) -> None:
    """Raise `PackageProblem` if there is any problem, with as many sentences as one reads."""
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], f"… and {len(problems) - MOST_PROBLEMS} more."]
    if problems:
        raise PackageProblem(problems)


def read(folder: Path) -> dict[str, list[Row]]:
    """Every row of every table of the package."""
    columns = tables()
    rows: dict[str, list[Row]] = {}
    problems: list[str] = []
    try:
        names = named_in(folder)
    except ValueError as error:
        raise PackageProblem([str(error)]) from error
    for name in names:
        file = f"{name}.csv"
        try:
            rows[name] = [Row(name, line, cells) for line, cells in sheet.read(folder / file, columns[name])]
        except sheet.SheetProblem as error:
            problems.append(f"{file}, line {error.line}: {error}.")
        except OSError as error:
            problems.append(f"{file}: {error.strerror}.")
    stop_at(problems or list(_repetitions(row for table in rows.values() for row in table)))
    return rows


@cache
def _key_columns(table: str) -> tuple[str, ...]:
    return tables()[table][: KEYS.get(table, 1)]


def _repetitions(rows: Iterable[Row]) -> Iterator[str]:
    """The sentences about rows without a key, or with the key of another."""
    places: dict[tuple[str, ...], str] = {}
    for row in rows:
        for name in _key_columns(row.table):
            if not row.cells[name]:
                yield f"{row.place}, {name} “”: Please fill it in."
        if row.key in places:
            key = ", ".join(f"{name} “{row.cells[name]}”" for name in _key_columns(row.table))
            yield f"{row.place}, {key}: This is already on {places[row.key]}."
        places.setdefault(row.key, row.place)
