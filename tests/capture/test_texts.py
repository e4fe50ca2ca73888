import hashlib

import pytest

from tracker.capture.texts import fingerprint, paragraphs, passage

NO_BREAK, HYPHEN = "\u00a0", "\u2011"
THIRD = f"«{NO_BREAK}one{NO_BREAK}» two{HYPHEN}pizza team \u2028 still\x0bhere"
TEXT = f"Title\n\nTitle\r\n \t \n  {THIRD}  \n{NO_BREAK}\nlast"


def test_counts_lines_that_are_not_blank_without_the_space_around_them() -> None:
    assert paragraphs(TEXT) == ["Title", "Title", THIRD, "last"]


def test_finds_no_paragraph_in_nothing() -> None:
    assert paragraphs(" \n\r\n") == []


def test_finds_a_passage_by_its_characters() -> None:
    assert passage(paragraphs(TEXT), 3, 2, 5) == "one"
    assert passage(paragraphs(TEXT), 4) == "last"


def test_tells_the_hash_of_the_words_in_utf_8() -> None:
    words = f"{NO_BREAK}one{NO_BREAK}"

    assert (
        fingerprint(passage(paragraphs(TEXT), 3, 1, 6))
        == fingerprint(words)
        == hashlib.sha256(words.encode("utf-8")).hexdigest()
    )


@pytest.mark.parametrize("place", [(0, 0, 1), (5, 0, 1), (4, 0, 5), (4, 3, 3), (4, 3, 2), (4, -1, 2)])
def test_refuses_a_place_that_is_not_in_the_text(place: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError):
        passage(paragraphs(TEXT), *place)
