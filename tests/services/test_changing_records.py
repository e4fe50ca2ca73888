"""Changing records: nothing stated is lost, two people never overwrite each other, and what hangs on it follows."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import ALICE, build, claim, initiative, labour_event, milestone, organisation, source
from tests.services.saving import history, refusal, save
from tracker.catalogue import BY_KIND
from tracker.forms.evidence import EvidenceInput
from tracker.models import Claim, Evidence
from tracker.services import records
from tracker.services.errors import Overlap, Rejected, Stale
from tracker.values import FuzzyDate
from tracker.values.web_address import WebAddress


def test_changing_writes_down_old_and_new(session: Session) -> None:
    record = organisation(session, label="Old", country="FR")

    save(session, record, label="New", country=None, organisation_kind=record.organisation_kind)

    second = history(session, record)[1]
    assert (second.version, second.action, second.reason) == (2, "update", "typo")
    assert second.changes == {"label": ["Old", "New"], "country": ["FR", ""]}
    assert (record.label, record.label_key, record.slug, record.country) == ("New", "new", "old", None)


def test_changing_nothing_is_no_revision(session: Session) -> None:
    record = organisation(session, label="Same")

    save(session, record, label="Same", is_collective=None, note=None)

    assert (record.version, len(history(session, record))) == (1, 1)


def test_changing_needs_a_source_or_a_reason(session: Session) -> None:
    record = organisation(session)

    with pytest.raises(Rejected, match="reason: Name the source"):
        records.update(session, record, {"label": "New"}, version=1, actor=ALICE, reason=" ")


def test_changing_with_a_source_supports_the_fields_that_changed(session: Session) -> None:
    record, dispatch = organisation(session, label="Same"), source(session)

    values = {"label": "Same", "country": "FR"}
    records.update(session, record, values, version=1, actor=ALICE, evidence=EvidenceInput(dispatch.reference))

    assert session.scalars(select(Evidence.field).where(Evidence.record_id == record.id)).all() == ["country"]


def test_changing_a_claimed_value_keeps_the_claim_there_was(session: Session) -> None:
    record = labour_event(session, started="2026-03")

    save(session, record, started=FuzzyDate.parse("2026-04"))

    stated = session.scalars(select(Claim).where(Claim.record_id == record.id).order_by(Claim.id)).all()
    assert [(one.value, one.rank) for one in stated] == [("2026-03", "normal"), ("2026-04", "preferred")]
    assert (record.started, record.started_by) == ("2026-04", "preferred")
    changes = history(session, record)[1].changes
    assert changes["started"] == ["2026-03", "2026-04"]
    assert changes[f"claim:{stated[1].key}"][1]["value"] == "2026-04"


def test_adopting_prefers_no_claim_where_the_rules_agree(session: Session) -> None:
    record = labour_event(session, started="2026")

    save(session, record, started=FuzzyDate.parse("2026-03"))

    assert set(session.scalars(select(Claim.rank).where(Claim.record_id == record.id))) == {"normal"}
    assert (record.started, record.started_by) == ("2026-03", "intersection")


def test_adopting_makes_the_former_preferred_claim_normal(session: Session) -> None:
    record = labour_event(session, started="2026-03")
    save(session, record, started=FuzzyDate.parse("2026-04"))

    save(session, record, started=FuzzyDate.parse("2026-05"))

    ranks = dict(session.execute(select(Claim.value, Claim.rank).where(Claim.record_id == record.id)).all())
    assert ranks == {"2026-03": "normal", "2026-04": "normal", "2026-05": "preferred"}
    assert record.started == "2026-05"


def test_not_adopting_leaves_the_ruling_open(session: Session) -> None:
    record = labour_event(session, started="2026-03")
    values = {"started": FuzzyDate.parse("2026-04")}

    records.update(session, record, values, version=1, actor=ALICE, reason="own observation", adopt=False)

    assert (record.started, record.started_by, record.unsettled_count) == (None, "conflict", 1)


def test_emptying_a_claimed_field_is_refused(session: Session) -> None:
    record = labour_event(session, started="2026-03")

    assert "removes no claim" in refusal(session, record, started=None)["started"][0]


def test_edits_of_different_fields_merge(session: Session) -> None:
    record = organisation(session, label="Old", country="FR")
    save(session, record, version=1, label="New", country="FR")

    save(session, record, version=1, label="Old", country="DE")

    assert (record.label, record.country, record.version) == ("New", "DE", 3)


def test_edits_of_one_field_meet_as_yours_theirs_and_original(session: Session) -> None:
    record = organisation(session, label="Old", country="FR")
    save(session, record, version=1, label="Theirs")

    with pytest.raises(Stale) as raised:
        save(session, record, version=1, label="Yours", country="DE")

    assert raised.value.overlaps == [Overlap("label", yours="Yours", theirs="Theirs", original="Old")]
    assert raised.value.version == 2
    assert (record.label, record.country) == ("Theirs", "FR")


def test_edits_of_one_claimed_field_meet_too(session: Session) -> None:
    record = labour_event(session, started="2026-03")
    claim(session, record, "started", "2026-03-04")

    with pytest.raises(Stale) as raised:
        save(session, record, version=1, started=FuzzyDate.parse("2026-04"))

    assert raised.value.overlaps == [Overlap("started", "2026-04", "2026-03-04", "2026-03")]


def test_two_who_type_the_same_do_not_meet(session: Session) -> None:
    record = organisation(session, label="Old")
    save(session, record, version=1, label="New")

    save(session, record, version=1, label="New")

    assert record.version == 2


def test_a_version_that_never_was_is_refused(session: Session) -> None:
    record = organisation(session)

    with pytest.raises(Rejected, match="a version that does not exist"):
        save(session, record, version=2, label="New")


def test_a_form_may_send_back_a_link_to_a_record_withdrawn_since(session: Session) -> None:
    unit = initiative(session)
    record = milestone(session, subject=unit.reference)
    records.withdraw(session, unit, version=1, actor=ALICE, reason="a mistake")

    save(session, record, subject=unit.reference, label="New")

    assert (record.label, record.subject_id) == ("New", unit.id)


def test_a_withdrawn_record_cannot_be_linked_to_anew(session: Session) -> None:
    unit = initiative(session)
    records.withdraw(session, unit, version=1, actor=ALICE, reason="a mistake")

    with pytest.raises(Rejected, match="subject: There is no record"):
        milestone(session, subject=unit.reference)


@pytest.mark.parametrize("field", ["part_of", "derived_from"])
@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_circle_is_refused(session: Session, field: str, length: int) -> None:
    kind, more = ("labour_event", {}) if field == "part_of" else ("source", {"lineage_status": "derived"})
    line = [build(session, BY_KIND[kind], **more)]
    for _link in range(length - 1):
        line.append(build(session, BY_KIND[kind], **{field: line[-1].reference}, **more))

    assert "circle" in refusal(session, line[0], **{field: line[-1].reference})[field][0]


def test_only_a_derived_source_has_an_origin(session: Session) -> None:
    origin, record = source(session), source(session, lineage_status="unknown")
    derived = source(session, lineage_status="derived", derived_from=origin.reference)
    session.commit()

    assert "derived" in refusal(session, record, derived_from=origin.reference)["derived_from"][0]
    assert "derived" in refusal(session, derived, lineage_status="original")["lineage_status"][0]


def test_an_address_taken_by_another_source_is_refused(session: Session) -> None:
    source(session, label="First", url="https://example.com/a")
    record = source(session, label="Second", url="https://example.com/b")

    assert refusal(session, record, url="https://example.com/a/")["url"] == [
        "This address is already the source “first”."
    ]


def test_an_address_can_be_corrected_and_removed(session: Session) -> None:
    record = source(session, url="https://example.com/a")

    save(session, record, url="https://www.example.com/b/")
    corrected = (record.url, record.url_key)
    save(session, record, url=None)

    assert corrected == ("https://www.example.com/b/", WebAddress.parse("https://example.com/b").key)
    assert (record.url, record.url_key) == (None, None)


def test_a_new_owner_is_carried_to_the_milestones(session: Session) -> None:
    studios = [build(session, BY_KIND["studio"], label=name) for name in ("One", "Other")]
    unit = initiative(session, owner=studios[0].reference)
    record = milestone(session, subject=unit.reference)

    save(session, unit, owner=studios[1].reference)

    assert (record.studio_id, record.version) == (studios[1].id, 1)


def test_a_corrected_date_of_a_source_reaches_what_rests_on_it(session: Session) -> None:
    record = milestone(session)
    early, late = source(session, "2026-01"), source(session, "2026-02")
    claim(session, record, "expected_date", "2026-03", early)
    claim(session, record, "expected_date", "2026-09", late)

    save(session, early, published=FuzzyDate.parse("2026-04"))

    assert (record.expected_date, record.expected_date_slips) == ("2026-03", 1)
    last = history(session, record)[-1]
    assert (last.version, last.changes) == (record.version, {"expected_date": ["2026-09", "2026-03"]})
    assert (last.source_id, last.reason) == (early.id, "The source “A Source” was corrected.")


def test_a_corrected_lineage_of_a_source_reaches_what_rests_on_it(session: Session) -> None:
    record = labour_event(session)
    dispatch = source(session, lineage_status="original")
    retellings = [source(session, lineage_status="unknown") for _number in range(2)]
    claim(session, record, "started", "2026-03", *retellings)
    save(session, retellings[0], lineage_status="derived", derived_from=dispatch.reference)
    apart = record.origin_count

    save(session, retellings[1], lineage_status="derived", derived_from=retellings[0].reference)

    assert (apart, record.origin_count, record.source_count) == (2, 1, 2)
