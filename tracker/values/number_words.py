"""The words in which English and French write numbers, folded: without case or accents, dashes and spaces plain."""

from decimal import Decimal

HUNDRED, THOUSAND, MILLION = Decimal(100), Decimal(1000), Decimal(1_000_000)

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
    "~": r"about|around|approximately|approx\.?|roughly|circa|environ|autour de|a peu pres",
}
AFTER = {
    ">=": "at least|or more|au moins|ou plus|au minimum",
    "<=": "at most|or less|or fewer|au plus|ou moins|au maximum",
    "~": "or so|environ|a peu pres",
}

# How people name the unit of a field.
UNITS = {
    "jobs": "jobs?|emplois?|postes?",
    "persons": "persons?|people|personnes?",
    "shots": "shots?|plans?",
    "projects": "projects?|projets?",
    "productions": "productions?",
    "days": "days?|jours?",
}
