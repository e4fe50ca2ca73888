import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.reports.pages import page
from tracker import reports
from tracker.languages import use
from tracker.permissions import ANYBODY
from tracker.reports import Report
from tracker.reports.charts import MOST, Bar, Mark, Range, RangeChart
from tracker.services import ruling

SUMMER = date(2026, 7, 1)


def built(session: Session, as_of: date = SUMMER) -> Report:
    return reports.find("milestones")(session, as_of=as_of, actor=ANYBODY)


def drawn(session: Session, as_of: date = SUMMER) -> RangeChart:
    (chart,) = built(session, as_of).charts
    assert isinstance(chart, RangeChart)
    return chart


def chart(*rows: Range, today: date = SUMMER, language: str = "en") -> RangeChart:
    return RangeChart("made-up", "A title", "All of it.", "", language, today, rows)


def row(*bar: str, **parts: object) -> Range:
    days = (date.fromisoformat(bar[0]) if bar[0] else None, date.fromisoformat(bar[1]) if bar[1] else None)
    return Range("A label", "Said", "due", "", **({"bar": days} | parts))  # type: ignore[arg-type]


def picture(html: str) -> str:
    """The picture of a page."""
    return html[html.index("<svg role") : html.index('<ul class="legend"')].strip()


def test_draws_what_was_expected_and_what_was_reached(seeds: Session) -> None:
    found = {row.path: row for row in drawn(seeds).rows}

    beta, created = found["milestones/ai-studio-closed-beta"], found["milestones/ai-studio-created"]
    assert (beta.status, beta.bar, beta.dot) == ("overdue", (date(2026, 3, 1), date(2026, 3, 31)), None)
    assert beta.said == "Overdue · expected: March 2026"
    assert (created.bar, created.dot) == (None, (date(2025, 8, 1), date(2025, 8, 31)))
    assert found["milestones/ai-studio-commercial-offer"].bar == (date(2026, 2, 1), None)


def test_says_the_finding_and_where_the_same_stands_in_words(seeds: Session) -> None:
    chart = drawn(seeds)

    assert chart.title == "Overdue on 1 July 2026: 2 of 5"
    assert chart.description == (
        "When milestones were expected and reached, as of 1 July 2026. "
        "Overdue: 2 of 5; Met: 2 of 5; Unfalsifiable: 1 of 5."
    )
    assert chart.note == "The same is in the tables below."


def test_draws_dates_that_were_moved_but_not_those_that_were_refined_or_set_aside(session: Session) -> None:
    milestone = factories.milestone(session, label="Moved")
    stated = [("2025-01", "2025-05"), ("2025-03", "2026-01"), ("2025-06", "2026"), ("2025-09", "2026-11")]
    for published, expected in stated:
        source = factories.source(session, published, label=f"Of {published}")
        made = factories.claim(session, milestone, "expected_date", expected, source, assertion="plan")
        if expected == "2026-01":
            ruling.rule(session, made, "deprecated", "misread", version=milestone.version, actor=factories.ALICE)

    (row,) = drawn(session).rows

    assert row.bar == (date(2026, 11, 1), date(2026, 11, 30))
    assert row.slips == ((date(2025, 5, 1), date(2025, 5, 31)),)


def test_draws_no_date_before_where_none_is_counted_as_moved(session: Session) -> None:
    milestone = factories.milestone(session, label="Observed")
    for expected, rank in (("2026-05", "normal"), ("2026-06", "preferred")):
        factories.claim(session, milestone, "expected_date", expected, assertion="plan", rank=rank)

    (row,) = drawn(session).rows

    assert row.slips == ()


def test_shows_the_sixty_nearest_to_the_day_and_says_so(session: Session) -> None:
    for n in range(MOST + 2):
        day = SUMMER + timedelta(days=n)
        factories.milestone(session, label=f"In {n} days", expected_date=day.isoformat())
    factories.milestone(session, label="Undated")

    chart = drawn(session, SUMMER + timedelta(days=1))

    assert [row.label for row in chart.rows] == [f"In {n} days" for n in range(MOST)]
    assert chart.note == (
        "Shown are the 60 nearest to the day, of 62 with a date. The same is in the tables below. "
        "1 without a date is not drawn."
    )


def test_draws_nothing_where_nothing_is_dated(session: Session) -> None:
    factories.milestone(session)

    assert built(session).charts == ()
    assert "<figure" not in page(built(session))


def test_places_days_in_per_cent_of_whole_steps() -> None:
    found = chart(row("2026-03-01", "2026-03-31"), row("", "2026-06-30"), row("2026-05-01", ""))

    assert found.domain == (date(2026, 3, 1), date(2026, 8, 1))
    days = 153
    assert found.place((date(2026, 3, 1), date(2026, 3, 31))) == Mark(0, round(100 * 31 / days, 2))
    assert found.place((None, date(2026, 7, 31))) == Mark(0, 100, goes_on_left=True)
    assert found.place((date(2026, 3, 1), None)) == Mark(0, 100, goes_on_right=True)
    assert found.day().x == round(100 * 122 / days, 2)


@pytest.mark.parametrize(
    ("bar", "today"),
    [
        (("1500-01-01", "9999-12-31"), "2026-07-01"),
        (("0001-01-01", "0001-01-01"), "1900-01-01"),
        (("9999-12-31", "9999-12-31"), "2999-12-31"),
        (("2026-02-28", "2026-02-28"), "2024-02-29"),
    ],
)
def test_days_far_off_stay_inside_the_picture(bar: tuple[str, str], today: str) -> None:
    found = chart(row(*bar), today=date.fromisoformat(today))
    place = found.place(found.rows[0].bar or (None, None))

    assert 0 <= place.x <= place.end <= 100
    assert 1 < len(found.marks()) <= 8
    assert all(0 <= mark.x <= 100 for mark in (found.day(), *found.marks()))


def test_names_months_in_the_language_it_was_made_in() -> None:
    rows = row("2026-06-01", "2026-08-31"), row("2026-12-01", "2027-01-31")

    assert [mark.label for mark in chart(*rows, language="fr").marks()][:2] == ["avr.", "juil."]
    assert [(mark.label, mark.year) for mark in chart(*rows).marks()] == [
        ("Apr", "2026"),
        ("Jul", ""),
        ("Oct", ""),
        ("Jan", "2027"),
    ]


def test_a_part_of_nothing_is_not_drawn() -> None:
    assert Bar("Works", "n/a", 0, 0).width == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_picture_is_well_formed_and_says_what_it_shows(seeds: Session, language: str) -> None:
    factories.milestone(seeds, label="<script>alert(1)</script> & “more” than forty letters, so in two lines")
    factories.milestone(seeds, label="<b>&\"'</b>", expected_date="2026-01")
    with use(language):
        report = built(seeds)
        html = page(report)

    shown = ElementTree.fromstring(picture(html))  # noqa: S314 - our own page
    title, said = list(shown)[:2]
    assert shown.get("aria-labelledby") == f"{title.get('id')} {said.get('id')}"
    assert (title.text, said.text) == (report.charts[0].title, report.charts[0].description)
    assert "".join(shown.itertext()).count("<b>&\"'</b>") == 1
    assert not re.search(r"<script|<style| style=| on[a-z]+=|<foreignObject|href", picture(html))


def test_every_status_has_a_shape_and_a_word_of_its_own(session: Session) -> None:
    factories.milestone(session, label="Late", expected_date="2026-01")
    factories.milestone(session, label="Off", expected_date="2026-01", reported_status="x-cancelled")
    factories.milestone(session, label="To come", expected_date="2027-01")

    html = page(built(session))

    for class_, fill, word in (
        ("expected overdue", "none", "Overdue"),
        ("expected cancelled", "none", "Cancelled"),
        ("expected scheduled", "url(#hatched-milestones)", "Scheduled"),
    ):
        assert re.search(rf'class="{class_}" [^>]* fill="{re.escape(fill)}"', html), class_
        assert f"{word} · expected" in html
    assert "expected, and overdue" in html
