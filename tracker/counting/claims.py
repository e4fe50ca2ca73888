"""How claims decide a value, and how they disagree."""

from tracker.counting.rule import Rule
from tracker.languages import gettext as _


def claims() -> tuple[Rule, ...]:
    """The rules of the resolver."""
    return (*_deciding(), *_disagreement())


def _deciding() -> tuple[Rule, ...]:
    return (
        Rule(
            "live",
            _("Which claims decide"),
            _(
                "A claim may decide the value of its field unless it is deprecated, its record is withdrawn, it rests "
                "on withdrawn sources only (without a reason or a derivation), it "
                "asserts something else than the field does (a plan is no fact), it says only that the value is "
                "unknown, or it is in an open dispute and not preferred."
            ),
        ),
        Rule(
            "resolution",
            _("How a value is decided"),
            _(
                "A field that holds one value at a time shows what the claims that may decide leave. It is never an "
                "average, and never what most articles say. The column ending in _by holds the rule that decided:"
            ),
            {
                "preferred": _("An editor preferred a claim, with a reason, and its value is shown."),
                "latest": _(
                    "Later claims replaced earlier ones: a later source moved an expected date, or a value over time "
                    "is that of the latest beginning."
                ),
                "scope": _("No value: the claims differ in scope, role or period, and so answer different questions."),
                "single": _("One claim may decide, and its value is shown."),
                "intersection": _("Several claims may decide, all are compatible, and what they share is shown."),
                "conflict": _("No value: claims that may decide cannot both be true."),
                "disputed": _("No value: every claim that could decide is in an open dispute."),
                "none": _("No value: no claim may decide."),
            },
        ),
    )


def _disagreement() -> tuple[Rule, ...]:
    return (
        Rule(
            "compatible",
            _("Agreeing, refining, overlapping"),
            _(
                "Dates and figures are compared by the days or numbers they allow. Two agree where they allow the "
                "same, one refines the other where it lies within it, and they overlap where they share some. "
                "In all three cases both can be true."
            ),
        ),
        Rule(
            "conflict",
            _("Conflict"),
            _(
                "Two claims of one field conflict where both cannot be true: no day or number lies in both, or their "
                "terms, records or words differ. A conflict is computed, and lasts until an editor rules. A later "
                "expected date is a slip and no conflict, and values of different scope, role or period are none. "
                "Fields of any number of values have no conflicts."
            ),
        ),
        Rule(
            "scope",
            _("Different scope, role or period"),
            _(
                "Two claims speak of different things where their scope or role differ, or where their periods cannot "
                "be equal. A scope that is not stated equals only one that is not stated; a period that is not "
                "stated equals any."
            ),
        ),
        Rule(
            "dispute",
            _("Dispute"),
            _(
                "A disagreement that people named, as a question with the claims it is about. While it is open, its "
                "claims decide nothing unless preferred; resolved, it has a ruling; standing, both sides stay."
            ),
        ),
    )
