from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests import factories
from tests.factories import ALICE, BOB
from tests.reports.weeks import END, LONG_AGO, WEDNESDAY, added, built, disputed, figures, listed, now_built, saved
from tracker import reports
from tracker.languages import use
from tracker.models import Record
from tracker.permissions import ANYBODY, Actor
from tracker.reports.charts import BarChart
from tracker.services import records


def test_lists_what_was_added_with_how_many_of_each_kind(session: Session) -> None:
    for n in range(3):
        added(session, LONG_AGO, f"Old {n}")
    added(session, WEDNESDAY, "Newer")
    added(session, WEDNESDAY + timedelta(hours=1), "Newest")
    added(session, WEDNESDAY, "A title", kind="work")

    report = built(session)

    assert listed(report)["New"] == [
        ["Newest", "Organisation", "25 March 2026", "0"],
        ["A title", "Work", "25 March 2026", "0"],
        ["Newer", "Organisation", "25 March 2026", "0"],
    ]
    said = figures(report)
    assert [said[code] for code in ("records", "new", "new_organisation", "new_work", "changed")] == [
        "6",
        "3 of 6",
        "2 of 5",
        "1 of 1",
        "0 of 6",
    ]


def test_says_what_changed_how_often_and_by_how_many(session: Session) -> None:
    old, new = added(session, LONG_AGO, "Old"), factories.organisation(session, label="New")
    saved(session, old, country="FR")
    saved(session, old, Actor("erin", "editor"), country="GB", note="Looked up")
    saved(session, new, note="Later in the week")

    report = now_built(session)

    assert listed(report)["Changed"] == [["Old", "Organisation", "Country (2 times), Note", "2", "2"]]
    assert listed(report)["Changed, by field"] == [
        ["Country", "Organisation", "2", "1", "2"],
        ["Note", "Organisation", "1", "1", "1"],
    ]
    assert figures(report)["changed_organisation"] == "1 of 2"


def test_a_claim_counts_as_a_change_of_its_field(session: Session) -> None:
    milestone = added(session, LONG_AGO, "Old", kind="milestone")
    source = factories.source(session)
    factories.claim(session, milestone, "expected_date", "2026-05", source, assertion="plan")

    changed = {row[0]: row[2] for row in listed(now_built(session))["Changed"]}

    assert changed == {"Old": "Evidence, Expected"}


@pytest.mark.parametrize(
    ("as_of", "overdue"),
    [
        (date(2026, 2, 10), []),
        (date(2026, 4, 3), ["AI Studio’s closed beta starts"]),
        (date(2026, 4, 9), []),
        (date(2026, 6, 1), ["AI Studio’s first results are reported"]),
        (date(2026, 7, 1), []),
    ],
)
def test_lists_what_fell_overdue_in_the_week(seeds: Session, as_of: date, overdue: list[str]) -> None:
    assert [row[0] for row in listed(built(seeds, as_of))["Newly overdue"]] == overdue


def test_lists_all_that_fell_overdue_since_the_articles(seeds: Session) -> None:
    report = built(seeds, date(2026, 7, 1), since=date(2026, 2, 10))

    assert listed(report)["Newly overdue"] == [
        ["AI Studio’s closed beta starts", "March 2026"],
        ["AI Studio’s first results are reported", "May 2026"],
    ]
    assert figures(report)["newly_overdue"] == "2 of 5"


def test_tells_what_is_certainly_due_next_from_what_could_be(session: Session) -> None:
    for expected in ("2026-03-29", "2026-04-28", "2026-04-29", "2026-04", "2026-04/2026-06", "2026-05", "[..2026-04]"):
        added(session, LONG_AGO, expected, kind="milestone", expected_date=expected)
    added(session, LONG_AGO, "open", kind="milestone", expected_date="[2026-02..]")
    added(session, LONG_AGO, "met", kind="milestone", expected_date="2026-04", actual_date="2026-03-01")
    added(session, LONG_AGO, "past", kind="milestone", expected_date="2026-03-28")

    report = built(session)

    found = {row[0]: row[2] for row in listed(report)["Due next"]}
    assert found == {
        "2026-03-29": "certainly",
        "2026-04-28": "certainly",
        "2026-04": "possibly",
        "[..2026-04]": "possibly",
        "2026-04/2026-06": "possibly",
        "open": "possibly",
    }
    assert (figures(report)["due_next"], figures(report)["certainly_due"]) == ("6 of 10", "2 of 10")


def test_lists_open_disputes_with_their_question_and_fields_in_conflict(session: Session) -> None:
    one, other = added(session, LONG_AGO, "One"), added(session, LONG_AGO, "Other")
    disputed(session, "First: who owns it?", one, at=LONG_AGO)
    disputed(session, "Second: what is it called?", one, other, at=WEDNESDAY)
    disputed(session, "Third: asked too late", other, at=END)
    sources = [factories.source(session, label=f"Source {n}") for n in range(2)]
    milestone = added(session, LONG_AGO, "Torn", kind="milestone")
    for source, day in zip(sources, ("2026-01", "2026-05"), strict=True):
        factories.claim(session, milestone, "actual_date", day, source)

    report = built(session)

    assert listed(report)["Disputed"] == [
        ["One", "Organisation", "Second: what is it called?", "25 March 2026"],
        ["Other", "Organisation", "Second: what is it called?", "25 March 2026"],
        ["One", "Organisation", "First: who owns it?", "1 January 2026"],
        ["Torn", "Milestone", "The sources conflict on “Actual”.", ""],
    ]
    assert (figures(report)["opened"], figures(report)["conflicts"]) == ("1 of 2", "1")


@pytest.mark.parametrize("actor", [ANYBODY, ALICE, BOB])
def test_withdrawn_records_are_left_out_and_counted(session: Session, actor: Any) -> None:
    gone, old = added(session, WEDNESDAY, "Gone"), added(session, LONG_AGO, "Old")
    disputed(session, "Who asks?", gone, at=WEDNESDAY)
    late = added(session, LONG_AGO, "Late", kind="milestone", expected_date="2026-03-24")
    for record in (gone, old, late):
        session.refresh(record)
        records.withdraw(session, record, version=record.version, actor=ALICE, reason="a duplicate")
    session.execute(update(Record).where(Record.id == gone.id).values(withdrawn_at=WEDNESDAY))

    report = built(session, actor=actor)

    assert {title for title, rows in listed(report).items() if rows} == set()
    assert "Left out: 3 withdrawn records; withdrawn in this time: 1." in report.notes


def test_every_section_of_an_empty_database_says_so(session: Session) -> None:
    report = built(session)

    assert [(section.title, section.empty, list(section.rows())) for section in report.sections] == [
        ("New", "No change.", []),
        ("Changed", "No change.", []),
        ("Changed, by field", "No change.", []),
        ("Newly overdue", "No change.", []),
        ("Due next", "None.", []),
        ("Disputed", "None.", []),
    ]
    assert report.charts == ()
    assert figures(report)["new"] == "n/a"


def test_lists_fifty_and_says_how_many_more_there_are(session: Session) -> None:
    for n in range(52):
        added(session, WEDNESDAY, f"Body {n}")

    new = built(session).sections[0]

    assert (len(list(new.rows())), new.more) == (50, "2 more are not listed.")


def test_draws_what_is_new_as_a_part_of_each_kind(session: Session) -> None:
    added(session, LONG_AGO, "Old")
    added(session, WEDNESDAY, "New")
    added(session, LONG_AGO, "A title", kind="work")

    (chart,) = built(session).charts

    assert (chart.title, chart.description) == ("New: 1 of 3 records", "Organisations: 1 of 2; Works: 0 of 1")
    assert isinstance(chart, BarChart)
    assert [row.width for row in chart.rows] == [50.0, 0.0]


def test_the_csv_has_one_row_a_listed_record(seeds: Session) -> None:
    header, rows = reports.csv_rows(built(seeds, date(2026, 6, 1)))

    assert header == ["section", "kind", "reference", "label", "what"]
    results, offer = "AI Studio’s first results are reported", "AI Studio’s tools are offered to Hollywood"
    assert list(rows) == [
        ("newly_overdue", "milestone", "milestone:ai-studio-first-results", results, "2026-05"),
        ("due_next", "milestone", "milestone:ai-studio-commercial-offer", offer, "[2026-02..]"),
    ]


def test_speaks_french(session: Session) -> None:
    added(session, WEDNESDAY, "Nouveau")

    with use("fr"):
        assert listed(built(session)).popitem()[1] == []
        assert [row[2] for row in next(iter(listed(built(session)).values()))] == ["25 mars 2026"]
