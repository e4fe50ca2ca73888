"""The texts of sources: their paragraphs, and the fingerprints of passages in them.

A paragraph is a line that is not blank, without the white space around it. Nothing else is changed: no-break spaces and
unusual hyphens count as the characters they are, so that whoever has the same text finds the same passage.
"""

import hashlib
from collections.abc import Sequence

from tracker.languages import gettext as _


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; evidence counts them from 1."""
    lines = (line.strip() for line in text.replace("\r\n", "\n").split("\n"))
    return [line for line in lines if line]


def passage(lines: Sequence[str], paragraph: int, start: int | None = None, end: int | None = None) -> str:
    """The characters from `start` to before `end` of a paragraph, or all of it. Raises ValueError if there are none."""
    if not 1 <= paragraph <= len(lines):
        raise ValueError(_("There is no paragraph %(number)s: the text has %(n)s.", number=paragraph, n=len(lines)))
    line = lines[paragraph - 1]
    first, last = 0 if start is None else start, len(line) if end is None else end
    if not 0 <= first < last <= len(line):
        said = {"number": paragraph, "n": len(line), "start": first, "end": last}
        raise ValueError(_("Paragraph %(number)s has %(n)s characters: %(start)s to %(end)s are not in it.", **said))
    return line[first:last]


def fingerprint(words: str) -> str:
    """The SHA-256 of some words, in hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()
