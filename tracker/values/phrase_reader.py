"""How a period is read in words: "4 May 2026", « fin janvier », "the last quarter of 2025", « l’an dernier »."""

from collections.abc import Callable
from typing import NoReturn

from tracker.languages import gettext as _
from tracker.values.fuzzy_date import FuzzyDate
from tracker.values.interval import ValueProblem, shown
from tracker.values.periods import WINTER, WINTER_OF_TWO_YEARS, Period, ambiguous, two_winters
from tracker.values.phrase_figures import FigureReader
from tracker.values.phrase_words import CALENDAR_DIRECTIONS, FRENCH_MONTHS, HALF, MONTH, QUARTER, YEAR, Token
from tracker.values.words import fold

MOST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MARKS = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}


class PeriodReader(FigureReader):
    """Reads a period where the cursor stands: each method takes the tokens it understands, or refuses them."""

    def period(self, marks: set[str] | None = None) -> Period:
        """A period with its part, and with the `marks` read before it."""
        found = (marks or set()) | self.marks()
        part = self.take("part")
        if part:
            self.take("dash")
            self.fillers()
        period = self.named(parted=bool(part))
        if part and (period.day or period.code in (WINTER, WINTER_OF_TWO_YEARS)):
            raise ValueProblem(_("“%(text)s” has parts no convention tells: write its dates.", text=shown(self.text)))
        if self.take("uncertain", "perhaps"):
            found.add("perhaps")
        if self.next_is("about") and self.written(self.tokens[self.at]).lower() == "environ":
            found.add(self.tokens[self.at].kind)
            self.at += 1
        if not part and not found & {"about", "perhaps"}:
            return period
        return period._replace(part=part.value if part else 0, mark=_MARKS["about" in found, "perhaps" in found])

    def named(self, *, parted: bool = False) -> Period:
        """A period by its name; `parted`, a unit alone is the present one: "the end of the year"."""
        token = self.tokens[self.at]
        read = _READERS.get(token.kind)
        if read is None:
            self.not_understood()
        self.at += 1
        return self.unit(token, parted=parted) if token.kind == "unit" else read(self, token)

    def year(self, token: Token) -> Period:
        """A year, but no decade; what is named right behind it is of it: 2026-Q3, 2026 May 4."""
        behind = self.tokens[self.at]
        if behind.kind == "letter" and behind.start == token.end and not self.next_is("number", after=1):
            self.refuse_decade(token)
        start = self.at
        self.at += self.glued()
        named = self.next_is("letter", "month", "season") or (self.next_is("ordinal") and self.next_is("unit", after=1))
        if named and (found := self.of_year(token)):
            return found
        self.at = start
        return Period(year=token.value)

    def of_year(self, year: Token) -> Period | None:
        """The period that follows its year; None if it has a year of its own."""
        month = self.tokens[self.at]
        found = self.named()
        if found.settled:
            return None
        if month.kind == "month" and not found.day and self.glued() and self.next_is("number", after=1):
            self.at += 2
            found = found._replace(day=self.tokens[self.at - 1].value)
        if found.day:
            FuzzyDate.parse(f"{year.value:04}-{found.code:02}-{found.day:02}")
        begins = self.winter(year.value) if found.code == WINTER_OF_TWO_YEARS else year.value
        return found._replace(year=begins)

    def years(self, token: Token) -> NoReturn:
        """« Les années 2020 », which are refused as "the 2020s" are."""
        self.fillers(joining=True)
        if token.value == YEAR and (year := self.take("year")):
            self.refuse_decade(year)
        self.at -= 1
        self.not_understood()

    def refuse_decade(self, year: Token) -> NoReturn:
        """Name the years a decade goes over, which is the way to write it."""
        said = {"text": shown(self.text), "years": f"[{year.value:04}..{year.value + 9:04}]"}
        raise ValueProblem(_("“%(text)s” is a decade: write %(years)s.", **said))

    def number(self, token: Token) -> Period:
        """A day before its month, or which quarter or half; alone, a day of the month that follows or precedes it."""
        self.take("suffix")
        if unit := self.take("unit"):
            return self.numbered(token.value, unit)
        start = self.at
        dash = self.take("dash")
        if not dash:
            self.fillers(joining=True)
        if month := self.take("month"):
            if token.kind == "ordinal" and self.at == start + 1 and fold(self.written(token)) != "premier":
                text = shown(self.text)
                raise ValueProblem(_("“%(text)s” may be a day or one of several: write it like 4 May 2026.", text=text))
            if dash and self.next_is("dash") and self.next_is("number", after=1) and self.next_is("end", after=2):
                self.take("dash")
            return self.day(month, token)
        self.at = start
        return self.with_year(Period(day=token.value))

    def day(self, month: Token, number: Token) -> Period:
        """A day of a month; of a February without a year, up to the 29th."""
        period = self.with_year(Period(month.value, number.value))
        if period.year is not None:
            FuzzyDate.parse(f"{period.year:04}-{period.code:02}-{period.day:02}")
        days = MOST_DAYS[month.value - 1]
        if not 1 <= number.value <= days:
            said = {"text": shown(self.text), "month": self.written(month), "days": days}
            raise ValueProblem(_("“%(text)s” is not a date: %(month)s has %(days)s days.", **said))
        return period

    def numbered(self, number: int, unit: Token) -> Period:
        """A quarter or half by its number."""
        if unit.value not in (QUARTER, HALF):
            self.at -= 1
            self.not_understood()
        if unit.value == QUARTER and not 1 <= number <= 4:
            raise ValueProblem(_("“%(text)s” is not a date: quarters go from 1 to 4.", text=shown(self.text)))
        if unit.value == HALF and not 1 <= number <= 2:
            raise ValueProblem(_("“%(text)s” is not a date: a year has two halves.", text=shown(self.text)))
        return self.with_year(Period((33 if unit.value == QUARTER else 40) + number - 1))

    def letter(self, token: Token) -> Period:
        """Q3, T3, H1, S1."""
        number = self.take("number")
        if number is None:
            self.at -= 1
            self.not_understood()
        return self.numbered(number.value, token)

    def month(self, token: Token) -> Period:
        """A month, and in English its day behind it."""
        start = self.at
        self.fillers(joining=True)
        number = self.take("number")
        if number is None:
            self.at = start
            return self.with_year(Period(token.value))
        if number.value > 31:
            return self.short(number)._replace(code=token.value)
        month, figures = self.written(token), self.written(number)
        if number.value > 9 and FRENCH_MONTHS.fullmatch(fold(month).rstrip(".")):
            problem = ambiguous(self.text, [f"{figures} {month}", f"{month} 20{figures}"])
            if self.choose(problem, ["day", "year"]) == "year":
                return Period(token.value, year=2000 + number.value)
        self.take("suffix")
        return self.day(token, number)

    def season(self, token: Token) -> Period:
        """A season; a winter of no year, or of two, is the three months it lasts."""
        period = self.with_year(Period(token.value))
        if token.value != WINTER or period.offset is not None:
            return period
        if period.year is not None and not self.ends_year_after(period.year):
            period = period._replace(year=self.winter(period.year))
        return period._replace(code=WINTER_OF_TWO_YEARS)

    def winter(self, year: int) -> int:
        """In which year the winter of one year began."""
        return self.choose(two_winters(self.text, year), [year - 1, year])

    def ends_year_after(self, year: int) -> bool:
        """Whether a winter's second year follows; takes it: 2025–2026, 2025/26, 2025-26 (as a month looks)."""
        ends, last = (f"{year + 1:04}", f"{(year + 1) % 100:02}"), self.tokens[self.at - 1]
        if last.kind == "iso":
            if self.written(last)[5:] in ends:
                return True
            self.at -= 1
            self.not_understood()
        follows = self.next_is("dash", "slash") and self.written(self.tokens[self.at + 1]) in ends
        self.at += 2 * follows
        return follows

    def direction(self, token: Token) -> Period:
        """Last August, next year, this spring; the last quarter of a year is its fourth."""
        if unit := self.take("unit"):
            return self.calendar_unit(token, unit)
        if not self.next_is("month", "season"):
            self.not_understood()
        period = self.named()
        if period.settled:
            said = {"text": shown(self.text), "word": self.written(token)}
            raise ValueProblem(_("“%(text)s” has a year, and “%(word)s” too: write one of them.", **said))
        return period._replace(direction=token.value)

    def calendar_unit(self, direction: Token, unit: Token) -> Period:
        """Last year, the last quarter of 2025; not the last year, which may be the twelve months before now."""
        article = self.at > 2 and fold(self.written(self.tokens[self.at - 3])) == "the"
        if unit.value in (QUARTER, HALF) and direction.value == -1:
            closing = self.with_year(Period(36 if unit.value == QUARTER else 41))
            if closing.settled:
                return closing
        if article or fold(self.written(direction)) not in CALENDAR_DIRECTIONS:
            text = shown(self.text)
            raise ValueProblem(_("“%(text)s” may be a calendar unit or as much time: write its dates.", text=text))
        return counted(unit, direction)

    def unit(self, token: Token, *, parted: bool = False) -> Period:
        """« L’an dernier », "the month of March", "the year 2026"; "the end of the year"."""
        if direction := self.take("direction"):
            return counted(token, direction)
        start = self.at
        self.fillers(joining=True)
        if token.value == YEAR and (year := self.take("year")):
            return self.year(year)
        if token.value == MONTH and (month := self.take("month")):
            return self.month(month)
        self.at = start
        if not parted:
            self.at -= 1
            self.not_understood()
        return counted(token, token._replace(value=0))

    def with_year(self, period: Period) -> Period:
        """A period with the year behind it: 2026, of this year, « de l’an dernier »; or with « dernier » alone."""
        # « Mars dernier », but not the "last" of "March last year".
        if not self.next_is("unit", after=1) and (direction := self.take("direction")):
            return period._replace(direction=direction.value)
        start = self.at
        self.fillers(joining=True)
        if self.next_is("unit", "dash") and self.next_is("year", after=1):
            self.at += self.joins_year()
        if year := self.take("year", *(["iso"] if period.code == WINTER else [])):
            return period._replace(year=int(self.written(year)[:4]))
        if (offset := self.offset()) is not None:
            return period._replace(offset=offset)
        if number := self.take("number", "short"):
            return period._replace(year=self.short(number).year)
        self.at = start
        return period

    def joins_year(self) -> bool:
        """Whether the next token only joins the year: « de l’année 2026 », and May-2026, but May – 2026 is a range."""
        before, token, year = self.tokens[self.at - 1 : self.at + 2]
        return (token.kind == "unit" and token.value == YEAR) or before.end == token.start == year.start - 1

    def offset(self) -> int | None:
        """This year as 0, the last as -1, the next as 1; None, and nothing taken, if no such year follows."""
        start = self.at
        before, unit, behind = self.take("direction"), self.take("unit"), self.take("direction")
        direction = before or behind
        if unit and unit.value == YEAR and direction and not (before and behind):
            return direction.value
        self.at = start
        return None


def counted(unit: Token, direction: Token) -> Period:
    """A whole year, half, quarter or month, counted from the publication's."""
    if unit.value == YEAR:
        return Period(offset=direction.value)
    return Period(unit=unit.value, direction=direction.value)


_READERS: dict[str, Callable[[PeriodReader, Token], Period]] = {
    "year": PeriodReader.year,
    "iso": PeriodReader.iso,
    "slashed": PeriodReader.slashed,
    "short": PeriodReader.short,
    "number": PeriodReader.number,
    "ordinal": PeriodReader.number,
    "letter": PeriodReader.letter,
    "month": PeriodReader.month,
    "season": PeriodReader.season,
    "direction": PeriodReader.direction,
    "unit": PeriodReader.unit,
    "units": PeriodReader.years,
}
