import re
from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.reports.pages import page
from tracker import frames, reports
from tracker.languages import use
from tracker.permissions import ANYBODY
from tracker.reports import Report
from tracker.reports.milestones import MOST
from tracker.reports.slippage import verdict_said
from tracker.services import records

SUMMER = date(2026, 7, 1)
TITLES = [
    "Overdue",
    "Due and scheduled",
    "Met",
    "Unfalsifiable",
    "Undated",
    "Cancelled",
    "How far dates slip",
]


def built(session: Session, as_of: date = SUMMER) -> Report:
    return reports.find("milestones")(session, as_of=as_of, actor=ANYBODY)


def listed(report: Report) -> dict[str, list[list[str]]]:
    """What each section prints, by title."""
    return {section.title: [[cell.text for cell in row] for row in section.rows()] for section in report.sections}


def figures(report: Report) -> dict[str, str]:
    return {figure.code: figure.said for figure in report.figures}


def test_lists_what_is_overdue_the_longest_first(seeds: Session) -> None:
    report = built(seeds)

    assert [section.title for section in report.sections] == TITLES
    assert listed(report)["Overdue"] == [
        ["AI Studio’s closed beta starts", "Amazon MGM Studios", "March 2026", "92", "0", "5", "2", "2"],
        ["AI Studio’s first results are reported", "Amazon MGM Studios", "May 2026", "31", "0", "4", "2", "0"],
    ]
    assert [section.empty for section in report.sections if section.title == "Cancelled"] == ["None on this day."]


def test_lists_so_many_of_a_section_and_says_how_many_more_there_are(session: Session) -> None:
    for n in range(MOST + 3):
        factories.milestone(session, label=f"Overdue {n}", expected_date="2026-01")

    report = built(session)

    (overdue, *_others) = report.sections
    assert len(listed(report)["Overdue"]) == MOST
    assert overdue.more == "3 more are not listed; the CSV of this report holds all."
    assert len(report.rows) == MOST + 3
    assert figures(report)["overdue"] == f"{MOST + 3} of {MOST + 3}"
    assert overdue.more in page(report)


def test_nothing_is_overdue_when_the_articles_appeared(seeds: Session) -> None:
    found = listed(built(seeds, date(2026, 2, 10)))

    assert found["Overdue"] == []
    assert [row[2:4] for row in found["Due and scheduled"]] == [["Scheduled", "March 2026"], ["Scheduled", "May 2026"]]


def test_keeps_apart_what_can_be_neither_late_nor_on_time(seeds: Session) -> None:
    factories.milestone(seeds, label="Nobody knows when")

    found = listed(built(seeds))

    assert [row[0] for row in found["Unfalsifiable"]] == ["AI Studio’s tools are offered to Hollywood"]
    assert [row[:3] for row in found["Undated"]] == [["Nobody knows when", "A Studio", "no source gives one"]]


def test_prints_every_count_with_its_whole(seeds: Session) -> None:
    assert figures(built(seeds)) == {
        "milestones": "5",
        "overdue": "2 of 5",
        "due": "0 of 5",
        "scheduled": "0 of 5",
        "met": "2 of 5",
        "unfalsifiable": "1 of 5",
        "undated": "0 of 5",
        "cancelled": "0 of 5",
        "sources": "5",
        "origins": "2 (at most 5: the lineage of 4 is unknown)",
    }


def test_says_that_few_cases_rank_nobody(seeds: Session) -> None:
    assert any("one group and one news event" in note for note in built(seeds).notes)


def test_sums_up_how_far_dates_slipped(session: Session) -> None:
    for expected, actual in (("2026-01-10", "2026-01-12"), ("2026-03", "2026-04-05"), ("2026-03", "2026-01-31")):
        factories.milestone(session, expected_date=expected, actual_date=actual)
    factories.milestone(session, expected_date="2026-03", actual_date="2026")
    factories.milestone(session, expected_date="2026-03")

    assert dict(listed(built(session))["How far dates slip"]) == {
        "Compared: met, with a date announced and a date reached": "4 of 5",
        "Early": "1 of 4",
        "On time": "0 of 4",
        "Late": "2 of 4",
        "Indeterminate: the dates are too broad to tell": "1 of 4",
        # of 2, 20, -44 and 108
        "Median of the days late, taking the middle of each range": "11 (4 milestones)",
        "Announced date moved at least once by a later source": "0 of 5",
    }


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (("late", 5, 35), "late by 5 to 35 days"),
        (("late", 1, 1), "late by 1 day"),
        (("late", 3, None), "late by at least 3 days"),
        (("early", -32, -2), "early by 2 to 32 days"),
        (("early", -2, -2), "early by 2 days"),
        (("early", None, -1), "early by at least 1 day"),
        (("on_time", -30, 30), "on time"),
        (("indeterminate", None, 121), "early, on time or late: the dates do not tell"),
        ((None, None, None), ""),
    ],
)
def test_says_a_verdict_with_its_days(verdict: tuple[str | None, int | None, int | None], said: str) -> None:
    assert verdict_said(*verdict) == said


def test_an_empty_database_is_reported_as_empty(session: Session) -> None:
    report = built(session)

    assert report.introduction == "No milestone is recorded yet."
    assert figures(report) | {"overdue": "n/a"} == figures(report)
    found = listed(report)
    assert [found[title] for title in TITLES[:-1]] == [[]] * 6
    assert {value for _measure, value in found["How far dates slip"]} == {"n/a"}


def test_withdrawn_milestones_are_left_out_and_counted(seeds: Session) -> None:
    record = factories.milestone(seeds, label="A mistake", expected_date="2026-01")
    assert "Left out: 0 withdrawn milestones." in built(seeds).notes

    records.withdraw(seeds, record, version=record.version, actor=factories.ALICE, reason="a duplicate")

    report = built(seeds)
    assert "Left out: 1 withdrawn milestone." in report.notes
    assert "A mistake" not in list(report.rows.label)
    assert figures(report)["milestones"] == "5"


def test_the_csv_has_one_row_a_milestone_and_the_columns_of_the_frame(seeds: Session) -> None:
    header, rows = reports.csv_rows(built(seeds))

    assert header == list(frames.MILESTONES)
    found = {row["slug"]: row for row in (dict(zip(header, row, strict=True)) for row in rows)}
    assert len(found) == 5
    beta = found["ai-studio-closed-beta"]
    assert (beta["expected_latest"], beta["days_overdue"], beta["actual_date"]) == (date(2026, 3, 31), 92, None)


def test_an_unknown_report_is_refused_with_those_there_are() -> None:
    with pytest.raises(LookupError, match=r"“milstones”.*milestones"):
        reports.find("milstones")


def test_the_page_shows_dates_as_sentences_with_their_edtf(seeds: Session) -> None:
    html = page(built(seeds))

    assert '<a href="/milestones/ai-studio-closed-beta">AI Studio’s closed beta starts</a>' in html
    assert '<data value="[2026-02..]" title="[2026-02..]">from February 2026</data>' in html
    assert html.count("<caption") == html.count("<table") == 4
    assert html.count("<p>None on this day.</p>") == 3
    assert not re.search(r"<script|<style| style=| on[a-z]+=", html)
    assert html.count('<th scope="row"') == 2 + 2 + 1 + 7


def test_the_page_shows_what_people_typed_as_text(session: Session) -> None:
    factories.milestone(session, label="<script>alert(1)</script>", expected_date="2026-01")

    assert "<script" not in page(built(session))


def test_dates_are_said_in_the_language_of_the_reader(seeds: Session) -> None:
    with use("fr"):
        overdue, *_others = listed(built(seeds)).values()

    assert [row[2] for row in overdue] == ["mars 2026", "mai 2026"]
