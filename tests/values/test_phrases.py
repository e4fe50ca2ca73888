import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.values.test_fuzzy_date import TEXTS
from tracker.languages import use
from tracker.values import FuzzyDate, ValueProblem
from tracker.values.phrases import LONGEST, AmbiguousDate, read_date

AHEAD = {"yes": True, "no": False, "": None}
WORDS = """
    4 6 13 26 31 2025 2026 0000 9999 ' - – / , . ( ) ? ~ 1er st 2026-05 2025-26 03/04/2026 May mars Feb août Q 3 T5
    spring hiver year an année month mois years mois months weeks first second last next this dernier prochains few
    deux early mid fin end about vers perhaps (uncertain) by d’ici until before avant from dès since depuis after
    between entre and et to à au the of de l’ soon déjà à venir at the latest au plus tard onwards nonsense
"""
# The publications that make reading hardest: coarse, open, and at the ends of time.
PUBLISHED = st.sampled_from(["2026-02~", "2026~", "2026-02-14", "[2026-02..]", "0001", "9999-12", "2025-12/2026-01"])
PHRASES = st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join)


def rows(name):
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as file:
        # The language is there for who reads the file: both are always understood.
        return [tuple(row[name] for name in row if name != "language") for row in csv.DictReader(file)]


def read(phrase, reference="", ahead=""):
    published = FuzzyDate.parse(reference) if reference else None
    return read_date(phrase, published=published, ahead=AHEAD[ahead])


def attempt(phrase, published, ahead):
    try:
        return read_date(phrase, published=published, ahead=ahead)
    except ValueProblem as problem:
        return problem


@pytest.mark.parametrize(("phrase", "reference", "ahead", "edtf", "inference"), rows("phrases.csv"))
def test_reads_what_people_write(phrase, reference, ahead, edtf, inference):
    reading = read(phrase, reference, ahead)

    assert (reading.date, reading.inference) == (FuzzyDate.parse(edtf), inference)


@pytest.mark.parametrize(("phrase", "reference", "ahead", "fragment"), rows("refused_phrases.csv"))
def test_says_why_it_refuses(phrase, reference, ahead, fragment):
    with pytest.raises(ValueProblem) as problem:
        read(phrase, reference, ahead)

    assert fragment in str(problem.value)


@pytest.mark.parametrize(
    ("phrase", "reference", "inference", "readings"),
    [
        ("03/04/2026", "", "stated", ["2026-04-03", "2026-03-04"]),
        ("by 03/04/2026", "", "stated", ["[..2026-04-03]", "[..2026-03-04]"]),
        ("around 03.04.2026", "", "stated", ["2026-04-03~", "2026-03-04~"]),
        ("between 03/04/2026 and 31/12/2026", "", "stated", ["[2026-04-03..2026-12-31]", "[2026-03-04..2026-12-31]"]),
        ("as of 4 May 2026", "", "stated", ["2026-05-04", "[2026-05-04..]"]),
        ("May '26", "", "stated", ["1926-05", "2026-05"]),
        ("avant 4-may-26", "", "stated", ["[..1926-05-03]", "[..2026-05-03]"]),
        ("May 45", "", "stated", ["1945-05", "2045-05"]),
        ("d’ici hiver 2026", "", "season", ["[..2026-02]", "[..2027-02]"]),
        ("2026-winter", "", "season", ["[2025-12..2026-02]", "[2026-12..2027-02]"]),
        ("winter last year", "2027-02~", "season", ["[2025-12..2026-02]", "[2026-12..2027-02]"]),
        ("by March", "2026~", "year_inferred", ["[..2025-03]", "[..2026-03]", "[..2027-03]"]),
        ("early this January", "2026-12", "part_of_month", ["[2026-01-01..2026-01-10]", "[2027-01-01..2027-01-10]"]),
        ("the last two years", "2025-12/2026-01", "relative_to_publication", ["2023~/2025~", "2024~/2026~"]),
        ("six months ahead", "2026-12", "relative_to_publication", ["2027-06~", "2026-12~/2027-06~"]),
        ("2026 – May", "", "year_inferred", ["2026-05", "2026/2027-05"]),
    ],
)
def test_gives_every_date_that_a_phrase_may_mean(phrase, reference, inference, readings):
    with pytest.raises(AmbiguousDate) as problem:
        read(phrase, reference)

    assert [reading.date.text for reading in problem.value.readings] == readings
    assert {reading.inference for reading in problem.value.readings} == {inference}


def test_tells_of_each_reading_how_it_was_told():
    with pytest.raises(AmbiguousDate) as problem:
        read("mai 26", "2026-12", "yes")

    told = [(reading.date.text, reading.inference) for reading in problem.value.readings]
    assert told == [("2027-05-26", "year_inferred"), ("2026-05", "stated")]


def test_leaves_out_a_reading_that_no_date_is():
    with pytest.raises(AmbiguousDate) as problem:
        read("03/04/2026 to 02/05/2026")

    dates = [reading.date.text for reading in problem.value.readings]
    assert dates == ["2026-04-03/2026-05-02", "2026-03-04/2026-05-02"]


@pytest.mark.parametrize("phrase", ["03/04/2026 nonsense", "late winter 2026", "mai 26", "03/04/0000"])
def test_offers_no_choice_where_the_rest_leaves_fewer_than_two_readings(phrase):
    with pytest.raises(ValueProblem) as problem:
        read(phrase)

    assert not isinstance(problem.value, AmbiguousDate)


@pytest.mark.parametrize("phrase", ["by MAY 2026", "D'ICI MAI 2026", "d’ici  mai\u00a02026", "mai 2026 au plus tard."])
def test_forgives_capitals_apostrophes_and_white_space(phrase):
    assert read(phrase).date.text == "[..2026-05]"


@pytest.mark.parametrize("phrase", ["d\u00e9c. 2026", "de\u0301c. 2026", "dec 2026", "DÉC 2026"])
def test_reads_accents_however_they_are_typed(phrase):
    assert read(phrase).date.text == "2026-12"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("phrase", ["by May 2026", "d’ici mai 2026"])
def test_reads_both_languages_on_a_page_of_either(phrase, language):
    with use(language):
        assert read(phrase).date.text == "[..2026-05]"


@pytest.mark.parametrize("phrase", ["since May 2026", "depuis mai 2026"])
def test_reads_since_as_when_it_began_though_an_open_interval_says_so_too(phrase):
    with use("fr" if phrase[0] == "d" else "en"):
        assert FuzzyDate.parse("2026-05/..").sentence() == phrase
    assert read(phrase).date.text == "2026-05"


@given(TEXTS.map(FuzzyDate.parse), st.sampled_from(["en", "fr"]))
@example(FuzzyDate.parse("2024~/2026%"), "fr")
@example(FuzzyDate.parse("[2026-01..2026-05-03]"), "fr")
@example(FuzzyDate.parse("../2026-04-01?"), "fr")
def test_reads_back_the_sentence_of_a_date(value, language):
    # A year in words has four figures, "since" tells a beginning, and the winter of one year lies in two.
    assume((value.earliest or value.latest) >= date(1000, 1, 1) and not value.text.endswith(("/..", "-24")))
    with use(language):
        sentence = value.sentence()

    assert read_date(sentence).date == value


@given(TEXTS, PUBLISHED.map(FuzzyDate.parse), st.sampled_from([True, False, None]))
def test_leaves_a_date_in_figures_as_it_is(text, published, ahead):
    reading = read_date(text, published=published, ahead=ahead)

    assert (reading.date, reading.inference) == (FuzzyDate.parse(text), "")


@settings(max_examples=400)
@given(st.text() | PHRASES, st.none() | PUBLISHED.map(FuzzyDate.parse), st.sampled_from([True, False, None]))
@example("29 February", FuzzyDate.parse("9999-12"), True)
@example("last winter", FuzzyDate.parse("0001"), None)
@example("next winter", FuzzyDate.parse("9999-12"), None)
@example("the last 99999 years", FuzzyDate.parse("2026~"), None)
@example("from 29 February 2024 to February", None, None)
@example("winter 9999-9900", None, None)
@example("\ud800", None, None)
@example("May " * LONGEST, None, None)
def test_refuses_any_other_text_with_a_value_problem(text, published, ahead):
    answer = attempt(text, published, ahead)

    assert str(answer)
    assert isinstance(answer, ValueProblem) or FuzzyDate.parse(answer.date.text) == answer.date
    readings = answer.readings if isinstance(answer, AmbiguousDate) else ()
    assert all(FuzzyDate.parse(reading.date.text) == reading.date for reading in readings)
    assert len({reading.date for reading in readings}) == len(readings) != 1


@given(PHRASES, PUBLISHED.map(FuzzyDate.parse), st.sampled_from([True, False, None]))
def test_reads_the_same_whatever_was_read_before(phrase, published, ahead):
    assert str(attempt(phrase, published, ahead)) == str(attempt(phrase, published, ahead))


@given(st.integers(1, 12), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_looks_ahead_to_what_is_not_over_and_back_to_what_has_begun(month, day):
    phrase, published = date(2000, month, 1).strftime("%B"), FuzzyDate.spanning(day, day)

    expected = read_date(phrase, published=published, ahead=True).date
    happened = read_date(phrase, published=published, ahead=False).date

    assert happened.earliest <= day <= expected.latest
    assert expected.earliest.year - happened.earliest.year == (day.month != month)


@given(PHRASES)
def test_names_the_words_it_does_not_know(phrase):
    with pytest.raises(ValueProblem) as problem:
        read_date(f"by May 2026 nonsense {phrase}")

    assert "“nonsense” is not understood" in str(problem.value) or "is no" in str(problem.value)
