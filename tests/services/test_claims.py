"""Claims and rulings: a second source never overwrites the first, and what was typed is found or refused by name."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, labour_event, organisation, source
from tests.services.saving import history, shown
from tracker.forms.claim import ClaimInput
from tracker.forms.evidence import EvidenceInput
from tracker.models import Claim, Evidence, Record
from tracker.models.labour_event import ENDED, PARTY, STARTED, STATED_CAUSE
from tracker.services import claims, records, ruling
from tracker.services.errors import Rejected
from tracker.values import FuzzyDate

MARCH, APRIL = FuzzyDate.parse("2026-03"), FuzzyDate.parse("2026-04")


def state(
    session: Session, record: Record, typed: ClaimInput, evidence: EvidenceInput | None, **options: bool
) -> Claim:
    """Alice records what a source states."""
    return claims.add_claim(session, record, typed, actor=ALICE, evidence=evidence, **options)


def refusal(session: Session, record: Record, typed: ClaimInput, evidence: EvidenceInput | None = None) -> str:
    """The sentence with which a claim is refused."""
    with pytest.raises(Rejected) as raised:
        state(session, record, typed, evidence)
    session.rollback()
    return str(raised.value)


def cause(text: str) -> ClaimInput:
    return ClaimInput(STATED_CAUSE, text, reason="own observation")


def party(text: str) -> ClaimInput:
    return ClaimInput(PARTY, text, role="union", reason="own observation")


def ranks(session: Session, record: Record) -> dict[str, str]:
    return dict(session.execute(select(Claim.value, Claim.rank).where(Claim.record_id == record.id)).all())


def test_the_same_claim_again_only_gains_evidence(session: Session) -> None:
    record = labour_event(session)

    first = claim(session, record, "started", "2026-03", source(session))
    second = claim(session, record, "started", "2026-03", source(session))

    assert second is first
    assert len(first.evidence) == 2
    assert (record.claim_count, record.source_count) == (1, 2)
    (added,) = history(session, record)[-1].changes
    assert added in {f"evidence:{row.key}" for row in first.evidence}


def test_the_same_passage_again_is_refused(session: Session) -> None:
    record, passage = labour_event(session), EvidenceInput(source(session).reference, paragraph=2)
    state(session, record, ClaimInput(STARTED, MARCH), passage)
    session.commit()

    assert "recorded already" in refusal(session, record, ClaimInput(STARTED, MARCH), passage)
    assert session.scalar(select(func.count()).select_from(Evidence)) == 1


def test_a_second_source_never_overwrites_the_first(session: Session) -> None:
    record = labour_event(session)

    claim(session, record, "started", "2026-03", source(session))
    claim(session, record, "started", "2026-04", source(session))

    assert ranks(session, record) == {"2026-03": "normal", "2026-04": "normal"}
    assert (shown(record, "started"), record.unsettled_count) == ((None, "conflict"), 1)


def test_a_claim_is_told_apart_by_its_period_scope_language_and_assertion(session: Session) -> None:
    record = labour_event(session)
    parts = [{}, {"period_start": "2025"}, {"period_end": "2025"}, {"scope": "France"}, {"language": "fr"}]

    made = {claim(session, record, "name", "Walk-out", **one).key for one in [*parts, {"assertion": "opinion"}]}

    assert len(made) == 6


def test_history_keeps_a_claim_with_its_evidence_and_what_it_changed(session: Session) -> None:
    record, dispatch = labour_event(session), source(session)

    made = claim(session, record, "started", "2026-03", dispatch)

    last = history(session, record)[-1]
    assert (last.version, last.action, last.source_id) == (2, "claim", dispatch.id)
    assert last.changes["started"] == ["", "2026-03"]
    kept = {"field": "started", "value": "2026-03", "value_state": "stated", "assertion": "fact", "rank": "normal"}
    assert last.changes[f"claim:{made.key}"] == [None, kept]
    assert last.changes[f"evidence:{made.evidence[0].key}"][1]["source"] == dispatch.reference


def test_a_claim_without_a_source_needs_a_reason(session: Session) -> None:
    record = labour_event(session)

    assert "Name a source" in refusal(session, record, ClaimInput(STARTED, MARCH))


def test_a_claim_may_be_derived(session: Session) -> None:
    record = labour_event(session)

    state(session, record, ClaimInput(STARTED, MARCH, derivation="The day before the second."), None)

    assert shown(record, "started") == ("2026-03", "single")


def test_adopting_prefers_only_where_the_rules_would_choose_otherwise(session: Session) -> None:
    record, dispatch = labour_event(session), EvidenceInput(source(session).reference)

    state(session, record, ClaimInput(STARTED, MARCH), dispatch, adopt=True)
    agreed = ranks(session, record)
    state(session, record, ClaimInput(STARTED, APRIL), dispatch, adopt=True)

    assert agreed == {"2026-03": "normal"}
    assert ranks(session, record) == {"2026-03": "normal", "2026-04": "preferred"}
    assert shown(record, "started") == ("2026-04", "preferred")


def test_adopting_that_there_is_none_prefers_it_over_a_value(session: Session) -> None:
    record, dispatch = labour_event(session), EvidenceInput(source(session).reference)
    none = ClaimInput(ENDED, None, value_state="none")

    state(session, record, none, dispatch, adopt=True)
    agreed = ranks(session, record)
    claim(session, record, "ended", "2026-03")
    state(session, record, none, EvidenceInput(source(session).reference), adopt=True)

    assert agreed == {"": "normal"}
    assert ranks(session, record) == {"": "preferred", "2026-03": "normal"}
    assert shown(record, "ended") == (None, "preferred")


def test_a_ruling_is_kept_with_its_reason_and_makes_the_former_preferred_normal(session: Session) -> None:
    record = labour_event(session)
    first, second = (claim(session, record, "started", date) for date in ("2026-03", "2026-04"))
    ruling.rule(session, first, "preferred", "It was there.", version=first.record.version, actor=ALICE)

    ruling.rule(session, second, "preferred", " The first erred. ", version=second.record.version, actor=ALICE)

    assert ranks(session, record) == {"2026-03": "normal", "2026-04": "preferred"}
    last = history(session, record)[-1]
    assert (last.action, last.reason, last.version) == ("ruling", "The first erred.", record.version)
    assert last.changes["started"] == ["2026-03", "2026-04"]
    former, ruled = (last.changes[f"claim:{one.key}"] for one in (first, second))
    assert [state["rank"] for state in (*former, *ruled)] == ["preferred", "normal", "normal", "preferred"]
    assert ruled[1]["rank_reason"] == "The first erred."


def test_a_ruling_can_be_taken_back(session: Session) -> None:
    record = labour_event(session)
    made = claim(session, record, "started", "2026-03")
    ruling.rule(session, made, "deprecated", "A misprint.", version=made.record.version, actor=ALICE)

    ruling.rule(session, made, "normal", "It was none.", version=made.record.version, actor=ALICE)

    assert (shown(record, "started"), record.claim_count) == (("2026-03", "single"), 1)


@pytest.mark.parametrize(
    ("rank", "reason", "says"),
    [
        ("preferred", " ", "rank_reason: Say why."),
        ("best", "It is.", "rank: “best” is not one of: preferred, normal, deprecated."),
        ("normal", "", "rank_reason: Say why."),
    ],
)
def test_a_ruling_is_refused(session: Session, rank: str, reason: str, says: str) -> None:
    made = claim(session, labour_event(session), "started", "2026-03")

    with pytest.raises(Rejected) as raised:
        ruling.rule(session, made, rank, reason, version=made.record.version, actor=ALICE)

    assert str(raised.value) == says


def test_the_same_ruling_twice_is_refused(session: Session) -> None:
    made = claim(session, labour_event(session), "started", "2026-03")
    ruling.rule(session, made, "preferred", "It was there.", version=made.record.version, actor=ALICE)

    with pytest.raises(Rejected, match="has this rank already"):
        ruling.rule(session, made, "preferred", "It was there.", version=made.record.version, actor=ALICE)


@pytest.mark.parametrize("text", ["writers", "organisation:writers", "Écrivains & Cie", "ECRIVAINS & cie"])
def test_a_link_is_found_by_slug_reference_or_label(session: Session, text: str) -> None:
    record = labour_event(session)
    writers = organisation(session, label="Writers")
    records.update(session, writers, {"label": "Écrivains & Cie"}, version=1, actor=ALICE, reason="its own name")

    made = state(session, record, party(text), None)

    assert (made.value, made.value_record_id) == ("organisation:writers", writers.id)


def test_a_label_of_several_records_is_refused_with_their_names(session: Session) -> None:
    record = labour_event(session)
    for _number in range(2):
        organisation(session, label="The Guild")

    said = refusal(session, record, party("the guild"))

    assert "can mean several records: organisation:the-guild, organisation:the-guild-2" in said


@pytest.mark.parametrize("text", ["nobody", "organisation:nobody", "source:the-guild", "labour_event:the-guild"])
def test_a_link_that_leads_nowhere_is_refused(session: Session, text: str) -> None:
    record = labour_event(session)
    organisation(session, label="The Guild")

    assert refusal(session, record, party(text)) == f"value: There is no record “{text}” among: organisation."


def test_an_unknown_term_is_refused_with_those_there_are(session: Session) -> None:
    said = refusal(session, labour_event(session), cause("boredom"))

    assert said.startswith("value: “boredom” is not one of: ")
    assert "cost_cutting" in said


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("stance", "denies"),
        ("certainty", "sure"),
        ("attribution_mode", "hearsay"),
        ("date_inference", "guessed"),
        ("credibility", 7),
    ],
)
def test_an_unknown_term_of_evidence_is_refused(session: Session, name: str, code: object) -> None:
    record = labour_event(session)
    passage = EvidenceInput(source(session).reference, **{name: code})
    session.commit()

    said = refusal(session, record, ClaimInput(STARTED, MARCH), passage)

    assert said.startswith(f"{name}: “{code}” is not one of: ")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (ClaimInput(STARTED, MARCH, role="union", reason="x"), "role: “union” is not one of"),
        (ClaimInput(STARTED, MARCH, assertion="guess", reason="x"), "assertion: “guess” is not one of: fact"),
        (ClaimInput(STARTED, MARCH, scope="x" * 301, reason="x"), "scope: At most 300 characters"),
        (ClaimInput(PARTY, "x" * 301, reason="x"), "value: There is no record"),
    ],
)
def test_a_part_that_cannot_be_kept_is_refused(session: Session, typed: ClaimInput, says: str) -> None:
    assert refusal(session, labour_event(session), typed).startswith(says)


def test_a_statement_too_long_for_one_claim_is_refused(session: Session) -> None:
    record = labour_event(session)
    statement = next(field for field in Record.claimed if field.name == "statement")
    words = "".join(chr(0x4E00 + n * 37 % 20_000) for n in range(830))

    longest = state(session, record, ClaimInput(statement, words[:820], reason="x"), None)
    session.commit()

    assert longest.value == words[:820]
    assert "fewer words" in refusal(session, record, ClaimInput(statement, words, reason="x"))


def test_evidence_names_whose_words_it_gives(session: Session) -> None:
    record, speaker = labour_event(session), organisation(session, label="Speaker")
    passage = EvidenceInput(source(session).reference, attributed_to="speaker", attribution_mode="direct_quote")

    made = state(session, record, ClaimInput(STARTED, MARCH), passage)

    assert made.evidence[0].attributed_to_id == speaker.id
