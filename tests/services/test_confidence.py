"""How sure a value is: by origins and agreement, never by a count of articles."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import ALICE, claim, milestone, source
from tracker.languages import use
from tracker.models import Claim, Record, fields_of
from tracker.services import ruling
from tracker.services.confidence import Confidence, agreement, confidence
from tracker.services.lineage import Origins
from tracker.services.resolving import Candidate


@pytest.mark.parametrize(
    ("known", "unknown", "sentence"),
    [
        (0, 0, "0 origins"),
        (1, 0, "1 origin"),
        (3, 0, "3 origins"),
        (0, 1, "1 origin; the lineage of 1 is unknown"),
        (1, 1, "2 origins; the lineage of 1 is unknown"),
        (1, 4, "2 origins, at most 5; the lineage of 4 is unknown"),
    ],
)
def test_origins_are_told_with_what_nobody_knows(known: int, unknown: int, sentence: str) -> None:
    assert Origins(known, unknown).sentence() == sentence


def test_origins_are_told_in_french() -> None:
    with use("fr"):
        assert Origins(1, 4).sentence() == "2 origines, au plus 5\N{NO-BREAK SPACE}; la filiation de 4 est inconnue"


@pytest.mark.parametrize(
    ("origins", "agreeing", "level"),
    [
        (1, "low", "very_low"),
        (1, "medium", "low"),
        (1, "high", "medium"),
        (2, "low", "low"),
        (2, "medium", "medium"),
        (2, "high", "high"),
        (3, "low", "medium"),
        (3, "medium", "high"),
        (3, "high", "very_high"),
        (7, "high", "very_high"),
    ],
)
def test_each_step_of_evidence_or_agreement_is_one_of_confidence(origins: int, agreeing: str, level: str) -> None:
    found = confidence(Origins(origins, 0), agreeing)

    assert found is not None
    assert found.level == level


def test_five_sources_of_unknown_lineage_are_limited_evidence() -> None:
    assert confidence(Origins(0, 5), "high") == Confidence("limited", "high")


def test_nothing_is_said_of_what_no_source_states() -> None:
    assert confidence(Origins(0, 0), "high") is None


def agreeing(record: Record, name: str, stated: list[Claim], disputed: bool = False) -> str:
    field = fields_of(type(record))[name]
    return agreement(field, [Candidate(one, field.type, disputed) for one in stated])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["2026-03"], "high"),
        (["2026-03", "[2026-03..]", "2026"], "high"),
        (["2026-03", "2026-05"], "low"),
    ],
)
def test_dates_agree_where_they_can_all_be_true(session: Session, values: list[str], found: str) -> None:
    record = milestone(session)
    stated = [claim(session, record, "actual_date", value, source(session, "2026")) for value in values]

    assert agreeing(record, "actual_date", stated) == found


def test_a_difference_of_scope_is_medium_agreement(session: Session) -> None:
    record = milestone(session)
    stated = [
        claim(session, record, "actual_date", value, source(session, "2026"), scope=scope)
        for value, scope in (("2026-03", "France"), ("2026-05", "Germany"))
    ]

    assert agreeing(record, "actual_date", stated) == "medium"


def test_a_date_that_moved_contradicts_nothing(session: Session) -> None:
    record = milestone(session)
    stated = [
        claim(session, record, "expected_date", value, source(session, published), assertion="plan")
        for value, published in (("2026-03", "2025"), ("2026-05", "2026"))
    ]

    assert agreeing(record, "expected_date", stated) == "high"


def test_a_ruling_settles_the_value_and_not_the_disagreement(session: Session) -> None:
    record = milestone(session)
    stated = [claim(session, record, "actual_date", value, source(session, "2026")) for value in ("2026-03", "2026-05")]
    ruling.rule(session, stated[0], "preferred", "It is.", version=record.version, actor=ALICE)

    assert agreeing(record, "actual_date", stated) == "low"


def test_an_open_dispute_is_low_agreement(session: Session) -> None:
    record = milestone(session)
    stated = [claim(session, record, "actual_date", "2026-03", source(session, "2026"))]

    assert agreeing(record, "actual_date", stated, disputed=True) == "low"
