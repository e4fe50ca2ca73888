from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.reports.weeks import (
    BEGIN,
    END,
    LONG_AGO,
    SUNDAY,
    WEDNESDAY,
    added,
    built,
    disputed,
    figures,
    listed,
    saved,
)
from tracker import reports
from tracker.permissions import ANYBODY
from tracker.queries.filters import BadQuery
from tracker.reports.window import Span


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (BEGIN - timedelta(seconds=1), "0 of 1"),
        (BEGIN, "1 of 1"),
        (END - timedelta(seconds=1), "1 of 1"),
        (END, "n/a"),
    ],
)
def test_the_week_begins_and_ends_at_midnight(session: Session, at: datetime, counts: str) -> None:
    added(session, at, "One")

    report = built(session)

    assert figures(report)["new"] == counts
    assert len(listed(report)["New"]) == (counts == "1 of 1")


def test_looks_back_to_the_day_one_asks_for(session: Session) -> None:
    added(session, LONG_AGO, "One")

    assert figures(built(session, since=date(2025, 12, 31)))["new"] == "1 of 1"
    assert figures(built(session, since=date(2026, 1, 1)))["new"] == "0 of 1"


def test_of_two_adjoining_times_each_record_lies_in_one(session: Session) -> None:
    slots = [WEDNESDAY + timedelta(days=n) for n in range(3)]
    added(session, slots[1], "One")

    counts = [
        figures(built(session, as_of=end.date(), window=Span(begin, end, begin.date())))["new"]
        for begin, end in pairwise(slots)
    ]

    assert counts == ["n/a", "1 of 1"]


def test_of_two_adjoining_times_each_save_lies_in_one(session: Session) -> None:
    at = saved(session, added(session, LONG_AGO, "Old"), note="Looked up")
    slots = [at - timedelta(hours=1), at, at + timedelta(hours=1)]

    found = [
        listed(built(session, end.date(), window=Span(begin, end, begin.date())))["Changed"]
        for begin, end in pairwise(slots)
    ]

    assert [len(rows) for rows in found] == [0, 1]


def test_a_report_on_exact_moments_takes_the_local_day(seeds: Session) -> None:
    # In Paris clocks are an hour ahead on the second slot.
    slots = (datetime(2026, 3, 25, 23, 30, tzinfo=UTC), datetime(2026, 3, 31, 22, 30, tzinfo=UTC))

    report = built(seeds, date(2026, 4, 1), window=Span(*slots, date(2026, 3, 26)))

    assert [row[0] for row in listed(report)["Newly overdue"]] == ["AI Studio’s closed beta starts"]
    assert "from 25 March 2026, 23:30 to 31 March 2026, 22:30 UTC" in report.introduction


@pytest.mark.parametrize(
    ("as_of", "since", "name"),
    [
        (SUNDAY, SUNDAY, "since"),
        (SUNDAY, SUNDAY + timedelta(days=1), "since"),
        (SUNDAY, date(1, 1, 1), "since"),
        (date.max, None, "as_of"),
        (date.min, None, "as_of"),
    ],
)
def test_days_that_make_no_time_are_refused(session: Session, as_of: date, since: date | None, name: str) -> None:
    with pytest.raises(BadQuery) as problem:
        built(session, as_of, since=since)

    assert (problem.value.name, name in str(problem.value)) == (name, True)


def counted(session: Session, make: Callable[[], Any]) -> int:
    """How many statements something takes."""
    seen: list[str] = []

    def count(*arguments: Any) -> None:
        seen.append(arguments[2])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        make()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


@pytest.mark.parametrize("name", ["milestones", "summary"])
def test_a_report_takes_as_many_statements_however_much_there_is(session: Session, name: str) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)

    def make() -> None:
        reports.find(name)(session, as_of=tomorrow, actor=ANYBODY)

    def fill(n: int) -> None:
        one = added(session, LONG_AGO, f"Old {n}")
        saved(session, one, note="Looked up")
        for day in (tomorrow - timedelta(days=1), tomorrow):
            added(session, WEDNESDAY, f"Due {n}", kind="milestone", expected_date=day.isoformat())
        disputed(session, f"{n:05} Who asks?", one, at=WEDNESDAY)
        session.flush()

    fill(0)
    few = counted(session, make)
    for n in range(1, 5):
        fill(n)

    assert counted(session, make) == few
