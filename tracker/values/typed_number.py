"""A number as it is typed within a figure: in digits, in words or both, English and French at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod

from tracker.languages import gettext as _
from tracker.values import number_words as words
from tracker.values.interval import ValueProblem, shown
from tracker.values.quantity import DECIMAL_PLACES, WHOLE_DIGITS

# What is counted in whole ones: there is no third of a job, so that "30,000" can only be thirty thousand.
WHOLE_UNITS = ("jobs", "persons", "shots", "projects", "productions", "days")

_THOUSANDS = r"[1-9][0-9]{0,2}(?P<separator>[ ,.])[0-9]{3}(?:(?P=separator)[0-9]{3})*"
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[,.][0-9]{3}")
_DIGITS = re.compile(rf"(?P<whole>{_THOUSANDS}|[0-9]+)(?:(?!(?P=separator))[.,](?P<places>[0-9]+))?")
_HALF_MORE = re.compile(r"(?P<number>.+ (?:millions?|milliards?|billion)) (?:et demi|and a half)")


def any_of(*tables: dict[str, Decimal] | dict[str, int] | tuple[str, ...]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted((re.escape(word) for table in tables for word in table), key=len, reverse=True))


_NUMBER = re.compile(
    rf"(?P<count>[0-9](?:[0-9 .,]*[0-9])?|{any_of(words.COUNTS, words.ARTICLES)})?"
    rf"(?P<scales>(?:[ -]?(?:{any_of(words.SCALES)})(?![a-z])){{0,2}}) ?(?P<percent>{any_of(words.PERCENT)})?"
)
_PERCENT = any_of(words.PERCENT)
_SCALE = re.compile(any_of(words.SCALES))


class TwoReadings(ValueProblem):
    """A text that can be read in two ways.

    `ways` are texts with one reading each, to stand in the place of `part`; or canonical figures where that is ''.
    """

    def __init__(self, text: str, one: str, other: str, *, part: str = "", ways: Sequence[str] = ()) -> None:
        said = {"text": shown(text), "one": one, "other": other}
        super().__init__(_("“%(text)s” can be read as %(one)s or as %(other)s: write which.", **said))
        self.part, self.ways = part, tuple(ways) or (one, other)


@dataclass(frozen=True)
class TypedNumber:
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
        """The number, multiplied out."""
        return self.count * (self.scale or 1)


def typed_number(text: str, unit: str) -> TypedNumber | None:
    """A number in digits, in words or both, and what it is multiplied by."""
    if text.endswith(" billions") or text == "un billion":
        _refuse_billion(text, unit)
    if part := words.PARTS.get(text.replace("-", " ")):
        return TypedNumber(part)
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
    return TypedNumber(count, prod(scales, start=Decimal(1)) if scales else None, grouped, decimal)


def _refuse_billion(text: str, unit: str) -> None:
    """Refuse what is a million millions in French, and for some who write it a thousand as in English."""
    said = "1 billion" if text == "un billion" else text.removesuffix("s")
    if number := typed_number(said, unit):
        ways = said, said.replace("billion", "thousand billion")
        readings = plain(number.value), plain(number.value * words.THOUSAND)
        raise TwoReadings(text, *readings, part=text, ways=ways)


def _in_words(text: str, unit: str) -> TypedNumber | None:
    """A number of several words, a share in per cent, or « un million et demi »."""
    if (
        (found := _HALF_MORE.fullmatch(text))
        and (number := typed_number(found["number"], unit))
        and not number.count % 1
    ):
        scale = number.scale or Decimal(1)
        return replace(number, count=number.count + Decimal("0.5")) if scale in words.HALVED else None
    share = re.fullmatch(rf"(?P<number>.+?) ?(?:{_PERCENT})", text)
    if not (said := words.spelled(share["number"] if share else text)):
        return None
    if share and unit != "fraction":
        raise ValueProblem(_("“%(text)s” is a share, and this is no share of anything: write a number.", text=text))
    if share:
        return TypedNumber(said.number * (said.scale or 1), Decimal("0.01"))
    return TypedNumber(said.number, said.scale, lead=said.lead)


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
    whole_part = re.sub(r"[ ,.]", "", found["whole"])
    if _ONE_GROUP.fullmatch(text) and not whole:
        ways = re.sub("[,.]", " ", text), re.sub("[,.]", ".", f"{text}0")
        raise TwoReadings(text, whole_part, text.replace(",", ".").rstrip("0").rstrip("."), part=text, ways=ways)
    return Decimal(f"{whole_part}.{found['places']}" if found["places"] else whole_part)


def plain(number: Decimal) -> str:
    """A number without exponent, and without the noughts that say nothing."""
    said = format(number, "f")
    return said.rstrip("0").rstrip(".") if "." in said else said
