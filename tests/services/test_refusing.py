"""What the services refuse although each part of it could be kept: it would undo, hide or repeat what is there."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, labour_event, milestone, organisation, source
from tests.services.saving import history, refusal, save, shown
from tracker.forms.claim import ClaimInput
from tracker.forms.evidence import EvidenceInput
from tracker.models import Claim, Record
from tracker.models.labour_event import STARTED
from tracker.services import claims, records, ruling
from tracker.services.errors import Overlap, Rejected, Stale
from tracker.values import FuzzyDate

APRIL = FuzzyDate.parse("2026-04")


def rule(session: Session, stated: Claim, rank: str) -> None:
    ruling.rule(session, stated, rank, "It is a misprint.", version=stated.record.version, actor=ALICE)


def adding_is_refused(session: Session, record: Record, adopt: bool = False, **parts: str) -> dict[str, list[str]]:
    """The sentences with which the claim that it started in April is refused."""
    typed = ClaimInput(STARTED, APRIL, reason="own observation", **parts)
    with pytest.raises(Rejected) as raised:
        claims.add_claim(session, record, typed, actor=ALICE, evidence=None, adopt=adopt)
    session.rollback()
    return raised.value.fields


def set_aside(session: Session) -> Record:
    """A labour event that started in March; that it started in April was set aside."""
    record = labour_event(session, started="2026-03")
    rule(session, claim(session, record, "started", "2026-04"), "deprecated")
    session.commit()
    return record


SET_ASIDE = ["This value was set aside: It is a misprint. Rule on its claim instead."]


def test_an_edit_does_not_undo_a_ruling(session: Session) -> None:
    record = set_aside(session)

    assert refusal(session, record, started=APRIL) == {"started": SET_ASIDE}
    assert shown(record, "started") == ("2026-03", "single")


def test_a_claim_that_is_adopted_does_not_undo_a_ruling(session: Session) -> None:
    assert adding_is_refused(session, set_aside(session), adopt=True) == {"value": SET_ASIDE}


def test_a_value_that_is_recorded_already_with_its_source_is_no_new_version(session: Session) -> None:
    record, dispatch = labour_event(session, started="2026-03"), source(session)
    claim(session, record, "started", "2026-04", dispatch)
    session.commit()
    said = {"version": record.version, "actor": ALICE, "evidence": EvidenceInput(dispatch.reference)}

    with pytest.raises(Rejected) as raised:
        records.update(session, record, {"started": APRIL}, adopt=False, **said)

    session.rollback()
    assert raised.value.fields == {"started": ["This is recorded already, with this source."]}
    assert (record.version, len(history(session, record))) == (2, 2)


@pytest.mark.parametrize("parts", [{"assertion": "opinion"}, {"value": "", "value_state": "unknown"}])
def test_a_claim_that_never_decides_cannot_be_preferred(session: Session, parts: dict[str, str]) -> None:
    record = labour_event(session, started="2026-03")
    deaf = claim(session, record, "started", **({"value": "2026-04"} | parts))
    session.commit()

    with pytest.raises(Rejected, match=r"rank: Only a known answer that is asserted as “fact” can decide “Started”\."):
        rule(session, deaf, "preferred")

    session.rollback()
    assert shown(record, "started") == ("2026-03", "single")


def test_a_claim_that_never_decides_cannot_be_added_as_preferred(session: Session) -> None:
    refused = adding_is_refused(
        session, labour_event(session), rank="preferred", rank_reason="so", assertion="speculation"
    )

    assert list(refused) == ["rank"]


def test_a_claim_is_not_added_as_preferred_without_a_reason(session: Session) -> None:
    assert adding_is_refused(session, labour_event(session), rank="preferred") == {"rank_reason": ["Say why."]}


@pytest.mark.parametrize(
    ("parts", "name"),
    [({"rank": "deprecated", "rank_reason": "so"}, "rank"), ({"derivation": "counted"}, "derivation")],
)
def test_a_rank_or_derivation_is_not_lost_on_a_claim_that_is_there(
    session: Session, parts: dict[str, str], name: str
) -> None:
    record = labour_event(session, started="2026-04")
    session.commit()

    assert list(adding_is_refused(session, record, **parts)) == [name]


WITHDRAWN = {"withdrawn": ["The record is withdrawn; bring it back first."]}


def test_nothing_is_written_to_a_withdrawn_record(session: Session) -> None:
    record = labour_event(session)
    stated = claim(session, record, "started", "2026-03")
    records.withdraw(session, record, version=record.version, actor=ALICE, reason="a mistake")
    session.commit()

    with pytest.raises(Rejected) as ruled:
        rule(session, stated, "preferred")
    session.rollback()

    assert refusal(session, record, label="New") == WITHDRAWN
    assert adding_is_refused(session, record) == WITHDRAWN
    assert ruled.value.fields == WITHDRAWN


@pytest.mark.parametrize(("there", "sent"), [("started", "ended"), ("ended", "started")])
def test_an_event_does_not_end_before_a_start_that_was_saved_before(session: Session, there: str, sent: str) -> None:
    dates = {"started": FuzzyDate.parse("2026-05"), "ended": APRIL}
    record = labour_event(session, **{there: dates[there]})
    session.commit()

    refused = refusal(session, record, **{sent: dates[sent]})

    assert refused == {sent: ["It ended April 2026, before it started May 2026."]}


def test_an_event_whose_dates_contradict_each_other_is_still_saved_otherwise(session: Session) -> None:
    record = labour_event(session, started="2026-05")
    claim(session, record, "ended", "2026-04", source(session))

    assert save(session, record, note="The dates are odd.").note == "The dates are odd."


def test_a_record_labelled_as_a_page_has_another_address(session: Session) -> None:
    assert [organisation(session, label="New").slug for _ in range(2)] == ["new-2", "new-3"]


def test_what_is_said_of_something_else_is_no_slip(session: Session) -> None:
    record = milestone(session)
    claim(session, record, "expected_date", "2026-03", source(session, "2026-01"), scope="season 1")
    claim(session, record, "expected_date", "2026-09", source(session, "2026-02"), scope="season 2")

    assert shown(record, "expected_date") == (None, "scope")
    assert record.expected_date_slips == 0


def test_a_date_that_is_called_off_is_no_slip(session: Session) -> None:
    record = milestone(session)
    claim(session, record, "expected_date", "2026-03", source(session, "2026-01"))
    claim(session, record, "expected_date", "", source(session, "2026-02"), value_state="none")

    assert shown(record, "expected_date") == (None, "conflict")
    assert record.expected_date_slips == 0


def test_meets_a_claim_that_somebody_added_to_a_conflict_meanwhile(session: Session) -> None:
    record = milestone(session)
    claim(session, record, "actual_date", "2026-04", source(session))
    claim(session, record, "actual_date", "2026-06", source(session))
    opened = record.version
    claim(session, record, "actual_date", "2026-07", source(session))

    with pytest.raises(Stale) as met:
        records.update(
            session, record, {"actual_date": FuzzyDate.parse("2026-08")}, version=opened, actor=ALICE, reason="x"
        )

    assert met.value.overlaps == [Overlap("actual_date", "2026-08", "2026-07", "")]
