from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.languages import use
from tracker.values import Quantity, Relation, ValueProblem

LARGEST = Decimal(10**15 - 1)
# Most figures worth comparing are close together, where intervals meet.
NUMBERS = st.integers(0, 12).map(Decimal) | st.decimals(0, LARGEST, places=3) | st.decimals(0, 2, places=6)
MARKS = st.sampled_from(["", ">", ">=", "<", "<=", "~", "nearly "])


def written(number):
    return format(number, "f")


@st.composite
def ranges(draw):
    low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
    above, below = draw(st.sampled_from(["", ">"])), draw(st.sampled_from(["", "<"]))
    return f"{above}{written(low)}..{below}{written(high)}"


def read(text):
    try:
        return Quantity.parse(text)
    except ValueProblem as problem:
        return problem


TEXTS = st.builds(str.__add__, MARKS, NUMBERS.map(written)) | ranges()
VALUES = TEXTS.map(read).filter(lambda answer: isinstance(answer, Quantity))


def ends(value):
    return value.low, value.high, value.low_open, value.high_open


@pytest.mark.parametrize(
    ("text", "bound", "bounds"),
    [
        ("350", "exact", (350, 350, False, False)),
        ("0", "exact", (0, 0, False, False)),
        (">350", "more_than", (350, None, True, False)),
        (">=350", "at_least", (350, None, False, False)),
        ("<350", "less_than", (0, 350, False, True)),
        ("<=350", "at_most", (0, 350, False, False)),
        ("~30000", "about", (27000, 33000, False, False)),
        ("~0.000001", "about", (0, Decimal("0.000002"), False, False)),
        ("nearly 30000", "nearly", (27000, 30000, False, False)),
        ("20000..99999", "range", (20000, 99999, False, False)),
        (">350..<400", "range", (350, 400, True, True)),
        (">350..400", "range", (350, 400, True, False)),
        ("350..<400", "range", (350, 400, False, True)),
        ("0.5..1.5", "range", (Decimal("0.5"), Decimal("1.5"), False, False)),
    ],
)
def test_knows_its_bounds(text, bound, bounds):
    value = Quantity.parse(text)

    assert (value.text, value.bound) == (text, bound)
    assert ends(value) == bounds


@pytest.mark.parametrize(
    ("text", "canonical"),
    [(" 0350\n", "350"), ("0.50", "0.5"), ("~030", "~30"), ("00.0..<2.0", "0..<2"), ("350.000", "350")],
)
def test_drops_what_says_nothing(text, canonical):
    assert str(Quantity.parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("~30000", ["30000"]), ("nearly 0.5", ["0.5"]), ("<350", ["350"]), (">350..<400.5", ["350", "400.5"])],
)
def test_remembers_the_numbers_as_stated(text, numbers):
    assert Quantity.parse(text).numbers == tuple(map(Decimal, numbers))


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "No figure was given"),
        ("many", "“many” is not a figure: write one like 350,"),
        ("None", "is not a figure"),
        ("NaN", "is not a figure"),
        ("Infinity", "is not a figure"),
        ("３５０", "is not a figure"),
        ("350\x00", "“350�” is not a figure"),
        (".5", "is not a figure"),
        ("0,125", "is not a figure: write one like 350, 0.5"),
        ("> 350", "is not a figure"),
        ("nearly30000", "is not a figure"),
        ("5..", "is not a figure"),
        ("<5..6", "is not a figure"),
        ("-5", "“-5” is negative"),
        ("\N{MINUS SIGN}5", "is negative"),
        ("1e400", "“1e400” has an exponent: write the number in full."),
        ("30 000", "“30 000” has a thousands separator: write 30000."),
        ("30\u00a0000", "write 30000."),
        ("30\u202f000", "write 30000."),
        ("~1,250,000", "write ~1250000."),
        ("20,000..99,999", "write 20000..99999."),
        ("nearly 30,000", "write nearly 30000."),
        ("1234567890123456", "“1234567890123456” exceeds 15 digits before a dot"),
        ("0.1234567", "6 after it"),
        ("~999999999999999", "exceeds 15 digits before a dot"),
        ("9" * 1_000_000, f"“{'9' * 60}…” exceeds"),
        ("~0", "“~0” says nothing more than 0: write 0."),
        ("nearly 0", "write 0."),
        ("2..1", "“2..1” allows no number"),
        (">1..1", "allows no number"),
        ("1..<1", "allows no number"),
        ("<0", "allows no number"),
    ],
)
def test_says_why_it_refuses(text, because):
    with pytest.raises(ValueProblem) as problem:
        Quantity.parse(text)

    assert because in str(problem.value)


@given(st.text() | st.text("0123456789.<>=~-+eE, \u00a0nearly", max_size=24) | TEXTS)
@example("\ud800")
@example("~" + "0" * 400 + "." + "0" * 400 + "1")
def test_refuses_any_other_text_with_a_value_problem(text):
    answer = read(text)

    assert str(answer).encode()
    assert isinstance(answer, ValueProblem) or Quantity.parse(str(answer)) == answer


@given(VALUES)
def test_reads_back_what_it_writes(value):
    assert Quantity.parse(str(value)) == value
    assert hash(Quantity.parse(str(value))) == hash(value)


@given(VALUES)
def test_bounds_enclose_the_numbers_stated(value):
    assert all(value.low <= number for number in value.numbers)
    assert value.high is None or all(number <= value.high for number in value.numbers)


@given(st.integers(1, 10**12).map(Decimal) | st.decimals("0.00001", 1000, places=5))
def test_about_and_nearly_reach_a_tenth(number):
    about, nearly = Quantity.parse(f"~{written(number)}"), Quantity.parse(f"nearly {written(number)}")

    assert (about.low, about.high) == (number * 9 / 10, number * 11 / 10)
    assert (nearly.low, nearly.high) == (number * 9 / 10, number)


@given(VALUES)
def test_spans_exactly_the_numbers_asked_for(value):
    spanning = Quantity.spanning(*ends(value))

    assert ends(spanning) == ends(value)
    assert value.bound in ("about", "nearly") or len(str(spanning)) <= len(str(value))


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        ((Decimal("3E+4"), Decimal(30000)), "30000"),
        ((Decimal(0), None), ">=0"),
        ((None, Decimal("0.50")), "<=0.5"),
        ((Decimal(0), Decimal(350), False, True), "<350"),
        ((Decimal(0), Decimal(350), True, False), ">0..350"),
        ((Decimal(27000), Decimal(33000)), "27000..33000"),
        ((Decimal(350), None, True), ">350"),
    ],
)
def test_spans_numbers_in_the_shortest_text(bounds, text):
    assert Quantity.spanning(*bounds).text == text


@pytest.mark.parametrize("bounds", [(Decimal(2), Decimal(1)), (Decimal(-1), Decimal(1)), (Decimal("NaN"), None)])
def test_spans_no_impossible_numbers(bounds):
    with pytest.raises(ValueProblem):
        Quantity.spanning(*bounds)


@pytest.mark.parametrize(
    ("one", "other", "relation", "common"),
    [
        ("350", "350", Relation.AGREE, "350"),
        ("350", ">350", Relation.CONFLICT, None),
        ("350", ">=350", Relation.REFINE, "350"),
        ("~30000", "27000..33000", Relation.AGREE, "27000..33000"),
        ("~30000", "nearly 30000", Relation.REFINE, "27000..30000"),
        (">350", "<400", Relation.OVERLAP, ">350..<400"),
        (">350", "<=350", Relation.CONFLICT, None),
        (">=350", "<=350", Relation.OVERLAP, "350"),
        (">350", ">=350", Relation.REFINE, ">350"),
        ("<350", "<=350", Relation.REFINE, "<350"),
        ("~0.000001", ">0.000001", Relation.OVERLAP, ">0.000001..0.000002"),
    ],
)
def test_compares_by_its_bounds(one, other, relation, common):
    one, other = Quantity.parse(one), Quantity.parse(other)

    assert one.relation(other) == other.relation(one) == relation
    assert one.intersection(other) == (Quantity.parse(common) if common else None)


@given(VALUES, VALUES)
def test_relates_the_same_both_ways(one, other):
    assert one.relation(other) == other.relation(one)
    assert one.compatible(other) == other.compatible(one) == (one.relation(other) != Relation.CONFLICT)
    agree = ends(one) == ends(other)
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


@given(VALUES, VALUES, NUMBERS)
def test_intersection_holds_the_numbers_of_both(one, other, number):
    number, common = Quantity.spanning(number, number), one.intersection(other)

    assert (number.within(one) and number.within(other)) == (common is not None and number.within(common))


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("30000", "", "30,000"),
        (">30000", "jobs", "more than 30,000 jobs"),
        ("nearly 30000", "jobs", "nearly 30,000 jobs"),
        ("~1", "jobs", "about 1 job"),
        ("1.5", "days", "1.5 days"),
        ("0", "shots", "0 shots"),
        (">=1", "persons", "at least 1 person"),
        ("<350", "persons", "less than 350 people"),
        ("<=2", "projects", "at most 2 projects"),
        ("20000..99999", "jobs", "20,000 to 99,999 jobs"),
        (">350..<400", "shots", "more than 350 and less than 400 shots"),
        (">350..400", "productions", "more than 350 and at most 400 productions"),
        ("350..<400", "", "at least 350 and less than 400"),
        ("0.5", "fraction", "50%"),
        ("0.123456", "fraction", "12.3456%"),
        ("0.1..0.2", "fraction", "10% to 20%"),
        ("~1000000", "USD", "about 1,000,000\u00a0USD"),
    ],
)
def test_says_itself_in_english(text, unit, sentence):
    assert Quantity.parse(text).sentence(unit) == sentence


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        (">30000", "jobs", "plus de 30\u202f000 emplois"),
        ("nearly 30000", "jobs", "près de 30\u202f000 emplois"),
        ("~2", "shots", "environ 2 plans"),
        ("1.5", "days", "1,5 jour"),
        ("0", "shots", "0 plan"),
        (">=1", "persons", "au moins 1 personne"),
        ("<350", "persons", "moins de 350 personnes"),
        ("<=2", "projects", "au plus 2 projets"),
        ("20000..99999", "jobs", "de 20\u202f000 à 99\u202f999 emplois"),
        (">350..<400", "shots", "plus de 350 et moins de 400 plans"),
        ("0.5", "fraction", "50\u00a0%"),
        ("1000", "EUR", "1\u202f000\u00a0EUR"),
    ],
)
def test_says_itself_in_french(text, unit, sentence):
    with use("fr"):
        assert Quantity.parse(text).sentence(unit) == sentence


@given(VALUES, st.sampled_from(["", "jobs", "fraction", "USD"]), st.sampled_from(["en", "fr"]))
def test_always_has_a_sentence(value, unit, language):
    with use(language):
        assert value.sentence(unit)
