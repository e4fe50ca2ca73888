"""What a record's page says of its claims."""

from flask import Flask
from sqlalchemy import Engine

from tests.factories import claim, milestone, source
from tests.web.visitors import Visitor
from tracker.database import writing


def test_names_the_claims_that_conflict_and_no_superseded_or_unknown_one(app: Flask, seeded: Engine) -> None:
    with writing(seeded)() as session:
        record = milestone(session)
        claim(session, record, "expected_date", "2026-03", source(session, "2026-01"))
        claim(session, record, "expected_date", "2026-06", source(session, "2026-04"))
        claim(session, record, "expected_date", "2026-09", source(session, "2026-04"))
        claim(session, record, "expected_date", "", source(session, "2026-04"), value_state="unknown")
        session.commit()

    page = Visitor(app).get(f"/milestones/{record.slug}").text

    assert "“June 2026” and “September 2026” cannot both be true." in page
    assert "“March 2026” and" not in page
    assert "and “”" not in page
