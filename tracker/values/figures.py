"""Figures as people type them, English and French at once: « près de 30 000 », "10 to 12 thousand", "12k".

A text that can be read in two ways is refused with both: "1,500" is 1500 in English and 1.5 in French.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from tracker.languages import gettext as _
from tracker.values import number_words as words
from tracker.values.interval import ValueProblem, shown
from tracker.values.quantity import DECIMAL_PLACES, WHOLE_DIGITS, Quantity
from tracker.values.words import fold

# What is counted in whole ones: there is no third of a job, so that "30,000" can only be thirty thousand.
WHOLE_UNITS = ("jobs", "persons", "shots", "projects", "productions", "days")

_DASHES = str.maketrans({"–": "-", "—": "-", "\u2010": "-", "\u2011": "-", "\u2212": "-"})
# Folding would make "10²" 102 and "≱ 30" "≥ 30": a text with anything else is refused before.
_TYPED = re.compile(r"[\w\s.,'’~≈<>=≤≥%–—\u2010\u2011\u2212-]*")
_THOUSANDS = r"[1-9][0-9]{0,2}(?P<separator>[ ,.])[0-9]{3}(?:(?P=separator)[0-9]{3})*"
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[,.][0-9]{3}")
_DIGITS = re.compile(rf"(?P<whole>{_THOUSANDS}|[0-9]+)(?:(?!(?P=separator))[.,](?P<places>[0-9]+))?")
# Of a sign, an exponent or a length, `Quantity` says what is the matter; of words it knows nothing.
_SIGNED = re.compile(r"(?:[~<>=]*-?[0-9.]+(?:e[+-]?[0-9]+)?)?")
_TO = re.compile(r" ?(?:-|\.\.) ?| (?:to|a) ")


def _any(*tables: dict[str, Decimal] | dict[str, int] | tuple[str, ...]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted((re.escape(word) for table in tables for word in table), key=len, reverse=True))


_NUMBER = re.compile(
    rf"(?P<count>[0-9](?:[0-9 .,]*[0-9])?|{_any(words.COUNTS, words.ARTICLES)})?"
    rf"(?P<scales>(?:[ -]?(?:{_any(words.SCALES)})(?![a-z])){{0,2}}) ?(?P<percent>{_any(words.PERCENT)})?"
)
_SCALE = re.compile(_any(words.SCALES))
_ROUNDED = re.compile(rf"une? (?P<noun>{_any(words.ROUNDED)})(?: de (?P<scale>milliers|millions))?")
_PLURAL = re.compile(
    rf"(?:des |several |plusieurs )?(?P<noun>{_any(words.PLURALS)})"
    r"(?: (?:of|de) (?P<scale>thousands|milliers|millions))?"
)


@dataclass(frozen=True)
class _Number:
    """A number as it was typed: what its words multiply it by, and whether its digits are grouped."""

    count: Decimal
    scale: Decimal | None = None
    grouped: bool = False

    @property
    def value(self) -> Decimal:
        return self.count * (self.scale or 1)


def read_figure(text: str, unit: str = "") -> Quantity:
    """Read a figure, canonical or in words; a word for `unit` may follow it. Raises `ValueProblem`.

    The refusal of a text with two readings names both. A share in per cent is read only where the unit is `fraction`.
    """
    after, bare = _bare(text, unit)
    figure, problem = _canonical(bare)
    if figure and figure.text == text.strip() and (unit not in WHOLE_UNITS or _whole(figure)):
        return figure
    if said := _said(bare, unit, after):
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
    single = _single(text, unit, after)
    if single or after:
        return single
    return _plural(text) or _between(text, unit) or _two_ends(text, unit)


def _single(text: str, unit: str, after: str = "") -> str | None:
    mark, rest = ("", text) if after else _marked(text)
    if found := _ROUNDED.fullmatch(rest):
        about = words.ROUNDED[found["noun"]] * words.SCALES.get(found["scale"] or "", Decimal(1))
        return (after or mark or "~") + _plain(about)
    number = _number(rest, unit)
    return (after or mark) + _plain(number.value) if number else None


def _plural(text: str) -> str | None:
    """Words for an order of magnitude, as the range from two of it to one short of the next."""
    if not (found := _PLURAL.fullmatch(text)):
        return None
    power = words.PLURALS[found["noun"]] * words.SCALES.get(found["scale"] or "", Decimal(1))
    return f"{_plain(2 * power)}..{_plain(10 * power - 1)}"


def _between(text: str, unit: str) -> str | None:
    if found := re.fullmatch(r"(?:between|entre) (.+) (?:and|et) (.+)", text):
        return _range(found[1], found[2], unit)
    text = re.sub(r"^(?:from|de) ", "", text)
    ranges = (_range(text[: found.start()], text[found.end() :], unit) for found in _TO.finditer(text))
    return next((said for said in ranges if said), None)


def _range(first: str, second: str, unit: str) -> str | None:
    """Two numbers as a range. The scale of the second is the first's too, where that keeps them in order."""
    low, high = _number(first, unit), _number(second, unit)
    if low is None or high is None:
        return None
    value = low.value
    if low.scale is None and not low.grouped and high.scale is not None and low.count <= high.count:
        value = low.count * high.scale
    elif low.scale is None and not low.grouped and high.grouped and 0 < low.count * 1000 <= high.value:
        # « 10 à 12 000 » is said of ten thousand as well as of ten.
        raise _ambiguous(f"{first} – {second}", *(f"{_plain(n)}..{_plain(high.value)}" for n in (value, value * 1000)))
    return f"{_plain(value)}..{_plain(high.value)}"


def _two_ends(text: str, unit: str) -> str | None:
    """A range whose ends say whether they belong to it: "more than 10 and at most 20"."""
    for found in re.finditer(r" (?:and|et) ", text):
        (low, first), (high, second) = _marked(text[: found.start()]), _marked(text[found.end() :])
        one, other = _number(first, unit), _number(second, unit)
        if one and other and low in (">", ">=") and high in ("<", "<="):
            return f"{low.rstrip('=')[: 2 - len(low)]}{_plain(one.value)}..{high[: 2 - len(high)]}{_plain(other.value)}"
    return None


def _number(text: str, unit: str) -> _Number | None:
    """A number in digits, in words or both, and what it is multiplied by."""
    if text in words.PARTS:
        return _Number(words.PARTS[text])
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    scales = [words.SCALES[word] for word in _SCALE.findall(found["scales"])]
    if found["percent"] and unit != "fraction":
        raise ValueProblem(_("“%(text)s” is a share, and this is no share of anything: write a number.", text=text))
    scales += [Decimal("0.01")] if found["percent"] else []
    count = _count(found, whole=unit in WHOLE_UNITS and not scales)
    grouped = bool(found["count"] and re.search(r"[ ,.]", found["count"]))
    return None if count is None else _Number(count, prod(scales, start=Decimal(1)) if scales else None, grouped)


def _count(found: re.Match[str], *, whole: bool) -> Decimal | None:
    count, scales = found["count"], found["scales"]
    if not count:
        return Decimal(1) if scales.startswith(words.ALONE) else None
    if count in words.ARTICLES and not scales:
        return words.COUNTS.get(count)
    return words.COUNTS.get(count) or words.ARTICLES.get(count) or _digits(count, whole=whole)


def _digits(text: str, *, whole: bool) -> Decimal | None:
    """The number in digits with separators. `whole`: it has no decimals, and what may be thousands is thousands."""
    found = _DIGITS.fullmatch(text)
    # More than a figure can have would be rounded in silence once it is multiplied.
    if not found or len(re.sub(r"[ ,.]", "", text)) > WHOLE_DIGITS + DECIMAL_PLACES:
        return None
    plain = re.sub(r"[ ,.]", "", found["whole"])
    if _ONE_GROUP.fullmatch(text) and not whole:
        raise _ambiguous(text, plain, text.replace(",", ".").rstrip("0").rstrip("."))
    return Decimal(f"{plain}.{found['places']}" if found["places"] else plain)


def _ambiguous(text: str, one: str, other: str) -> ValueProblem:
    said = {"text": shown(text), "one": one, "other": other}
    return ValueProblem(_("“%(text)s” can be read as %(one)s or as %(other)s: write which.", **said))


def _plain(number: Decimal) -> str:
    return format(number, "f")
