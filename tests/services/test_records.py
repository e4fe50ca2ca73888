"""Creating and withdrawing records: history tells what was done, who did it, and why."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import ALICE, build, claim, initiative, labour_event, milestone, organisation, source
from tests.services.saving import history, save
from tracker.catalogue import BY_KIND
from tracker.forms.evidence import EvidenceInput
from tracker.models import Claim, Evidence, LabourEvent, Organisation, Revision, Source
from tracker.services import records
from tracker.services.errors import Rejected, Stale
from tracker.values import FuzzyDate


def test_creating_writes_down_everything_as_new(session: Session) -> None:
    record = labour_event(session, label="Walk-out", started="2026-03")

    (first,) = history(session, record)
    assert (first.version, first.action, first.actor, first.reason) == (1, "create", "alice", "a test needs it")
    assert first.changes["label"] == ["", "Walk-out"]
    assert first.changes["started"] == ["", "2026-03"]


def test_creating_with_a_source_supports_the_record_and_every_value(session: Session) -> None:
    dispatch = source(session)
    values = {"label": "Walk-out", "event_kind": "strike", "started": FuzzyDate.parse("2026-03")}

    record = records.create(
        session, LabourEvent, values, actor=ALICE, evidence=EvidenceInput(dispatch.reference, paragraph=2)
    )

    on_record = session.scalars(select(Evidence).where(Evidence.record_id == record.id).order_by(Evidence.field)).all()
    (stated,) = session.scalars(select(Claim).where(Claim.record_id == record.id))
    assert [(row.field, row.paragraph) for row in on_record] == [("", 2), ("event_kind", 2)]
    assert (stated.field, stated.value, stated.reason, len(stated.evidence)) == ("started", "2026-03", "", 1)
    assert (record.claim_count, record.source_count, record.origin_count) == (1, 1, 1)
    assert history(session, record)[0].source_id == dispatch.id


def test_creating_needs_a_source_or_a_reason(session: Session) -> None:
    values = {"label": "Reuters", "organisation_kind": "publisher"}

    with pytest.raises(Rejected, match="reason: Name the source"):
        records.create(session, Organisation, values, actor=ALICE)


def test_creating_a_source_needs_no_other(session: Session) -> None:
    values = {"label": "A dispatch", "source_kind": "article", "lineage_status": "unknown", "reliability": "F"}

    record = records.create(session, Source, values, actor=ALICE)

    assert record.version == 1


def test_creating_makes_the_slug_from_the_label_and_unique_in_the_family(session: Session) -> None:
    made = [organisation(session, label="Œuvre & Cie"), build(session, BY_KIND["studio"], label="Oeuvre, Cie!")]
    elsewhere = initiative(session, label="Œuvre & Cie")
    nameless = organisation(session, label="…")

    assert [record.slug for record in made] == ["oeuvre-cie", "oeuvre-cie-2"]
    assert elsewhere.slug == "oeuvre-cie"
    assert nameless.slug == "organisation"


def test_creating_refuses_a_term_that_there_is_not_and_names_those_there_are(session: Session) -> None:
    with pytest.raises(Rejected, match=r"event_kind: “riot” is not one of: .*strike"):
        labour_event(session, event_kind="riot")


def test_creating_refuses_a_second_source_at_one_address(session: Session) -> None:
    source(session, label="First", url="https://www.example.com/story/?utm_source=mail")

    with pytest.raises(Rejected, match="url: This address is already the source “first”"):
        source(session, label="Second", url="http://example.com/story")


def test_creating_refuses_a_name_longer_than_any_database_keeps(session: Session) -> None:
    with pytest.raises(Rejected, match="label: At most 300 characters"):
        organisation(session, label="x" * 301)


def test_creating_a_milestone_finds_its_studio(session: Session) -> None:
    studio = build(session, BY_KIND["studio"])
    unit = initiative(session, owner=studio.reference)

    of_unit, of_studio = (milestone(session, subject=subject.reference) for subject in (unit, studio))

    assert (of_unit.studio_id, of_studio.studio_id) == (studio.id, studio.id)


def test_withdrawing_and_bringing_back_are_versions(session: Session) -> None:
    record = organisation(session)

    records.withdraw(session, record, version=1, actor=ALICE, reason=" a double ")
    withdrawn = (record.is_withdrawn, record.withdrawn_reason)
    records.restore(session, record, version=2, actor=ALICE, reason="It is not.")

    assert withdrawn == (True, "a double")
    assert (record.is_withdrawn, record.withdrawn_reason, record.version) == (False, None, 3)
    assert [one.changes for one in history(session, record)[1:]] == [
        {"withdrawn": ["", "a double"]},
        {"withdrawn": ["a double", ""]},
    ]


def test_withdrawing_needs_a_reason_and_the_present_version_and_happens_once(session: Session) -> None:
    record = organisation(session)
    save(session, record, label="New")

    with pytest.raises(Rejected, match="reason: Say why"):
        records.withdraw(session, record, version=2, actor=ALICE, reason=" ")
    with pytest.raises(Stale):
        records.withdraw(session, record, version=1, actor=ALICE, reason="a double")
    records.withdraw(session, record, version=2, actor=ALICE, reason="a double")
    with pytest.raises(Rejected, match="Somebody has done that already"):
        records.withdraw(session, record, version=3, actor=ALICE, reason="a double")
    assert record.version == 3


def test_versions_are_counted_as_revisions_are_written(session: Session) -> None:
    record = labour_event(session, started="2026-03")
    save(session, record, label="New", started=FuzzyDate.parse("2026-04"))
    claim(session, record, "ended", "2026-05")
    records.withdraw(session, record, version=3, actor=ALICE, reason="a double")

    written = select(func.count()).select_from(Revision).where(Revision.record_id == record.id)

    assert session.scalar(written) == record.version == 4
