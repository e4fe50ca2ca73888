"""A period as a phrase names it, "March" or "early next year", and which one it is, told from when it was written."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tracker.languages import gettext as _
from tracker.values.fuzzy_date import SPANS, FuzzyDate
from tracker.values.interval import ValueProblem, shown

# The winter that begins in the year's December and ends in February; EDTF's 24 names one year only.
WINTER, WINTER_OF_TWO_YEARS = 24, 25
# The parts that are one month, however long the period.
FIRST_MONTH, LAST_MONTH = 6, 7
# How many days from a month that is over, or to come, another year's may be meant by "this" month.
NEAR = 92
# Of several, the first says most of how a date was told.
INFERENCES = ("part_of_month", "season", "relative_to_publication", "year_inferred", "stated")
# No source that says its date within so many days leaves in doubt which March it means.
LONGEST_EXACT = 31
# A leap day is at most eight years from the next: 1896, 1904.
FARTHEST_YEAR = 8

Pair = tuple[FuzzyDate, FuzzyDate]


class Unresolved(ValueProblem):
    """Two periods of which the years can be told in several ways: the same periods with the years of each."""

    def __init__(self, problem: str, ways: "list[tuple[Period, Period]]") -> None:
        super().__init__(problem)
        self.ways = ways


class Period(NamedTuple):
    """What a phrase says of a period, of which the year, or all but `unit` and `direction`, may be missing.

    `code` is what follows the year in EDTF (a month, season, quarter or half), 0 for a whole year; a `day` with code 0
    is one whose month the other end of a range says. `offset` counts years from the publication ("of last year");
    `direction` picks the last, this or next such period; `unit` is the months of one counted from the publication.
    """

    code: int = 0
    day: int = 0
    year: int | None = None
    offset: int | None = None
    direction: int | None = None
    unit: int = 0
    part: int = 0
    mark: str = ""

    @property
    def relative(self) -> bool:
        """Whether only the publication tells which it is, however the year be lent."""
        return self.offset is not None or self.direction is not None

    @property
    def settled(self) -> bool:
        """Whether it says by itself which it is."""
        return self.year is not None or self.relative

    @property
    def inference(self) -> str:
        """How its date is told; one of `INFERENCES`."""
        if self.part and not self.day and (1 <= self.code <= 12 or self.unit == 1):
            return "part_of_month"
        if 21 <= self.code <= WINTER_OF_TWO_YEARS:
            return "season"
        if self.unit:
            return "relative_to_publication"
        return "year_inferred" if self.year is None else "stated"

    def in_year(self, year: int) -> FuzzyDate:
        """This period of that year."""
        text = f"{year:04}-{self.code:02}" if self.code else f"{year:04}"
        if self.part:
            text = self._third(year)
        elif self.code == WINTER_OF_TWO_YEARS:
            text = f"[{year:04}-12..{year + 1:04}-02]"
        elif self.day:
            text = f"{text}-{self.day:02}"
        if self.mark and (text[0] == "[" or self.code > 12):
            raise ValueProblem(
                _("“About” and “perhaps” go with a year, a month or a day, not with %(text)s.", text=text)
            )
        return FuzzyDate.parse(text + self.mark)

    def begun_in(self, year: int) -> "Period":
        """The one that begins in that year, wherever its year was to be told from."""
        code = WINTER_OF_TWO_YEARS if self.code == WINTER else self.code
        return self._replace(code=code, year=year, offset=None, direction=None)

    def narrowed(self) -> "Period":
        """With its first or last month where a bound is at its start or end: by the start of 2027 is by January."""
        return self._replace(part={5: FIRST_MONTH, 4: LAST_MONTH}.get(self.part, self.part))

    def _third(self, year: int) -> str:
        """Of a month the days 1-10, 11-20 and 21-end; of anything longer a third of its months."""
        third = {1: 1, 2: 2, 5: 1, FIRST_MONTH: 1}.get(self.part, 3)
        if 1 <= self.code <= 12:
            last = (10, 20, monthrange(year, self.code)[1])[third - 1]
            return "[{0}-{1:02}..{0}-{2:02}]".format(f"{year:04}-{self.code:02}", third * 10 - 9, last)
        first, end = SPANS.get(self.code, (1, 12))
        size = 1 if self.part in (FIRST_MONTH, LAST_MONTH) else (end - first + 1) // 3
        last = end if third == 3 else first + third * size - 1
        months = f"{year:04}-{last - size + 1:02}", f"{year:04}-{last:02}"
        return months[0] if size == 1 else f"[{months[0]}..{months[1]}]"

    def on(self, day: date | None) -> FuzzyDate:
        """Which one a `settled` period is, said on that day."""
        if self.year is not None:
            return self.in_year(self.year)
        if day is None:  # The resolver has refused it before.
            raise ValueProblem(_("No publication date was given."))
        if self.unit:
            return self._counted(day)
        if self.offset is not None:
            return self.in_year(day.year + self.offset)
        if self.direction == 0 and self.code != WINTER_OF_TWO_YEARS:
            return self.in_year(day.year)
        return self._nearest(day)

    def _counted(self, day: date) -> FuzzyDate:
        index = (day.year * 12 + day.month - 1) // self.unit + (self.direction or 0)
        year, months = divmod(index * self.unit, 12)
        code = {1: 1 + months, 3: 33 + months // 3, 6: 40 + months // 6}[self.unit]
        return self._replace(code=code, unit=0, direction=None).in_year(year)

    def _nearest(self, day: date) -> FuzzyDate:
        if self.direction == -1:
            return next(found for found in self.years(day.year, -1) if _last_day(found) < day)
        if self.direction == 1:
            return next(found for found in self.years(day.year - 1, 1) if _first_day(found) > day)
        return next(found for found in self.years(day.year - 1, 1) if _last_day(found) >= day)

    def years(self, year: int, step: int) -> Iterator[FuzzyDate]:
        """This period of that year and of those after it, or before; 29 February skips what has none."""
        for number in range(year, year + step * (FARTHEST_YEAR + 3), step):
            if not (self.code == 2 and self.day == 29 and monthrange(number, 2)[1] == 28):
                yield self.in_year(number)


def inference(low: Period, high: Period, pair: Pair) -> str:
    """How a pair was told: a year stated once for two ends is stated for both."""
    if low is high:
        return low.inference
    said = [low, high]
    if low.settled != high.settled and _lends(low, high) and _first_day(pair[0]).year == _last_day(pair[1]).year:
        said = [period._replace(year=period.year if period.settled else 1) for period in said]
    return min((period.inference for period in said), key=INFERENCES.index)


def resolved(text: str, low: Period, high: Period, published: FuzzyDate | None, ahead: bool | None) -> Pair:
    """Which days a phrase means that goes from `low` to `high`, both the same for a single period.

    A year that is missing is the other end's, or comes from the publication: `ahead` the first that is not over, else
    the last that had begun. What comes out in two ways is `Unresolved`, both named.
    """
    if not any(period.relative for period in (low, high)) and (low.settled or high.settled) and _lends(low, high):
        return _on(low, high, None, False)
    first, last = (published.earliest, published.latest) if published else (None, None)
    if first is None or last is None:
        raise ValueProblem(_undated(text, low, high))
    for period in (low, high):
        if period.code == WINTER and period.offset is not None:
            year = last.year + period.offset
            raise Unresolved(two_winters(text, year), _ways(low, high, period, [year - 1, year]))
        if period.direction == 0 and period.code and len(meant := _of_this_year(period, first, last)) > 1:
            years = [_first_day(found).year for found in meant]
            raise Unresolved(ambiguous(text, [found.text for found in meant]), _ways(low, high, period, years))
    readings = {_on(low, high, day, way): None for day, way in _moments(first, last, low, high, ahead)}
    if len(readings) > 1:
        ordered = sorted(readings, key=lambda pair: (_first_day(pair[0]), _last_day(pair[1])))
        named = [one.text if one == other else f"{one.text}/{other.text}" for one, other in ordered]
        if low.unit or high.unit:
            raise ValueProblem(anything(text, named))
        ways = [(low.begun_in(_first_day(one).year), high.begun_in(_first_day(other).year)) for one, other in ordered]
        raise Unresolved(ambiguous(text, named), ways)
    return next(iter(readings))


def _ways(low: Period, high: Period, unresolved: Period, years: list[int]) -> list[tuple[Period, Period]]:
    """Both periods, with each of the years that the one which is `unresolved` may begin in."""
    begun = [unresolved.begun_in(year) for year in years]
    return [(found if low is unresolved else low, found if high is unresolved else high) for found in begun]


def _of_this_year(period: Period, first: date, last: date) -> list[FuzzyDate]:
    """Which ones "this March" may be: the year's, and another that is near where that one is far on the other side."""
    if period.code == 2 and period.day == 29:
        return []
    exact = (last - first).days < LONGEST_EXACT
    meant = period.on(last)
    before = next((found for found in period.years(last.year, -1) if _last_day(found) < first), meant)
    behind = next((found for found in period.years(first.year, 1) if _first_day(found) > last), meant)
    if _last_day(meant) < first and (_first_day(behind) - last).days <= NEAR:
        return [meant, behind]
    if exact and _first_day(meant) > last and (first - _last_day(before)).days <= NEAR:
        return [before, meant]
    return [meant]


def _moments(first: date, last: date, low: Period, high: Period, ahead: bool | None) -> list[tuple[date, bool]]:
    """The days the publication may have been, each with the way to look: all must tell the same."""
    if low.settled and high.settled:
        return [(first, True), (last, True)]
    # Published within a month, a source may look ahead from its first day and back from its last.
    exact = (last - first).days < LONGEST_EXACT and not (low.relative or high.relative)
    looking_ahead = [(first, True)] if exact else [(first, True), (last, True)]
    looking_back = [(last, False)] if exact else [(first, False), (last, False)]
    return looking_ahead * (ahead is not False) + looking_back * (ahead is not True)


def _lends(low: Period, high: Period) -> bool:
    """Whether an end with a year tells the year of one without: of "from May to 2027" it does not."""
    return low.settled == high.settled or bool((low if low.settled else high).code)


def _on(low: Period, high: Period, day: date | None, ahead: bool) -> Pair:
    if low is high:
        found = low.on(day) if low.settled else _looked_for(low, low, day, ahead)[0]
        return found, found
    if low.settled and high.settled:
        return low.on(day), high.on(day)
    if low.settled or high.settled:
        return _lent(low, high, day, ahead)
    return _looked_for(low, high, day, ahead)


def _lent(low: Period, high: Period, day: date | None, ahead: bool) -> Pair:
    """Two ends of which one lends the other its year, or the next: from November to February 2026 began in 2025."""
    if high.settled:
        end = high.on(day)
        if not _lends(low, high):
            return _looked_for(low, low, day, ahead)[0], end
        years = low.years(_last_day(end).year, -1)
        return next(found for found in years if _first_day(found) <= _first_day(end)), end
    start = low.on(day)
    if not _lends(low, high):
        return start, _looked_for(high, high, day, ahead)[0]
    years = high.years(_first_day(start).year, 1)
    return start, next(found for found in years if _last_day(found) >= _last_day(start))


def _looked_for(low: Period, high: Period, day: date | None, ahead: bool) -> Pair:
    """The first that is not over on that day, or the last that has begun by then."""
    if day is None:
        raise ValueProblem(_("No publication date was given."))
    for start in low.years(*((day.year - 1, 1) if ahead else (day.year, -1))):
        later = high.years(_first_day(start).year, 1)
        end = start if low is high else next(found for found in later if _last_day(found) >= _last_day(start))
        if (_last_day(end) >= day) if ahead else (_first_day(start) <= day):
            break
    return start, end


def _first_day(found: FuzzyDate) -> date:
    return found.earliest or date.min


def _last_day(found: FuzzyDate) -> date:
    return found.latest or date.max


def _undated(text: str, low: Period, high: Period) -> str:
    if low.relative or high.relative:
        better = _("choose a source that has a date, or add the year")
        return _("“%(text)s” depends on when it was written: %(better)s.", text=shown(text), better=better)
    return _("“%(text)s” has no year: add it, or choose a source that has a date.", text=shown(text))


def ambiguous(text: str, readings: list[str], figures: str = "") -> str:
    """The sentence that refuses a text, or the `figures` in it, and names what it may mean."""
    *some, last = readings
    said = {"text": shown(figures or text), "some": ", ".join(some), "last": last}
    return _("“%(text)s” may be %(some)s or %(last)s: write which one.", **said)


def two_winters(text: str, year: int) -> str:
    """The sentence that refuses the winter of one year: it began in that year, or in the one before."""
    return ambiguous(text, [f"[{number:04}-12..{number + 1:04}-02]" for number in (year - 1, year)])


def anything(text: str, readings: list[str]) -> str:
    """The sentence that refuses what the publication leaves open over many months, of which the ends are named."""
    said = {"text": shown(text), "first": readings[0], "last": readings[-1]}
    return _("“%(text)s” may be anything from %(first)s to %(last)s: write which one.", **said)
