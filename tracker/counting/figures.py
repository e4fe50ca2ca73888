"""What dates and figures allow, and what is never done with them."""

from decimal import Decimal

from tracker.counting.rule import Rule
from tracker.languages import current
from tracker.languages import gettext as _
from tracker.values import Quantity
from tracker.values.quantity import ABOUT, BOUNDS, NEARLY


def figures() -> tuple[Rule, ...]:
    """The rules of dates and figures."""
    return (*_bounds(), *_uses())


def _bounds() -> tuple[Rule, ...]:
    return (
        Rule(
            "dates",
            _("What a date allows"),
            _(
                "Every date has a first and a last day; an open end has none. A mark for about or uncertain changes "
                "what is said and never these days. A part that no source gives is never filled in."
            ),
        ),
        Rule(
            "bounds",
            _("What a figure allows"),
            _(
                "Every figure has a lowest and a highest number; an open end has none. “About” reaches %(about)s to "
                "either side and “nearly” %(nearly)s below, the same for every figure. The column ending in _bound "
                "holds how the source puts it:",
                about=_share(ABOUT),
                nearly=_share(NEARLY),
            ),
            {"exact": _allowed("30000"), **_marked(), "range": _allowed("20000..99999")},
        ),
    )


def _uses() -> tuple[Rule, ...]:
    return (
        Rule(
            "sums",
            _("What is never added up or averaged"),
            _(
                "Figures are compared, never averaged and never added up. Each is shown with its period and scope. "
                "An event that is part of a larger one is already counted in it, and shots of different bounds or "
                "scopes are not one number."
            ),
        ),
        Rule(
            "filters",
            _("Filters by date and figure"),
            _(
                "“Could be in” finds what shares a day or number with the range that was asked for, “is certainly in” "
                "what lies within it. A record without a value fits neither."
            ),
        ),
    )


def _share(part: Decimal) -> str:
    from babel.numbers import format_percent  # noqa: PLC0415 - It loads slowly, and nothing else here needs it.

    return str(format_percent(part, locale=current()))


def _marked() -> dict[str, str]:
    return {bound: _allowed(f"{mark}30000") for mark, bound in BOUNDS.items()}


def _allowed(text: str) -> str:
    """A figure as an example of its bound: how it is said, and the numbers it allows."""
    figure = Quantity.parse(text)
    low, high = figure.low or 0, _("open") if figure.high is None else figure.high
    said = {"text": text, "sentence": figure.sentence(), "low": low, "high": high}
    return _("%(text)s is “%(sentence)s”: low %(low)s, high %(high)s.", **said)
