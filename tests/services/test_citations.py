"""Sources that are cited for another value than the one that is saved."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, labour_event, organisation, source
from tests.services.saving import history, shown
from tracker.forms.evidence import EvidenceInput
from tracker.forms.fields import Value
from tracker.models import Claim, Evidence, Record
from tracker.services import records, undoing
from tracker.services.citations import MISREAD, Mismatched
from tracker.services.errors import Rejected
from tracker.values import FuzzyDate

MARCH, APRIL = FuzzyDate.parse("2026-03"), FuzzyDate.parse("2026-04")


def save(
    session: Session,
    record: Record,
    values: Mapping[str, Value],
    piece: Record | None = None,
    *,
    answers: Mapping[str, str] = {},
    adopt: bool = True,
) -> None:
    """Alice saves a form, on a source or with a reason, and answers what is asked."""
    evidence = EvidenceInput(piece.reference) if piece else None
    why = "" if evidence else "own observation"
    records.update(
        session,
        record,
        values,
        version=record.version,
        actor=ALICE,
        evidence=evidence,
        reason=why,
        answers=answers,
        adopt=adopt,
    )


def asked(session: Session, record: Record, values: Mapping[str, Value], *sources: Record) -> list[tuple[str, str]]:
    """What is asked instead of saving: fields, and the values that sources are cited for."""
    with pytest.raises(Mismatched) as raised:
        save(session, record, values, *sources)
    found = [(mismatch.field, ", ".join(mismatch.values)) for mismatch in raised.value.found]
    session.rollback()
    return found


def cited(session: Session, record: Record) -> dict[str, bool]:
    """Which sources of the country are cited for the one it has now, by label."""
    rows = session.scalars(select(Evidence).where(Evidence.field == "country"))
    return {row.source.label: row.counts and row.is_for(record.country) for row in rows}  # type: ignore[attr-defined]


@pytest.fixture
def french(session: Session) -> Record:
    """An organisation of which a source states the country."""
    record = organisation(session, label="A house")
    save(session, record, {"country": "FR"}, source(session, label="Old"))
    session.commit()
    return record


@pytest.mark.parametrize("other", [False, True])
def test_a_field_whose_sources_are_not_named_again_asks_what_they_state(
    session: Session, french: Record, other: bool
) -> None:
    named = [source(session, label="New")] if other else []

    assert asked(session, french, {"country": "DE"}, *named) == [("country", "FR")]


def test_nothing_is_asked_where_the_same_source_is_named_or_none_was(session: Session, french: Record) -> None:
    (old,) = [row.source for row in session.scalars(select(Evidence).where(Evidence.field == "country"))]

    save(session, french, {"country": "DE", "label": "Another house"}, old)

    assert cited(session, french) == {"Old": True}


def test_sources_that_state_the_new_value_too_go_on_to_support_it(session: Session, french: Record) -> None:
    save(session, french, {"country": "DE"}, answers={"country": "both"})

    assert cited(session, french) == {"Old": True}


def test_sources_that_state_only_the_old_value_stay_with_it(session: Session, french: Record) -> None:
    save(session, french, {"country": "DE"}, source(session, label="New"), answers={"country": "former"})

    assert cited(session, french) == {"Old": False, "New": True}
    kept = [pair for key, pair in history(session, french)[-1].changes.items() if key.startswith("evidence:")]
    values = [tuple(state.get("former_value", "") if state else None for state in pair) for pair in kept]
    assert values == [(None, ""), ("", "FR")]


def test_a_value_that_comes_back_has_its_sources_back(session: Session, french: Record) -> None:
    save(session, french, {"country": "DE"}, source(session, label="New"), answers={"country": "former"})

    save(session, french, {"country": "FR"}, answers={"country": "former"})
    back = cited(session, french)
    save(session, french, {"country": "DE"}, source(session, label="Newer"), answers={"country": "former"})

    assert back == {"Old": True, "New": False}
    assert cited(session, french) == {"Old": False, "New": True, "Newer": True}


def test_a_passage_that_is_named_again_for_the_value_it_was_left_with_is_there_already(
    session: Session, french: Record
) -> None:
    (old,) = [row.source for row in session.scalars(select(Evidence).where(Evidence.field == "country"))]
    save(session, french, {"country": "DE"}, answers={"country": "former"})

    save(session, french, {"country": "FR"}, old)

    rows = session.scalars(select(Evidence).where(Evidence.field == "country")).all()
    assert [(row.former_value, row.is_for("FR")) for row in rows] == [("FR", True)]


@pytest.mark.parametrize(("answer", "old"), [("former", False), ("both", True)])
def test_undoing_leaves_each_source_with_the_value_it_states(
    session: Session, french: Record, answer: str, old: bool
) -> None:
    save(session, french, {"country": "DE"}, source(session, label="New"), answers={"country": answer})
    changed = history(session, french)[-1]
    undoing.undo(session, french, changed, "country", version=french.version, reason="A slip.", actor=ALICE)
    back = cited(session, french)
    undone = history(session, french)[-1]

    undoing.undo(session, french, undone, "country", version=french.version, reason="None.", actor=ALICE)

    assert back == {"Old": True, "New": False}
    assert cited(session, french) == {"Old": old, "New": True}


def test_an_answer_about_another_field_is_none(session: Session, french: Record) -> None:
    for given in ({"label": "former"}, {"country": "perhaps"}, {"country": "typed"}):
        with pytest.raises(Mismatched):
            save(session, french, {"country": "DE"}, answers=given)
        session.rollback()


def test_a_source_that_is_cited_for_an_excluded_value_asks_whether_it_states_both(session: Session) -> None:
    record, piece = labour_event(session), source(session)
    claim(session, record, "started", "2026-03", piece)

    assert asked(session, record, {"started": APRIL}, piece) == [("started", "2026-03")]


@pytest.mark.parametrize("typed", ["2026-03-10", "2026"])
def test_a_value_that_fits_the_other_is_not_asked_about(session: Session, typed: str) -> None:
    record, piece = labour_event(session), source(session)
    claim(session, record, "started", "2026-03", piece)

    save(session, record, {"started": FuzzyDate.parse(typed)}, piece)


def test_another_claim_beside_it_is_not_asked_about(session: Session) -> None:
    record, piece = labour_event(session), source(session)
    claim(session, record, "started", "2026-03", piece)

    save(session, record, {"started": APRIL}, piece, adopt=False)

    assert shown(record, "started") == (None, "conflict")


def test_a_claim_that_was_misread_is_set_aside(session: Session) -> None:
    record, piece = labour_event(session), source(session)
    claim(session, record, "started", "2026-03", piece)

    save(session, record, {"started": APRIL}, piece, answers={"started": "typed"})

    found = session.execute(select(Claim.value, Claim.rank, Claim.rank_reason).order_by(Claim.id)).all()
    assert [tuple(row) for row in found] == [("2026-03", "deprecated", MISREAD), ("2026-04", "normal", "")]
    assert shown(record, "started") == ("2026-04", "single")


def test_a_claim_that_another_source_makes_too_stands(session: Session) -> None:
    record, piece = labour_event(session), source(session)
    made = claim(session, record, "started", "2026-03", piece, source(session))

    save(session, record, {"started": APRIL}, piece, answers={"started": "typed"})

    assert made.rank == "normal"
    assert sorted(row.stance for row in made.evidence) == ["disputes", "supports"]


def test_a_source_that_states_both_is_left_with_both(session: Session) -> None:
    record, piece = labour_event(session), source(session)
    made = claim(session, record, "started", "2026-03", piece)

    save(session, record, {"started": APRIL}, piece, answers={"started": "both"})

    assert (made.rank, [row.stance for row in made.evidence]) == ("normal", ["supports"])
    assert shown(record, "started") == ("2026-04", "preferred")


def test_undoing_a_misreading_puts_the_claim_and_its_sources_back(session: Session) -> None:
    record, piece = labour_event(session), source(session)
    made = claim(session, record, "started", "2026-03", piece, source(session))
    save(session, record, {"started": APRIL}, piece, answers={"started": "typed"})
    revision = history(session, record)[-1]

    undoing.undo(session, record, revision, "started", version=record.version, reason="A slip.", actor=ALICE)

    assert [row.stance for row in made.evidence] == ["supports", "supports"]
    assert shown(record, "started") == ("2026-03", "single")


def test_evidence_of_a_claim_has_no_former_value(session: Session) -> None:
    record = labour_event(session)
    passage = EvidenceInput(source(session).reference, former_value="2026")

    with pytest.raises(Rejected, match="former_value"):
        records.update(session, record, {"started": MARCH}, version=record.version, actor=ALICE, evidence=passage)
    session.rollback()
