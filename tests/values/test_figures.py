"""Figures as people type them, in `figures.csv` and beyond."""

import csv
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.values.test_quantity import VALUES
from tracker.languages import use
from tracker.values import Quantity, ValueProblem
from tracker.values.figures import AmbiguousFigure, read_figure
from tracker.values.typed_number import WHOLE_UNITS

with (Path(__file__).parent / "figures.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
UNITS = st.sampled_from(["", "jobs", "shots", "fraction", "USD"])
SPOKEN = """30 000 1,500 12 k M % - . , ~ > >= more than plus de d' près nearly entre et and to à half a million mille
    dizaines milliers of thousands une centaine jobs emplois -5 1e400 NaN or less"""
WORDS = st.lists(st.sampled_from(SPOKEN.split())).map(" ".join)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["figure"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_reads_both_languages_whichever_is_spoken(row: dict[str, str], language: str) -> None:
    with use(language):
        assert str(read_figure(row["figure"], row["unit"])) == row["canonical"]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_reads_thousands_parted_by_any_space(space: str) -> None:
    assert str(read_figure(f"30{space}000")) == "30000"


def test_has_examples_in_both_languages() -> None:
    assert len(ROWS) >= 60
    assert {row["language"] for row in ROWS} == {"en", "fr"}


@pytest.mark.parametrize(
    ("figure", "unit", "sentence"),
    [
        ("30,000", "", "“30,000” can be read as 30000 or as 30: write which."),
        ("30.000", "", "“30.000” can be read as 30000 or as 30: write which."),
        ("1,500", "fraction", "“1,500” can be read as 1500 or as 1.5: write which."),
        ("1,500 million", "jobs", "“1,500” can be read as 1500 or as 1.5: write which."),
        ("10 à 12 000", "jobs", "“10 – 12 000” can be read as 10..12000 or as 10000..12000: write which."),
        ("1,500 to 2 million", "jobs", "can be read as 1500..2000000 or as 1500000..2000000: write which."),
        ("2,5 à 3 000", "jobs", "can be read as 2.5..3000 or as 2500..3000: write which."),
        ("one hundred–fifty thousand", "jobs", "can be read as 100..50000 or as 150000: write which."),
        ("vingt–mille", "jobs", "can be read as 20..1000 or as 20000: write which."),
        ("three to four hundred and fifty", "jobs", "can be read as 3..450 or as 300..450: write which."),
        ("more than 10 and less than 12 thousand", "jobs", "can be read as 10..12000 or as 10000..12000: write which."),
        ("2 billions", "USD", "can be read as 2000000000 or as 2000000000000: write which."),
        ("un billion", "USD", "can be read as 1000000000 or as 1000000000000: write which."),
        ("50 %", "jobs", "“50 %” is a share"),
        ("-5 jobs", "jobs", "“-5” is negative: a figure is 0 or more."),
        ("\u22125", "jobs", "“-5” is negative: a figure is 0 or more."),
        ("1e400", "jobs", "“1e400” has an exponent: write the number in full."),
        ("9" * 16, "jobs", "exceeds 15 digits before a dot"),
        ("20 to 10", "jobs", "allows no number: the lower end must come first."),
        ("", "jobs", "No figure was given: write one like 350."),
        *(
            (text, "jobs", f"“{text}” is not a figure: write one like 350, 30 000, nearly 30 000")
            for text in ("many", "beaucoup", "NaN", "30 000 à", "30 00", "350+", "10²", "½", "≱ 30", "350 shots", "a")
        ),
        *(
            (text, "jobs", f"“{text}” is not a figure")
            for text in (
                "ten-twelve thousand",
                "dix - douze mille",
                "five-twenty",
                "twenty - five",
                "ten thousand-twelve k",
            )
        ),
        ("50 cents", "USD", "“50 cents” is not a figure"),
        ("about 10 to 12", "jobs", "“about 10 to 12” is not a figure"),
        ("plusieurs", "jobs", "“plusieurs” is not a figure"),
        ("more than 10 or so", "jobs", "“more than 10 or so” is not a figure"),
    ],
)
def test_refuses_with_what_may_be_written(figure: str, unit: str, sentence: str) -> None:
    with pytest.raises(ValueProblem, match=re.escape(sentence)):
        read_figure(figure, unit)


@pytest.mark.parametrize(
    ("figure", "unit", "readings"),
    [
        ("1,500", "", ["1500", "1.5"]),
        ("1,523", "", ["1523", "1.523"]),
        ("more than 1.500", "", [">1500", ">1.5"]),
        ("1,500 or more", "", [">=1500", ">=1.5"]),
        ("près de 1,500 %", "fraction", ["nearly 15", "nearly 0.015"]),
        ("nearly 1,500 million jobs", "jobs", ["nearly 1500000000", "nearly 1500000"]),
        ("10 à 12 000", "jobs", ["10..12000", "10000..12000"]),
        ("10 à 12,000", "", ["10..12000", "10000..12000", "10..12"]),
        ("1,500 to 2,500", "", ["1500..2500", "1.5..2500", "1.5..2.5"]),
        ("more than 10 and less than 12 thousand", "jobs", [">10..<12000", ">10000..<12000"]),
        ("vingt–mille", "jobs", ["20..1000", "20000"]),
        ("un billion", "", ["1000000000", "1000000000000"]),
        ("about 2 billions", "", ["~2000000000", "~2000000000000"]),
        ("2 to 3 billions", "", ["2000000000..3000000000", "2000000000000..3000000000000"]),
    ],
)
def test_gives_every_figure_that_a_text_may_mean(figure: str, unit: str, readings: list[str]) -> None:
    with pytest.raises(AmbiguousFigure) as problem:
        read_figure(figure, unit)

    assert [str(reading) for reading in problem.value.readings] == readings


@given(st.text() | WORDS, UNITS)
@example("1 000.000" * 40, "")
@example("1,500 to 2,500 billions", "")
def test_raises_nothing_else_whatever_is_typed(text: str, unit: str) -> None:
    figures: tuple[Quantity, ...] = ()
    with suppress(ValueProblem):
        try:
            figures = (read_figure(text, unit),)
        except AmbiguousFigure as problem:
            figures = problem.readings
            assert len(set(figures)) == len(figures) > 1
    assert all(Quantity.parse(str(figure)) == figure for figure in figures)


@given(VALUES)
def test_takes_every_canonical_text_as_it_stands(value: Quantity) -> None:
    assert read_figure(str(value)) == value


@given(VALUES, UNITS, st.sampled_from(["en", "fr"]))
def test_reads_its_own_sentences_back_where_they_have_one_reading(value: Quantity, unit: str, language: str) -> None:
    if unit in WHOLE_UNITS and any(number % 1 for number in value.numbers):
        return
    with use(language):
        sentence = value.sentence(unit)
    try:
        assert read_figure(sentence, unit) == value
    except ValueProblem as problem:
        if "can be read as" not in str(problem):
            raise


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (" to ".join(["1,500"] * 40), ""),
        ("between " + "1,500 and " * 40 + "1,500", ""),
        (" et ".join(["un billion"] * 40), "jobs"),
    ],
)
def test_many_doubts_are_refused_and_not_followed_one_by_one(text: str, unit: str) -> None:
    with pytest.raises(ValueProblem) as raised:
        read_figure(text, unit)

    assert not isinstance(raised.value, AmbiguousFigure)
