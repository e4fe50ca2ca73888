"""What a milestone's status is, and how late it is."""

from tracker.counting.rule import Rule
from tracker.languages import gettext as _
from tracker.queries import milestones as queries


def milestones() -> tuple[Rule, ...]:
    """The rules of status and lateness."""
    return (
        Rule(
            "status",
            _("Status of a milestone"),
            _(
                "Computed for a day and never typed; what sources say of it is its reported status, another field. "
                "The first of these that fits is the status:"
            ),
            {code: _statuses()[code] for code in queries.STATUSES},
        ),
        Rule(
            "overdue",
            _("Days overdue"),
            _(
                "For an overdue milestone, the days from the last day it was expected on to the day of the status. "
                "Overdue means that no source that settles it has been recorded yet; it does not mean missed."
            ),
        ),
        Rule(
            "lateness",
            _("Early, on time, late"),
            _(
                "A milestone that was met is compared with the date announced first. Days late run at least from the "
                "last day then expected to the first day it may have happened, at most from the first to the last. "
                "It was late if at least one day, early if at most less than none, on time if it happened at the "
                "latest on the last day expected; otherwise the dates do not tell."
            ),
        ),
    )


def _statuses() -> dict[str, str]:
    return {
        queries.CANCELLED: _("Sources report that it was called off."),
        queries.MET: _("Sources report that it was met, or the first day it may have been reached on has come."),
        queries.UNDATED: _("No date is expected: none was announced, or the claims settle on none."),
        queries.UNFALSIFIABLE: _("The expected date has no last day, so that no day could show it to be late."),
        queries.OVERDUE: _("The last day it was expected on has passed."),
        queries.DUE: _("The first day it may be expected on has come, or is open."),
        queries.SCHEDULED: _("The first day it may be expected on is still to come."),
    }
