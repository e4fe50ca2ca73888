"""Figures as people type them, English and French at once: « près de 30 000 », "10 to 12 thousand", "12k".

A text that can be read in two ways is refused with both: "1,500" is 1500 in English and 1.5 in French.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from tracker.languages import gettext as _
from tracker.values import number_words as words
from tracker.values.interval import ValueProblem, shown
from tracker.values.quantity import DECIMAL_PLACES, WHOLE_DIGITS, Quantity
from tracker.values.words import fold

# What is counted in whole ones: there is no third of a job, so that "30,000" can only be thirty thousand.
WHOLE_UNITS = ("jobs", "persons", "shots", "projects", "productions", "days")

# A long dash goes from one number to another; a short one may also join the words of one: "twenty-five".
_DASHES = str.maketrans({"—": "–", "\u2010": "-", "\u2011": "-", "\u2212": "-"})
# Folding would make "10²" 102 and "≱ 30" "≥ 30": a text with anything else is refused before.
_TYPED = re.compile(r"[\w\s.,'’~≈<>=≤≥%–—\u2010\u2011\u2212-]*")
_THOUSANDS = r"[1-9][0-9]{0,2}(?P<separator>[ ,.])[0-9]{3}(?:(?P=separator)[0-9]{3})*"
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[,.][0-9]{3}")
_DIGITS = re.compile(rf"(?P<whole>{_THOUSANDS}|[0-9]+)(?:(?!(?P=separator))[.,](?P<places>[0-9]+))?")
# Of a sign, an exponent or a length, `Quantity` says what is the matter; of words it knows nothing.
_SIGNED = re.compile(r"(?:[~<>=]*[-–]?[0-9.]+(?:e[+-]?[0-9]+)?)?")
_TO = re.compile(r"(?<=[^a-z ]) ?- ?|(?<=[a-z]) ?- ?(?![a-z ])| ?(?:–|\.\.) ?| (?:to|a) ")
_LONGEST = 500
_HALF_MORE = re.compile(r"(?P<number>.+ (?:millions?|milliards?|billion)) (?:et demi|and a half)")


def _any(*tables: dict[str, Decimal] | dict[str, int] | tuple[str, ...]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted((re.escape(word) for table in tables for word in table), key=len, reverse=True))


_NUMBER = re.compile(
    rf"(?P<count>[0-9](?:[0-9 .,]*[0-9])?|{_any(words.COUNTS, words.ARTICLES)})?"
    rf"(?P<scales>(?:[ -]?(?:{_any(words.SCALES)})(?![a-z])){{0,2}}) ?(?P<percent>{_any(words.PERCENT)})?"
)
_PERCENT = _any(words.PERCENT)
_SCALE = re.compile(_any(words.SCALES))
_ROUNDED = re.compile(rf"une? (?P<noun>{_any(words.ROUNDED)})(?: de (?P<scale>milliers|millions))?")
_PLURAL = re.compile(
    rf"(?:des |several |plusieurs )?(?P<noun>{_any(words.PLURALS)})"
    r"(?: (?:of|de) (?P<scale>thousands|milliers|millions))?"
)


@dataclass(frozen=True)
class _Number:
    """A number as it was typed: what its words multiply it by, and what it would be were its thousands decimals.

    `lead` is what the first word alone is multiplied by: a hundred thousand in "four hundred and fifty thousand".
    """

    count: Decimal
    scale: Decimal | None = None
    grouped: bool = False
    decimal: Decimal | None = None
    lead: Decimal | None = None

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
    # A pasted page has too many places to part it at.
    if len(text) > _LONGEST:
        return None
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
    between = re.match(r"(?:between|entre) ", text)
    text = text[between.end() :] if between else re.sub(r"^(?:from|de) ", "", text)
    ranges = []
    for found in re.finditer(" (?:and|et) ", text) if between else _TO.finditer(text):
        said = _range(text[: found.start()], text[found.end() :], unit)
        one = words.spelled(text.replace("–", "-")) if said and "–" in found[0] else None
        ranges += [said] if said else []
        ranges += [_plain(one.number * (one.scale or 1))] if one else []
    if len(ranges) > 1:
        raise _ambiguous(text, *ranges[:2])
    return ranges[0] if ranges else None


def _range(first: str, second: str, unit: str) -> str | None:
    """Two numbers as a range. The scale of the second is the first's too, where that keeps them in order."""
    low, high = _number(first, unit), _number(second, unit)
    if low is None or high is None:
        return None
    values = _lows(low, high)
    if len(values) > 1:
        raise _ambiguous(f"{first} – {second}", *(f"{_plain(value)}..{_plain(high.value)}" for value in values))
    return f"{_plain(values[0])}..{_plain(high.value)}"


def _lows(low: _Number, high: _Number) -> list[Decimal]:
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
        one, other = _number(first, unit), _number(second, unit)
        if one and other and low in (">", ">=") and high in ("<", "<="):
            if len(values := dict.fromkeys([one.value, *_lows(one, other)])) > 1:
                raise _ambiguous(text, *(f"{_plain(value)}..{_plain(other.value)}" for value in values))
            return f"{low.rstrip('=')[: 2 - len(low)]}{_plain(one.value)}..{high[: 2 - len(high)]}{_plain(other.value)}"
    return None


def _number(text: str, unit: str) -> _Number | None:
    """A number in digits, in words or both, and what it is multiplied by."""
    if text.endswith(" billions") or text == "un billion":
        _refuse_billion(text, unit)
    if part := words.PARTS.get(text.replace("-", " ")):
        return _Number(part)
    found = _NUMBER.fullmatch(text)
    if not found:
        return _in_words(text, unit)
    scales = [words.SCALES[word] for word in _SCALE.findall(found["scales"])]
    if found["percent"] and unit != "fraction":
        raise ValueProblem(_("“%(text)s” is a share, and this is no share of anything: write a number.", text=text))
    scales += [Decimal("0.01")] if found["percent"] else []
    count = _count(found, whole=unit in WHOLE_UNITS and not scales)
    if count is None:
        return None
    digits = _DIGITS.fullmatch(found["count"] or "")
    grouped = bool(digits and digits["separator"])
    decimal = Decimal(found["count"].replace(",", ".")) if _ONE_GROUP.fullmatch(found["count"] or "") else None
    return _Number(count, prod(scales, start=Decimal(1)) if scales else None, grouped, decimal)


def _refuse_billion(text: str, unit: str) -> None:
    """Refuse what is a million millions in French, and for some who write it a thousand as in English."""
    if number := _number("1 billion" if text == "un billion" else text.removesuffix("s"), unit):
        raise _ambiguous(text, _plain(number.value), _plain(number.value * words.THOUSAND))


def _in_words(text: str, unit: str) -> _Number | None:
    """A number of several words, a share in per cent, or « un million et demi »."""
    if (found := _HALF_MORE.fullmatch(text)) and (number := _number(found["number"], unit)) and not number.count % 1:
        scale = number.scale or Decimal(1)
        return replace(number, count=number.count + Decimal("0.5")) if scale in words.HALVED else None
    share = re.fullmatch(rf"(?P<number>.+?) ?(?:{_PERCENT})", text)
    if not (said := words.spelled(share["number"] if share else text)):
        return None
    if share and unit != "fraction":
        raise ValueProblem(_("“%(text)s” is a share, and this is no share of anything: write a number.", text=text))
    if share:
        return _Number(said.number * (said.scale or 1), Decimal("0.01"))
    return _Number(said.number, said.scale, lead=said.lead)


def _count(found: re.Match[str], *, whole: bool) -> Decimal | None:
    count, scales = found["count"], found["scales"]
    if not count:
        return Decimal(1) if scales.startswith(words.ALONE) else None
    if count in words.ARTICLES and not scales:
        return words.COUNTS.get(count)
    # "50 cents" are no five thousand.
    if count[0].isdigit() and scales.strip(" -") in ("cent", "cents"):
        return None
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
    said = format(number, "f")
    return said.rstrip("0").rstrip(".") if "." in said else said
