"""Schedules on the web: set up, changed, paused; and the issues that were sent."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.digests.desks import MONDAY, Clock, desk, only_schedule, scheduled
from tests.web.visitors import Visitor, site
from tracker.database import reading, writing
from tracker.digests.desk import send_due
from tracker.mail import Outbox
from tracker.services import sending

TYPED = {
    "name": "The week",
    "report": "summary",
    "every": "weekly",
    "weekday": "1",
    "day": "1",
    "at": "08:00",
    "zone": "Europe/Paris",
    "language": "fr",
    "recipients": "Bob@example.org\nalice@example.org\nalice@example.org",
}


@pytest.fixture
def app(seeded: Engine, tmp_path: Path) -> Iterator[Flask]:
    with site(seeded, tmp_path) as app:
        yield app


def test_an_editor_sets_one_up_and_sees_its_next_five_runs(app: Flask, seeded: Engine) -> None:
    alice = Visitor(app, "alice")

    answer = alice.send("/schedules/new", **TYPED)
    page = alice.get(answer.headers["Location"]).text

    assert answer.status_code == 303
    assert page.count("<li><time") == 5
    assert "Europe/Paris" in page
    with reading(seeded)() as session:
        assert only_schedule(session).recipients == "Bob@example.org\nalice@example.org"


@pytest.mark.parametrize("path", ["/schedules", "/schedules/new", "/schedules/1"])
def test_readers_do_not_see_to_whom_reports_go(app: Flask, seeded: Engine, path: str) -> None:
    scheduled(seeded)

    assert Visitor(app, "charlie").get(path).status_code == 403
    assert Visitor(app).get(path).status_code in (302, 303, 401, 403)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", "", "Please fill in"),
        ("name", "two\nlines", "one line"),
        ("name", "a\u202egnidrocer", "please take out U+202E"),
        ("every", "hourly", "Not a valid choice"),
        ("at", "8 o'clock", "“8 o&#39;clock” is not a time of day"),
        ("at", "25:00", "is not a time of day"),
        ("at", "08:00:30", "is not a time of day"),
        ("at", "٠٨:00", "is not a time of day"),
        ("zone", "Paris", "“Paris” is not a time zone"),
        ("zone", "../../etc/passwd", "is not a time zone"),
        ("zone", "localtime", "is not a time zone"),
        ("zone", "Factory", "is not a time zone"),
        ("recipients", "", "at least one recipient"),
        ("recipients", "alice@example.org\nbob at example", "Not a mail address: “bob at example”"),
        ("recipients", "zoé@example.org", "Not a mail address: “zoé@example.org”"),
        ("recipients", "a@b.org\r\nBcc: eve@b.org", "Not a mail address: “Bcc: eve@b.org”"),
        ("recipients", "\n".join(f"p{n}@example.org" for n in range(101)), "At most 100 recipients; these are 101"),
    ],
)
def test_refuses_with_a_sentence_and_keeps_what_was_typed(app: Flask, field: str, text: str, sentence: str) -> None:
    answer = Visitor(app, "alice").send("/schedules/new", **TYPED | {field: text})

    assert answer.status_code == 400
    assert sentence in answer.text
    assert 'value="Europe/Paris"' in answer.text or field == "zone"


def test_keeps_an_address_as_every_mail_server_takes_it(app: Flask, seeded: Engine) -> None:
    Visitor(app, "alice").send("/schedules/new", **TYPED | {"recipients": "zoe@münchen.example"})

    with reading(seeded)() as session:
        assert only_schedule(session).recipients == "zoe@xn--mnchen-3ya.example"


@pytest.mark.parametrize("typed", [" 8:05", "8 h 05", "8H05", "08:05"])
def test_a_time_and_a_zone_may_be_typed_as_people_write_them(app: Flask, seeded: Engine, typed: str) -> None:
    Visitor(app, "alice").send("/schedules/new", **TYPED | {"at": typed, "zone": "america/new york"})

    with reading(seeded)() as session:
        schedule = only_schedule(session)
        assert (schedule.at, schedule.zone) == ("08:05", "America/New_York")


def test_the_form_offers_the_time_zones(app: Flask) -> None:
    page = Visitor(app, "alice").get("/schedules/new").text

    assert 'list="zones"' in page
    assert "<option>America/New_York</option>" in page
    assert "<option>localtime</option>" not in page


def test_a_zone_nobody_knows_is_said_on_its_page(app: Flask, seeded: Engine) -> None:
    scheduled(seeded)
    with writing(seeded)() as session:
        only_schedule(session).zone = "Mars/Olympus"
        session.commit()
    alice = Visitor(app, "alice")

    assert "“Mars/Olympus” is no time zone known here" in alice.get("/schedules/1").text
    assert alice.get("/schedules").status_code == 200
    assert alice.get("/schedules/1/edit").status_code == 200


@pytest.mark.parametrize("day", ["32", "0", "", "9" * 5_000])
def test_refuses_a_day_no_month_has(app: Flask, day: str) -> None:
    answer = Visitor(app, "alice").send("/schedules/new", **TYPED | {"every": "monthly", "day": day})

    assert answer.status_code == 400
    assert f"“{day}” is not a day of the month" in answer.text


def test_refuses_a_form_without_recipients(app: Flask) -> None:
    answer = Visitor(app, "alice").send("/schedules/new", **{k: text for k, text in TYPED.items() if k != "recipients"})

    assert answer.status_code == 400
    assert "at least one recipient" in answer.text


@pytest.mark.parametrize(
    "path", ["/issues/{}", "/issues/{}.csv", "/issues/{}.md", "/schedules/{}", "/schedules/{}/edit"]
)
def test_a_number_beyond_all_others_is_not_found(app: Flask, path: str) -> None:
    assert Visitor(app, "alice").get(path.format("9" * 20)).status_code == 404


def test_refuses_a_name_that_is_taken(app: Flask, seeded: Engine) -> None:
    scheduled(seeded)

    answer = Visitor(app, "alice").send("/schedules/new", **TYPED)

    assert answer.status_code == 400
    assert "There is a schedule “The week” already." in answer.text


def test_two_who_change_one_do_not_overwrite_each_other(app: Flask, seeded: Engine) -> None:
    scheduled(seeded)
    alice = Visitor(app, "alice")

    first = alice.send("/schedules/1/edit", version=1, **TYPED | {"name": "Mine"})
    second = alice.send("/schedules/1/edit", version=1, **TYPED | {"name": "Yours"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert 'value="Yours"' in second.text


def test_one_can_be_paused_and_goes_on(app: Flask, seeded: Engine) -> None:
    scheduled(seeded)
    alice = Visitor(app, "alice")

    alice.send("/schedules/1/active", opened="/schedules/1", version=1, active="no")
    paused = alice.get("/schedules/1").text
    alice.send("/schedules/1/active", opened="/schedules/1", version=2, active="yes")

    assert "It is paused: nothing is due." in paused
    assert "It is paused" not in alice.get("/schedules/1").text.replace("It is paused.", "")


def test_the_log_is_in_the_language_of_whoever_reads_it(app: Flask, seeded: Engine) -> None:
    scheduled(seeded)
    with writing(seeded)() as session:
        sending.plan(session, MONDAY + timedelta(hours=1))
        session.commit()
    alice = Visitor(app, "alice")
    alice.client.set_cookie("language", "fr")

    alice.send("/schedules/1/active", opened="/schedules/1", version=1, active="no")
    french = alice.get("/schedules/1").text
    alice.client.set_cookie("language", "en")
    english = alice.get("/schedules/1").text

    assert "The schedule was paused." in english
    assert "La programmation a été" in french
    assert "The schedule was paused." not in french


def test_the_log_tells_what_was_sent_and_what_went_wrong(app: Flask, seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded)
    (tmp_path / "outbox").write_text("in the way")
    clock = Clock(MONDAY + timedelta(hours=1))

    send_due(desk(seeded, Outbox(tmp_path / "outbox"), clock))
    page = Visitor(app, "alice").get("/schedules/1").text

    assert "0 of 2" in page
    assert "alice@example.org: " in page
    assert "next attempt" in page


def test_an_issue_has_an_address_of_its_own_for_everybody_who_reads(app: Flask, seeded: Engine, tmp_path: Path) -> None:
    scheduled(seeded, language="fr")
    send_due(desk(seeded, Outbox(tmp_path / "outbox"), Clock(MONDAY + timedelta(hours=1))))
    anybody = Visitor(app)

    page, csv, markdown = (anybody.get(f"/issues/1{end}") for end in ("", ".csv", ".md"))

    assert (page.status_code, csv.mimetype, markdown.mimetype) == (200, "text/csv", "text/markdown")
    assert markdown.headers["Content-Disposition"] == f'attachment; filename="summary-{MONDAY:%Y-%m-%d}.md"'
    assert anybody.get("/issues/1.csv?flavour=excel").data == b"\xef\xbb\xbf" + csv.data.replace(b"\n", b"\r\n")
    assert anybody.get("/issues/1.csv?flavour=ods").status_code == 400
    assert '<div lang="fr">' in page.text
    assert "alice@example.org" not in page.text + csv.text + markdown.text


def test_an_issue_that_is_not_there_is_a_page_that_says_so(app: Flask) -> None:
    assert Visitor(app).get("/issues/99").status_code == 404
