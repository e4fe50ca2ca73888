"""Figures as people type them, English and French at once: « près de 30 000 », "10 to 12 thousand", "12k".

A text that can be read in two ways is refused with both: "1,500" is 1500 in English and 1.5 in French.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from tracker.languages import gettext as _
from tracker.values import number_words as words
from tracker.values.interval import ValueProblem, shown
from tracker.values.quantity import Quantity
from tracker.values.typed_number import WHOLE_UNITS, TwoReadings, TypedNumber, any_of, plain, typed_number
from tracker.values.words import fold

# A long dash goes from one number to another; a short one may also join the words of one: "twenty-five".
_DASHES = str.maketrans({"—": "–", "\u2010": "-", "\u2011": "-", "\u2212": "-"})
# Folding would make "10²" 102 and "≱ 30" "≥ 30": a text with anything else is refused before.
# A figure has two ends at most, and each may be read in several ways.
MOST_DOUBTS = 3
_TYPED = re.compile(r"[\w\s.,'’~≈<>=≤≥%–—\u2010\u2011\u2212-]*")
# Of a sign, an exponent or a length, `Quantity` says what is the matter; of words it knows nothing.
_SIGNED = re.compile(r"(?:[~<>=]*[-–]?[0-9.]+(?:e[+-]?[0-9]+)?)?")
_TO = re.compile(r"(?<=[^a-z ]) ?- ?|(?<=[a-z]) ?- ?(?![a-z ])| ?(?:–|\.\.) ?| (?:to|a) ")
_LONGEST = 500
_ROUNDED = re.compile(rf"une? (?P<noun>{any_of(words.ROUNDED)})(?: de (?P<scale>milliers|millions))?")
_PLURAL = re.compile(
    rf"(?:des |several |plusieurs )?(?P<noun>{any_of(words.PLURALS)})"
    r"(?: (?:of|de) (?P<scale>thousands|milliers|millions))?"
)


class AmbiguousFigure(ValueProblem):
    """A text that means one figure or another: `readings` are all of them, two at least."""

    def __init__(self, problem: str, readings: Sequence[Quantity]) -> None:
        super().__init__(problem)
        self.readings = tuple(readings)


def read_figure(text: str, unit: str = "") -> Quantity:
    """Read a figure, canonical or in words; a word for `unit` may follow it. Raises `ValueProblem`.

    It is an `AmbiguousFigure` where the text has two readings, both named. A share in per cent is read only where the
    unit is `fraction`.
    """
    after, bare = _bare(text, unit)
    figure, problem = _canonical(bare)
    if figure and figure.text == text.strip() and (unit not in WHOLE_UNITS or _whole(figure)):
        return figure
    try:
        said = _said(bare, unit, after)
    except TwoReadings as found:
        readings = list(dict.fromkeys(_readings(bare, unit, after)))
        if len(readings) < 2:
            raise
        raise AmbiguousFigure(str(found), readings) from None
    if said:
        return Quantity.parse(said)
    if figure and not after:
        return figure
    if problem and _SIGNED.fullmatch(bare):
        raise problem
    forms = "350, 30 000, nearly 30 000, more than 350, 10 to 12 thousand, tens of thousands, 20000..99999"
    raise ValueProblem(_("“%(text)s” is not a figure: write one like %(forms)s.", text=shown(text), forms=forms))


def _canonical(text: str) -> tuple[Quantity | None, ValueProblem | None]:
    try:
        return Quantity.parse(text), None
    except ValueProblem as problem:
        return None, problem


def _whole(figure: Quantity) -> bool:
    return not any(number % 1 for number in figure.numbers)


def _bare(text: str, unit: str) -> tuple[str, str]:
    """The mark that words after the figure give it, and the text folded, without those and the unit."""
    text = unicodedata.normalize("NFC", text).strip()
    strange = any(letter.isnumeric() and not letter.isdecimal() for letter in text)
    if strange or not _TYPED.fullmatch(text):
        return "", text
    folded = re.sub(r"\bd'", "de ", fold(text.translate(_DASHES)))
    after, folded = _marked(folded, after=True)
    named = words.UNITS.get(unit, re.escape(fold(unit)))
    found = re.fullmatch(rf"(.+?)(?: de| of)? (?:{named})", folded) if unit else None
    folded = found[1] if found else folded
    return (after, folded) if after else _marked(folded, after=True)


def _marked(text: str, *, after: bool = False) -> tuple[str, str]:
    """The mark of the words or sign before or after a figure, '' for none, and the figure."""
    for mark, said in (words.AFTER if after else words.BEFORE).items():
        sign = words.SYMBOLS.get(mark, "(?!)")
        pattern = rf"(.+) (?:{said})" if after else rf"(?:(?:{sign}) ?|(?:{said}) )(.+)"
        if found := re.fullmatch(pattern, text):
            return mark, found[1]
    return "", text


def _said(text: str, unit: str, after: str) -> str | None:
    """The canonical text of a folded one; None where it is no figure."""
    # A pasted page has too many places to part it at.
    if len(text) > _LONGEST:
        return None
    single = _single(text, unit, after)
    if single or after:
        return single
    return _plural(text) or _between(text, unit) or _two_ends(text, unit)


def _readings(text: str, unit: str, after: str, doubts: int = MOST_DOUBTS) -> list[Quantity]:
    """What a folded text may mean, without the ways to read it that make no figure; nothing of one with more `doubts`.

    Each doubt doubles the ways.
    """
    try:
        said = _said(text, unit, after)
        return [Quantity.parse(said)] if said else []
    except TwoReadings as found:
        if not found.part:
            return [figure for way in found.ways if (figure := _canonical(way)[0])]
        texts = [text.replace(found.part, way, 1) for way in found.ways] if doubts else []
        return [figure for clearer in texts for figure in _readings(clearer, unit, after, doubts - 1)]
    except ValueProblem:
        return []


def _single(text: str, unit: str, after: str = "") -> str | None:
    mark, rest = ("", text) if after else _marked(text)
    if found := _ROUNDED.fullmatch(rest):
        about = words.ROUNDED[found["noun"]] * words.SCALES.get(found["scale"] or "", Decimal(1))
        return (after or mark or "~") + plain(about)
    number = typed_number(rest, unit)
    return (after or mark) + plain(number.value) if number else None


def _plural(text: str) -> str | None:
    """Words for an order of magnitude, as the range from two of it to one short of the next."""
    if not (found := _PLURAL.fullmatch(text)):
        return None
    power = words.PLURALS[found["noun"]] * words.SCALES.get(found["scale"] or "", Decimal(1))
    return f"{plain(2 * power)}..{plain(10 * power - 1)}"


def _between(text: str, unit: str) -> str | None:
    between = re.match(r"(?:between|entre) ", text)
    text = text[between.end() :] if between else re.sub(r"^(?:from|de) ", "", text)
    ranges = []
    for found in re.finditer(" (?:and|et) ", text) if between else _TO.finditer(text):
        said = _range(text[: found.start()], text[found.end() :], unit)
        one = words.spelled(text.replace("–", "-")) if said and "–" in found[0] else None
        ranges += [said] if said else []
        ranges += [plain(one.number * (one.scale or 1))] if one else []
    if len(ranges) > 1:
        raise TwoReadings(text, *ranges[:2])
    return ranges[0] if ranges else None


def _range(first: str, second: str, unit: str) -> str | None:
    """Two numbers as a range. The scale of the second is the first's too, where that keeps them in order."""
    low, high = typed_number(first, unit), typed_number(second, unit)
    if low is None or high is None:
        return None
    values = _lows(low, high)
    if len(values) > 1:
        raise TwoReadings(f"{first} – {second}", *(f"{plain(value)}..{plain(high.value)}" for value in values))
    return f"{plain(values[0])}..{plain(high.value)}"


def _lows(low: TypedNumber, high: TypedNumber) -> list[Decimal]:
    """What the first of two numbers may be, which leaves out what the second says of both."""
    value, scale = low.value, high.scale or Decimal(1)
    if low.scale is not None and low.scale != words.HUNDRED:
        return [value]
    if low.scale is None and low.grouped:
        # "1,500 to 2 million" is said of a million and a half as well.
        decimal = (low.decimal or value) * scale
        return [value, decimal] if low.decimal and high.scale and decimal < high.value else [value]
    if low.scale is None and high.lead and high.lead != scale and low.count * high.lead < high.value:
        # "Three to four hundred and fifty thousand" is said of three hundred thousand as well as of three.
        return [value * factor for factor in dict.fromkeys((scale, high.lead))]
    if low.scale is None and high.grouped and 0 < low.count * 1000 <= high.value:
        # « 10 à 12 000 » is said of ten thousand as well as of ten.
        return [value, value * 1000]
    # "One to two hundred thousand" and "one hundred to two hundred thousand" both begin at a hundred thousand.
    if low.scale and scale > words.HUNDRED and (scale / words.HUNDRED) in (*words.SCALES.values(),):
        scale /= words.HUNDRED
    return [value * scale if scale > (low.scale or 0) and value * scale < high.value else value]


def _two_ends(text: str, unit: str) -> str | None:
    """A range whose ends say whether they belong to it: "more than 10 and at most 20"."""
    for found in re.finditer(r" (?:and|et) ", text):
        (low, first), (high, second) = _marked(text[: found.start()]), _marked(text[found.end() :])
        one, other = typed_number(first, unit), typed_number(second, unit)
        if one and other and low in (">", ">=") and high in ("<", "<="):
            values = dict.fromkeys([one.value, *_lows(one, other)])
            marks = low.rstrip("=")[: 2 - len(low)], high[: 2 - len(high)]
            ways = [f"{marks[0]}{plain(value)}..{marks[1]}{plain(other.value)}" for value in values]
            if len(ways) > 1:
                raise TwoReadings(text, *(f"{plain(value)}..{plain(other.value)}" for value in values), ways=ways)
            return ways[0]
    return None
