"""What may be the label of a record: one line of text that can be read out."""

import pytest

from tests.factories import CATALOGUE
from tracker.forms.base import RecordForm, RowData


def form(label: str) -> RecordForm:
    return RecordForm(RowData.of({"label": label}))


@pytest.mark.parametrize("label", ["—", "…", "🎬", "?!"])
def test_refuses_a_label_without_a_letter_or_digit(label: str) -> None:
    refused = form(label)

    assert not refused.validate()
    assert refused.sentences() == {"label": ["A label has at least one letter or digit."]}


@pytest.mark.parametrize("letter", [*"\n\t\u2028\u200e\u200f\u202a\u202e\u2066\u2069"])
def test_refuses_a_label_that_breaks_the_line_or_turns_the_text_around_it(letter: str) -> None:
    refused = form(f"Amazon{letter}Studios")

    assert not refused.validate()
    assert f"U+{ord(letter):04X}" in refused.sentences()["label"][0]


@pytest.mark.parametrize("label", ["24", "L’avenir du cinéma", "東宝", " Amazon\n", "مصر"])
def test_keeps_a_label_in_any_script(label: str) -> None:
    assert form(label).validate()


def test_holds_for_every_noun() -> None:
    assert CATALOGUE
    assert all(entry.form.validate_label is RecordForm.validate_label for entry in CATALOGUE)
