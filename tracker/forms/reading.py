"""What was typed in words for a date or a figure, and what it was read as: shown to the person before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.languages import current
from tracker.languages import gettext as _
from tracker.values import FuzzyDate, Quantity


@dataclass(frozen=True)
class Reading:
    """A date or figure as it was read; `words` are '' where it was typed as it is kept.

    inference: how a date was read, a term of `date_inference`. published: when its source appeared, if the date counts
    from it.
    """

    words: str
    value: FuzzyDate | Quantity
    inference: str = ""
    unit: str = ""
    published: FuzzyDate | None = None

    def sentence(self) -> str:
        """What the words were read as, in full, for the person to agree with."""
        said = {"words": self.words, "canonical": str(self.value), "meaning": self.meaning()}
        read = _("“%(words)s” is read as %(canonical)s: %(meaning)s.", **said)
        if self.published is None:
            return read
        reckoned = _("Reckoned from the date of the source: %(date)s.", date=self.published.sentence())
        return f"{read} {reckoned}"

    def question(self) -> str:
        """What is asked where the words have other readings beside this one."""
        return _("Choose what “%(words)s” means", words=self.words)

    def brief(self) -> str:
        """The value in words: 3 April 2026."""
        return self.value.sentence(self.unit) if isinstance(self.value, Quantity) else self.value.sentence()

    def meaning(self) -> str:
        """The value as a sentence; a date's with its first and last day, and how exact it is."""
        if isinstance(self.value, Quantity):
            return self.brief()
        said = {"sentence": self.brief(), "days": _days(self.value), "precision": _precision(self.value)}
        return _("%(sentence)s = %(days)s, %(precision)s", **said)


class Undecided(ValueError):
    """A text with several readings, refused until the person says which of these `choices` it means."""

    def __init__(self, problem: str, choices: Sequence[Reading]) -> None:
        super().__init__(problem)
        self.choices = tuple(choices)

    def chosen(self, canonical: str) -> Reading:
        """The choice with that value; where there is none, the text stays refused."""
        found = next((choice for choice in self.choices if str(choice.value) == canonical), None)
        if found is None:
            raise self
        return found


def _days(value: FuzzyDate) -> str:
    """The first and the last day a date allows: 1 Jul – 30 Sep 2026."""
    first, last = value.earliest, value.latest
    if first == last or not (first and last):
        return _written(first) if first == last else f"{_written(first)} – {_written(last)}"
    return f"{_written(first, year=first.year != last.year)} – {_written(last)}"


def _written(day: date | None, *, year: bool = True) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - It loads slowly, and most requests have none.

    return format_date(day, "d MMM y" if year else "d MMM", current()) if day else "…"


def _precision(value: FuzzyDate) -> str:
    """How exact a date is, in a word."""
    if value.text.startswith("["):
        return _("a day among these")
    if "/" in value.text:
        return _("all of these days")
    parts = value.text.rstrip("~?%").split("-")
    if len(parts) == 2 and int(parts[1]) > 12:
        return {"2": _("season"), "3": _("quarter"), "4": _("half-year")}[parts[1][0]]
    return (_("year"), _("month"), _("day"))[len(parts) - 1]
