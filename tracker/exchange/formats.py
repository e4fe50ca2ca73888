"""How values of each type are written, with examples that the code itself has read."""

from dataclasses import dataclass

from tracker.forms.fields import FLAGS, LONGEST
from tracker.languages import gettext as _
from tracker.models import FieldType
from tracker.values import FuzzyDate, Quantity
from tracker.values.fuzzy_date import SPANS
from tracker.values.quantity import BOUNDS

DATES = (
    *("2026", "2026-05", "2026-05-04", "2026-05~", "2026-05?", "2026-05%"),
    *(f"2026-{code}" for code in SPANS),
    *("[..2026-05]", "[2026-05..]", "[2026-05..2026-09]", "2026-05/2026-09", "2025-10/..", "../2026-05"),
)
FIGURES = ("350", "0.5", *(f"{mark}30000" for mark in BOUNDS), "20000..99999", ">10..<20")


@dataclass(frozen=True)
class Example:
    """A text as it is written, what a reader sees for it, and what it allows; '' for an open end."""

    text: str
    sentence: str
    low: str
    high: str


@dataclass(frozen=True)
class Format:
    """How values of a type are written."""

    type: FieldType
    label: str
    text: str
    examples: tuple[Example, ...] = ()

    @property
    def name(self) -> str:
        """The name of the type."""
        return self.type.value


def formats() -> tuple[Format, ...]:
    """Every type of value, in the language of the reader."""
    return (
        Format(
            FieldType.DATE,
            _("date"),
            _("EDTF (ISO 8601-2), no more exactly than the source says. Seasons, quarters and halves are codes."),
            tuple(_day(text) for text in DATES),
        ),
        Format(
            FieldType.QUANTITY,
            _("figure"),
            _("A number of 0 or more, without separators, with a mark for what it leaves open."),
            tuple(_figure(text) for text in FIGURES),
        ),
        Format(FieldType.NUMBER, _("whole number"), _("Digits only.")),
        Format(FieldType.FLAG, _("yes or no"), _("One of: %(words)s.", words=", ".join(FLAGS))),
        Format(FieldType.TERM, _("term"), _("The code of a term of the field’s vocabulary; pages show its label.")),
        Format(FieldType.RECORD, _("record"), _("The permanent id of a record, family:slug; lists give its slug.")),
        Format(FieldType.ADDRESS, _("web address"), _("An address that begins with https:// or http://.")),
        Format(
            FieldType.TEXT,
            _("words"),
            _("Words of at most %(longest)s characters.", longest=LONGEST[FieldType.TEXT]),
        ),
    )


def _day(text: str) -> Example:
    day = FuzzyDate.parse(text)
    return Example(text, day.sentence(), str(day.earliest or ""), str(day.latest or ""))


def _figure(text: str) -> Example:
    figure = Quantity.parse(text)
    low, high = ("" if end is None else str(end) for end in (figure.low, figure.high))
    return Example(text, figure.sentence(), low, high)
