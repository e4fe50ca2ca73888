"""What a list holds under filters, as they are typed in its address."""

from typing import Any

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from tests import factories
from tracker.catalogue import BY_KIND
from tracker.permissions import ANYBODY
from tracker.queries.list_query import BadQuery, ListQuery
from tracker.queries.records import MOST_COUNTED, count, counted, everything, undated

MILESTONES = BY_KIND["milestone"]
DATES = ("2026", "2026-05", "2026-05-04", "[..2026-05]", "[2026-06..]", "2025/2027", "2027", "")


def parsed(session: Session, kind: str = "milestone", **args: str | list[str]) -> ListQuery:
    sent = {name.replace("__", "."): [text] if isinstance(text, str) else text for name, text in args.items()}
    return ListQuery.parse(BY_KIND[kind], sent, session, ANYBODY)


def labels(session: Session, kind: str = "milestone", **args: str | list[str]) -> set[str]:
    query = parsed(session, kind, **args)
    found = {row.label for row in session.execute(everything(query, [], ANYBODY))}
    assert session.scalar(count(query, ANYBODY)) == len(found)
    return found


@pytest.fixture
def dated(session: Session) -> Session:
    """A milestone for each date, called after it."""
    subject = factories.initiative(session).reference
    for date in DATES:
        given = {"expected_date": date} if date else {}
        factories.milestone(session, label=f"at {date}", subject=subject, **given)
    return session


@pytest.mark.parametrize(
    ("typed", "could", "certainly"),
    [
        (
            "2026",
            {"2026", "2026-05", "2026-05-04", "[..2026-05]", "[2026-06..]", "2025/2027"},
            {"2026", "2026-05", "2026-05-04"},
        ),
        ("May 2026", {"2026", "2026-05", "2026-05-04", "[..2026-05]", "2025/2027"}, {"2026-05", "2026-05-04"}),
        (
            "by May 2026",
            {"2026", "2026-05", "2026-05-04", "[..2026-05]", "2025/2027"},
            {"2026-05", "2026-05-04", "[..2026-05]"},
        ),
        ("Q3 2026", {"2026", "[2026-06..]", "2025/2027"}, set()),
        ("[2026-06..]", {"2026", "[2026-06..]", "2025/2027", "2027"}, {"[2026-06..]", "2027"}),
        ("1999", {"[..2026-05]"}, set()),
    ],
)
def test_a_date_could_be_or_certainly_is_in_a_range(
    dated: Session, typed: str, could: set[str], certainly: set[str]
) -> None:
    assert labels(dated, expected_date=typed) == {f"at {date}" for date in could}
    assert labels(dated, expected_date__certainly=typed) == {f"at {date}" for date in certainly}


def test_records_without_a_date_are_counted_under_the_other_filters(dated: Session) -> None:
    field = parsed(dated, expected_date="2026").filters[0].field

    both = parsed(dated, expected_date="2026", expected_date__certainly="2026-05")
    named = parsed(dated, expected_date="2026", q="2026")

    assert dated.scalar(undated(both, field, ANYBODY)) == 1
    assert dated.scalar(undated(named, field, ANYBODY)) == 0


def test_dates_stand_in_the_address_in_their_canonical_spelling(session: Session) -> None:
    query = parsed(session, expected_date=["by May 2026", "d’ici mai 2026"], expected_date__certainly=" Q3 2026 ")

    assert query.sent == {"expected_date": ["[..2026-05]"], "expected_date.certainly": ["2026-35"]}
    again = ListQuery.parse(MILESTONES, query.sent, session, ANYBODY)
    assert (again.filters, again.sent) == (query.filters, query.sent)


def test_figures_are_read_in_words_as_well(session: Session) -> None:
    for jobs in ("350", ">1000", "20000..99999"):
        factories.labour_event(session, label=jobs, jobs_affected=jobs)

    assert labels(session, "labour_event", jobs_affected="more than 30,000") == {">1000", "20000..99999"}
    assert labels(session, "labour_event", jobs_affected__certainly="<500") == {"350"}


def test_several_values_mean_any_of_them_and_several_filters_all_of_them(dated: Session) -> None:
    assert labels(dated, expected_date__certainly=["2027", "2026-05-04"]) == {"at 2027", "at 2026-05-04"}
    assert labels(dated, expected_date__certainly=["2027", "2026"], q="04") == {"at 2026-05-04"}


def test_marks_of_every_list_can_be_asked_for(session: Session) -> None:
    one, other = factories.source(session, label="One"), factories.source(session, label="Other")
    for source in (one, other):
        factories.source(session, label=f"Of {source.label}", derived_from=source.reference, lineage_status="derived")
    record = factories.milestone(session, label="Doubly told")
    factories.milestone(session, label="Untold")
    factories.claim(session, record, "expected_date", "2026", one)
    for value, source in (("2025", one), ("2024", other)):
        factories.claim(session, record, "actual_date", value, source)

    assert labels(session, unsettled="yes") == {"Doubly told"}
    assert labels(session, unsettled="no") == {"Untold"}
    assert labels(session, unsettled=["yes", "no"]) == {"Doubly told", "Untold"}
    assert labels(session, single_origin="yes") | labels(session, single_origin="no") == {"Doubly told", "Untold"}
    assert "Untold" in labels(session, single_origin="yes")


def test_a_link_is_asked_for_by_reference_slug_or_name(session: Session) -> None:
    subject = factories.initiative(session, label="Étude Lab")
    factories.milestone(session, label="Of the lab", subject=subject.reference)
    factories.milestone(session, label="Of another")

    for text in ("initiative:etude-lab", "etude-lab", "etude lab", "ÉTUDE LAB"):
        assert labels(session, subject=text) == {"Of the lab"}


def test_a_name_of_two_records_is_refused_with_both(session: Session) -> None:
    factories.initiative(session, label="Namesake")
    factories.organisation(session, label="Namesake")

    with pytest.raises(BadQuery, match=r"initiative:namesake, organisation:namesake|organisation:.*initiative:"):
        parsed(session, subject="namesake")
    assert parsed(session, subject="initiative:namesake").filters[0].texts == ("initiative:namesake",)


@pytest.mark.parametrize(
    ("args", "named"),
    [
        ({"expected_date": "soonish"}, "soonish"),
        ({"expected_date": "03/04/2026"}, "03/04/2026"),
        ({"milestone_kind": "x' OR 1=1 --"}, "OR 1=1"),
        ({"x' OR 1=1 --": "1"}, "OR 1=1"),
        ({"subject": "'; DROP TABLE record; --"}, "DROP TABLE"),
        ({"milestone_kind__certainly": "met"}, "milestone_kind.certainly"),
        ({"columns": "label,id); --"}, "id); --"),
        ({"sort": "note"}, "note"),
        ({"per": "51"}, "51"),
        ({"limit": "2"}, "limit"),
        ({"unsettled": "1"}, "unsettled=1"),
        ({"expected_date": [f"{year}" for year in range(1900, 1990)]}, "50"),
    ],
)
def test_what_there_is_not_is_refused_and_named(session: Session, args: dict[str, Any], named: str) -> None:
    with pytest.raises(BadQuery) as refused:
        parsed(session, **args)

    assert named in str(refused.value)


def test_every_problem_of_an_address_is_told_and_the_rest_understood(session: Session) -> None:
    sent = {"expected_date": ["soonish"], "sort": ["x"], "columns": ["studio"], "q": ["a"], "per": ["100"]}

    query, problems = ListQuery.read(MILESTONES, sent, session, ANYBODY)

    assert set(problems) == {"expected_date", "sort"}
    assert (query.words, query.columns, query.limit, query.sort) == ("a", ("label", "studio"), 100, "expected_date")
    assert query.sent["expected_date"] == ["soonish"]


def test_counts_end_where_there_are_very_many(session: Session) -> None:
    numbers = select(literal(1).label("n")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 4 * MOST_COUNTED))

    assert session.scalar(counted(select(numbers.c.n))) == MOST_COUNTED + 1
    assert session.scalar(counted(select(numbers.c.n).where(numbers.c.n <= MOST_COUNTED))) == MOST_COUNTED
    assert session.scalar(select(func.count()).select_from(numbers)) == 4 * MOST_COUNTED
