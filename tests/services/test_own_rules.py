"""The rules of single nouns, held whatever door a value comes through."""

import pytest
from sqlalchemy.orm import Session

from tests.factories import ALICE, build, organisation
from tracker.catalogue import BY_KIND
from tracker.forms.fields import Value
from tracker.models import Record
from tracker.services import records
from tracker.services.errors import Rejected


def series(session: Session) -> Record:
    return build(session, BY_KIND["work"], label="A series", work_type="series")


def season(session: Session) -> Record:
    above = series(session).reference
    return build(session, BY_KIND["work"], label="Season 2", work_type="season", parent=above, season_number=2)


def refused(session: Session, record: Record, values: dict[str, Value]) -> list[str]:
    with pytest.raises(Rejected) as error:
        records.update(session, record, values, version=record.version, actor=ALICE, reason="a test needs it")
    return list(error.value.fields)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"season_number": None}, "season_number"),
        ({"parent": None}, "parent"),
        ({"work_type": "series"}, "season_number"),
    ],
)
def test_a_season_keeps_its_series_and_its_number(session: Session, values: dict[str, Value], field: str) -> None:
    assert refused(session, season(session), values) == [field]


def test_only_a_season_has_a_number(session: Session) -> None:
    assert refused(session, series(session), {"season_number": 2}) == ["season_number"]


def test_a_season_may_become_a_work_of_its_own_if_its_number_goes(session: Session) -> None:
    record = season(session)
    values: dict[str, Value] = {"work_type": "creativeWork", "parent": None, "season_number": None}

    records.update(session, record, values, version=1, actor=ALICE, reason="a test needs it")

    assert record.version == 2


def test_a_deployment_keeps_its_user_or_its_work(session: Session) -> None:
    user = organisation(session).reference
    record = build(session, BY_KIND["deployment"], operator=user)

    assert refused(session, record, {"operator": None, "work": None}) == ["operator"]
