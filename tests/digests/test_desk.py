"""What is due is made once and delivered once, whoever looks, and whatever the mail server answers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from tests.digests.desks import MONDAY, WEEKLY, Clock, deliveries, desk, only_schedule, runs, scheduled
from tests.digests.post import Post, post_office
from tests.factories import ALICE
from tracker.database import reading, writing
from tracker.digests.desk import make_one, send_due
from tracker.mail import NotDelivered, Outbox, Smtp
from tracker.models import Record, ReportRun, Schedule
from tracker.reports import issues
from tracker.services import schedules, sending
from tracker.services.sending import ATTEMPTS, HOLD

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as office:
        yield office


def test_sends_nothing_before_it_is_due(seeded: Engine, post: Post) -> None:
    scheduled(seeded)

    assert send_due(desk(seeded, Smtp(post.url))) == 0
    assert post.messages == []


def test_a_message_id_is_one_also_where_the_address_is_of_ipv6(seeded: Engine, post: Post) -> None:
    scheduled(seeded, recipients="alice@example.org")

    send_due(replace(desk(seeded, Smtp(post.url), Clock(MONDAY + AN_HOUR)), base_url="http://[::1]:8000"))

    (message,) = post.messages
    assert message["Message-ID"].endswith("@[::1]>")


def test_sends_each_recipient_one_mail_when_it_is_due_and_none_again(seeded: Engine, post: Post) -> None:
    scheduled(seeded)
    clock = Clock(MONDAY + AN_HOUR)

    send_due(desk(seeded, Smtp(post.url), clock))
    send_due(desk(seeded, Smtp(post.url), clock))

    assert sorted(message["To"] for message in post.messages) == ["alice@example.org", "bob@example.org"]
    assert len({message["Message-ID"] for message in post.messages}) == 2
    with reading(seeded)() as session:
        (run,) = runs(session)
        assert (run.status, run.slot) == ("built", datetime(2026, 11, 23, 7, tzinfo=UTC))
        assert run.since == run.slot - timedelta(days=7)
        assert [delivery.status for delivery in deliveries(session)] == ["sent", "sent"]


def test_a_mail_holds_the_report_as_text_as_html_and_as_csv(seeded: Engine, post: Post) -> None:
    scheduled(seeded, recipients="alice@example.org")

    send_due(desk(seeded, Smtp(post.url), Clock(MONDAY + AN_HOUR)))

    (message,) = post.messages
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    (attached,) = message.iter_attachments()
    assert message["Subject"].startswith("The week: ")
    assert text is not None
    assert "https://tracker.example.org/issues/1" in text.get_content()
    assert html is not None
    assert 'href="https://tracker.example.org/issues/1"' in html.get_content()
    assert attached.get_content_type() == "text/csv"
    assert attached.get_filename() == "summary-2026-11-23.csv"


@pytest.mark.parametrize("report", ["summary", "milestones"])
def test_a_mail_shows_every_chart_and_says_what_its_tables_leave_out(seeded: Engine, post: Post, report: str) -> None:
    with writing(seeded)() as session:
        session.execute(update(Record).values(created_at=MONDAY - AN_HOUR))
        session.commit()
    scheduled(seeded, recipients="alice@example.org", report=report)

    send_due(desk(seeded, Smtp(post.url), Clock(MONDAY + AN_HOUR)))

    html = post.messages[0].get_body(("html",))
    assert html is not None
    with reading(seeded)() as session:
        issue = issues.thaw(runs(session)[0].issue or {})
    said = unescape(html.get_content())
    assert issue.charts
    for picture in issue.charts:
        assert picture.title in said
        assert picture.note in said
        assert all(row.label in said and row.said in said for row in picture.rows)
        assert said.count('role="presentation"') >= len(picture.rows)
    assert all(section.more in said for section in issue.sections)
    assert report == "milestones" or any(section.more for section in issue.sections)


def test_a_mail_is_in_the_language_of_its_schedule(seeded: Engine, post: Post) -> None:
    scheduled(seeded, recipients="alice@example.org", language="fr")

    send_due(desk(seeded, Smtp(post.url), Clock(MONDAY + AN_HOUR)))

    html = post.messages[0].get_body(("html",))
    assert html is not None
    assert '<html lang="fr">' in html.get_content()


def test_makes_up_for_every_slot_that_passed_while_nobody_looked(seeded: Engine, post: Post) -> None:
    scheduled(seeded, every="daily", recipients="alice@example.org")

    send_due(desk(seeded, Smtp(post.url), Clock(MONDAY + timedelta(days=3))))

    with reading(seeded)() as session:
        found = runs(session)
        assert [run.slot.day for run in found] == [23, 24, 25]
        assert [later.since for later in found[1:]] == [earlier.slot for earlier in found[:-1]]
    assert len(post.messages) == 3


def test_what_was_due_while_a_schedule_was_paused_is_not_made_up_for(seeded: Engine, post: Post) -> None:
    scheduled(seeded, every="daily")
    with writing(seeded)() as session:
        schedule = only_schedule(session)
        schedules.set_active(session, schedule, False, version=1, actor=ALICE)
        session.commit()
    clock = Clock(MONDAY + timedelta(days=3))

    send_due(desk(seeded, Smtp(post.url), clock))
    with writing(seeded)() as session:
        schedule = only_schedule(session)
        schedules.set_active(session, schedule, True, version=2, actor=ALICE)
        schedule.begins_at = clock.now
        session.commit()
    send_due(desk(seeded, Smtp(post.url), clock))

    assert post.messages == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../Paris"])
def test_a_schedule_in_a_zone_nobody_knows_keeps_no_other_from_its_mail(seeded: Engine, post: Post, zone: str) -> None:
    scheduled(seeded, name="Elsewhere")
    scheduled(seeded, recipients="alice@example.org")
    with writing(seeded)() as session:
        session.execute(update(Schedule).where(Schedule.name == "Elsewhere").values(zone=zone))
        session.commit()
    counter = desk(seeded, Smtp(post.url), Clock(MONDAY + AN_HOUR))

    send_due(counter)
    send_due(counter)

    assert [message["To"] for message in post.messages] == ["alice@example.org"]
    assert counter.say.lines == [f"The schedule “Elsewhere”: “{zone}” is no time zone known here."]


def test_a_pause_calls_off_what_is_to_be_made_and_what_waits_to_be_sent(seeded: Engine, post: Post) -> None:
    scheduled(seeded, recipients="alice@example.org")
    post.answers["alice@example.org"] = "450 try later"
    clock = Clock(MONDAY + AN_HOUR)
    send_due(desk(seeded, Smtp(post.url), clock))
    clock.now += timedelta(days=7)
    with writing(seeded)() as session:
        sending.plan(session, clock.now)
        schedules.set_active(session, only_schedule(session), False, version=1, actor=ALICE)
        session.commit()

    post.answers.clear()
    send_due(desk(seeded, Smtp(post.url), clock))

    assert post.messages == []
    with reading(seeded)() as session:
        made, called_off = runs(session)
        (delivery,) = deliveries(session)
        assert (made.status, called_off.status, delivery.status) == ("built", "failed", "failed")
        assert (called_off.error, delivery.error) == ("The schedule was paused.",) * 2


def taken_up(engine: Engine, now: datetime) -> ReportRun:
    """The run of a schedule, planned and taken to be made."""
    scheduled(engine)
    with writing(engine)() as session:
        sending.plan(session, now)
        taken = sending.take_run(session, now)
        session.commit()
    assert taken is not None
    return taken


def test_a_run_that_is_called_off_while_it_is_made_stays_so(seeded: Engine) -> None:
    now = MONDAY + AN_HOUR
    taken = taken_up(seeded, now)
    with writing(seeded)() as session:
        schedules.set_active(session, only_schedule(session), False, version=1, actor=ALICE)
        session.commit()

    with writing(seeded)() as session:
        sending.keep_issue(session, taken, {}, [("alice@example.org", "<1@example.org>")], now)
        session.commit()

    with reading(seeded)() as session:
        assert [run.status for run in runs(session)] == ["failed"]
        assert deliveries(session) == []


def test_whoever_is_taken_off_the_list_while_a_report_is_made_gets_none(seeded: Engine) -> None:
    now = MONDAY + AN_HOUR
    taken = taken_up(seeded, now)
    with writing(seeded)() as session:
        values = WEEKLY | {"recipients": "bob@example.org"}
        schedules.save(session, values, actor=ALICE, schedule=only_schedule(session), version=1)
        session.commit()

    with writing(seeded)() as session:
        promised = [(f"{name}@example.org", f"<{name}@example.org>") for name in ("alice", "bob")]
        sending.keep_issue(session, taken, {}, promised, now)
        session.commit()

    with reading(seeded)() as session:
        assert [delivery.recipient for delivery in deliveries(session)] == ["bob@example.org"]


def test_an_issue_of_an_earlier_version_is_still_sent(seeded: Engine, post: Post) -> None:
    scheduled(seeded, recipients="alice@example.org")
    post.after_data.append("451 lost it")
    clock = Clock(MONDAY + AN_HOUR)
    send_due(desk(seeded, Smtp(post.url), clock))
    with writing(seeded)() as session:
        (run,) = runs(session)
        run.issue = {name: kept for name, kept in (run.issue or {}).items() if name != "schedule"}
        session.commit()

    clock.now += AN_HOUR
    send_due(desk(seeded, Smtp(post.url), clock))

    assert [message["Subject"].partition(":")[0] for message in post.messages] == ["The week"]


def test_whoever_is_taken_off_the_list_gets_no_mail_that_waited(seeded: Engine, post: Post) -> None:
    scheduled(seeded)
    post.answers |= {"alice@example.org": "450 try later", "bob@example.org": "450 try later"}
    clock = Clock(MONDAY + AN_HOUR)
    send_due(desk(seeded, Smtp(post.url), clock))
    with writing(seeded)() as session:
        values = WEEKLY | {"recipients": "bob@example.org"}
        schedules.save(session, values, actor=ALICE, schedule=only_schedule(session), version=1)
        session.commit()

    post.answers.clear()
    clock.now += AN_HOUR
    send_due(desk(seeded, Smtp(post.url), clock))

    assert [message["To"] for message in post.messages] == ["bob@example.org"]
    with reading(seeded)() as session:
        alice, _bob = deliveries(session)
        assert (alice.status, alice.error) == ("failed", "This address was taken off the list.")


def test_ten_who_look_at_once_make_each_slot_once(seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded, every="daily")
    counter = desk(seeded, Outbox(tmp_path), Clock(MONDAY + timedelta(days=4)))

    with ThreadPoolExecutor(10) as people:
        list(people.map(lambda _n: send_due(counter), range(10)))

    with reading(seeded)() as session:
        assert len(runs(session)) == 4
        assert [delivery.attempts for delivery in deliveries(session)] == [1] * 8
    assert len(list(tmp_path.glob("*.eml"))) == 8


def test_a_recipient_who_is_refused_for_good_keeps_no_other_from_their_mail(seeded: Engine, post: Post) -> None:
    scheduled(seeded)
    post.answers["alice@example.org"] = "550 no such mailbox"

    send_due(desk(seeded, Smtp(post.url), Clock(MONDAY + AN_HOUR)))

    with reading(seeded)() as session:
        alice, bob = deliveries(session)
        assert (alice.status, alice.attempts) == ("failed", 1)
        assert "550: no such mailbox" in alice.error
        assert bob.status == "sent"


@pytest.mark.parametrize("answer", ["450 try later", "421 closing"])
def test_a_server_that_is_busy_is_asked_again_later_and_not_for_ever(seeded: Engine, post: Post, answer: str) -> None:
    scheduled(seeded, recipients="alice@example.org")
    post.answers["alice@example.org"] = answer
    clock = Clock(MONDAY + AN_HOUR)

    send_due(desk(seeded, Smtp(post.url), clock))
    with reading(seeded)() as session:
        (delivery,) = deliveries(session)
        assert (delivery.status, delivery.not_before) == ("pending", clock.now + timedelta(minutes=1))
    for _n in range(ATTEMPTS):
        clock.now += AN_HOUR
        send_due(desk(seeded, Smtp(post.url), clock))

    with reading(seeded)() as session:
        (delivery,) = deliveries(session)
        assert (delivery.status, delivery.attempts) == ("failed", ATTEMPTS)


def test_a_mail_that_was_put_off_arrives_with_the_id_it_had(seeded: Engine, post: Post) -> None:
    scheduled(seeded, recipients="alice@example.org")
    post.after_data.append("451 lost it")
    clock = Clock(MONDAY + AN_HOUR)

    send_due(desk(seeded, Smtp(post.url), clock))
    with reading(seeded)() as session:
        promised = deliveries(session)[0].message_id
    clock.now += AN_HOUR
    send_due(desk(seeded, Smtp(post.url), clock))

    assert [message["Message-ID"] for message in post.messages] == [promised]


def test_a_mail_that_was_put_off_keeps_its_subject_whatever_the_schedule_is_called_now(
    seeded: Engine, post: Post
) -> None:
    scheduled(seeded, recipients="alice@example.org")
    post.after_data.append("451 lost it")
    clock = Clock(MONDAY + AN_HOUR)
    send_due(desk(seeded, Smtp(post.url), clock))
    with writing(seeded)() as session:
        only_schedule(session).name = "Renamed"
        session.commit()

    clock.now += AN_HOUR
    send_due(desk(seeded, Smtp(post.url), clock))

    assert [message["Subject"].partition(":")[0] for message in post.messages] == ["The week"]


def test_a_server_that_is_not_there_is_said_in_the_run_log(seeded: Engine) -> None:
    scheduled(seeded, recipients="alice@example.org")

    send_due(desk(seeded, Smtp("smtp://127.0.0.1:1"), Clock(MONDAY + AN_HOUR)))

    with reading(seeded)() as session:
        (delivery,) = deliveries(session)
        assert delivery.status == "pending"
        assert delivery.error.startswith("127.0.0.1: ")


def test_a_run_that_was_left_is_taken_over_after_a_while(seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded, recipients="alice@example.org")
    clock = Clock(MONDAY + AN_HOUR)
    counter = desk(seeded, Outbox(tmp_path), clock)
    with writing(seeded)() as session:
        sending.plan(session, clock.now)
        (run,) = runs(session)
        run.attempts, run.not_before = 1, clock.now + HOLD
        session.commit()

    assert not make_one(counter)
    clock.now += HOLD
    assert make_one(counter)


def test_a_report_that_cannot_be_made_is_said_in_the_run_log_and_others_go_out(seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded, name="Another", report="milestones")
    scheduled(seeded)
    with writing(seeded)() as session:
        another = session.scalars(select(Schedule).where(Schedule.name == "Another")).one()
        another.report = "gone"
        session.commit()

    send_due(desk(seeded, Outbox(tmp_path), Clock(MONDAY + AN_HOUR)))

    with reading(seeded)() as session:
        by_name = {run.schedule.name: run for run in runs(session)}
        assert by_name["Another"].status == "due"
        assert "“gone”" in by_name["Another"].error
        assert by_name["The week"].status == "built"


def test_a_full_disk_is_said_and_leaves_no_half_message(seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded, recipients="alice@example.org")
    in_the_way = tmp_path / "outbox"
    in_the_way.write_text("a file where a folder should be")

    send_due(desk(seeded, Outbox(in_the_way), Clock(MONDAY + AN_HOUR)))

    with reading(seeded)() as session:
        (delivery,) = deliveries(session)
        assert delivery.status == "pending"
        assert "outbox" in delivery.error


def test_the_outbox_holds_a_message_once_however_often_it_is_sent(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Message-ID"] = "<1.20261123T0700.abc@example.org>"
    message.set_content("hello")

    Outbox(tmp_path).send(message)
    Outbox(tmp_path).send(message)

    assert [file.name for file in tmp_path.iterdir()] == ["1.20261123T0700.abc@example.org.eml"]


def test_a_password_is_not_sent_in_clear_to_another_machine() -> None:
    with pytest.raises(NotDelivered, match=r"mail\.invalid"):
        Smtp("smtp://me:secret@mail.invalid:25").send(EmailMessage())


def test_what_was_sent_stays_as_it_was_whatever_is_edited_later(seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded, recipients="alice@example.org")
    counter = desk(seeded, Outbox(tmp_path), Clock(MONDAY + AN_HOUR))
    send_due(counter)
    with writing(seeded)() as session:
        before = runs(session)[0].issue
        schedule = only_schedule(session)
        schedules.save(session, WEEKLY | {"language": "fr"}, actor=ALICE, schedule=schedule, version=1)
        session.commit()
    send_due(counter)

    with reading(seeded)() as session:
        assert [run.issue for run in runs(session)] == [before]


@pytest.mark.parametrize("answer", ["550 no\0pe \x1b[2J", "450 not \0now"])
def test_what_a_server_says_is_kept_as_text(seeded: Engine, post: Post, answer: str) -> None:
    scheduled(seeded)
    post.answers["alice@example.org"] = answer
    counter = desk(seeded, Smtp(post.url), Clock(MONDAY + AN_HOUR))

    send_due(counter)

    assert [message["To"] for message in post.messages] == ["bob@example.org"]
    with reading(seeded)() as session:
        error = next(one.error for one in deliveries(session) if one.recipient == "alice@example.org")
    assert "no\ufffdpe" in error or "not \ufffdnow" in error
    assert counter.say.lines == [error]
    assert error.isprintable()


def made(engine: Engine) -> list[tuple[str, str]]:
    """The last day before each issue, and its own."""
    with reading(engine)() as session:
        return [(run.issue["since"], run.issue["as_of"]) for run in runs(session) if run.issue]


@pytest.mark.parametrize(
    ("first", "then", "days"),
    [
        ({"at": "23:00"}, {"at": "10:00"}, ["2026-11-23", "2026-11-24", "2026-11-25"]),
        ({"at": "06:00"}, {"at": "22:00"}, ["2026-11-24", "2026-11-24", "2026-11-25"]),
        ({"at": "08:00"}, {"zone": "Pacific/Kiritimati"}, ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]),
    ],
)
def test_each_issue_begins_on_the_day_the_last_was_made_for(
    seeded: Engine, tmp_path: Path, first: dict[str, str], then: dict[str, str], days: list[str]
) -> None:
    scheduled(seeded, **{"every": "daily", "zone": "UTC"} | first)
    clock = Clock(datetime(2026, 11, 24, 9, tzinfo=UTC))
    send_due(desk(seeded, Outbox(tmp_path), clock))
    with writing(seeded)() as session:
        session.execute(update(Schedule).values(begins_at=clock.now, **then))
        session.commit()
    clock.now += timedelta(days=1, hours=14)

    send_due(desk(seeded, Outbox(tmp_path), clock))

    found = made(seeded)
    assert [as_of for _since, as_of in found] == days
    assert [since for since, _as_of in found[1:]] == days[:-1]


def test_an_hour_that_is_skipped_belongs_to_its_day(seeded: Engine, tmp_path: Path) -> None:
    start = datetime(2027, 3, 25, 12, tzinfo=UTC)
    scheduled(seeded, begins_at=start, every="daily", at="23:30", zone="America/Nuuk")

    send_due(desk(seeded, Outbox(tmp_path), Clock(start + timedelta(days=5))))

    days = [f"2027-03-{day}" for day in range(24, 30)]
    assert made(seeded) == list(pairwise(days))


def test_what_a_run_that_was_given_up_would_have_told_the_next_tells(seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded)
    clock = Clock(MONDAY + AN_HOUR)
    with writing(seeded)() as session:
        session.execute(update(Schedule).values(report="nobody's"))
        session.commit()
    for _n in range(ATTEMPTS):
        send_due(desk(seeded, Outbox(tmp_path), clock))
        clock.now += timedelta(hours=2)
    with writing(seeded)() as session:
        session.execute(update(Schedule).values(report="summary"))
        session.commit()
    clock.now = MONDAY + timedelta(days=7, hours=1)

    send_due(desk(seeded, Outbox(tmp_path), clock))

    with reading(seeded)() as session:
        assert [run.status for run in runs(session)] == ["failed", "built"]
    assert made(seeded) == [("2026-11-16", "2026-11-30")]
