"""Dates as exactly as they are known: a subset of the Extended Date/Time Format (EDTF), with strict bounds."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf
from typing import Self, final

from tracker.languages import current
from tracker.languages import gettext as _
from tracker.values.interval import Edge, Interval, ValueProblem, shown

# Seasons, quarters and halves: the code that stands for a month, and the months it spans.
SPANS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
SPANS |= {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12)}

_POINT = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
# An end may be empty here, so that the sentence refusing it can say what to write.
_END = rf"(?:{_POINT}[~?%]?|\.\.)?"
_FORMS = re.compile(
    r"(?P<span>[0-9]{4}-(?:2[1-4]|3[3-6]|4[01]))"
    rf"|(?P<point>{_POINT}[~?%]?)"
    rf"|(?P<start>{_END})/(?P<end>{_END})"
    rf"|\[(?P<first>{_POINT})?\.\.(?P<last>{_POINT})?\]"
)
# What comes of a preposition before an article or a vowel: "à partir de" and "le 4 avril" is "à partir du 4 avril".
_FRENCH_CONTRACTIONS = ((r"\bde le ", "du "), (r"\bà le ", "au "), (r"\bde (?=[ao])", "d’"))


@final
@dataclass(frozen=True, slots=True)
class FuzzyDate(Interval):
    """An EDTF text and the days it allows; None is an open end. Made by `parse` or `spanning`, which check it.

    A qualifier (`~`, `?`, `%`) changes what is said, never the bounds: `2026-02~` is 1-28 February. Winter, `2025-24`,
    is December 2025 only, as the edtf library bounds it: the code names one year, and winter lies in two.
    """

    text: str
    earliest: date | None
    latest: date | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read EDTF, with white space around it forgiven; a `ValueProblem` says why a text is refused."""
        return _parsed(text.strip())

    @classmethod
    def spanning(cls, earliest: date | None, latest: date | None) -> Self:
        """The shortest EDTF with exactly these bounds; both ends of a set are written equally precisely.

        No bounds at all are refused: such a date would say nothing.
        """
        return cls.parse(_shortest(earliest, latest))

    @classmethod
    def _between(cls, low: Self, high: Self) -> Self:
        return cls.spanning(low.earliest, high.latest)

    def __str__(self) -> str:
        return self.text

    def edges(self) -> tuple[Edge, Edge]:
        """The days as numbers, an open end as an infinite one."""
        low = self.earliest.toordinal() if self.earliest else -inf
        return (low, 0), (self.latest.toordinal() if self.latest else inf, 0)

    def sentence(self) -> str:
        """What a reader sees, in the current language: "by May 2026", « d’ici mai 2026 »."""
        form = _matched(self.text)
        if form["span"]:
            return _span_said(form["span"])
        if form["point"]:
            return _qualified(form["point"], inside=form["point"][-1] in "~%")
        said = _interval_said(form) if form["start"] else _set_said(form)
        for pattern, contraction in _FRENCH_CONTRACTIONS if current() == "fr" else ():
            said = re.sub(pattern, contraction, said)
        return said


@lru_cache(maxsize=16_384)
def _parsed(text: str) -> FuzzyDate:
    form = _matched(text)
    earliest, latest = _bounds(form)
    if earliest is None and latest is None:
        raise ValueProblem(_("“%(text)s” has no bound: give it a beginning or an end.", text=text))
    if earliest and latest and earliest > latest:
        raise ValueProblem(_("“%(text)s” ends before it begins: write the earlier date first.", text=text))
    return FuzzyDate(text, earliest, latest)


def _matched(text: str) -> re.Match[str]:
    if form := _FORMS.fullmatch(text):
        return form
    forms = "2026, 2026-05, 2026-05-04, 2026-05~, 2025-23, 2026-05/2026-09, [..2026-05], [2026-05..2026-09]"
    raise ValueProblem(_("“%(text)s” is not a date: write one like %(forms)s.", text=shown(text), forms=forms))


def _bounds(form: re.Match[str]) -> tuple[date | None, date | None]:
    if form["span"] or form["point"]:
        return _extent(form[0], alone=bool(form["span"]))
    start, end = form["start"] or form["first"] or "..", form["end"] or form["last"] or ".."
    if (form["start"] == "") != (form["end"] == ""):
        said = {"text": form[0], "better": f"{start}/{end}"}
        raise ValueProblem(_("“%(text)s” lacks an end: write %(better)s if it is open.", **said))
    return None if start == ".." else _extent(start)[0], None if end == ".." else _extent(end)[1]


def _numbers(point: str) -> list[int]:
    return [int(part) for part in point.rstrip("~?%").split("-")]


def _extent(point: str, *, alone: bool = False) -> tuple[date, date]:
    """The first and last day of a year, month or day, or of a season, quarter or half standing `alone`."""
    year, *rest = _numbers(point)
    if year == 0:
        raise ValueProblem(_("“%(text)s” is not a date: years go from 0001 to 9999.", text=point))
    first, last = (rest[0], rest[0]) if rest else (1, 12)
    if alone:
        first, last = SPANS[first]
    elif first in SPANS:
        raise ValueProblem(_("“%(text)s” is refused: a season, quarter or half stands alone, unqualified.", text=point))
    if not 1 <= first <= 12:
        raise ValueProblem(_("“%(text)s” is not a date: months go from 01 to 12.", text=point))
    days = monthrange(year, last)[1]
    if len(rest) < 2:
        return date(year, first, 1), date(year, last, days)
    if not 1 <= rest[1] <= days:
        said = {"text": point, "month": _written(date(year, last, 1), "MMMM y"), "days": days}
        raise ValueProblem(_("“%(text)s” is not a date: %(month)s has %(days)s days.", **said))
    return date(year, first, rest[1]), date(year, last, rest[1])


def _shortest(earliest: date | None, latest: date | None) -> str:
    first, last = _coarsest(earliest, latest)
    spans = [f"{first[:4]}-{code}" for code in SPANS if first and last]
    fitting = [span for span in spans if _extent(span, alone=True) == (earliest, latest)]
    return first if first and first == last else [*fitting, f"[{first}..{last}]"][0]


def _coarsest(earliest: date | None, latest: date | None) -> tuple[str, str]:
    """Both ends, cut to the coarsest precision that moves neither; an open one is empty."""
    for length in (4, 7, 10):
        first, last = (end.isoformat()[:length] if end else "" for end in (earliest, latest))
        if _bounds(_matched(f"[{first}..{last}]")) == (earliest, latest):
            break
    return first, last


def _written(day: date, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - It loads slowly, and reading a date does not need it.

    return format_date(day, pattern, current())


def _said(point: str, *, inside: bool) -> str:
    """A year, month or day; `inside` a phrase, a French day takes its article."""
    first, precision, french = _extent(point)[0], len(_numbers(point)), current() == "fr"
    if precision < 3:
        return _written(first, "MMMM y" if precision == 2 else "y")
    day = _written(first, "d'er' MMMM y" if french and first.day == 1 else "d MMMM y")
    return f"le {day}" if french and inside else day


def _qualified(point: str, *, inside: bool) -> str:
    said = _said(point, inside=inside)
    if point[-1] == "~":
        return _("about %(date)s", date=said)
    if point[-1] == "?":
        return _("%(date)s (uncertain)", date=said)
    return _("about %(date)s (uncertain)", date=said) if point[-1] == "%" else said


def _span_said(span: str) -> str:
    year, code = _numbers(span)
    if code >= 40:
        return _("H%(half)s %(year)s", half=code - 39, year=year)
    if code >= 33:
        return _("Q%(quarter)s %(year)s", quarter=code - 32, year=year)
    spring, summer = _("spring %(year)s", year=year), _("summer %(year)s", year=year)
    autumn, winter = _("autumn %(year)s", year=year), _("winter %(year)s", year=year)
    return (spring, summer, autumn, winter)[code - 21]


def _interval_said(form: re.Match[str]) -> str:
    ends = (form["start"], form["end"])
    start, end = ("" if point == ".." else _qualified(point, inside=True) for point in ends)
    if start and end:
        return _("%(start)s to %(end)s", start=start, end=end)
    return _("since %(date)s", date=start) if start else _("until %(date)s", date=end)


def _set_said(form: re.Match[str]) -> str:
    first, last = (_said(end, inside=True) if end else "" for end in (form["first"], form["last"]))
    if first and last:
        return _("between %(start)s and %(end)s", start=first, end=last)
    return _("from %(date)s", date=first) if first else _("by %(date)s", date=last)
