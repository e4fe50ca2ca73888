"""The home page: what is new, due, disputed and in need of a source."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.digests.desks import MONDAY, Clock, desk, scheduled
from tests.factories import ALICE, build, claim, initiative, milestone, source
from tests.web.visitors import Visitor, site
from tracker.catalogue import BY_KIND
from tracker.database import writing
from tracker.digests.desk import send_due
from tracker.mail import Outbox
from tracker.models import Record
from tracker.permissions import ANYBODY
from tracker.queries import home
from tracker.services import records
from tracker.web.pages.home import due_words

TODAY = date(2031, 6, 15)
HOME_QUERIES = 12
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def bare(blank: Engine, tmp_path: Path) -> Iterator[Flask]:
    """The application without any record."""
    with site(blank, tmp_path) as app:
        yield app


def expected(session: Session, label: str, text: str, **values: str) -> Record:
    """A milestone that one source expects then."""
    record = milestone(session, label=label, **values)
    claim(session, record, "expected_date", text, source(session), assertion="plan")
    return record


def labels(session: Session, query) -> list[str]:
    return [row.label for row in session.execute(query)]


def section(text: str, name: str) -> str:
    """One block of the page."""
    return text.partition(f'<h2 id="{name}">')[2].partition("<h2")[0]


@pytest.mark.parametrize(
    ("text", "is_overdue", "is_ahead"),
    [
        ("2031-06-14", True, False),
        ("2031-06-15", False, True),
        ("2031-06-20", False, True),
        ("2031-09-13", False, True),
        ("2031-09-14", False, False),
        ("[..2031-06-14]", True, False),
        ("[..2031-12]", False, True),
        ("[2031-06..]", False, False),
        ("2031", False, True),
        ("2031-10", False, False),
    ],
)
def test_a_milestone_is_due_from_its_first_day_on_and_overdue_after_its_last(
    session: Session, text: str, is_overdue: bool, is_ahead: bool
) -> None:
    expected(session, "A step", text)

    assert labels(session, home.overdue(TODAY, ANYBODY)) == ["A step"] * is_overdue
    assert labels(session, home.ahead(TODAY, TODAY + timedelta(days=90), ANYBODY)) == ["A step"] * is_ahead


def test_what_was_met_or_withdrawn_is_neither_due_nor_overdue(session: Session) -> None:
    met, gone = expected(session, "Met", "2031-06-20"), expected(session, "Gone", "2031-01")
    claim(session, met, "actual_date", "2031-06-01", source(session))
    records.withdraw(session, gone, version=gone.version, actor=ALICE, reason="a double")

    for actor in (ANYBODY, ALICE):
        assert labels(session, home.overdue(TODAY, actor)) == []
        assert labels(session, home.ahead(TODAY, TODAY + timedelta(days=90), actor)) == []


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (date(2031, 6, 14), date(2031, 6, 14), "1 day overdue"),
        (None, date(2031, 6, 5), "10 days overdue"),
        (date(2031, 6, 15), date(2031, 6, 15), "due today"),
        (date(2031, 6, 16), date(2031, 6, 16), "due in 1 day"),
        (date(2031, 6, 1), date(2031, 6, 15), "could be due now, today at the latest"),
        (None, date(2031, 6, 16), "could be due now, in 1 day at the latest"),
        (date(2031, 6, 15), date(2031, 6, 30), "could be due now, in 15 days at the latest"),
        (date(2031, 6, 17), date(2031, 6, 30), "could be due in 2 to 15 days"),
    ],
)
def test_days_are_counted_from_today_and_a_range_only_could_be_due(
    earliest: date | None, latest: date, words: str
) -> None:
    assert due_words(earliest, latest, TODAY) == words


def test_a_record_saved_several_times_is_new_once(bare: Flask, blank: Engine) -> None:
    with writing(blank)() as session:
        record = initiative(session, label="Saved thrice")
        for number in (1, 2):
            records.update(
                session, record, {"note": f"note {number}"}, version=number, actor=ALICE, reason="own observation"
            )
        session.commit()

    new = section(Visitor(bare).get("/").text, "new")

    assert new.count(">Saved thrice</a>") == 1
    assert "saved 3 times" in new
    assert f"/initiatives/{record.slug}/history#version-3" in new
    assert "alice" in new


def test_a_change_is_new_from_its_very_second_on(session: Session) -> None:
    record = initiative(session, label="Just saved")
    saved = record.updated_at

    assert "Just saved" in labels(session, home.changed(saved, ANYBODY))
    assert "Just saved" not in labels(session, home.changed(saved + timedelta(seconds=1), ANYBODY))


def test_at_most_ten_changes_are_shown_and_all_are_counted(bare: Flask, blank: Engine) -> None:
    with writing(blank)() as session:
        for number in range(12):
            source(session, label=f"Piece {number:02}")
        session.commit()

    new = section(Visitor(bare).get("/").text, "new")

    assert '<span class="quiet">12</span>' in new
    assert new.count('<span class="badge good">new</span>') == 10
    assert new.index("Piece 11") < new.index("Piece 02")
    assert "Piece 01" not in new
    assert "/sources?sort=-updated_at" in new


def test_all_changes_are_in_the_summary_report(app: Flask) -> None:
    anybody = Visitor(app)
    found = re.search(r'href="(/reports/summary\?[^"]+)"', section(anybody.get("/").text, "new"))

    assert found
    assert anybody.get(unescape(found[1])).status_code == 200


def test_due_milestones_come_with_days_studio_and_sources(bare: Flask, blank: Engine) -> None:
    today = datetime.now(UTC).date()
    with writing(blank)() as session:
        studio = build(session, BY_KIND["studio"], label="Sample Studio")
        expected(session, "Long ago", (today - timedelta(days=400)).isoformat(), subject=studio.reference)
        expected(session, "Soon", (today + timedelta(days=40)).isoformat(), subject=studio.reference)
        session.commit()

    due = section(Visitor(bare).get("/").text, "due")

    assert "400 days overdue" in due
    assert "due in 40 days" in due
    assert due.count(">Sample Studio</a>") == 2
    assert due.count("1 source") == 2
    assert "/reports/milestones" in due


def test_conflicts_and_open_disputes_are_named_with_their_records(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session, label="Torn step")
        claim(session, record, "expected_date", "2026-06", source(session, "2026-04"))
        claim(session, record, "expected_date", "2026-09", source(session, "2026-04"))
        session.commit()

    disputed = section(Visitor(app).get("/").text, "disputed")

    assert f'/milestones/{record.slug}#field-expected_date">Expected</a>' in disputed
    assert "#dispute-" in disputed
    assert "/milestones?unsettled=yes" in disputed


def test_claims_without_a_source_are_named_and_all_of_them_listed(bare: Flask, blank: Engine) -> None:
    with writing(blank)() as session:
        record = initiative(session, label="Barely known")
        for number in range(6):
            claim(session, record, "name", f"Name {number}")
        gone = source(session, label="Taken back")
        claim(session, record, "name", "Rests on what is withdrawn", gone)
        records.withdraw(session, gone, version=gone.version, actor=ALICE, reason="a test needs it")
        claim(session, record, "name", "Sourced", source(session))
        claim(session, record, "name", "Set aside", rank="deprecated")
        session.commit()
    anybody = Visitor(bare)

    block, everything = section(anybody.get("/").text, "unsourced"), anybody.get("/unsourced").text

    assert '<span class="quiet">7</span>' in block
    assert block.count("#claim-") == 5
    assert everything.count("#claim-") == 7
    assert "Taken back" not in everything


def test_sources_nobody_has_seen_are_named(bare: Flask, blank: Engine) -> None:
    with writing(blank)() as session:
        source(session, label="Never opened", seen="no")
        source(session, label="Read twice", seen="yes")
        session.commit()

    block = section(Visitor(bare).get("/").text, "unsourced")

    assert "Never opened" in block
    assert "Read twice" not in block
    assert "/sources?seen=no" in block


def test_a_cursor_nobody_gave_is_refused_with_what_is_allowed(bare: Flask) -> None:
    for text in ("x", "-1", "9" * 20, "١"):
        answer = Visitor(bare).get(f"/unsourced?before={text}")

        assert answer.status_code == 400
        assert "allowed:" in answer.text


def test_readers_see_nothing_of_what_was_withdrawn(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        studio = build(session, BY_KIND["studio"], label="zqx studio")
        late = expected(session, "zqx step", "2020", subject=studio.reference)
        kept = expected(session, "Public step", "2020", subject=studio.reference)
        torn = milestone(session, label="zqx torn")
        claim(session, torn, "expected_date", "2026-06", source(session, "2026-04"))
        claim(session, torn, "expected_date", "2026-09", source(session, "2026-04"))
        claim(session, torn, "name", "zqx name")
        unread = source(session, label="zqx source", seen="no")
        for record in (late, torn, unread, studio):
            records.withdraw(session, record, version=record.version, actor=ALICE, reason="zqx reason")
        session.commit()
        assert kept.label

    for path in ("/", "/unsourced"):
        assert "zqx " not in Visitor(app).get(path).text
    assert "Public step" in Visitor(app).get("/").text


def test_labels_and_reasons_are_shown_as_text(bare: Flask, blank: Engine) -> None:
    with writing(blank)() as session:
        record = expected(session, SCRIPT, "2020")
        claim(session, record, "name", SCRIPT)
        source(session, label=SCRIPT, seen="no")
        session.commit()

    for path in ("/", "/unsourced"):
        text = Visitor(bare).get(path).text

        assert SCRIPT not in text
        assert "&lt;script&gt;" in text


def test_an_empty_tracker_gives_editors_three_ways_to_begin(bare: Flask) -> None:
    alice, anybody = Visitor(bare, "alice").get("/").text, Visitor(bare).get("/").text

    assert all(step in alice for step in ('href="/sources/new"', 'href="/studios/new"', "tracker seed"))
    assert "/new" not in anybody
    assert "There are no records yet" in anybody


def test_what_asks_for_attention_comes_first_and_the_counts_last(app: Flask) -> None:
    text = Visitor(app).get("/").text
    places = [text.index(f'<h2 id="{name}">') for name in ("due", "new", "disputed", "unsourced", "all")]

    assert places == sorted(places)


def test_it_speaks_french(app: Flask) -> None:
    text = Visitor(app).get("/", **{"Accept-Language": "fr"}).text

    assert '<html lang="fr">' in text
    assert "mars 2026" in text


def test_it_costs_the_same_however_much_there_is(app: Flask, seeded: Engine) -> None:
    seen: list[str] = []
    event.listen(
        app.extensions["tracker"]["engine"],
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: seen.append(statement),
    )
    Visitor(app).get("/")
    before = len(seen)
    with writing(seeded)() as session:
        for number in range(8):
            record = expected(session, f"Step {number}", "2020")
            claim(session, record, "expected_date", "2035", source(session), assertion="plan")
            claim(session, record, "name", "words")
        session.commit()

    seen.clear()
    Visitor(app).get("/")

    assert len(seen) == before <= HOME_QUERIES


def test_editors_see_what_became_of_scheduled_reports_and_what_is_next(
    app: Flask, seeded: Engine, tmp_path: Path
) -> None:
    scheduled(seeded)
    scheduled(seeded, name="Lost", zone="Europe/Nowhere")
    send_due(desk(seeded, Outbox(tmp_path / "outbox"), Clock(MONDAY + timedelta(hours=1))))

    text = " ".join(unescape(section(Visitor(app, "alice").get("/").text, "scheduled")).split())

    assert "The week</a>" in text
    assert re.search(r"next: 20\d\d-\d\d-\d\d 08:00 Europe/Paris · last: 23 November 2026, 07:00 UTC", text)
    assert '<a href="/issues/1">its issue</a>' in text
    assert "not sent" not in text
    assert "unknown time zone" in text
    assert 'id="scheduled"' not in Visitor(app).get("/").text
