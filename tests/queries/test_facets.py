"""What a list can be narrowed to, with counts, in the time there is."""

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from tests import factories
from tracker.catalogue import BY_KIND
from tracker.permissions import ANYBODY
from tracker.queries.facets import MOST_VALUES, Facet, facet_fields, facets
from tracker.queries.limited import rows_within
from tracker.queries.list_query import ListQuery

MILESTONES = BY_KIND["milestone"]
LONG = 60.0


def faceted(session: Session, **args: list[str]) -> dict[str, Facet]:
    query = ListQuery.parse(MILESTONES, args, session, ANYBODY)
    return {facet.field.name: facet for facet in facets(session, query, ANYBODY, seconds=LONG)}


def counts(facet: Facet) -> dict[str, int | None]:
    return {value.text: value.count for value in facet.values}


def made(session: Session) -> None:
    subject = factories.initiative(session, label="Lab").reference
    for date, kind in (("2026", "closed_beta_start"), ("2025/2027", "closed_beta_start"), ("2024", "open_beta_start")):
        factories.milestone(session, subject=subject, expected_date=date, milestone_kind=kind)
    factories.milestone(session, subject=subject, milestone_kind="open_beta_start")


def test_counts_are_under_all_filters_but_the_own(session: Session) -> None:
    made(session)

    found = faceted(session, milestone_kind=["open_beta_start"])

    assert counts(found["milestone_kind"]) == {"closed_beta_start": 2, "open_beta_start": 2}
    assert [value.text for value in found["milestone_kind"].values if value.chosen] == ["open_beta_start"]
    assert counts(found["expected_date"]) == {"2024": 1}
    assert counts(found["subject"]) == {"initiative:lab": 2}


def test_a_date_counts_in_every_year_it_could_be_in(session: Session) -> None:
    made(session)

    assert counts(faceted(session)["expected_date"]) == {"2027": 1, "2026": 2, "2025": 1, "2024": 1}


def test_an_open_end_counts_in_every_year_beyond(session: Session) -> None:
    made(session)
    factories.milestone(session, expected_date="[..2025]")

    assert counts(faceted(session)["expected_date"]) == {"2027": 1, "2026": 2, "2025": 2, "2024": 2}


def test_what_is_chosen_stays_though_nothing_has_it(session: Session) -> None:
    made(session)
    factories.initiative(session, label="Nobody’s")

    sent = {"milestone_kind": ["open_beta_start"], "subject": ["nobody’s"], "expected_date": ["1999"]}
    found = faceted(session, q=["nothing is called so"], **sent)

    assert counts(found["milestone_kind"]) == {"open_beta_start": 0}
    assert [(value.text, value.label, value.count) for value in found["subject"].values] == [
        ("nobody’s", "Nobody’s", 0)
    ]
    assert counts(found["expected_date"]) == {"1999": 0}


def test_links_are_those_linked_to_most_and_say_that_there_are_more(session: Session) -> None:
    subjects = [factories.initiative(session, label=f"Lab {number:02}").reference for number in range(MOST_VALUES + 2)]
    for subject in (*subjects, subjects[-1]):
        factories.milestone(session, subject=subject)

    facet = faceted(session)["subject"]
    chosen = faceted(session, subject=[subjects[-2]])["subject"]

    assert (facet.more, len(facet.values)) == (True, MOST_VALUES)
    assert (facet.values[0].text, facet.values[0].label, facet.values[0].count) == (subjects[-1], "Lab 21", 2)
    assert (chosen.values[0].text, chosen.values[0].chosen) == (subjects[-2], True)


def test_withdrawn_links_are_not_told_of(session: Session) -> None:
    made(session)
    subject = session.scalars(select(BY_KIND["initiative"].model)).one()
    factories.records.withdraw(session, subject, version=subject.version, actor=factories.ALICE, reason="a mistake")

    assert "subject" not in faceted(session)


def test_without_time_nothing_is_counted_and_what_is_chosen_stays(session: Session) -> None:
    made(session)
    query = ListQuery.parse(MILESTONES, {"milestone_kind": ["open_beta_start"]}, session, ANYBODY)

    found = facets(session, query, ANYBODY, seconds=0)

    assert [facet.field for facet in found] == facet_fields(MILESTONES)
    assert not any(facet.counted for facet in found)
    assert [counts(facet) for facet in found if facet.values] == [{"open_beta_start": None}]


def test_a_statement_that_takes_too_long_is_broken_off_and_the_session_goes_on(session: Session) -> None:
    made(session)
    numbers = select(literal(1).label("n")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 2_000_000_000))

    assert rows_within(session, select(func.count()).select_from(numbers), 0.02) is None

    assert session.scalar(select(func.count()).select_from(BY_KIND["initiative"].model)) == 1
    quick = select(numbers.c.n).where(numbers.c.n < 100).limit(3)
    assert [row.n for row in rows_within(session, quick, LONG) or ()] == [1, 2, 3]


def test_a_limit_ends_with_its_statement(session: Session) -> None:
    slow = select(literal(1).label("n")).cte(recursive=True)
    slow = slow.union_all(select(slow.c.n + 1).where(slow.c.n < 400_000))

    assert rows_within(session, select(literal(1)), 0.001) is not None

    assert session.scalar(select(func.count()).select_from(slow)) == 400_000
