"""The time a report looks back on, and the days that reports take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from tracker.languages import gettext as _
from tracker.queries.filters import BadQuery
from tracker.values import FuzzyDate

DAY = timedelta(days=1)
USUAL = 7
# Enough for any plan, and near enough that counting on from there stays within the calendar.
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)


class Span(NamedTuple):
    """The time of an issue: from the moment of the one before to its own, and the day that one was made for."""

    begin: datetime
    end: datetime
    since: date


@dataclass(frozen=True)
class Window:
    """From the moment `begin` to just before `end`, so that of two adjoining windows each save lies in one.

    `since` is the last day before it, `until` its last day: the days between which a status changes.
    """

    begin: datetime
    end: datetime
    since: date
    until: date
    said: str


def check_day(name: str, day: date) -> None:
    """Raise `BadQuery` for a day too far off."""
    if not FIRST <= day <= LAST:
        raise BadQuery(name, day.isoformat(), _("a day from %(first)s to %(last)s", first=FIRST, last=LAST))


def window_of(as_of: date, since: date | None = None, span: Span | None = None) -> Window:
    """The days after `since` (a week before, unless said) up to `as_of`, in UTC; or exactly the time of a span.

    Raises `BadQuery`.
    """
    check_day("as_of", as_of)
    if span:
        said = _("from %(begin)s to %(end)s UTC", begin=_moment(span.begin), end=_moment(span.end))
        return Window(span.begin, span.end, span.since, as_of, said)
    since = as_of - USUAL * DAY if since is None else since
    check_day("since", since)
    if since >= as_of:
        raise BadQuery("since", since.isoformat(), _("a day before as_of, which is %(day)s", day=as_of))
    said = _("from %(begin)s to %(end)s, both included, in UTC", begin=day_said(since + DAY), end=day_said(as_of))
    return Window(_midnight_after(since), _midnight_after(as_of), since, as_of, said)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time(), UTC)


def day_said(day: date) -> str:
    """A day as a reader reads it."""
    return FuzzyDate.parse(day.isoformat()).sentence()


def _moment(at: datetime) -> str:
    utc = at.astimezone(UTC)
    return f"{day_said(utc.date())}, {utc:%H:%M}"
