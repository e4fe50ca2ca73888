import json
from dataclasses import replace
from datetime import date

import pandas
import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.reports.pages import page
from tracker import reports
from tracker.languages import use
from tracker.permissions import ANYBODY
from tracker.reports import Report, issues, markdown
from tracker.services import records

SUMMER = date(2026, 7, 1)

every_report = pytest.mark.parametrize("name", list(reports.REPORTS))
both_languages = pytest.mark.parametrize("language", ["en", "fr"])


def built(session: Session, name: str, as_of: date = SUMMER) -> Report:
    return reports.find(name)(session, as_of=as_of, actor=ANYBODY)


def thawed(report: Report) -> issues.Issue:
    """A report after it was kept as JSON."""
    return issues.thaw(json.loads(json.dumps(issues.freeze(report, "The week"))))


def sections(report: Report | issues.Issue) -> str:
    return page(report)


def assert_shows_the_same(report: Report) -> None:
    issue = thawed(report)
    assert sections(issue) == sections(report)
    assert "".join(markdown.lines(issue)) == "".join(markdown.lines(report))


@every_report
@both_languages
def test_an_issue_shows_what_the_report_showed(seeds: Session, name: str, language: str) -> None:
    with use(language):
        for day in (SUMMER, factories.milestone(seeds, expected_date="[..2026-12]").created_at.date()):
            report = built(seeds, name, day)
            assert report.charts or name == "summary"
            assert_shows_the_same(report)


@every_report
@both_languages
def test_an_issue_of_nothing_shows_what_the_report_showed(session: Session, name: str, language: str) -> None:
    with use(language):
        assert_shows_the_same(built(session, name))


@every_report
def test_an_issue_keeps_the_rows_of_the_csv(seeds: Session, name: str) -> None:
    report = built(seeds, name)

    issue = thawed(report)

    header, rows = reports.csv_rows(report)
    assert list(issue.header) == header
    assert [["" if cell is None else str(cell) for cell in row] for row in issue.rows] == [
        ["" if cell is None else str(cell) for cell in row] for row in rows
    ]


def test_an_issue_keeps_no_more_rows_than_a_mail_can_carry_and_says_so(seeds: Session) -> None:
    report = built(seeds, "milestones")
    times = issues.MOST_ROWS // len(report.rows) + 1
    many = replace(report, rows=pandas.concat([report.rows] * times))

    issue = thawed(many)

    assert len(issue.rows) == issues.MOST_ROWS
    assert issue.notes[-1] == f"The CSV of this issue holds the first 10,000 of {len(many.rows):,} rows."


def test_no_later_edit_changes_an_issue(seeds: Session) -> None:
    record = factories.milestone(seeds, label="As it was", expected_date="2026-01")
    issue = thawed(built(seeds, "milestones"))
    before = sections(issue)

    changed = {"label": "As it is"}
    records.update(seeds, record, changed, version=record.version, actor=factories.ALICE, reason="renamed")

    assert sections(issue) == before
    assert "As it was" in before
    assert "As it was" not in sections(built(seeds, "milestones"))


def test_an_issue_stays_in_its_language(seeds: Session) -> None:
    with use("fr"):
        issue = thawed(built(seeds, "milestones"))

    assert issue.as_of_sentence == "1er juillet 2026"
    assert "mars 2026" in sections(issue)
    assert ">juil.<" in sections(issue)
