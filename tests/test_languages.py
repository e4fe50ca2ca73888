"""Every text a reader sees is marked for translation and translated."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.packages import rows_of
from tracker import languages
from tracker.config import ROOT, SEEDS

KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
METHODS = [("tracker/**.py", "python"), ("templates/**.*", "jinja2")]


def marked() -> set[object]:
    """The texts that are marked, a plural one as both its forms."""
    found = extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS, directory_filter=lambda _folder: True)
    return {message for _file, _line, message, _comments, _context in found}


@pytest.mark.parametrize("language", sorted(set(languages.LANGUAGES) - {languages.DEFAULT}))
def test_every_marked_text_is_translated_and_none_is_left_over(language: str) -> None:
    path: Path = languages.CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}

    missing = marked() - catalogue.keys()
    blank = [text for text, said in catalogue.items() if not all([said] if isinstance(said, str) else said)]

    assert missing == set(), "run `make messages` and translate"
    assert blank == []
    assert catalogue.keys() - marked() == set(), "run `make messages`"


def test_french_writes_a_space_before_high_punctuation() -> None:
    with (languages.CATALOGUES / "fr" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        texts = [text for message in read_po(file) if message.id for text in _forms(message.string)]

    assert "Rôle\u00a0: %(name)s" in texts
    assert [text for text in texts if re.search(r"[^\u00a0\u202f][:;?!](\s|$)", text)] == []


def _forms(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said)  # type: ignore[call-overload]


def test_no_template_puts_a_colon_or_semicolon_behind_a_value_by_itself() -> None:
    lines = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for line in path.read_text().splitlines()
        if re.search(r"(\}\}|%\}|</span>)[:;](\s|$)|<span[^>]*>[:;] ", line) and "style=" not in line
    ]

    assert lines == [], "`colon` and `semicolon` stand there as the reader's language writes them"


def test_a_label_and_its_value_stand_apart_as_the_language_writes_it() -> None:
    with languages.use("fr"):
        french = f"Statut{languages.COLON}prévu{languages.SEMICOLON}en retard"

    assert french == "Statut\u00a0: prévu\u00a0; en retard"
    assert f"Status{languages.COLON}planned" == "Status: planned"


def test_every_term_of_the_seeds_is_defined_in_french() -> None:
    terms = rows_of(SEEDS, "term")

    assert terms != []
    assert [_name(term) for term in terms if not term["definition_fr"].endswith(".")] == []
    assert [_name(term) for term in terms if term["definition_fr"] == term["definition"]] == []


def _name(term: dict[str, str]) -> str:
    return f"{term['vocabulary']}/{term['code']}"


def test_speaks_the_language_that_was_chosen() -> None:
    with languages.use("fr"):
        french = languages.gettext("by %(date)s", date="mai 2026")

    assert french == "d’ici mai 2026"
    assert languages.gettext("by %(date)s", date="May 2026") == "by May 2026"


def test_speaks_english_to_whoever_asks_for_a_language_it_does_not_have() -> None:
    with languages.use("xx"):
        assert languages.current() == "en"
