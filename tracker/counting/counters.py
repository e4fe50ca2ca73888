"""How the counters of a record are counted."""

from tracker.counting.rule import Rule
from tracker.languages import gettext as _


def counters() -> tuple[Rule, ...]:
    """The rules of the columns that end in _count, and of slips."""
    return (*_support(), *_unrest())


def _support() -> tuple[Rule, ...]:
    return (
        Rule(
            "claims",
            _("Claims counted"),
            _(
                "The claims of a record that stand: all but the deprecated ones, whatever they assert, and also those "
                "that say that a value is unknown. A claim that several sources state is one claim."
            ),
        ),
        Rule(
            "sources",
            _("Sources counted"),
            _(
                "The distinct sources with a passage that supports that the record exists, one of its structural "
                "fields, or a claim that stands. Passages that dispute or only mention something add no source, "
                "nor does a source that is withdrawn."
            ),
        ),
        Rule(
            "origins",
            _("Origins counted"),
            _(
                "Sources that retell one another are one origin. A lineage is known where a chain of “derived from” "
                "ends in an original: origins are the distinct originals. All other sources together may retell one "
                "more origin, and count as one at least; each may be an origin of its own, which gives the number at "
                "most. A column holds the number at least."
            ),
        ),
    )


def _unrest() -> tuple[Rule, ...]:
    return (
        Rule(
            "unsettled",
            _("Unsettled fields"),
            _(
                "The fields of a record whose claims conflict, and those with a claim in an open dispute, each counted "
                "once. A field without a claim is not unsettled, nor one whose figures differ in scope or period."
            ),
        ),
        Rule(
            "slips",
            _("Slips"),
            _(
                "How often an expected date moved: the claims that contradict an earlier one and whose sources all "
                "appeared certainly after all of its sources. A date that is only made more exact is no slip, "
                "and slips are counted before any ruling."
            ),
        ),
    )
