"""Reports: pure functions from a session to a `Report`, which pages, commands and mails show each in its own way."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.languages import gettext as _
from tracker.languages import lazy
from tracker.reports import milestones, summary
from tracker.reports.report import Report, csv_rows

__all__ = ["REPORTS", "Registered", "Report", "csv_rows", "find"]


@dataclass(frozen=True)
class Registered:
    """A report there is: `build(session, *, as_of, actor, window=None)` makes it; if it `looks_back`, also `since`."""

    title: str
    definition: str
    build: Callable[..., Report]
    looks_back: bool = False


REPORTS = {
    milestones.NAME: Registered(
        milestones.TITLE,
        lazy(
            "What was announced, for when, and what has come of it by a day: what is overdue, and how far dates slip."
        ),
        milestones.build,
    ),
    summary.NAME: Registered(
        summary.TITLE,
        lazy("What was added and changed since a day, what is newly overdue, what is due next, and what is disputed."),
        summary.build,
        looks_back=True,
    ),
}


def find(name: str) -> Callable[..., Report]:
    """What builds the report of that name. Raises `LookupError` with a sentence that says which there are."""
    if name not in REPORTS:
        raise LookupError(
            _("There is no report “%(name)s”; there are: %(names)s.", name=name, names=", ".join(REPORTS))
        )
    return REPORTS[name].build
