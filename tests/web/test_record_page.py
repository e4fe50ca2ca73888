"""A record's page: its timeline, what hangs on it, and the way from a fact to its history."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import ALICE, build, claim, initiative, labour_event, milestone, organisation, source
from tests.web.visitors import Visitor
from tracker.catalogue import BY_KIND
from tracker.database import reading, writing
from tracker.forms.evidence import EvidenceInput
from tracker.models import Record
from tracker.permissions import ANYBODY
from tracker.services import records, ruling
from tracker.web.facts import MOST_RELATIONS, facts_of
from tracker.web.timeline import timeline_of

SCRIPT = "<script>alert(1)</script>"
PAYLOAD = '"><svg onload=alert(1)>'


def timeline(session: Session, record: Record, day: date, actor=ANYBODY):
    session.flush()
    return timeline_of(session, facts_of(session, record, actor), day, actor)


def expected(session: Session, label: str, text: str, subject: Record) -> Record:
    """A milestone that one source expects then."""
    record = milestone(session, label=label, subject=subject.reference)
    claim(session, record, "expected_date", text, source(session), assertion="plan")
    return record


def section(text: str, heading: str) -> str:
    """One section of the page, in plain words and marks."""
    return re.split(r"</h2>", text.partition(heading)[2], maxsplit=1)[-1].partition("<h2")[0]


def test_a_field_is_drawn_with_each_claim_behind_it(session: Session) -> None:
    record = milestone(session)
    first, second = source(session, "2026-01", label="One"), source(session, "2026-01", label="Two")
    claim(session, record, "expected_date", "2026-05", first, assertion="plan")
    claim(session, record, "expected_date", "2026-05-12", second, assertion="plan")

    rows = timeline(session, record, date(2026, 2, 1)).rows

    assert [(row.label, row.said) for row in rows] == [
        ("Expected", "12 May 2026; scheduled"),
        ("Expected, claim [1]", "May 2026"),
        ("Expected, claim [2]", "12 May 2026"),
    ]
    assert [row.bar for row in rows] == [
        (date(2026, 5, 12), date(2026, 5, 12)),
        (date(2026, 5, 1), date(2026, 5, 31)),
        (date(2026, 5, 12), date(2026, 5, 12)),
    ]


def test_a_date_that_was_moved_leaves_a_mark_where_it_was(session: Session) -> None:
    record = milestone(session)
    claim(session, record, "expected_date", "2026-03", source(session, "2026-01"), assertion="plan")
    claim(session, record, "expected_date", "2026-06", source(session, "2026-04"), assertion="plan")

    row = timeline(session, record, date(2026, 5, 1)).rows[0]

    assert row.slips == ((date(2026, 3, 1), date(2026, 3, 31)),)
    assert row.bar == (date(2026, 6, 1), date(2026, 6, 30))
    assert row.said == "June 2026; scheduled; moved 1 time"


def test_a_date_is_said_to_be_moved_as_often_as_the_record_counts(session: Session) -> None:
    record = milestone(session)
    for text, year in (("2026-03", "2026-01"), ("2026-06", "2026-04"), ("2026-07", "2026-04")):
        made = claim(session, record, "expected_date", text, source(session, year), assertion="plan")
    ruling.rule(session, made, "preferred", "A letter says so.", version=record.version, actor=ALICE)

    row = timeline(session, record, date(2026, 5, 1)).rows[0]

    assert record.expected_date_slips == 2
    assert row.said == "July 2026; scheduled; moved 2 times"


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 4, 30), "scheduled"),
        (date(2026, 5, 1), "due"),
        (date(2026, 5, 31), "due"),
        (date(2026, 6, 1), "overdue"),
    ],
)
def test_an_expected_month_is_due_from_its_first_day_and_overdue_after_its_last(
    session: Session, day: date, status: str
) -> None:
    record = initiative(session)
    step = expected(session, "A step", "2026-05", record)

    assert timeline(session, step, day).rows[0].status == status
    assert timeline(session, record, day).rows[0].status == status


def test_what_was_reached_is_a_dot_beside_what_was_expected(session: Session) -> None:
    record = initiative(session)
    step = expected(session, "A step", "2026-05", record)
    claim(session, step, "actual_date", "2026-05-04", source(session))

    (row,) = timeline(session, record, date(2026, 6, 1)).rows

    assert row.bar == (date(2026, 5, 1), date(2026, 5, 31))
    assert row.dot == (date(2026, 5, 4), date(2026, 5, 4))
    assert row.said == "Expected: May 2026, Actual: 4 May 2026; met"


def test_a_studio_has_its_own_milestones_and_those_of_its_initiatives_once_each(session: Session) -> None:
    studio = build(session, BY_KIND["studio"])
    owned = initiative(session, owner=studio.reference)
    expected(session, "Later", "2027", owned)
    expected(session, "Sooner", "2026", studio)

    assert [row.label for row in timeline(session, studio, date(2026, 1, 1)).rows] == ["Sooner", "Later"]


def test_a_labour_event_has_its_parts(session: Session) -> None:
    whole = labour_event(session, label="The whole")
    wave = labour_event(session, label="First wave", part_of=whole.reference)
    claim(session, whole, "announced", "2026-01", source(session))
    claim(session, wave, "started", "2026-02-01", source(session))
    claim(session, wave, "ended", "2026-03-15", source(session))

    rows = timeline(session, whole, date(2026, 6, 1)).rows

    assert [row.label for row in rows] == ["Announced", "First wave"]
    assert rows[1].dot == (date(2026, 2, 1), date(2026, 3, 15))


def test_what_has_no_date_stands_in_the_table_and_is_named(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session, label="Whole")
        milestone(session, label="Some day", subject=record.reference)
        expected(session, "That day", "2026", record)
        session.commit()

    text = section(Visitor(app).get(f"/initiatives/{record.slug}").text, 'id="timeline"')

    assert "Some day</a>" in text
    assert "only in the table: Some day" in text


def test_readers_see_no_date_of_what_was_withdrawn(session: Session) -> None:
    record = initiative(session)
    gone = expected(session, "Gone", "2026", record)
    records.withdraw(session, gone, version=gone.version, actor=ALICE, reason="a double")

    assert timeline(session, record, date(2026, 1, 1)).rows == ()
    assert [row.label for row in timeline(session, record, date(2026, 1, 1), ALICE).rows] == ["Gone"]


def test_a_record_without_dates_has_no_timeline(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        person = build(session, BY_KIND["person"])
        session.commit()

    assert 'id="timeline"' not in Visitor(app).get(f"/people/{person.slug}").text


def test_the_picture_says_overdue_and_has_a_table_beside_it(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session)
        late = (datetime.now(UTC).date() - timedelta(days=300)).isoformat()
        step = expected(session, "A late step", late, record)
        session.commit()

    text = section(Visitor(app).get(f"/initiatives/{record.slug}").text, 'id="timeline"')

    assert "<svg" in text
    assert "style=" not in text
    assert "overdue" in re.sub(r"<[^>]+>", " ", text.partition("<table")[0])
    assert f'<a href="/milestones/{step.slug}">A late step</a>' in text.partition("<table")[2]


def test_records_that_point_here_are_shown_with_what_they_are_and_their_dates(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session)
        step = expected(session, "A step", "2031-05", record)
        session.commit()
        kind = step.milestone_kind
    text = section(Visitor(app).get(f"/initiatives/{record.slug}").text, "Records that point here")

    assert "A step</a>" in text
    assert "Expected: May 2031" in text
    assert kind


def test_every_stated_fact_leads_to_its_history(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        claim(session, record, "expected_date", "2031", source(session), assertion="plan")
        session.commit()
    anybody = Visitor(app)
    path = f"/milestones/{record.slug}"

    links = re.findall(rf'href="({path}/history\?field=\w+)"', anybody.get(path).text)

    assert f"{path}/history?field=expected_date" in links
    assert f"{path}/history?field=milestone_kind" in links
    assert all('id="version-' in anybody.get(link).text for link in links)


def test_a_withdrawn_source_is_marked_for_readers_and_editors(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        piece = source(session, label="zqx daily")
        claim(session, record, "expected_date", "2031", piece, assertion="plan")
        records.withdraw(session, piece, version=piece.version, actor=ALICE, reason="zqx reason")
        session.commit()
    path = f"/milestones/{record.slug}"
    reader, editor = Visitor(app).get(path).text, Visitor(app, "alice").get(path).text

    assert '<span class="badge bad">withdrawn source</span>' in reader
    assert "zqx " not in reader
    assert '<span class="badge bad">withdrawn source</span>' in editor
    assert "zqx reason" in editor


def listed(text: str, number: int) -> str:
    """One source of the page, in plain words and marks."""
    return text.partition(f'<li id="source-{number}">')[2].partition("</li>")[0]


def test_each_source_leads_to_the_facts_that_rest_on_it(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        first, second = source(session, "2026-01"), source(session, "2026-02")
        cited = EvidenceInput(first.reference)
        records.update(
            session, record, {"milestone_kind": "commercial_offer"}, version=record.version, actor=ALICE, evidence=cited
        )
        claim(session, record, "expected_date", "2031", first, second, assertion="plan")
        claim(session, record, "statement", "It is late.", second)
        session.commit()

    page = Visitor(app).get(f"/milestones/{record.slug}").text

    assert re.findall(r'href="#([^"]+)">([^<]+)<', listed(page, 1)) == [
        ("field-milestone_kind", "Kind of milestone"),
        ("field-expected_date", "Expected"),
    ]
    assert re.findall(r'href="#([^"]+)">', listed(page, 2)) == ["field-expected_date", "field-statement"]
    assert all(f'id="{name}"' in page for name in ("field-milestone_kind", "field-expected_date", "field-statement"))


def test_a_footnote_says_title_outlet_and_date_of_its_source(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        outlet = organisation(session, label="The <Daily>")
        dated = source(session, "2026-01-04", label="A “piece”", publisher=outlet.reference)
        undated = source(session, label="A letter")
        claim(session, record, "expected_date", "2031", dated, undated, assertion="plan")
        session.commit()
    path = f"/milestones/{record.slug}"

    assert set(titles(Visitor(app).get(path).text)) == {
        "A “piece”, The &lt;Daily&gt;, 4 January 2026",
        "A letter, date not known",
    }

    with writing(seeded)() as session:
        gone = session.get_one(Record, dated.id)
        records.withdraw(session, gone, version=gone.version, actor=ALICE, reason="a double")
        session.commit()
    assert set(titles(Visitor(app).get(path).text)) == {"a withdrawn source", "A letter, date not known"}
    assert "A “piece”, The &lt;Daily&gt;, 4 January 2026" in titles(Visitor(app, "alice").get(path).text)


def titles(text: str) -> list[str]:
    """What the footnotes of a page say of their sources."""
    return re.findall(r'<a class="footnote" href="#source-\d+" title="([^"]*)">\[\d+\]</a>', text)


def test_nothing_rests_on_a_source_that_is_withdrawn_or_set_aside(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        gone, denied = source(session, "2026-01"), source(session, "2026-02")
        claim(session, record, "expected_date", "2031", gone, assertion="plan")
        claim(session, record, "expected_date", "2033", denied, assertion="plan", rank="deprecated")
        records.withdraw(session, gone, version=gone.version, actor=ALICE, reason="a double")
        session.commit()
    path = f"/milestones/{record.slug}"
    reader, editor = Visitor(app).get(path).text, Visitor(app, "alice").get(path).text

    assert "Nothing on this page rests on it." in listed(editor, 1)
    assert "rests on it" not in listed(reader, 1)
    assert "Nothing on this page rests on it." in listed(reader, 2)


def test_what_a_claim_asserts_is_called_the_same_everywhere(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        claim(session, record, "expected_date", "2031", source(session), assertion="plan")
        session.commit()

    text = Visitor(app).get(f"/milestones/{record.slug}").text

    assert 'data-label="Assertion"' in text
    assert "Said as" not in text


def test_texts_of_others_are_shown_as_text(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session, label=PAYLOAD, note=SCRIPT)
        step = expected(session, PAYLOAD, "2031", record)
        claim(session, step, "statement", SCRIPT, source(session, label=PAYLOAD), scope=PAYLOAD)
        session.commit()

    for path in (f"/initiatives/{record.slug}", f"/milestones/{step.slug}"):
        text = Visitor(app).get(path).text

        assert SCRIPT not in text
        assert "<svg onload" not in text
        assert "&lt;svg onload" in text.partition('id="chart-timeline-title"')[2].partition("</title>")[0]


def test_a_record_is_added_from_beside_those_that_point_here(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session)
        milestone(session, subject=record.reference)
        session.commit()
    link = f'href="/milestones/new?subject=initiative:{record.slug}">Add: Milestone (Subject)</a>'

    pointing = unquote(section(Visitor(app, "alice").get(f"/initiatives/{record.slug}").text, 'id="pointing"'))

    beside, _rest, last = pointing.partition('<p class="actions">')
    assert link in beside
    assert link not in last
    assert "Add: Deployment (" in last


def test_every_section_is_sent_open_and_says_how_much_it_holds(app: Flask, seeded: Engine) -> None:
    with reading(seeded)() as session:
        record = session.scalars(select(Record).where(Record.slug == "amazon")).one()
        facts = facts_of(session, record, ANYBODY)

    page = Visitor(app).get("/organisations/amazon").text

    sections = re.findall(
        r'<details class="part" open.*?<h2 id="(\w+)">[^<]+</h2> <span class="quiet">([^<]+)<', page, re.DOTALL
    )
    said = dict(sections)
    assert list(said) == ["what", "stated", "disputes", "pointing", "existence", "sources"]
    assert page.count("<h2") == len(sections)
    assert said["stated"] == f"{sum(bool(fact.claims) for fact in facts.claimed)} of {len(facts.claimed)} fields given"
    assert said["disputes"] == f"{len(facts.disputes)} disputes"
    assert said["pointing"] == f"{len(facts.pointing)} records"
    assert said["sources"] == f"{len(facts.sources)} sources"


def test_a_list_that_is_cut_off_says_it_may_hold_more(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session)
        for number in range(MOST_RELATIONS + 1):
            milestone(session, label=f"Step {number}", subject=record.reference)
        session.commit()

    assert "at least 100 records" in Visitor(app).get(f"/initiatives/{record.slug}").text


def test_it_speaks_french(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = initiative(session)
        expected(session, "A step", "2031-03", record)
        session.commit()

    text = Visitor(app).get(f"/initiatives/{record.slug}", **{"Accept-Language": "fr"}).text

    assert '<html lang="fr">' in text
    assert "mars 2031" in section(text, 'id="timeline"')


def test_a_date_in_dispute_is_drawn_as_one_and_its_dispute_names_what_each_source_says(seeded: Engine) -> None:
    with reading(seeded)() as session:
        record = session.scalars(select(Record).where(Record.slug == "ai-studio-closed-beta")).one()
        rows = {row.label: row for row in timeline(session, record, date(2026, 7, 1)).rows}

    assert rows["Actual, claim [1]"].said == "March 2026, in dispute"
    assert rows["Actual, claim [1]"].status == "disputed"


def test_a_dispute_says_what_each_claim_says_and_whose(app: Flask) -> None:
    page = Visitor(app).get("/initiatives/ai-studio").text

    disputes = section(page, 'id="disputes"')
    assert "a claim of another record" not in disputes
    assert re.search(r'>Albert Cheng</a> · <a href="/people/[^"]+#claim-[^"]+">', disputes)
    assert re.search(r"Proprietary models</a>: yes.*?\[\d+\]</a>", disputes, re.DOTALL)
