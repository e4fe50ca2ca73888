"""What a claim stands on: a passage that supports it, of a source that is not withdrawn, a derivation or a reason."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, labour_event, source
from tests.services.saving import history, shown
from tests.services.test_claims import refusal, state
from tracker.forms.claim import ClaimInput
from tracker.forms.evidence import EvidenceInput
from tracker.models import Claim, Evidence, LabourEvent, Record
from tracker.models.labour_event import STARTED
from tracker.queries.milestones import sources_behind
from tracker.services import records
from tracker.services.errors import Rejected
from tracker.values import FuzzyDate

MARCH, APRIL = FuzzyDate.parse("2026-03"), FuzzyDate.parse("2026-04")
NEEDS = "stance: A new claim needs a passage that supports it, or a reason."
OTHERWISE = ["disputes", "mentions"]


def withdraw(session: Session, record: Record) -> None:
    records.withdraw(session, record, version=record.version, actor=ALICE, reason="a forgery")


def restore(session: Session, record: Record) -> None:
    records.restore(session, record, version=record.version, actor=ALICE)


@pytest.mark.parametrize("stance", OTHERWISE)
def test_a_new_claim_that_no_passage_supports_is_refused(session: Session, stance: str) -> None:
    record, passage = labour_event(session), EvidenceInput(source(session).reference, stance=stance)
    session.commit()

    assert refusal(session, record, ClaimInput(STARTED, MARCH), passage) == NEEDS
    assert session.scalar(select(func.count()).select_from(Claim)) == 0


@pytest.mark.parametrize("ground", ["reason", "derivation"])
def test_a_new_claim_may_be_disputed_where_it_has_another_ground(session: Session, ground: str) -> None:
    record, passage = labour_event(session), EvidenceInput(source(session).reference, stance="disputes")

    state(session, record, ClaimInput(STARTED, MARCH, **{ground: "Seen in the street."}), passage)

    assert shown(record, "started") == ("2026-03", "single")


def test_a_claim_that_is_there_may_be_disputed(session: Session) -> None:
    record, passage = labour_event(session), EvidenceInput(source(session).reference, stance="disputes")
    claim(session, record, "started", "2026-03", source(session))

    stated = state(session, record, ClaimInput(STARTED, MARCH), passage)

    assert [row.stance for row in sorted(stated.evidence, key=lambda row: row.id)] == ["supports", "disputes"]


@pytest.mark.parametrize("stance", OTHERWISE)
def test_values_of_a_form_that_no_passage_supports_are_refused(session: Session, stance: str) -> None:
    record, passage = labour_event(session), EvidenceInput(source(session).reference, stance=stance)
    session.commit()
    values = {"label": "A walk-out", "event_kind": record.event_kind, "started": MARCH}

    with pytest.raises(Rejected) as added:
        records.create(session, LabourEvent, values, actor=ALICE, evidence=passage)
    session.rollback()
    with pytest.raises(Rejected) as changed:
        records.update(session, record, {"started": MARCH}, version=1, actor=ALICE, evidence=passage)
    session.rollback()

    assert (str(added.value), str(changed.value)) == (NEEDS, NEEDS)


def test_values_of_a_form_may_stand_on_its_reason(session: Session) -> None:
    record, passage = labour_event(session), EvidenceInput(source(session).reference, stance="disputes")

    values = {"started": MARCH}
    records.update(session, record, values, version=1, actor=ALICE, evidence=passage, reason="Seen in the street.")

    assert session.scalars(select(Claim.reason)).one() == "Seen in the street."


def test_confirmed_needs_another_origin(session: Session) -> None:
    record = labour_event(session)
    first, second = (source(session, lineage_status="original") for _number in range(2))
    retelling = source(session, lineage_status="derived", derived_from=first.reference)
    state(session, record, ClaimInput(STARTED, MARCH), EvidenceInput(first.reference))
    session.commit()

    said = [
        refusal(session, record, ClaimInput(STARTED, MARCH), EvidenceInput(of.reference, paragraph=1, credibility=1))
        for of in (first, retelling)
    ]
    state(session, record, ClaimInput(STARTED, MARCH), EvidenceInput(second.reference, credibility=1))

    assert said == ["credibility: Confirmed needs two independent origins; here is 1 origin."] * 2


def test_confirmed_needs_another_origin_of_what_says_that_a_record_exists(session: Session) -> None:
    kind, passage = labour_event(session).event_kind, EvidenceInput(source(session).reference, credibility=1)

    with pytest.raises(Rejected, match="credibility: Confirmed needs two independent origins"):
        records.create(session, LabourEvent, {"label": "A sit-in", "event_kind": kind}, actor=ALICE, evidence=passage)

    session.rollback()


@pytest.mark.parametrize("reading", [{"wording": "in March"}, {"date_inference": "publication_date"}])
def test_the_same_passage_in_other_words_is_refused(session: Session, reading: dict[str, str]) -> None:
    record, cited = labour_event(session), source(session).reference
    state(session, record, ClaimInput(STARTED, MARCH), EvidenceInput(cited, paragraph=2))
    session.commit()

    said = refusal(session, record, ClaimInput(STARTED, MARCH), EvidenceInput(cited, paragraph=2, **reading))

    assert "recorded already" in said
    assert session.scalar(select(func.count()).select_from(Evidence)) == 1


def test_a_withdrawn_source_supports_nothing_until_it_is_back(session: Session) -> None:
    record, forged = labour_event(session), source(session)
    claim(session, record, "started", "2026-03", forged)
    claim(session, record, "started", "2026-04", source(session))

    withdraw(session, forged)
    without = (shown(record, "started"), record.source_count, record.unsettled_count)
    restore(session, forged)

    assert without == (("2026-04", "single"), 1, 0)
    assert (shown(record, "started"), record.source_count) == ((None, "conflict"), 2)
    assert [(row.version, row.source_id, row.reason) for row in history(session, record)[-2:]] == [
        (4, forged.id, "The source “A Source” was withdrawn."),
        (5, forged.id, "The source “A Source” was brought back."),
    ]


def test_a_claim_keeps_what_else_it_stands_on(session: Session) -> None:
    record, forged = labour_event(session), source(session)
    claim(session, record, "started", "2026-03", forged, derivation="The day before the second.")
    claim(session, record, "ended", "2026-04", forged, source(session))

    withdraw(session, forged)

    assert (shown(record, "started"), shown(record, "ended")) == (("2026-03", "single"), ("2026-04", "single"))


def test_a_withdrawn_source_is_behind_no_report(seeds: Session) -> None:
    first, *others = seeds.scalars(sources_behind()).all()

    withdraw(seeds, first)

    assert set(seeds.scalars(sources_behind())) == set(others)
