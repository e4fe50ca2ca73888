"""Forms that are refused: everything that is wrong at once, beside its field, with the way there."""

import re

from flask import Flask
from sqlalchemy import Engine, select

from tests.factories import ALICE, milestone, organisation
from tests.web.visitors import Visitor
from tracker.database import reading, writing
from tracker.models import Milestone
from tracker.services import records

WRONG = {
    "label": "Opening night",
    "subject": "zork",
    "milestone_kind": "programme_announced",
    "evidence-source": "zzz nothing",
}


def pointed_to(page: str) -> list[str]:
    """The fields that the sentence above a form leads to."""
    notice = re.search(r'<p class="notice error" role="alert">(.*?)</p>', page, re.DOTALL)
    assert notice, page
    return re.findall(r'<a href="#([^"]+)">', notice[1])


def beside(page: str, field: str) -> str:
    """What is said beside a field."""
    said = re.search(rf'id="{field}-error"[^>]*>(.*?)</p>', page, re.DOTALL)
    return said[1] if said else ""


def test_says_at_once_what_cannot_be_read_and_what_is_not_there(app: Flask, seeded: Engine) -> None:
    alice = Visitor(app, "alice")

    unread = alice.send("/milestones/new", **WRONG, expected_date="03/04/2026")
    unknown = alice.send("/milestones/new", **WRONG, expected_date="2026-04")

    assert (unread.status_code, unknown.status_code) == (400, 400)
    assert pointed_to(unread.text) == ["subject", "expected_date", "evidence-source"]
    assert "3 fields need another look" in unread.text
    assert pointed_to(unknown.text) == ["subject", "evidence-source"]
    for page in (unread.text, unknown.text):
        assert "There is no record “zork”" in beside(page, "subject")
        assert "There is no record “zzz nothing”" in beside(page, "evidence-source")
    with reading(seeded)() as session:
        assert session.scalars(select(Milestone).where(Milestone.label == "Opening night")).first() is None


def test_leads_to_the_reason_where_neither_it_nor_a_source_is_given(app: Flask) -> None:
    answer = Visitor(app, "alice").send("/milestones/new", **WRONG | {"evidence-source": ""})

    assert pointed_to(answer.text) == ["reason", "subject"]


def test_a_claim_says_the_same_of_its_source_and_its_date(app: Flask) -> None:
    path = "/milestones/ai-studio-closed-beta/claims/new?field=expected_date"

    answer = Visitor(app, "alice").send(path, value="03/04/2026", **{"evidence-source": "zzz nothing"})

    assert pointed_to(answer.text) == ["value", "evidence-source"]


def test_a_claim_says_the_same_of_the_record_it_names(app: Flask) -> None:
    path = "/milestones/ai-studio-closed-beta/claims/new?field=participants"
    wrong = {"value": "zork", "evidence-source": "zzz nothing"}

    unknown = Visitor(app, "alice").send(path, **wrong)
    unread = Visitor(app, "alice").send(path, **wrong, period_start="03/04/2026")

    assert pointed_to(unknown.text) == ["value", "evidence-source"]
    assert pointed_to(unread.text) == ["value", "period_start", "evidence-source"]


def test_a_link_to_what_was_withdrawn_since_is_not_refused_again(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        subject = organisation(session, label="Gone house")
        record = milestone(session, label="Left behind", subject=subject.reference)
        path = f"/milestones/{record.slug}/edit"
        session.flush()
        records.withdraw(session, subject, version=subject.version, actor=ALICE, reason="gone")
        session.commit()

    answer = Visitor(app, "alice").send(
        path, subject="organisation:gone-house", expected_date="03/04/2026", version="1"
    )

    assert pointed_to(answer.text) == ["expected_date"]
