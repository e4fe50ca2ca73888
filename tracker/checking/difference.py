"""What a check finds, and the comparisons that several checks make."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.languages import gettext as _
from tracker.values import FuzzyDate

# By name; SQLAlchemy's own rows can also be asked by column.
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Difference:
    """Something that breaks an invariant: what it is found on, and a sentence in the language of who checks."""

    invariant: int
    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


def compared(invariant: int, where: str, found: Row, expected: Row) -> Iterator[Difference]:
    """The columns that do not hold what is expected of them."""
    for name, value in expected.items():
        if found[name] != value:
            yield wrong(invariant, where, name, found[name], quoted(value))


def among(invariant: int, where: str, name: str, found: str, allowed: Collection[str]) -> Iterator[Difference]:
    """A code that is none of those allowed."""
    if found not in allowed:
        listed = _("one of: %(allowed)s", allowed=", ".join(sorted(allowed)))
        yield wrong(invariant, where, name, found, listed)


def wrong(invariant: int, where: str, name: str, found: object, expected: str) -> Difference:
    """One value that is not what it should be."""
    said = {"name": name, "found": quoted(found), "expected": expected}
    return Difference(invariant, where, _("%(name)s is %(found)s, and should be %(expected)s.", **said))


class Unreadable(Difference):
    """A text that is no value of its type."""


def unreadable(where: str, name: str, text: str, problem: ValueError) -> Unreadable:
    """One text that is no value of its type."""
    said = {"name": name, "found": quoted(text), "problem": problem}
    return Unreadable(4, where, _("%(name)s is %(found)s, and should be readable. %(problem)s", **said))


def misdated(where: str, name: str, row: Row) -> Iterator[Difference]:
    """A date whose text is not canonical, or whose bounds are not those of its text."""
    text = row[name]
    try:
        day = FuzzyDate.parse(text) if text else None
    except ValueError as problem:
        yield unreadable(where, name, text, problem)
        return
    ends = (day.earliest, day.latest) if day else (None, None)
    expected = {name: str(day) if day else text, f"{name}_earliest": ends[0], f"{name}_latest": ends[1]}
    yield from compared(4, where, row, expected)


def quoted(value: object) -> str:
    """A value as a sentence quotes it."""
    return _("empty") if value in (None, "") else f"“{value}”"
