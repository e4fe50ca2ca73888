"""The rules by which claims are resolved, as what a record shows after its claims were made through the services."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, initiative, labour_event, milestone
from tests.services.saving import shown
from tracker.models import Claim, Dispute, FieldType
from tracker.models.labour_event import STARTED
from tracker.services import records, ruling
from tracker.services.history import add_revision, differences, state_of
from tracker.services.refreshing import refresh
from tracker.services.resolving import Candidate, resolve


def dispute(session: Session, *disputed: Claim, status: str = "open") -> Dispute:
    """A disagreement that somebody named."""
    ruling = "It was settled." if status == "resolved" else ""
    named = Dispute(
        key="D1",
        question="Which?",
        dispute_kind="value",
        status=status,
        ruling=ruling,
        created_by="alice",
        claims=[*disputed],
    )
    session.add(named)
    for record in {one.record for one in disputed}:
        before = state_of(session, record)
        record.version += 1
        refresh(session, [record])
        changes = differences(before, state_of(session, record))
        add_revision(session, record, "dispute", changes, actor=ALICE, reason="a test needs it")
    return named


def test_shows_nothing_without_claims(session: Session) -> None:
    assert shown(milestone(session), "actual_date") == (None, "none")


@pytest.mark.parametrize(
    ("dates", "value", "by"),
    [
        pytest.param(["2026-03"], "2026-03", "single", id="one"),
        pytest.param(["2026-03~"], "2026-03~", "single", id="one-hedged"),
        pytest.param(["2026", "2026-03"], "2026-03", "intersection", id="one-within-the-other"),
        pytest.param(["[2026-02..]", "2026-05", "[2026-05..]", "[..2026-05]"], "2026-05", "intersection", id="four"),
        pytest.param(["2026-03~", "2026-03"], "2026-03", "intersection", id="unqualified-words-first"),
        pytest.param(["2026-03~", "[2026-01..]"], "2026-03~", "intersection", id="qualified-words-if-no-others"),
        pytest.param(["2026-21", "2026-04/2026-07"], "[2026-04..2026-05]", "intersection", id="no-claim-has-the-words"),
        pytest.param(["[2026-03..]", "[..2026-03]"], "2026-03", "intersection", id="the-shortest-words"),
        pytest.param(["2026-03", "2026-04"], None, "conflict", id="two-that-exclude-each-other"),
        pytest.param(["2026-03", "2026-04", "2026"], None, "conflict", id="two-of-three-exclude-each-other"),
    ],
)
def test_resolves_dates(session: Session, dates: list[str], value: str | None, by: str) -> None:
    record = labour_event(session)

    for date in dates:
        claim(session, record, "started", date)

    assert shown(record, "started") == (value, by)
    assert record.unsettled_count == (by == "conflict")


@pytest.mark.parametrize(
    ("figures", "value", "by"),
    [
        pytest.param(["350", ">350"], None, "conflict", id="350-is-not-more-than-350"),
        pytest.param(["350", ">=350"], "350", "intersection", id="350-is-at-least-350"),
        pytest.param([">350", "<400"], ">350..<400", "intersection", id="both-ends-open"),
        pytest.param(["nearly 30000", "~30000"], "nearly 30000", "intersection", id="nearly-is-about"),
        pytest.param(["~30000", "27000..33000"], "27000..33000", "intersection", id="unqualified-words-first"),
        pytest.param(["~30000", "350"], None, "conflict", id="far-apart"),
    ],
)
def test_resolves_figures(session: Session, figures: list[str], value: str | None, by: str) -> None:
    record = labour_event(session)

    for figure in figures:
        claim(session, record, "jobs_affected", figure)

    assert shown(record, "jobs_affected") == (value, by)


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [
        pytest.param({"scope": "France"}, {"scope": "Spain"}, "scope", id="two-scopes"),
        pytest.param({"scope": "France"}, {}, "scope", id="a-scope-and-none"),
        pytest.param({"scope": "France"}, {"scope": "France"}, "conflict", id="one-scope"),
        pytest.param({"period_start": "2025"}, {"period_start": "2026"}, "scope", id="two-beginnings"),
        pytest.param({"period_end": "2025"}, {"period_end": "2026"}, "scope", id="two-ends"),
        pytest.param(
            {"period_start": "2025"}, {"period_start": "2025-10"}, "conflict", id="beginnings-that-may-be-one"
        ),
        pytest.param({"period_start": "2025"}, {}, "conflict", id="a-period-and-none"),
        pytest.param({"period_start": "2025"}, {"period_end": "2026"}, "conflict", id="a-beginning-and-an-end"),
    ],
)
def test_shows_no_value_where_claims_speak_of_different_things(
    session: Session, one: dict[str, str], other: dict[str, str], by: str
) -> None:
    record = labour_event(session)

    claim(session, record, "jobs_affected", "100", **one)
    claim(session, record, "jobs_affected", "200", **other)

    assert shown(record, "jobs_affected") == (None, by)
    assert record.unsettled_count == (by == "conflict")


def test_keeps_roles_apart() -> None:
    claims = [Claim(value="2026", value_state="stated", role=role, rank="normal", assertion="fact") for role in "ab"]

    answer = resolve(STARTED, [Candidate(one, FieldType.DATE, sources=[]) for one in claims])

    assert (answer.value, answer.by) == (None, "scope")


def test_lets_a_preferred_claim_decide(session: Session) -> None:
    record = labour_event(session)
    first = claim(session, record, "started", "2026-03")
    claim(session, record, "started", "2026-04")

    ruling.rule(session, first, "preferred", "It was there.", version=first.record.version, actor=ALICE)

    assert shown(record, "started") == ("2026-03", "preferred")
    assert record.unsettled_count == 0


def test_takes_a_deprecated_claim_for_wrong(session: Session) -> None:
    record = labour_event(session)
    first = claim(session, record, "started", "2026-03")
    claim(session, record, "started", "2026-04")

    ruling.rule(session, first, "deprecated", "A misprint.", version=first.record.version, actor=ALICE)

    assert shown(record, "started") == ("2026-04", "single")
    assert record.claim_count == 1


def test_does_not_let_a_disputed_claim_decide(session: Session) -> None:
    record = labour_event(session)
    disputed = claim(session, record, "started", "2026-03")
    claim(session, record, "started", "2026-04")

    dispute(session, disputed)

    assert shown(record, "started") == ("2026-04", "single")
    assert record.unsettled_count == 1


def test_shows_nothing_where_all_claims_are_disputed(session: Session) -> None:
    record = labour_event(session)

    dispute(session, claim(session, record, "started", "2026-03"), claim(session, record, "started", "2026-04"))

    assert shown(record, "started") == (None, "disputed")
    assert record.unsettled_count == 1


def test_lets_a_preferred_claim_decide_in_an_open_dispute(session: Session) -> None:
    record = labour_event(session)
    disputed = claim(session, record, "started", "2026-03")
    dispute(session, disputed, claim(session, record, "started", "2026-04"))

    ruling.rule(
        session, disputed, "preferred", "Four sources against one.", version=disputed.record.version, actor=ALICE
    )

    assert shown(record, "started") == ("2026-03", "preferred")
    assert record.unsettled_count == 1


@pytest.mark.parametrize("status", ["resolved", "standing"])
def test_lets_claims_decide_again_when_their_dispute_is_over(session: Session, status: str) -> None:
    record = labour_event(session)

    dispute(session, claim(session, record, "started", "2026-03"), status=status)

    assert shown(record, "started") == ("2026-03", "single")
    assert record.unsettled_count == 0


def test_does_not_let_an_unknown_conflict_or_decide(session: Session) -> None:
    record = labour_event(session)
    claim(session, record, "started", "", value_state="unknown")
    alone = shown(record, "started")

    claim(session, record, "started", "2026-03")

    assert alone == (None, "none")
    assert shown(record, "started") == ("2026-03", "single")


def test_lets_a_stated_absence_conflict_with_a_value(session: Session) -> None:
    record = labour_event(session)
    claim(session, record, "ended", "", value_state="none")
    alone = shown(record, "ended")

    claim(session, record, "ended", "2026-03")

    assert alone == (None, "single")
    assert shown(record, "ended") == (None, "conflict")


def test_does_not_take_a_plan_for_a_fact(session: Session) -> None:
    record = initiative(session)

    claim(session, record, "release_stage", "closed_beta", assertion="plan")

    assert shown(record, "release_stage") == (None, "none")


def test_takes_what_is_expected_from_plans_only(session: Session) -> None:
    record = milestone(session)

    claim(session, record, "expected_date", "2026-03", assertion="fact")

    assert shown(record, "expected_date") == (None, "none")


def test_shows_over_time_the_value_that_begins_last(session: Session) -> None:
    record = initiative(session)

    claim(session, record, "release_stage", "open_beta", period_start="2026-09")
    claim(session, record, "release_stage", "closed_beta", period_start="2026-03")
    claim(session, record, "release_stage", "announced")

    assert shown(record, "release_stage") == ("open_beta", "latest")


def test_sees_a_conflict_over_time_between_values_that_begin_together(session: Session) -> None:
    record = initiative(session)

    claim(session, record, "release_stage", "open_beta", period_start="2026-03")
    claim(session, record, "release_stage", "closed_beta", period_start="2026-03-01")

    assert shown(record, "release_stage") == (None, "conflict")


def test_lets_a_preferred_claim_decide_over_time(session: Session) -> None:
    record = initiative(session)
    early = claim(session, record, "release_stage", "closed_beta", period_start="2026-03")
    claim(session, record, "release_stage", "open_beta", period_start="2026-09")

    ruling.rule(session, early, "preferred", "It never left the beta.", version=early.record.version, actor=ALICE)

    assert shown(record, "release_stage") == ("closed_beta", "preferred")


def test_shows_nothing_while_a_record_is_withdrawn(session: Session) -> None:
    record = labour_event(session)
    claim(session, record, "started", "2026-03")
    claim(session, record, "ended", "2026-04")
    claim(session, record, "ended", "2026-05")

    records.withdraw(session, record, version=record.version, actor=ALICE, reason="It is the same as another.")
    withdrawn = (shown(record, "started"), record.unsettled_count)
    records.restore(session, record, version=record.version, actor=ALICE)

    assert withdrawn == ((None, "none"), 0)
    assert (shown(record, "started"), record.unsettled_count) == (("2026-03", "single"), 1)
