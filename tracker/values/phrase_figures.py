"""How what is in figures alone is read within a phrase: 2026-05-04, 04/05/2026, ’26."""

import re

from tracker.languages import gettext as _
from tracker.values.fuzzy_date import FuzzyDate
from tracker.values.interval import ValueProblem, shown
from tracker.values.periods import Period, ambiguous
from tracker.values.phrase_cursor import Cursor
from tracker.values.phrase_words import Token


class FigureReader(Cursor):
    """Reads a token of figures that was taken already."""

    def iso(self, token: Token) -> Period:
        """A date in figures, its year first."""
        FuzzyDate.parse(self.written(token))
        year, code, day = [*map(int, self.written(token).split("-")), 0][:3]
        return Period(code, day, year)

    def slashed(self, token: Token) -> Period:
        """A date in figures, its year last; its day may be its month."""
        text = self.written(token)
        *rest, year = map(int, re.split("[/.-]", text))
        day, month = rest if len(rest) == 2 else (0, rest[0])
        if month > 12:
            day, month = month, day
        elif day and day <= 12 and day != month:
            readings = [f"{year:04}-{month:02}-{day:02}", f"{year:04}-{day:02}-{month:02}"]
            month, day = self.choose(ambiguous(text, readings), [(month, day), (day, month)])
        if not 1 <= month <= 12:
            raise ValueProblem(_("“%(text)s” is not a date: months go from 01 to 12.", text=text))
        if len(rest) == 2:
            FuzzyDate.parse(f"{year:04}-{month:02}-{day:02}")
        return Period(month, day, year)

    def short(self, token: Token) -> Period:
        """A year of two figures, of which nobody knows the century."""
        figures = self.written(token).lstrip("'")
        if len(figures) > 2:
            raise ValueProblem(_("“%(text)s” is not a year: write four figures.", text=shown(figures)))
        years = [f"19{figures:0>2}", f"20{figures:0>2}"]
        return Period(year=int(self.choose(ambiguous(self.text, years, figures), years)))
