"""When a schedule is due: every day, week or month at an hour of a named time zone."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

CADENCES = ("daily", "weekly", "monthly")


@dataclass(frozen=True)
class Cadence:
    """How often, and at what time where.

    `day` is the ISO weekday of a weekly cadence (1 is Monday) and the day of the month of a monthly one; a month that
    is too short has its last day instead.
    """

    every: str
    at: time
    zone: ZoneInfo
    day: int = 1

    @property
    def period(self) -> timedelta:
        """How far back its first report looks; each later one begins where the last ended."""
        return {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=31)}[self.every]

    def slots_after(self, moment: datetime) -> Iterator[datetime]:
        """The moments it is due after `moment`, in order and without end, in UTC.

        One a day, week or month whatever the clocks do: an hour that is skipped is due when the clock has passed it, an
        hour that comes twice is due the first time.
        """
        # The day before, since a slot of that day may stand in the next one by UTC.
        begin = moment.astimezone(self.zone).date() - timedelta(days=1)
        for day in self._days_from(begin):
            slot = datetime.combine(day, self.at, self.zone).astimezone(UTC)
            if slot > moment:
                yield slot

    def day_of(self, slot: datetime) -> date:
        """The day whose slot a moment is, in its zone: where its hour was skipped, the clock may show the next."""
        shown = slot.astimezone(self.zone).date()
        before = shown - timedelta(days=1)
        return before if datetime.combine(before, self.at, self.zone).astimezone(UTC) == slot else shown

    def _days_from(self, begin: date) -> Iterator[date]:
        if self.every == "monthly":
            yield from self._days_of_months(begin)
        else:
            step = 7 if self.every == "weekly" else 1
            first = (self.day - begin.isoweekday()) % 7 if self.every == "weekly" else 0
            yield from (begin + timedelta(days=first + step * n) for n in count())

    def _days_of_months(self, begin: date) -> Iterator[date]:
        for months in count(begin.year * 12 + begin.month - 1):
            year, month = divmod(months, 12)
            yield date(year, month + 1, min(self.day, monthrange(year, month + 1)[1]))
