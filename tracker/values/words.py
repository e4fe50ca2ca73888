"""Words as people search and sort them: without case, accents or ligatures."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "’": "'"})
_WORD = re.compile(r"[^\W_]+")
# What French writes before a vowel, and English behind a name: neither is part of the word.
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|presqu|puisqu|quoiqu)'(?=\w)|'s\b")
# A.I. is AI. A full stop after one letter alone ends a sentence, or an initial.
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
# No word anybody types is longer; a text without spaces is found by its beginning.
LONGEST_WORD = 40


def fold(text: str) -> str:
    """`text` in lower case, accents and ligatures undone, white space folded."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def words_of(text: str) -> list[str]:
    """The words of a text in its order, in lower case but with their accents: letters and digits, nothing else."""
    whole = text.lower() if text.isascii() else _composed(text)
    joined = _INITIALS.sub(lambda found: found[0].replace(".", ""), _ELIDED.sub(" ", whole))
    return [word[:LONGEST_WORD] for word in _WORD.findall(joined)]


def _composed(text: str) -> str:
    """`text` in lower case with every accented letter one letter: a mark by itself would cut its word in two."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("’", "'")
    return "".join(letter for letter in composed if not unicodedata.combining(letter))
