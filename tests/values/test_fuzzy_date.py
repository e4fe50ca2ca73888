from datetime import date
from math import inf

import pytest
from edtf import parse_edtf
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tracker.languages import use
from tracker.values import FuzzyDate, Relation, ValueProblem
from tracker.values.fuzzy_date import SPANS

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
# Most days worth writing are close together, where intervals meet.
NEAR_DAYS = st.dates(date(2025, 11, 1), date(2027, 3, 1))
MARKS = st.sampled_from(["", "~", "?", "%"])


@st.composite
def points(draw, days=NEAR_DAYS | DAYS, lengths=(4, 7, 10)):
    return draw(days).isoformat()[: draw(st.sampled_from(lengths))]


@st.composite
def sets(draw, lengths=(4, 7, 10)):
    first, last = sorted([draw(points(lengths=lengths)), draw(points(lengths=lengths))])
    return draw(st.sampled_from([f"[{first}..{last}]", f"[{first}..]", f"[..{last}]"]))


@st.composite
def intervals(draw):
    start, end = sorted([draw(points()), draw(points())])
    start, end = start + draw(MARKS), end + draw(MARKS)
    return draw(st.sampled_from([f"{start}/{end}", f"{start}/..", f"../{end}"]))


@st.composite
def spans(draw):
    return f"{draw(NEAR_DAYS | DAYS).isoformat()[:4]}-{draw(st.sampled_from(sorted(SPANS)))}"


SINGLE = st.builds(str.__add__, points(), MARKS)
# The edtf library cannot read a set whose ends differ in precision.
SETS_OF_ONE_PRECISION = st.sampled_from([(4,), (7,), (10,)]).flatmap(lambda lengths: sets(lengths=lengths))
TEXTS = SINGLE | spans() | intervals() | sets()
VALUES = TEXTS.map(FuzzyDate.parse)


def read(text):
    try:
        return FuzzyDate.parse(text)
    except ValueProblem as problem:
        return problem


def bounds(text):
    value = FuzzyDate.parse(text)
    return value.earliest, value.latest


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-02~", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-05-04%", date(2026, 5, 4), date(2026, 5, 4)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12-31", date(9999, 12, 31), date(9999, 12, 31)),
        ("2025-21", date(2025, 3, 1), date(2025, 5, 31)),
        ("2025-23", date(2025, 9, 1), date(2025, 11, 30)),
        ("2025-24", date(2025, 12, 1), date(2025, 12, 31)),
        ("2026-33", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-41", date(2026, 7, 1), date(2026, 12, 31)),
        ("2024~/2026~", date(2024, 1, 1), date(2026, 12, 31)),
        ("2023-05/2023-09", date(2023, 5, 1), date(2023, 9, 30)),
        ("2026-05/2026", date(2026, 5, 1), date(2026, 12, 31)),
        ("../2026-05?", None, date(2026, 5, 31)),
        ("2026/..", date(2026, 1, 1), None),
        ("[2026-03..]", date(2026, 3, 1), None),
        ("[..2026-05]", None, date(2026, 5, 31)),
        ("[2026-01-21..2026-01-31]", date(2026, 1, 21), date(2026, 1, 31)),
        ("[2026-01..2026-05-03]", date(2026, 1, 1), date(2026, 5, 3)),
    ],
)
def test_knows_its_bounds(text, earliest, latest):
    assert bounds(text) == (earliest, latest)


def test_forgives_white_space_around_it():
    assert str(FuzzyDate.parse(" 2026-05\n")) == "2026-05"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "“” is not a date: write one like 2026,"),
        ("03/04/2026", "“03/04/2026” is not a date"),
        ("May 2026", "is not a date"),
        ("２０２６", "is not a date"),
        ("2026-5", "is not a date"),
        ("2026~~", "is not a date"),
        ("[2026~..]", "is not a date"),
        ("2026~/2027~~", "is not a date"),
        ("2026\x00", "“2026�” is not a date"),
        ("2" * 1_000_000, f"“{'2' * 60}…” is not a date"),
        ("0000", "years go from 0001 to 9999"),
        ("0000-21", "years go from 0001 to 9999"),
        ("2026-13", "“2026-13” is not a date: months go from 01 to 12."),
        ("2026-00", "months go from 01 to 12"),
        ("2025-23/2026", "“2025-23” is refused: a season, quarter or half stands alone"),
        ("2025-21?", "a season, quarter or half stands alone"),
        ("2026-02-30", "“2026-02-30” is not a date: February 2026 has 28 days."),
        ("2026-05-00", "May 2026 has 31 days"),
        ("/2026-05", "“/2026-05” lacks an end: write ../2026-05 if it is open."),
        ("2026-05/", "write 2026-05/.. if"),
        ("../..", "has no bound"),
        ("/", "has no bound"),
        ("[..]", "has no bound"),
        ("2026/2025", "“2026/2025” ends before it begins"),
        ("[2026-05..2026-04-30]", "ends before it begins"),
    ],
)
def test_says_why_it_refuses(text, because):
    with pytest.raises(ValueProblem) as problem:
        FuzzyDate.parse(text)

    assert because in str(problem.value)


@given(st.text() | st.text("0123456789-/.[]~?%", max_size=24))
@example("\ud800")
@example("9999-12-31/9999-12-32")
def test_refuses_any_other_text_with_a_value_problem(text):
    answer = read(text)

    assert str(answer).encode()
    assert isinstance(answer, ValueProblem) or answer.text == text.strip()


@given(TEXTS)
def test_reads_back_what_it_writes(text):
    value = FuzzyDate.parse(text)

    assert str(value) == text
    assert FuzzyDate.parse(str(value)) == value
    assert hash(FuzzyDate.parse(str(value))) == hash(value)


@settings(max_examples=150)
@given(SINGLE | spans() | intervals() | SETS_OF_ONE_PRECISION)
def test_has_the_strict_bounds_of_the_edtf_library(text):
    earliest, latest = bounds(text)

    said = parse_edtf(text)

    assert as_number(said.lower_strict()) == (earliest.toordinal() if earliest else -inf)
    assert as_number(said.upper_strict()) == (latest.toordinal() if latest else inf)


def as_number(moment):
    return moment if moment in (inf, -inf) else date(*moment[:3]).toordinal()


@given(NEAR_DAYS | DAYS | st.none(), NEAR_DAYS | DAYS | st.none())
def test_spans_exactly_the_days_asked_for(earliest, latest):
    assume(earliest or latest)
    if earliest and latest:
        earliest, latest = sorted([earliest, latest])

    assert bounds(FuzzyDate.spanning(earliest, latest).text) == (earliest, latest)


@given(points() | spans() | SETS_OF_ONE_PRECISION)
def test_spans_in_no_more_characters_than_another_text_would(text):
    assert len(FuzzyDate.spanning(*bounds(text)).text) <= len(text)


@pytest.mark.parametrize(
    ("earliest", "latest", "text"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "2026-02"),
        (date(2025, 12, 1), date(2025, 12, 31), "2025-12"),
        (date(2026, 5, 4), date(2026, 5, 4), "2026-05-04"),
        (date(2025, 9, 1), date(2025, 11, 30), "2025-23"),
        (date(2026, 10, 1), date(2026, 12, 31), "2026-36"),
        (date(2027, 1, 1), date(2027, 6, 30), "2027-40"),
        (date(2025, 1, 1), date(2026, 12, 31), "[2025..2026]"),
        (date(2026, 1, 1), date(2026, 5, 31), "[2026-01..2026-05]"),
        (date(2026, 1, 21), date(2026, 1, 31), "[2026-01-21..2026-01-31]"),
        (None, date(2026, 12, 31), "[..2026]"),
        (None, date(2026, 5, 31), "[..2026-05]"),
        (date(2026, 5, 2), None, "[2026-05-02..]"),
    ],
)
def test_spans_days_in_the_shortest_text(earliest, latest, text):
    assert FuzzyDate.spanning(earliest, latest).text == text


@pytest.mark.parametrize("bounds", [(None, None), (date(2026, 1, 2), date(2026, 1, 1))])
def test_spans_neither_everything_nor_nothing(bounds):
    with pytest.raises(ValueError, match=r"no bound|before it begins"):
        FuzzyDate.spanning(*bounds)


@pytest.mark.parametrize(
    ("one", "other", "relation", "common"),
    [
        ("2026-05", "2026-05~", Relation.AGREE, "2026-05"),
        ("2026", "2026-05", Relation.REFINE, "2026-05"),
        ("[..2026-06]", "[2026-03..]", Relation.OVERLAP, "[2026-03..2026-06]"),
        ("2025-23", "2025-36", Relation.OVERLAP, "[2025-10..2025-11]"),
        ("2026-05", "2026-06", Relation.CONFLICT, None),
        ("[..2026-05]", "[2026-05-31..]", Relation.OVERLAP, "2026-05-31"),
        ("[..2026-05]", "../2027", Relation.REFINE, "[..2026-05]"),
    ],
)
def test_compares_by_its_bounds(one, other, relation, common):
    one, other = FuzzyDate.parse(one), FuzzyDate.parse(other)

    assert one.relation(other) == other.relation(one) == relation
    assert one.intersection(other) == (FuzzyDate.parse(common) if common else None)


@given(VALUES, VALUES)
def test_relates_the_same_both_ways(one, other):
    assert one.relation(other) == other.relation(one)
    assert one.compatible(other) == other.compatible(one) == (one.relation(other) != Relation.CONFLICT)
    agree = (one.earliest, one.latest) == (other.earliest, other.latest)
    assert (one.within(other) and other.within(one)) == agree == (one.relation(other) == Relation.AGREE)


@given(VALUES, VALUES, VALUES)
def test_within_is_transitive(one, other, third):
    one, third = (one.intersection(other) or one), (third.intersection(other) or other)

    for a, b, c in ((one, other, third), (one, third, other), (third, one, other)):
        assert not (a.within(b) and b.within(c)) or a.within(c)


@given(VALUES, VALUES)
def test_intersection_is_within_both(one, other):
    common = one.intersection(other)

    assert common == other.intersection(one)
    assert (common is None) == (not one.compatible(other))
    assert common is None or (common.within(one) and common.within(other))


@given(VALUES, VALUES, NEAR_DAYS)
def test_intersection_holds_the_days_of_both(one, other, day):
    day, common = FuzzyDate.spanning(day, day), one.intersection(other)

    assert (day.within(one) and day.within(other)) == (common is not None and day.within(common))


@given(NEAR_DAYS | DAYS, NEAR_DAYS | DAYS, st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_bounds_enclose_both_ends_of_the_text(one, other, first_length, last_length):
    first, last = sorted([one, other])
    start, end = first.isoformat()[:first_length], last.isoformat()[:last_length]

    for text in (f"[{start}..{end}]", f"{start}/{end}"):
        earliest, latest = bounds(text)
        assert earliest <= first <= last <= latest
        assert (earliest, latest) == (bounds(start)[0], bounds(end)[1])
    assert bounds(f"[{start}..]") == bounds(f"{start}/..") == (bounds(start)[0], None)
    assert bounds(f"[..{end}]") == bounds(f"../{end}") == (None, bounds(end)[1])


ENGLISH = {
    "2026": "2026",
    "2026-05": "May 2026",
    "2026-05-04": "4 May 2026",
    "2026-05~": "about May 2026",
    "2026-05?": "May 2026 (uncertain)",
    "2026-05%": "about May 2026 (uncertain)",
    "2025-21": "spring 2025",
    "2025-22": "summer 2025",
    "2025-23": "autumn 2025",
    "2025-24": "winter 2025",
    "2026-35": "Q3 2026",
    "2027-40": "H1 2027",
    "[..2026-05]": "by May 2026",
    "[2026-05..]": "from May 2026",
    "[2026-01-21..2026-01-31]": "between 21 January 2026 and 31 January 2026",
    "2023-05/2023-09": "May 2023 to September 2023",
    "2024~/2026~": "about 2024 to about 2026",
    "../2026-05": "until May 2026",
    "2026-05?/..": "since May 2026 (uncertain)",
}
FRENCH = {
    "2026": "2026",
    "2026-05": "mai 2026",
    "2026-05-04": "4 mai 2026",
    "2026-05-01": "1er mai 2026",
    "2026-05-01?": "1er mai 2026 (incertain)",
    "2026-05~": "vers mai 2026",
    "2026-05-04~": "vers le 4 mai 2026",
    "2026-05%": "vers mai 2026 (incertain)",
    "2025-21": "printemps 2025",
    "2025-22": "été 2025",
    "2025-23": "automne 2025",
    "2025-24": "hiver 2025",
    "2026-35": "T3 2026",
    "2027-40": "S1 2027",
    "[..2026-05]": "d’ici mai 2026",
    "[..2026-05-04]": "d’ici le 4 mai 2026",
    "[2026-05..]": "à partir de mai 2026",
    "[2026-04..]": "à partir d’avril 2026",
    "[2026-05-01..]": "à partir du 1er mai 2026",
    "[2026-01-21..2026-01-31]": "entre le 21 janvier 2026 et le 31 janvier 2026",
    "2023-05/2023-09": "de mai 2023 à septembre 2023",
    "2023-10/2024": "d’octobre 2023 à 2024",
    "2023-05-01/2023-05-04": "du 1er mai 2023 au 4 mai 2023",
    "../2026-05": "jusqu’à mai 2026",
    "../2026-05-04": "jusqu’au 4 mai 2026",
    "2026-05/..": "depuis mai 2026",
    "2026-05-04/..": "depuis le 4 mai 2026",
}


@pytest.mark.parametrize(("text", "sentence"), ENGLISH.items())
def test_says_itself_in_english(text, sentence):
    assert FuzzyDate.parse(text).sentence() == sentence


@pytest.mark.parametrize(("text", "sentence"), FRENCH.items())
def test_says_itself_in_french(text, sentence):
    with use("fr"):
        assert FuzzyDate.parse(text).sentence() == sentence


@given(VALUES, st.sampled_from(["en", "fr"]))
def test_always_has_a_sentence(value, language):
    with use(language):
        assert value.sentence()
