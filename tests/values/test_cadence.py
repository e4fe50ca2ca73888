"""When a schedule is due, whatever the clocks of its zone do."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.values.cadence import CADENCES, Cadence

PARIS = ZoneInfo("Europe/Paris")


def local(cadence: Cadence, moment: str, n: int = 3) -> list[str]:
    after = datetime.fromisoformat(moment)
    return [slot.astimezone(cadence.zone).isoformat("T", "minutes") for slot in islice(cadence.slots_after(after), n)]


def test_is_due_every_day_at_its_hour_across_the_change_of_the_clocks() -> None:
    assert local(Cadence("daily", time(8, 30), PARIS), "2026-03-28T00:00+00:00") == [
        "2026-03-28T08:30+01:00",
        "2026-03-29T08:30+02:00",
        "2026-03-30T08:30+02:00",
    ]


def test_an_hour_that_the_clock_skips_is_due_once_that_day() -> None:
    assert local(Cadence("daily", time(2, 30), PARIS), "2026-03-28T12:00+00:00", 2) == [
        "2026-03-29T03:30+02:00",
        "2026-03-30T02:30+02:00",
    ]


def test_an_hour_that_comes_twice_is_due_the_first_time_only() -> None:
    assert local(Cadence("daily", time(2, 30), PARIS), "2026-10-24T12:00+00:00", 2) == [
        "2026-10-25T02:30+02:00",
        "2026-10-26T02:30+01:00",
    ]


def test_is_due_every_week_on_its_day() -> None:
    assert local(Cadence("weekly", time(9), PARIS, day=1), "2026-11-22T12:00+00:00", 2) == [
        "2026-11-23T09:00+01:00",
        "2026-11-30T09:00+01:00",
    ]


def test_the_last_day_of_a_short_month_stands_for_the_31st() -> None:
    assert local(Cadence("monthly", time(9), PARIS, day=31), "2027-01-31T12:00+00:00") == [
        "2027-02-28T09:00+01:00",
        "2027-03-31T09:00+02:00",
        "2027-04-30T09:00+02:00",
    ]


def test_a_slot_is_not_due_again_at_its_own_moment() -> None:
    cadence = Cadence("daily", time(9), PARIS)
    first = next(cadence.slots_after(datetime(2026, 11, 22, tzinfo=UTC)))

    assert next(cadence.slots_after(first)) == first + timedelta(days=1)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu"])
@given(
    every=st.sampled_from(CADENCES),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)),
    day=st.integers(1, 31),
    minutes=st.integers(0, 100 * 365 * 24 * 60),
)
def test_slots_come_in_order_one_a_period(zone: str, every: str, at: time, day: int, minutes: int) -> None:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    cadence = Cadence(every, at, ZoneInfo(zone), day=min(day, 7) if every == "weekly" else day)

    slots = list(islice(cadence.slots_after(moment), 14))

    assert slots == sorted(set(slots))
    assert slots[0] > moment
    days = {"daily": (0.9, 2), "weekly": (6.9, 8), "monthly": (27, 33)}[every]
    assert all(days[0] < (later - slot) / timedelta(days=1) < days[1] for slot, later in pairwise(slots))
    assert next(cadence.slots_after(slots[4])) == slots[5]
