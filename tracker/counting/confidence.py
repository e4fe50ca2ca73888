"""How sure a value is."""

from tracker.counting.rule import Rule
from tracker.languages import gettext as _
from tracker.languages import ngettext
from tracker.services.confidence import AGREEMENT, EVIDENCE, LEVELS


def confidence() -> tuple[Rule, ...]:
    """The rules of evidence, agreement, and both together."""
    return (
        Rule(
            "evidence",
            _("Evidence"),
            _("How much stands behind a value: the origins, counted at least, of the sources that support its claims."),
            {code: _origins(n) for n, code in enumerate(EVIDENCE, 1)},
        ),
        Rule(
            "agreement",
            _("Agreement"),
            _("How far the claims that may decide a value agree; what a later source moved contradicts nothing."),
            {code: _agreements()[code] for code in AGREEMENT},
        ),
        Rule(
            "confidence",
            _("Confidence"),
            _(
                "Evidence and agreement together, as in the IPCC’s guidance of 2010: the least of both is "
                "“%(lowest)s”, and each step of either is one step up to “%(highest)s”.",
                lowest=next(iter(LEVELS.values())),
                highest=list(LEVELS.values())[-1],
            ),
        ),
    )


def _origins(n: int) -> str:
    counted = ngettext("%(n)s origin", "%(n)s origins", n)
    return _("%(counted)s or more.", counted=counted) if n == len(EVIDENCE) else f"{counted}."


def _agreements() -> dict[str, str]:
    return {
        "low": _("Two claims contradict each other, or one is in an open dispute."),
        "medium": _("The claims differ in scope, role or period."),
        "high": _("All claims are compatible."),
    }
