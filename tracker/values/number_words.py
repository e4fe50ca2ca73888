"""The words in which English and French write numbers, folded: without case or accents, dashes and spaces plain."""

import re
from decimal import Decimal
from typing import NamedTuple

HUNDRED, THOUSAND, MILLION, BILLION = Decimal(100), Decimal(1000), Decimal(1_000_000), Decimal(1_000_000_000)

_ENGLISH = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_FRENCH = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
COUNTS = {
    word: Decimal(number)
    for words in (f"{_ENGLISH} eighteen nineteen twenty", f"{_FRENCH} dix-huit dix-neuf vingt")
    for number, word in enumerate(words.split(), 1)
}
COUNTS |= {
    word: Decimal(10 * tens)
    for words in ("thirty forty fifty sixty seventy eighty ninety", "trente quarante cinquante soixante")
    for tens, word in enumerate(words.split(), 3)
}
COUNTS |= {"quatre-vingts": Decimal(80), "quatre-vingt": Decimal(80), "une": Decimal(1)}
# "A" and its like count only what comes after them: "a thousand", "half a million".
ARTICLES = {"a": Decimal(1), "an": Decimal(1)}
ARTICLES |= dict.fromkeys(("half a", "half-a", "un demi", "un demi-", "demi"), Decimal("0.5"))
PARTS = dict.fromkeys(("half", "a half", "one half", "la moitie", "moitie"), Decimal("0.5"))
PARTS |= dict.fromkeys(("a quarter", "one quarter", "un quart", "le quart"), Decimal("0.25"))
PARTS |= dict.fromkeys(("three quarters", "trois quarts", "les trois quarts"), Decimal("0.75"))

SCALES = dict.fromkeys(("hundred", "cent", "cents"), HUNDRED)
SCALES |= dict.fromkeys(("k", "thousand", "thousands", "mille", "millier", "milliers"), THOUSAND)
SCALES |= dict.fromkeys(("m", "million", "millions"), MILLION)
SCALES |= dict.fromkeys(("bn", "billion", "milliard", "milliards"), BILLION)
# Half of these may follow them: « un million et demi ».
HALVED = (MILLION, BILLION)
# In French these stand without a count: "cent emplois", « mille emplois ».
ALONE = ("cent", "mille")
PERCENT = ("%", "percent", "per cent", "pour cent")

# « Une vingtaine » is about twenty.
ROUNDED = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40}
ROUNDED |= {"cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000}

# "Tens of thousands" is 20000 to 99999: from two of them to one short of the next power of ten.
PLURALS = {"tens": Decimal(10), "dizaines": Decimal(10), "hundreds": HUNDRED, "centaines": HUNDRED}
PLURALS |= {"thousands": THOUSAND, "milliers": THOUSAND, "millions": MILLION}

# What is said before a figure, and what may follow it, by the mark that the figure then has.
SYMBOLS = {">=": ">=|≥", "<=": "<=|≤", ">": ">", "<": "<", "~": r"~|≈|c\.|ca\."}
BEFORE = {
    ">=": "at least|no (?:less|fewer) than|a minimum of|au moins|pas moins de|au minimum",
    "<=": "at most|up to|no more than|not more than|a maximum of|au plus|pas plus de|jusqu'a|au maximum",
    ">": "more than|over|above|plus de|au-dessus de",
    "<": "less than|fewer than|under|below|moins de|au-dessous de",
    "nearly ": "nearly|almost|close to|pres de|presque",
    "~": r"about|around|approximately|approx\.?|roughly|circa|some|environ|quelque|autour de|a peu pres",
}
AFTER = {
    ">=": "at least|or more|au moins|ou plus|au minimum",
    "<=": "at most|or less|or fewer|au plus|ou moins|au maximum",
    "~": "or so|environ|a peu pres",
}

# How people name the unit of a field.
UNITS = {
    "jobs": "jobs?|emplois?|postes?|persons?|people|personnes?",
    "persons": "persons?|people|personnes?",
    "shots": "shots?|plans?",
    "projects": "projects?|projets?",
    "productions": "productions?",
    "days": "days?|jours?",
}


class Spelled(NamedTuple):
    """A number in several words, without the scale it ends with; `lead` is what its first word is multiplied by."""

    number: Decimal
    scale: Decimal | None
    lead: Decimal


def _below_hundred() -> dict[str, Decimal]:
    """Every number under a hundred in words, dashes written as spaces: "twenty five", « soixante et onze »."""
    table = {word.replace("-", " "): number for word, number in COUNTS.items()}
    table |= {"septante": Decimal(70), "huitante": Decimal(80), "octante": Decimal(80), "nonante": Decimal(90)}
    units = [(word, number) for word, number in table.items() if number < 20]
    for word, tens in [pair for pair in table.items() if pair[1] >= 20]:
        # After sixty and eighty, French goes on to nineteen.
        most = 19 if word in ("soixante", "quatre vingt") else 9
        for unit, number in units:
            if number <= most:
                table[f"{word} {unit}"] = tens + number
            if unit in ("un", "une", "onze") and number <= most:
                table[f"{word} et {unit}"] = tens + number
    return table


_BELOW = _below_hundred()
_PIECE = re.compile(
    rf"(?:(?P<below>{'|'.join(sorted(_BELOW, key=len, reverse=True))})|(?P<hundred>hundred|cents?)"
    r"|(?P<scale>thousand|mille|millions?|billion|milliards?)|(?P<joint>and|et))(?: |$)"
)
# Nine hundred and ninety-nine million and so on is half as long.
_LONGEST = 240


def spelled(text: str) -> Spelled | None:
    """A number of several words, joined by spaces, dashes, "and" or « et »; None if they make no single number."""
    text = re.sub(r"^an? ", "one ", text.replace("-", " "))
    done, scales, group, first, kind, at = Decimal(0), [Decimal("Infinity")], Decimal(0), Decimal(1), "", 0
    while at < len(text) <= _LONGEST and (found := _PIECE.match(text, at)):
        before, kind, word, at = kind, found.lastgroup or "", found[0].strip(), found.end()
        if not _may_follow(kind, word, before, group) or (kind == "scale" and SCALES[word] >= scales[-1]):
            return None
        if kind == "scale":
            scales.append(SCALES[word])
            done, group = done + (group or 1) * SCALES[word], Decimal(0)
        elif kind != "joint":
            group = (group or 1) * HUNDRED if kind == "hundred" else group + _BELOW[word]
            first = group if kind == "below" and not before else first
    if at < len(text) or kind in ("", "joint"):
        return None
    value, whole = done + group, not group and len(scales) == 2
    lead = Decimal(10) ** (value.adjusted() - first.adjusted())
    return Spelled(value / scales[-1], scales[-1], lead) if whole else Spelled(value, None, lead)


def _may_follow(kind: str, word: str, before: str, group: Decimal) -> bool:
    """Whether a word goes on with a number whose last word was of the kind `before`, "" at its start."""
    if kind == "joint":
        return before in ("hundred", "scale")
    if kind == "below":
        return before != "below"
    # « Cent » and « mille » count one of themselves; "twenty-two hundred" are 2200.
    if word in ALONE and before in ("", "scale"):
        return True
    return before == "below" and group < HUNDRED if kind == "hundred" else before in ("below", "hundred")
