"""Stems of words: what their inflections in French and in English have in common, so that "œuvre" finds "œuvres"."""

from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

from tracker.values.words import fold

# A stem begins with the mark of its language: the beginning of a word matches no stem by accident.
MARKS = {"=": stemmer("english"), "~": stemmer("french")}
# "AI" and "as" are no inflections of anything.
SHORTEST = 3
# A stemmer keeps the word it works on in itself, and threads share ours.
_turn = Lock()


@lru_cache(maxsize=2**16)
def forms(word: str) -> tuple[str, ...]:
    """A word folded, and then its marked stems in both languages, folded.

    Stems of the word as it is and without its accents: endings are known by them ("animée"), and people leave them out.
    """
    plain = fold(word)
    if len(word) < SHORTEST or not word.isalpha():
        return (plain,)
    with _turn:
        found = {mark + fold(by.stemWord(form)) for form in {word, plain} for mark, by in MARKS.items()}
    return plain, *sorted(found)
