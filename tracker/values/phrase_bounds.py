"""What a period becomes behind a word that bounds it: by May, before May, from May, between May and July."""

from collections.abc import Callable
from datetime import date, timedelta

from tracker.languages import gettext as _
from tracker.values.fuzzy_date import SPANS, FuzzyDate
from tracker.values.interval import ValueProblem


def ends(found: FuzzyDate) -> tuple[str, str]:
    """The texts a range begins and ends with; a season, which cannot stand in one, gives its months."""
    text = found.text
    if text[0] == "[":
        first, last = text[1:-1].split("..")
        return first, last
    if "/" in text:
        first, last = text.split("/")
        return first, last
    if len(text) == 7 and (code := int(text[5:])) in SPANS:
        return f"{text[:4]}-{SPANS[code][0]:02}", f"{text[:4]}-{SPANS[code][1]:02}"
    return text, text


def _unmarked(*ends: FuzzyDate) -> None:
    for end in ends:
        if end.text[-1] in "~?%":
            problem = _(
                "“About” and “perhaps” do not go with a bound: leave them out, or write %(date)s.", date=end.text
            )
            raise ValueProblem(problem)


def itself(found: FuzzyDate) -> FuzzyDate:
    """A date that nothing bounds."""
    return found


def within(low: FuzzyDate, high: FuzzyDate) -> FuzzyDate:
    """A point in time no earlier than the first and no later than the second."""
    _unmarked(low, high)
    return FuzzyDate.parse(f"[{ends(low)[0]}..{ends(high)[1]}]")


def lasting(low: FuzzyDate, high: FuzzyDate) -> FuzzyDate:
    """What goes on from the first to the second."""
    return FuzzyDate.parse(f"{ends(low)[0]}/{ends(high)[1]}")


def by(found: FuzzyDate) -> FuzzyDate:
    """No later than the date ends."""
    _unmarked(found)
    return FuzzyDate.parse(f"[..{ends(found)[1]}]")


def _until(found: FuzzyDate) -> FuzzyDate:
    return FuzzyDate.parse(f"../{ends(found)[1]}")


def starting(found: FuzzyDate) -> FuzzyDate:
    """No earlier than the date begins."""
    _unmarked(found)
    return FuzzyDate.parse(f"[{ends(found)[0]}..]")


def _before(found: FuzzyDate) -> FuzzyDate:
    _unmarked(found)
    return FuzzyDate.spanning(None, _beside(found.earliest, -1))


def _after(found: FuzzyDate) -> FuzzyDate:
    _unmarked(found)
    return FuzzyDate.spanning(_beside(found.latest, 1), None)


def _beside(day: date | None, step: int) -> date:
    try:
        return (day or date.max) + timedelta(days=step)
    except OverflowError:
        raise ValueProblem(_("No day is left: years go from 0001 to 9999.")) from None


BOUNDS: dict[str, Callable[[FuzzyDate], FuzzyDate]] = {
    "by": by,
    "latest": by,
    "until": _until,
    "before": _before,
    "from": starting,
    "earliest": starting,
    "since": itself,
    "after": _after,
}
