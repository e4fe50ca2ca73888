"""Figures as exactly as they are known: "more than 350", "about 30,000", "20,000 to 99,999"."""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Self, final

from tracker.languages import current, ngettext
from tracker.languages import gettext as _
from tracker.values.interval import Edge, Interval, ValueProblem, shown

# How far "about" reaches on either side, and "nearly" below; constants, so that a figure means the same everywhere.
ABOUT = Decimal("0.1")
NEARLY = Decimal("0.1")
WHOLE_DIGITS = 15
DECIMAL_PLACES = 6
BOUNDS = {"~": "about", "nearly ": "nearly", ">": "more_than", ">=": "at_least", "<": "less_than", "<=": "at_most"}

_ZERO, _INFINITY = Decimal(0), Decimal("Infinity")
_STEP = Decimal(1).scaleb(-DECIMAL_PLACES)
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_FORMS = re.compile(
    rf"(?P<mark>~|nearly |>=|<=|>|<)?(?P<number>{_NUMBER})"
    rf"|(?P<above>>?)(?P<low>{_NUMBER})\.\.(?P<below><?)(?P<high>{_NUMBER})"
)
# Not after a lone 0: 0,125 is a French fraction.
_SEPARATOR = re.compile(r"(?<=[0-9])(?<!\b0)[ ,\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")


@final
@dataclass(frozen=True, slots=True)
class Quantity(Interval):
    """A figure of zero or more and the numbers it allows. Made by `parse` or `spanning`, which check it.

    Numbers are continuous here: `>350` and `<351` are compatible, whatever the unit. `low` is never None, but 0.
    """

    text: str
    bound: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool
    high_open: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a figure, with white space around it forgiven; a `ValueProblem` says why a text is refused."""
        return _parsed(text.strip())

    @classmethod
    def spanning(
        cls, low: Decimal | None, high: Decimal | None, low_open: bool = False, high_open: bool = False
    ) -> Self:
        """The shortest text with exactly these bounds, never `~` or `nearly`: those state a number nobody gave."""
        return cls.parse(_shortest(low or _ZERO, high, low_open, high_open))

    @classmethod
    def _between(cls, low: Self, high: Self) -> Self:
        return cls.spanning(low.low, high.high, low.low_open, high.high_open)

    def __str__(self) -> str:
        return self.text

    @property
    def numbers(self) -> tuple[Decimal, ...]:
        """The numbers as stated: `~30000` states 30000, though it allows 27000 to 33000."""
        return tuple(Decimal(number) for number in re.findall(_NUMBER, self.text))

    def edges(self) -> tuple[Edge, Edge]:
        """The ends, an excluded one a step further in and an open one infinite."""
        low, high = self.low or _ZERO, _INFINITY if self.high is None else self.high
        return (low, int(self.low_open)), (high, -int(self.high_open))

    def sentence(self, unit: str = "") -> str:
        """What a reader sees, in the current language: "more than 30,000 jobs", « plus de 30 000 emplois »."""
        form = ">" * self.low_open + ".." + "<" * self.high_open if self.bound == "range" else self.bound
        low, quantity = _formatted(self.numbers[0], unit), _measured(self.numbers[-1], unit)
        return {
            "exact": quantity,
            "about": _("about %(quantity)s", quantity=quantity),
            "nearly": _("nearly %(quantity)s", quantity=quantity),
            "more_than": _("more than %(quantity)s", quantity=quantity),
            "at_least": _("at least %(quantity)s", quantity=quantity),
            "less_than": _("less than %(quantity)s", quantity=quantity),
            "at_most": _("at most %(quantity)s", quantity=quantity),
            "..": _("%(low)s to %(quantity)s", low=low, quantity=quantity),
            ">..": _("more than %(low)s and at most %(quantity)s", low=low, quantity=quantity),
            "..<": _("at least %(low)s and less than %(quantity)s", low=low, quantity=quantity),
            ">..<": _("more than %(low)s and less than %(quantity)s", low=low, quantity=quantity),
        }[form]


@lru_cache(maxsize=16_384)
def _parsed(text: str) -> Quantity:
    if not (form := _FORMS.fullmatch(text)):
        raise ValueProblem(_refusal(text))
    # Before any arithmetic, which would round a figure of a thousand digits in silence.
    if not all(_fits(number) for number in re.findall(_NUMBER, text)):
        raise ValueProblem(_too_long(text))
    value = _range(form) if form["low"] else _single(form["mark"] or "", _trimmed(form["number"]))
    if value.bound in ("about", "nearly") and not value.high:
        raise ValueProblem(_("“%(text)s” says nothing more than 0: write 0.", text=shown(text)))
    if value.high is not None and not _fits(_plain(value.high)):
        raise ValueProblem(_too_long(text))
    # An empty interval shares no number with any, itself included.
    if not value.compatible(value):
        raise ValueProblem(_("“%(text)s” allows no number: the lower end must come first.", text=shown(text)))
    return value


def _single(mark: str, number: str) -> Quantity:
    bound = BOUNDS.get(mark, "exact")
    return Quantity(mark + number, bound, *_ends(bound, Decimal(number)))


def _range(form: re.Match[str]) -> Quantity:
    low, high, above, below = _trimmed(form["low"]), _trimmed(form["high"]), form["above"], form["below"]
    return Quantity(f"{above}{low}..{below}{high}", "range", Decimal(low), Decimal(high), above == ">", below == "<")


def _ends(bound: str, number: Decimal) -> tuple[Decimal, Decimal | None, bool, bool]:
    """Low, high, and whether each is excluded; inexact ends are rounded outwards to the places kept."""
    if bound in ("more_than", "at_least"):
        return number, None, bound == "more_than", False
    if bound in ("less_than", "at_most"):
        return _ZERO, number, False, bound == "less_than"
    below, above = {"about": (ABOUT, ABOUT), "nearly": (NEARLY, _ZERO)}.get(bound, (_ZERO, _ZERO))
    low = (number * (1 - below)).quantize(_STEP, ROUND_FLOOR)
    high = (number * (1 + above)).quantize(_STEP, ROUND_CEILING)
    return Decimal(_plain(low)), Decimal(_plain(high)), False, False


def _shortest(low: Decimal, high: Decimal | None, low_open: bool, high_open: bool) -> str:
    if high is None:
        return (">" if low_open else ">=") + _plain(low)
    if low == high and not (low_open or high_open):
        return _plain(low)
    if low == 0 and not low_open:
        return ("<" if high_open else "<=") + _plain(high)
    return ">" * low_open + _plain(low) + ".." + "<" * high_open + _plain(high)


def _trimmed(digits: str) -> str:
    """`digits` without the zeros that say nothing: 0350 is 350, and 0.50 is 0.5."""
    whole, _dot, places = digits.partition(".")
    whole, places = whole.lstrip("0") or "0", places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def _plain(number: Decimal) -> str:
    return _trimmed(format(number, "f"))


def _fits(digits: str) -> bool:
    whole, _dot, places = _trimmed(digits).partition(".")
    return len(whole) <= WHOLE_DIGITS and len(places) <= DECIMAL_PLACES


def _too_long(text: str) -> str:
    said = {"text": shown(text), "whole": WHOLE_DIGITS, "places": DECIMAL_PLACES}
    return _("“%(text)s” exceeds %(whole)s digits before a dot or %(places)s after it.", **said)


def _refusal(text: str) -> str:
    """What is most probably the matter with a text that has none of the forms."""
    if not text:
        return _("No figure was given: write one like 350.")
    if _FORMS.fullmatch(plain := _SEPARATOR.sub("", text)):
        return _("“%(text)s” has a thousands separator: write %(plain)s.", text=shown(text), plain=shown(plain))
    if re.match(r"[~<>=]*[-\u2212][0-9]", text):
        return _("“%(text)s” is negative: a figure is 0 or more.", text=shown(text))
    if re.match(r"[~<>=]*[0-9.]+[eE][+-]?[0-9]+$", text):
        return _("“%(text)s” has an exponent: write the number in full.", text=shown(text))
    forms = "350, 0.5, >350, >=350, <350, <=350, ~30000, nearly 30000, 20000..99999"
    return _("“%(text)s” is not a figure: write one like %(forms)s.", text=shown(text), forms=forms)


def _formatted(number: Decimal, unit: str) -> str:
    from babel.numbers import format_decimal, format_percent  # noqa: PLC0415 - It loads slowly, for sentences only.

    write = format_percent if unit == "fraction" else format_decimal
    return write(number, locale=current(), decimal_quantization=False)


def _measured(number: Decimal, unit: str) -> str:
    """A number with its unit; one this does not know, such as a currency code, is written after the number as it is."""
    # 1.5 is "1.5 jobs" but « 1,5 emploi », and so is 0.
    said, n = _formatted(number, unit), 0 if 1 < number < 2 else int(number)
    if unit in ("", "fraction"):
        return said
    return {
        "jobs": ngettext("%(number)s job", "%(number)s jobs", n, number=said),
        "persons": ngettext("%(number)s person", "%(number)s people", n, number=said),
        "shots": ngettext("%(number)s shot", "%(number)s shots", n, number=said),
        "projects": ngettext("%(number)s project", "%(number)s projects", n, number=said),
        "productions": ngettext("%(number)s production", "%(number)s productions", n, number=said),
        "days": ngettext("%(number)s day", "%(number)s days", n, number=said),
    }.get(unit, f"{said}\u00a0{unit}")
