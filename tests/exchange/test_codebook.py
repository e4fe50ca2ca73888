"""The codebook says what everything means: nothing that a page or a file shows is without a definition."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.catalogue import BY_KIND, CATALOGUE
from tracker.counting import rules
from tracker.exchange.codebook import Codebook, codebook, meaning
from tracker.exchange.columns import RULES, SLUG
from tracker.exchange.dictionary import HEADER, dictionary
from tracker.exchange.formats import DATES, FIGURES, formats
from tracker.exchange.lists import columns
from tracker.exchange.package import tables
from tracker.languages import LANGUAGES, use
from tracker.models import COUNTERS, Entity, Field, FieldType, Term, fields_of
from tracker.models.record import RESOLVED_BY
from tracker.queries.milestones import STATUSES
from tracker.services.confidence import AGREEMENT, EVIDENCE, confidence
from tracker.services.lineage import Origins
from tracker.values import FuzzyDate, Quantity
from tracker.values.quantity import ABOUT, BOUNDS, NEARLY
from tracker.values.words import words_of

OURS = "this project"

every_entity = pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.slug for entry in CATALOGUE])


def fault(label: str, definition: str) -> str:
    """What is the matter with a definition; '' if nothing is."""
    if not definition.strip():
        return "missing"
    if not definition.endswith("."):
        return "no full stop"
    return "" if set(words_of(definition)) - set(words_of(label)) - {"the", "a", "of"} else "repeats the label"


def faults(described: Iterable[tuple[str, Any, Any]]) -> dict[str, str]:
    """What is the matter, by the name of what is described."""
    found = {name: fault(str(label), str(definition)) for name, label, definition in described}
    return {name: wrong for name, wrong in found.items() if wrong}


def _closed(text: str) -> str:
    """The text of a rule, of which a colon may introduce its codes."""
    return f"{text[:-1]}." if text.endswith(":") else text


@pytest.fixture
def book(session: Session) -> Codebook:
    return codebook(session)


def test_every_field_of_everything_has_a_definition(book: Codebook) -> None:
    described = [
        (f"{section.name}.{field.name}", field.label, field.definition)
        for section in (*book.kinds, *book.parts)
        for field in section.fields
    ]

    assert len(described) > 200
    assert faults(described) == {}


def test_every_kind_has_its_fields_and_says_what_is_included(book: Codebook) -> None:
    assert {section.name: [field.name for field in section.fields] for section in book.kinds} == {
        entry.kind: list(fields_of(entry.model)) for entry in CATALOGUE
    }
    assert faults((each.name, each.label, each.definition) for each in (*book.kinds, *book.parts)) == {}


@every_entity
def test_every_kind_says_what_is_left_out_or_belongs_elsewhere(entry: Entity) -> None:
    sentences = str(entry.definition).split(". ")

    assert len(sentences) > 1


@every_entity
def test_every_column_of_a_list_has_a_definition(entry: Entity) -> None:
    said = {column: meaning(entry, column) for column in columns(entry)}

    assert faults((column, field.label, field.definition) for column, (field, _suffix) in said.items()) == {}
    assert (
        faults((column, suffix.label, suffix.definition) for column, (_field, suffix) in said.items() if suffix) == {}
    )


def test_a_column_nobody_defined_is_noticed() -> None:
    with pytest.raises(LookupError, match="expected_date_best of milestones"):
        meaning(BY_KIND["milestone"], "expected_date_best")


def test_every_column_of_the_data_package_is_in_the_codebook(book: Codebook) -> None:
    known = {section.name: {field.name for field in section.fields} for section in (*book.kinds, *book.parts)}
    missing = {name: set(names) - known[name] - {SLUG.name} for name, names in tables().items()}

    assert {name: names for name, names in missing.items() if names} == {}


def test_every_vocabulary_is_used_and_every_one_that_is_used_has_terms(book: Codebook) -> None:
    fields = [field for section in (*book.kinds, *book.parts) for field in section.fields]
    named = {name for field in fields for name in (field.vocabulary, field.roles) if name}

    assert {vocabulary.name for vocabulary in book.vocabularies} == named
    assert [vocabulary.name for vocabulary in book.vocabularies if not vocabulary.label] == []


def test_every_term_has_a_definition_two_labels_and_an_origin(book: Codebook, session: Session) -> None:
    terms = [term for vocabulary in book.vocabularies for term in vocabulary.terms]

    assert {(term.vocabulary, term.code) for term in terms} == {
        (term.vocabulary, term.code) for term in session.scalars(select(Term))
    }
    assert faults((f"{term.vocabulary}.{term.code}", "", term.definition) for term in terms) == {}
    assert [term.code for term in terms if not (term.label_en.strip() and term.label_fr.strip())] == []
    assert [term.code for term in terms if not term.origin.strip()] == []


def test_a_term_is_ours_exactly_where_we_are_its_origin(book: Codebook) -> None:
    terms = [term for vocabulary in book.vocabularies for term in vocabulary.terms]

    assert [term.code for term in terms if term.is_local != (term.origin == OURS)] == []
    assert [term.code for term in terms if term.code.startswith("x-") and not term.is_local] == []


def test_a_broader_term_is_in_the_same_vocabulary(book: Codebook) -> None:
    for vocabulary in book.vocabularies:
        assert {term.broader for term in vocabulary.terms} - {""} <= {term.code for term in vocabulary.terms}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_text_and_every_counter_a_rule(language: str) -> None:
    with use(language):
        found = {rule.name: rule for rule in rules()}

    assert [name for name, rule in found.items() if rule.text.endswith(":") and not rule.codes] == []
    assert faults((name, rule.label, _closed(rule.text)) for name, rule in found.items()) == {}
    assert set(RULES.values()) <= found.keys()
    assert {*COUNTERS, "_slips", "_by", "_bound"} <= RULES.keys()


def test_every_code_that_is_computed_is_explained() -> None:
    codes = {rule.name: list(rule.codes) for rule in rules() if rule.codes}

    assert codes["status"] == list(STATUSES)
    assert codes["resolution"] == list(RESOLVED_BY)
    assert set(codes["bounds"]) == {"exact", "range", *BOUNDS.values()}
    assert codes["evidence"] == list(EVIDENCE)
    assert codes["agreement"] == list(AGREEMENT)
    assert (
        faults((code, code, text) for rule in rules() for code, text in rule.codes.items() if rule.name == "status")
        == {}
    )


def test_the_numbers_of_rules_are_those_the_code_counts_with() -> None:
    found = {rule.name: rule for rule in rules()}
    about = Quantity.parse("~30000")

    assert f"reaches {ABOUT:.0%} to" in found["bounds"].text
    assert f"“nearly” {NEARLY:.0%} below" in found["bounds"].text
    assert f"low {about.low}, high {about.high}" in found["bounds"].codes["about"]
    for n, text in enumerate(found["evidence"].codes.values(), 1):
        judged = confidence(Origins(known=n, unknown=0), "high")
        assert judged
        assert found["evidence"].codes[judged.evidence] == text
        assert text.startswith(str(n))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_says_how_it_is_written_with_examples_that_can_be_read(language: str) -> None:
    with use(language):
        said = {each.type: each for each in formats()}

    assert set(said) == set(FieldType)
    assert faults((each.name, each.label, each.text) for each in said.values()) == {}
    assert [example.text for example in said[FieldType.DATE].examples] == list(DATES)
    assert [example.text for example in said[FieldType.QUANTITY].examples] == list(FIGURES)
    for example in said[FieldType.DATE].examples:
        day = FuzzyDate.parse(example.text)
        assert (example.low, example.high) == (str(day.earliest or ""), str(day.latest or ""))
    for example in said[FieldType.QUANTITY].examples:
        assert example.low == str(Quantity.parse(example.text).low)


def test_the_dictionary_has_a_row_for_each_field_column_and_term(book: Codebook, session: Session) -> None:
    rows = dictionary(session)
    counted = [(what, sum(row["what"] == what for row in rows)) for what in ("term", "rule")]

    assert all(set(row) <= set(HEADER) for row in rows)
    assert faults((row["anchor"], row["label_en"], _closed(row["definition"])) for row in rows) == {}
    assert counted == [("term", sum(len(each.terms) for each in book.vocabularies)), ("rule", len(book.rules))]
    named = {(row["of"], row["name"]) for row in rows}
    for entry in CATALOGUE:
        apart = {SLUG.name, *COUNTERS}
        linked = {field.name for field in fields_of(entry.model).values()}
        assert {(entry.kind, name) for name in (*columns(entry), *linked) if name not in apart} <= named
        assert {("column", name) for name in apart} <= named


def test_the_dictionary_is_the_same_in_every_language(session: Session) -> None:
    with use("fr"):
        french = dictionary(session)

    assert french == dictionary(session)
    [row] = [row for row in french if row["anchor"] == "milestone.actual_date" and row["what"] == "field"]
    assert (row["label_en"], row["label_fr"]) == ("Actual", "Date effective")
    assert row["definition_fr"] not in ("", row["definition"])


@pytest.mark.parametrize(
    ("definition", "wrong"),
    [
        ("", "missing"),
        (" ", "missing"),
        ("When it was reached", "no full stop"),
        ("The expected date.", "repeats the label"),
        ("When it was reached.", ""),
    ],
)
def test_a_definition_that_is_missing_or_says_nothing_is_noticed(definition: str, wrong: str) -> None:
    field = Field("expected_date", FieldType.DATE, "Expected date", definition)

    assert faults([(field.name, field.label, field.definition)]) == ({field.name: wrong} if wrong else {})
