"""Words as people search and sort them: without case, accents or ligatures."""

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "’": "'"})


def fold(text: str) -> str:
    """`text` in lower case, accents and ligatures undone, white space folded."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
