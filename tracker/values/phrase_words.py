"""The words of dates in English and French, and how a text is cut into them.

Both languages are one vocabulary: a page in French is read by people who quote English, and no word means two things
in the two (an English *a* before a date says as little as a French « à »). Words stand here as `fold` leaves them, and
an apostrophe parts two words, so that « jusqu’à » is "jusqu a". The longest entry that fits is taken.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from tracker.values.words import fold

# How many months a unit has; a week has none.
YEAR, MONTH, QUARTER, HALF, WEEK = 12, 1, 3, 6, 0

# Kind of word -> what it stands for -> how it is written.
_ENTRIES: dict[str, dict[int, str]] = {
    "month": {
        1: "january, jan, janvier, janv",
        2: "february, feb, fevrier, fevr, fev",
        3: "march, mar, mars",
        4: "april, apr, avril, avr",
        5: "may, mai",
        6: "june, jun, juin",
        7: "july, jul, juillet, juil",
        8: "august, aug, aout",
        9: "september, sept, sep, septembre",
        10: "october, oct, octobre",
        11: "november, nov, novembre",
        12: "december, dec, decembre",
    },
    "season": {21: "spring, printemps", 22: "summer, ete", 23: "autumn, fall, automne", 24: "winter, hiver"},
    "letter": {QUARTER: "q, t", HALF: "h, s"},
    "unit": {
        YEAR: "year, annee, an",
        MONTH: "month, mois, mois - ci",
        QUARTER: "quarter, trimestre",
        HALF: "half, semestre",
    },
    "units": {
        YEAR: "years, annees, ans",
        MONTH: "months",
        QUARTER: "quarters, trimestres",
        HALF: "halves, semestres",
        WEEK: "weeks, semaines",
    },
    "ordinal": {
        1: "first, premier, premiere",
        2: "second, seconde, deuxieme",
        3: "third, troisieme",
        4: "fourth, quatrieme",
    },
    "count": {
        0: "few, several, quelques",
        2: "two, deux",
        3: "three, trois",
        4: "four, quatre",
        5: "five, cinq",
        6: "six",
        7: "seven",
        8: "eight, huit",
        9: "nine, neuf",
        10: "ten, dix",
        11: "eleven, onze",
        12: "twelve, douze",
    },
    "suffix": {0: "st, nd, rd, th, er, re, ere, e, eme, nde"},
    "direction": {
        -1: "last, past, this last, this past, dernier, derniere, passe, passee",
        0: "this, ce, cet, cette",
        1: "next, coming, upcoming, this coming, this next, prochain, prochaine",
    },
    "directions": {
        -1: "recent, recents, recentes, derniers, dernieres",
        1: "prochains, prochaines, a venir, to come, ahead, qui viennent",
    },
    "expected": {
        0: "expected, expected for, planned, planned for, scheduled, scheduled for, due, "
        "prevu, prevue, prevu pour, prevue pour, attendu, attendue, attendu pour, attendue pour"
    },
    # The end of something is its last third, but a bound at its end means its last month: "late" is 3 and "end" 4, as
    # "early" is 1 and "start" 5. « Début 2026 » is early in it, « le début de 2026 » its start; « fin 2026 » is 8.
    "part": {
        1: "early, debut",
        2: "mid, middle, mi, milieu",
        3: "late",
        4: "end, fin de, fin du, fin d",
        5: "beginning, start, debut de, debut du, debut d",
        8: "fin",
    },
    "about": {0: "about, around, circa, c, ca, approximately, roughly, vers, environ, autour, aux alentours, ~"},
    "perhaps": {0: "perhaps, maybe, possibly, peut - etre, peut etre"},
    "uncertain": {0: "?, ( ? ), ( uncertain ), ( incertain ), ( incertaine ), uncertain"},
    "by": {0: "by, no later than, not later than, up to, d ici, d ici a, d ici au"},
    "latest": {0: "at the latest, au plus tard"},
    "until": {0: "until, till, up until, jusqu a, jusqu au, jusqu en"},
    "before": {0: "before, prior to, avant"},
    "from": {
        0: "from, as from, as early as, starting, starting from, not before, not until, not till, no earlier than, "
        "not earlier than, "
        "des, a partir de, a partir du, a partir d, a compter de, a compter du, a compter d, pas avant"
    },
    "as_of": {0: "as of"},
    "earliest": {0: "at the earliest, au plus tot, onwards, onward, or later, ou plus tard"},
    "since": {0: "since, ever since, depuis"},
    "after": {0: "after, apres"},
    "between": {0: "between, entre"},
    "and": {0: "and, et, &"},
    "to": {0: "to, through"},
    # Words that say nothing here: those of 1 may also open the far end of a range that one of 3 has begun; 2 and 3
    # also join a year.
    "filler": {
        0: "on, at, during, sometime, some time, over, in the course of, over the course of, les, ces, these, dans, "
        "courant, dans le courant de, pendant, au cours de, au cours du, au cours des, au cours d",
        1: "a, au, aux",
        2: "the, of, in, en, le, la, l",
        3: "de, d, du",
    },
    "dash": {0: "-"},
    "slash": {0: "/"},
    "vague": {
        -1: "recently, lately, recemment, dernierement, already, deja",
        0: "now, currently, today, yesterday, tomorrow, maintenant, actuellement, aujourd hui, hier, demain",
        1: "soon, shortly, bientot, prochainement, sous peu",
    },
}
# "Last year" is a calendar year, but "the last year", "the past year" and « la dernière année » may be twelve months.
CALENDAR_DIRECTIONS = frozenset(["last", "next", "prochain", "prochaine", "this", "ce", "cet", "cette"])
# « mai 26 » is no French for a day, where "May 26" is English for one.
FRENCH_MONTHS = re.compile(r"(janv|fevr?|avr|mai|juil|aout)(ier|il|let)?|mars|juin|(septem|octo|novem|decem)bre")

_TOKEN = re.compile(
    r"(?P<iso>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9]))"
    r"|(?P<slashed>[0-9]{1,2}(?P<mark>[/.-])[0-9]{1,2}(?P=mark)[0-9]{4}(?![0-9])|[0-9]{1,2}/[0-9]{4}(?![0-9]))"
    r"|(?P<short>'[0-9]{2}(?![0-9]))"
    r"|(?P<number>[0-9]+)"
    r"|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<other>[^\s,'])"
)
_MARKS = str.maketrans("’‘ʼ\u2010\u2011\u2012\u2013\u2014\u2212", "'''------")


class Token(NamedTuple):
    """A word or figure of a text: what kind, what it stands for, and where it was written."""

    kind: str
    value: int
    start: int
    end: int


def _table() -> dict[str, list[tuple[list[str], str, int]]]:
    """First word -> the words that must follow, the kind and the value; the longest first."""
    table: dict[str, list[tuple[list[str], str, int]]] = {}
    for kind, values in _ENTRIES.items():
        for value, written in values.items():
            for entry in written.split(", "):
                first, *rest = entry.split()
                table.setdefault(first, []).append((rest, kind, value))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


_TABLE = _table()
# A vocabulary is small, and what is typed repeats it.
_folded = lru_cache(maxsize=4_096)(fold)


def composed(text: str) -> str:
    """`text` with its accents on their letters and every apostrophe and dash the plain one; lengths are kept apart."""
    return unicodedata.normalize("NFC", text).translate(_MARKS)


def tokens(text: str) -> list[Token]:
    """The tokens of a `composed` text, the last of kind "end"; one of kind "unknown" is in no vocabulary."""
    found = list(_TOKEN.finditer(text))
    words = [_folded(match["word"] or match[0]) for match in found]
    made, at = [], 0
    while at < len(found):
        kind, value, length = _known(found[at], words, at)
        made.append(Token(kind, value, found[at].start(), found[at + length - 1].end()))
        at += length
    made.append(Token("end", 0, len(text), len(text)))
    return made


def _known(match: re.Match[str], words: list[str], at: int) -> tuple[str, int, int]:
    """The kind and value of what begins at a match, and over how many it goes."""
    group = match.lastgroup or ""
    if group == "number":
        digits = match[0]
        return ("year", int(digits), 1) if len(digits) == 4 else ("number", int(digits[:9]), 1)
    for rest, kind, value in _TABLE.get(words[at], ()):
        if not rest or words[at + 1 : at + 1 + len(rest)] == rest:
            return kind, value, 1 + len(rest)
    return (group if group in ("iso", "slashed", "short") else "unknown"), 0, 1
