"""Dates as people write them: "by May", « fin janvier », "since autumn 2025" become canonical, or are refused.

A period ("Q3 2026", "late last year", « mars dernier ») stands alone or behind a word that bounds it:

- expected, prévu, before any of these: it lies ahead
- by, no later than, d’ici, au plus tard: `[..X]`, and until, jusqu’à: `../X`; before, avant: to the day before it
- from, as early as, dès, à partir de: `[X..]`; after, après: from the day after it
- since, depuis: X itself, for what started in it; that it goes on is another fact
- between X and Y, entre X et Y: a point in time within, `[X..Y]`; X to Y, X–Y, de X à Y: what lasts, `X/Y`

The start, middle or end of a month is days 1-10, 11-20 or 21 to its end, of anything longer a third of its months; but
a bound at the start or end of anything longer is at its first or last month. No word is skipped that is not known to
say nothing, and what can be read in two ways is refused with both.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NoReturn

from tracker.languages import gettext as _
from tracker.values.fuzzy_date import FuzzyDate
from tracker.values.interval import ValueProblem, shown
from tracker.values.periods import Pair, Period, Unresolved, ambiguous, anything, inference, resolved
from tracker.values.phrase_bounds import BOUNDS, by, ends, itself, lasting, starting, within
from tracker.values.phrase_cursor import Fork
from tracker.values.phrase_reader import PeriodReader
from tracker.values.phrase_words import MONTH, YEAR, Token
from tracker.values.words import fold

# The longest phrase with a date in it is a fifth of this; a pasted page is none.
LONGEST = 300
# What is made of figures and signs alone is EDTF, or refused as such, unless its year is last.
_FIGURES = re.compile(r"[0-9\[./][0-9~?%./\[\]-]*")
_YEAR_LAST = re.compile(r"(?:[0-9]{1,2}[./-]){1,2}[0-9]{4}|[0-9]{4}-[0-9]{4}")
# The kinds of words "the last two years" is made of, in any order and each once.
_WINDOW = {"direction": "direction", "directions": "direction", "unit": "unit", "units": "unit"}
_WINDOW |= {"count": "count", "number": "count"}
# What may bound a period from behind, by what bounds it from before.
_BEHIND: dict[str, tuple[str, ...]] = defaultdict(tuple)
_BEHIND |= {"": ("latest", "earliest"), "from": ("earliest",), "by": ("latest",)}


@dataclass(frozen=True)
class DateReading:
    """The date a phrase means, and how it was told: a code of `date_inference`, or "" of EDTF itself."""

    date: FuzzyDate
    inference: str


class AmbiguousDate(ValueProblem):
    """A phrase that means one date or another: `readings` are all of them, two at least."""

    def __init__(self, problem: str, readings: Sequence[DateReading]) -> None:
        super().__init__(problem)
        self.readings = tuple(readings)


def read_date(text: str, *, published: FuzzyDate | None = None, ahead: bool | None = None) -> DateReading:
    """Read EDTF, or a date in English or French words; a `ValueProblem` says why a text is refused.

    It is an `AmbiguousDate` where the text can be read in several ways.

    `published` is when its source was published, as exactly as known. A date without a year is the first that is not
    over by then if it was expected (`ahead`), the last that had begun if it had happened; None if that is not known.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ValueProblem(_("“%(text)s” is too long to be a date.", text=shown(text)))
    try:
        return _stated(text) or _read(text, published, ahead)
    except Fork as fork:
        readings = list({reading.date: reading for reading in _ways(fork, text, published, ahead)}.values())
        if len(readings) < 2:
            raise
        raise AmbiguousDate(str(fork), readings) from None


@lru_cache(maxsize=16_384)
def _stated(text: str) -> DateReading | None:
    """EDTF; None is a phrase."""
    if text and not (_FIGURES.fullmatch(text) and not _YEAR_LAST.fullmatch(text)):
        return None
    return DateReading(FuzzyDate.parse(text), "")


@lru_cache(maxsize=16_384)
def _read(text: str, published: FuzzyDate | None, ahead: bool | None) -> DateReading:
    return _Phrase(text, published, ahead).read()


def _ways(
    fork: Fork, text: str, published: FuzzyDate | None, ahead: bool | None, turns: tuple[int, ...] = ()
) -> Iterator[DateReading]:
    """What a phrase means each way on from a fork, which was reached by `turns`; some ways lead nowhere."""
    for turn in range(fork.ways):
        taken = (*turns, turn)
        try:
            yield _Phrase(text, published, ahead, taken).read()
        except Fork as further:
            yield from _ways(further, text, published, ahead, taken)
        except ValueProblem:
            continue


class _Phrase(PeriodReader):
    """A whole phrase: a period or two, with what bounds them."""

    def __init__(self, text: str, published: FuzzyDate | None, ahead: bool | None, turns: Sequence[int] = ()) -> None:
        super().__init__(text, turns)
        self.published, self.ahead = published, ahead

    def read(self) -> DateReading:
        """The phrase; what is left behind it is refused."""
        if any(token.kind in ("units", "directions") for token in self.tokens) and (window := self.window()):
            self.finish()
            return window
        # What is expected lies ahead; what has happened is not.
        if self.ahead is not False and self.take("expected"):
            self.ahead = True
        marks = self.marks()
        if vague := self.take("vague"):
            self.refuse_vague(vague)
        if self.take("between"):
            low = self.period(marks)
            if not self.take("and"):
                self.not_understood()
            return self.composed(within, low, self.period())
        bound = self.take(*BOUNDS, "as_of")
        start = self.at
        low = self.period(marks)
        if (bound is None or bound.kind == "from") and self.range_follows(start):
            return self.ranged(low)
        # "In May at the latest" bounds from behind, "from 2027 onwards" from both sides.
        behind = self.take(*_BEHIND[bound.kind if bound else ""])
        bound = bound or behind
        return self.bounded(bound.kind, low) if bound else self.composed(itself, low)

    def ranged(self, low: Period) -> DateReading:
        """A range whose first end was read; one from a year to a month of no year may be that month of the year."""
        dashed = self.tokens[self.at - 1].kind == "dash"
        high = self.period()
        if dashed and low == Period(year=low.year) and low.year and high.code and not high.settled:
            named = high.in_year(low.year), high.in_year(low.year + 1)
            texts = [named[0].text, f"{low.year:04}/{ends(named[1])[1]}"]
            said = self.choose(ambiguous(self.text, texts), texts)
            self.finish()
            return DateReading(FuzzyDate.parse(said), high.inference)
        return self.composed(lasting, low, high)

    def bounded(self, kind: str, period: Period) -> DateReading:
        """A period with what bounds it; what has begun since, has happened."""
        self.ahead = False if kind == "since" else self.ahead
        # Before the end of 2026 is not before its last third.
        compose = by if kind == "before" and period.part in (4, 8) else BOUNDS.get(kind, self.as_of)
        # What comes after the start of May may come in May.
        compose = BOUNDS["from"] if kind == "after" and period.part == 5 else compose
        return self.composed(compose, period.narrowed())

    def as_of(self, found: FuzzyDate) -> FuzzyDate:
        """What the press says of the day of a count as well as of a beginning."""
        ways = [found, starting(found)]
        return self.choose(ambiguous(f"as of {found.text}", [way.text for way in ways]), ways)

    def range_follows(self, start: int) -> bool:
        """Whether a second end follows the period that began at `start`; takes what announces it."""
        token = self.tokens[self.at]
        # « De mai au printemps » goes from one to the other, « en 2026 au printemps » does not.
        opened = any(before.kind == "from" or before[:2] == ("filler", 3) for before in self.tokens[:start])
        follows = token.kind in ("to", "dash", "until") or (opened and token[:2] == ("filler", 1))
        # 2026-05-Q3 is no range.
        follows = follows and not (self.tokens[self.at - 1].kind == "iso" and self.glued())
        self.at += follows
        return follows

    def finish(self) -> None:
        """Refuse what was not read."""
        if not self.next_is("end"):
            self.not_understood()

    def composed(self, compose: Callable[..., FuzzyDate], *periods: Period) -> DateReading:
        """What a period means, or two together."""
        self.finish()
        if len(periods) > 1:
            periods = tuple(period.narrowed() for period in periods)
        low, high = periods[0], periods[-1]
        if (low.day and not low.code) or (high.day and not high.code):
            low, high = self.of_one_month(low, high)
        pair = self.resolved(low, high)
        return DateReading(compose(*pair[: len(periods)]), inference(low, high, pair))

    def resolved(self, low: Period, high: Period) -> Pair:
        """The dates that two periods are."""
        try:
            return resolved(self.text, low, high, self.published, self.ahead)
        except Unresolved as problem:
            return self.resolved(*self.choose(str(problem), problem.ways))

    def of_one_month(self, low: Period, high: Period) -> tuple[Period, Period]:
        """Two days of which only one says the month: 4 to 6 May 2026; May 4–6, 2026."""
        if low.code:
            high = low._replace(day=high.day, year=high.year or low.year, mark=high.mark)
        elif high.code:
            low = high._replace(day=low.day, mark=low.mark)
        if not low.code or not 0 < low.day < high.day:
            raise ValueProblem(_("“%(text)s” lacks a month: write it like 4 May 2026.", text=shown(self.text)))
        return low, high

    def window(self) -> DateReading | None:
        """In the coming months, « les deux dernières années »; None, and nothing taken, if this is no such phrase."""
        self.fillers()
        found: dict[str, Token] = {}
        while (kind := _WINDOW.get(self.tokens[self.at].kind)) and kind not in found:
            found[kind] = self.tokens[self.at]
            self.at += 1
        direction, unit, count = found.get("direction"), found.get("unit"), found.get("count")
        none = bool(count and count.kind == "number" and not count.value)
        if direction and direction.value and unit and not none:
            said = self.counted_out(direction.value, count.value if count else 0, unit)
            if count and fold(self.written(direction)) in ("ahead", "past") and direction.start > unit.start:
                # "Six months ahead" is in six months, or within them.
                ways = [said.split("/")[direction.value > 0], said]
                said = self.choose(ambiguous(self.text, ways), ways)
            return DateReading(FuzzyDate.parse(said), "relative_to_publication")
        self.at = 0
        return None

    def counted_out(self, way: int, count: int, unit: Token) -> str:
        """So many units before or after the publication; without a count, anything before or after it."""
        known = _exact(self.published)
        if not known:
            better = _("choose a source that has a date, or write when")
            raise ValueProblem(
                _("“%(text)s” depends on when it was written: %(better)s.", text=shown(self.text), better=better)
            )
        if not count:
            return _bound_by(known, way)
        if unit.value not in (YEAR, MONTH):
            raise ValueProblem(_("“%(text)s” counts no years or months: write the dates.", text=shown(self.text)))
        readings = list(dict.fromkeys(_counted(day, way * count, unit.value) for day in (known[1], known[2])))
        if len(readings) > 1 and unit.value != YEAR:
            raise ValueProblem(anything(self.text, readings))
        return self.choose(ambiguous(self.text, readings), readings) if len(readings) > 1 else readings[0]

    def refuse_vague(self, token: Token) -> NoReturn:
        """Refuse soon, recently and their like: no date, but a bound can be written."""
        known = _exact(self.published)
        better = (
            _bound_by(known, token.value)
            if known
            else {1: "[2026-02..]", -1: "[..2026-02]"}.get(token.value, "2026-02")
        )
        said = {"text": shown(self.written(token)), "better": better}
        if known:
            raise ValueProblem(_("“%(text)s” is no date: write %(better)s if nothing more is known.", **said))
        raise ValueProblem(_("“%(text)s” is no date: write a bound like %(better)s if nothing more is known.", **said))


def _exact(published: FuzzyDate | None) -> tuple[FuzzyDate, date, date] | None:
    """The publication with its first and last day, if it has both."""
    if published is None or published.earliest is None or published.latest is None:
        return None
    return published, published.earliest, published.latest


def _bound_by(known: tuple[FuzzyDate, date, date], way: int) -> str:
    first, last = (end.rstrip("~?%") for end in ends(known[0]))
    return {1: f"[{first}..]", -1: f"[..{last}]"}.get(way, known[0].text)


def _counted(day: date, count: int, unit: int) -> str:
    index = day.year if unit == YEAR else day.year * 12 + day.month - 1
    first, last = sorted((index, index + count))
    if unit == YEAR:
        return f"{first:04}~/{last:04}~"
    return "/".join("{:04}-{:02}~".format(*_month(number)) for number in (first, last))


def _month(index: int) -> tuple[int, int]:
    year, month = divmod(index, 12)
    return year, month + 1
