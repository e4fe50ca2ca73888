"""Dates and figures in words, as forms take them and say what they were read as."""

import pytest

from tracker.forms.base import RowData
from tracker.forms.claim import ClaimForm
from tracker.forms.fields import read, understand
from tracker.forms.labour_event import LabourEventForm
from tracker.forms.milestone import MilestoneForm
from tracker.forms.reading import Reading, Undecided
from tracker.forms.source import SourceForm
from tracker.languages import use
from tracker.models import Field
from tracker.models.labour_event import JOBS_AFFECTED, SHARE_OF_PARENT, STARTED
from tracker.models.milestone import ACTUAL_DATE, EXPECTED_DATE
from tracker.values import FuzzyDate, Quantity

FEBRUARY = FuzzyDate.parse("2031-02-10")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (STARTED, "in May 2031", FuzzyDate.parse("2031-05")),
        (STARTED, "T3 2031", FuzzyDate.parse("2031-35")),
        (JOBS_AFFECTED, "près de 30 000 emplois", Quantity.parse("nearly 30000")),
        (SHARE_OF_PARENT, "50 %", Quantity.parse("0.5")),
    ],
)
def test_reads_words_wherever_values_are_read(field: Field, text: str, value: object) -> None:
    assert read(field, text) == value


@pytest.mark.parametrize(("field", "value"), [(EXPECTED_DATE, "2031-03"), (ACTUAL_DATE, "2030-03")])
def test_counts_ahead_for_what_is_expected_and_back_for_what_happened(field: Field, value: str) -> None:
    form = MilestoneForm(RowData.of({field.name: "March"}), partial=True, meta={"published": FEBRUARY})

    assert form.validate()
    assert form.values() == {field.name: FuzzyDate.parse(value)}


@pytest.mark.parametrize("meta", [None, {}, {"published": None}])
def test_refuses_words_that_count_from_a_date_nobody_knows(meta: dict[str, None] | None) -> None:
    form = LabourEventForm(RowData.of({"started": "last October"}), partial=True, meta=meta)

    assert not form.validate()
    assert list(form.sentences()) == ["started"]
    assert form["started"].text == "last October"
    assert form["started"].reading is None


def test_guesses_no_direction_for_a_date_that_nobody_claims() -> None:
    form = SourceForm(RowData.of({"published": "March"}), partial=True, meta={"published": FEBRUARY})

    assert not form.validate()


def test_remembers_the_words_and_not_what_is_typed_as_it_is_kept() -> None:
    row = {"started": "in May 2031", "ended": "2031-06", "jobs_affected": "12k", "workers_involved": "0012"}
    form = LabourEventForm(RowData.of(row), partial=True)

    assert form.validate()
    assert form["started"].reading == Reading("in May 2031", FuzzyDate.parse("2031-05"), "stated")
    assert form["jobs_affected"].reading == Reading("12k", Quantity.parse("12000"), unit="jobs")
    assert form["ended"].reading is form["workers_involved"].reading is None


def test_reads_the_value_and_the_period_of_a_claim() -> None:
    row = {"value": "more than 350", "period_start": "October", "period_end": "January"}
    form = ClaimForm(RowData.of(row), spec=JOBS_AFFECTED, meta={"published": FEBRUARY})

    assert form.validate(), form.errors
    assert form.claim().value == Quantity.parse(">350")
    assert (str(form.claim().period_start), str(form.claim().period_end)) == ("2030-10", "2031-01")
    assert {name: said.words for name, said in form.readings().items()} == {
        "jobs_affected": "more than 350",
        "period_start": "October",
        "period_end": "January",
    }


def undecided(field: Field, text: str, published: FuzzyDate | None = None) -> list[tuple[str, str]]:
    """The value and the words of each choice that a text leaves."""
    with use("en"), pytest.raises(Undecided) as problem:
        understand(field, text, published=published, ahead=True)
    return [(str(choice.value), choice.brief()) for choice in problem.value.choices]


def test_leaves_a_choice_between_the_readings_of_a_text() -> None:
    assert undecided(STARTED, "03/04/2026") == [("2026-04-03", "3 April 2026"), ("2026-03-04", "4 March 2026")]
    assert undecided(EXPECTED_DATE, "mai 26", FEBRUARY) == [("2031-05-26", "26 May 2031"), ("2026-05", "May 2026")]
    assert undecided(JOBS_AFFECTED, "10 à 12 000") == [
        ("10..12000", "10 to 12,000 jobs"),
        ("10000..12000", "10,000 to 12,000 jobs"),
    ]


@pytest.mark.parametrize(
    ("field", "text"), [(SHARE_OF_PARENT, "1,500"), (SHARE_OF_PARENT, "1,500 %"), (JOBS_AFFECTED, "2,5 à 3 000")]
)
def test_leaves_no_choice_where_the_unit_admits_fewer_than_two_readings(field: Field, text: str) -> None:
    with pytest.raises(ValueError, match="can be read as") as problem:
        read(field, text)

    assert not isinstance(problem.value, Undecided)


@pytest.mark.parametrize("chosen", ["2026-04-03", "2026-03-04"])
def test_takes_the_reading_that_was_chosen(chosen: str) -> None:
    form = LabourEventForm(RowData.of({"started": "03/04/2026"}), partial=True, meta={"shown": {"started": chosen}})

    assert form.validate()
    assert form.values() == {"started": FuzzyDate.parse(chosen)}
    assert form["started"].reading == Reading("03/04/2026", FuzzyDate.parse(chosen), "stated")
    assert len(form["started"].choices) == 2


@pytest.mark.parametrize("shown", [{}, {"started": ""}, {"started": "2026-04-04"}, {"ended": "2026-04-03"}])
def test_takes_no_reading_that_is_none_of_the_text(shown: dict[str, str]) -> None:
    form = LabourEventForm(RowData.of({"started": "03/04/2026"}), partial=True, meta={"shown": shown})

    assert not form.validate()
    assert "may be 2026-04-03 or 2026-03-04" in form.sentences()["started"][0]
    assert form["started"].reading is None
    assert form["started"].text == "03/04/2026"
    assert len(form["started"].choices) == 2


def test_takes_no_choice_from_the_row_of_a_file() -> None:
    form = LabourEventForm(RowData.of({"started": "03/04/2026", "read-started": "2026-04-03"}), partial=True)

    assert not form.validate()


def test_takes_choices_for_the_value_and_the_period_of_a_claim() -> None:
    row = {"value": "10 à 12 000", "period_start": "03/04/2026"}
    shown = {"value": "10000..12000", "period_start": "2026-03-04"}
    form = ClaimForm(RowData.of(row), spec=JOBS_AFFECTED, meta={"shown": shown})

    assert form.validate(), form.errors
    assert (str(form.claim().value), str(form.claim().period_start)) == ("10000..12000", "2026-03-04")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2031", "2031 = 1 Jan – 31 Dec 2031, year"),
        ("2031-05", "May 2031 = 1 May – 31 May 2031, month"),
        ("2031-05-04", "4 May 2031 = 4 May 2031, day"),
        ("2031-23", "autumn 2031 = 1 Sep – 30 Nov 2031, season"),
        ("2031-35", "Q3 2031 = 1 Jul – 30 Sep 2031, quarter"),
        ("2031-40", "H1 2031 = 1 Jan – 30 Jun 2031, half-year"),
        ("[2030-12..2031-02]", "between December 2030 and February 2031 = 1 Dec 2030 – 28 Feb 2031, a day among these"),
        ("[..2031-05]", "by May 2031 = … – 31 May 2031, a day among these"),
        ("2031-05/..", "since May 2031 = 1 May 2031 – …, all of these days"),
    ],
)
def test_says_the_days_and_how_exact_a_date_is(text: str, meaning: str) -> None:
    with use("en"):
        # The abbreviated names of months are the locale's.
        assert Reading("", FuzzyDate.parse(text)).meaning().replace("Sept", "Sep") == meaning


def test_says_what_words_count_from_only_where_they_do() -> None:
    counted = understand(STARTED, "last October", published=FEBRUARY, ahead=False)
    stated = understand(STARTED, "in May 2031", published=FEBRUARY, ahead=False)

    assert isinstance(counted, Reading)
    assert isinstance(stated, Reading)
    assert counted.sentence().endswith("Reckoned from the date of the source: 10 February 2031.")
    assert "Reckoned" not in stated.sentence()
