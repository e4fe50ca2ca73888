"""How far dates slip: a milestone's verdict in words, and the summary of all verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker import frames
from tracker.languages import current, ngettext
from tracker.languages import gettext as _
from tracker.reports.report import Column, Section, share

if TYPE_CHECKING:
    import pandas


def verdict_said(verdict: str | None, late_min: int | None, late_max: int | None) -> str:
    """A verdict as a reader reads it; '' where there is none. It was between so many days late, negative if early."""
    if verdict == frames.LATE and late_min is not None:
        return _late(late_min, late_max)
    if verdict == frames.EARLY and late_max is not None:
        return _early(-late_max, None if late_min is None else -late_min)
    if verdict == frames.ON_TIME:
        return _("on time")
    return _("early, on time or late: the dates do not tell") if verdict else ""


def _late(least: int, most: int | None) -> str:
    if most is None:
        return ngettext("late by at least %(n)s day", "late by at least %(n)s days", least)
    if least == most:
        return ngettext("late by %(n)s day", "late by %(n)s days", least)
    return _("late by %(least)s to %(most)s days", least=least, most=most)


def _early(least: int, most: int | None) -> str:
    if most is None:
        return ngettext("early by at least %(n)s day", "early by at least %(n)s days", least)
    if least == most:
        return ngettext("early by %(n)s day", "early by %(n)s days", least)
    return _("early by %(least)s to %(most)s days", least=least, most=most)


def slippage(rows: pandas.DataFrame) -> Section:
    """How many of the milestones that can be compared were early, on time or late, and the middle of all slips."""
    import pandas  # noqa: PLC0415 - it loads slowly: only who has a frame needs it

    verdicts = rows["verdict"].dropna()
    counts = {verdict: int((verdicts == verdict).sum()) for verdict in frames.VERDICTS}
    measures = [
        (_("Compared: met, with a date announced and a date reached"), share(len(verdicts), len(rows))),
        (_("Early"), share(counts[frames.EARLY], len(verdicts))),
        (_("On time"), share(counts[frames.ON_TIME], len(verdicts))),
        (_("Late"), share(counts[frames.LATE], len(verdicts))),
        (_("Indeterminate: the dates are too broad to tell"), share(counts[frames.INDETERMINATE], len(verdicts))),
        (_("Median of the days late, taking the middle of each range"), _median(rows)),
        (_("Announced date moved at least once by a later source"), share(int((rows["slips"] > 0).sum()), len(rows))),
    ]
    return Section(
        _("How far dates slip"),
        _("Days from the date announced first to the date reached. A negative median is early."),
        pandas.DataFrame(measures, columns=["measure", "value"], dtype="string"),
        (Column("measure", _("Measure")), Column("value", _("Value"))),
        _("None on this day."),
    )


def _median(rows: pandas.DataFrame) -> str:
    """The median of the middles of the ranges that are bounded at both ends, with how many those are."""
    from babel.numbers import format_decimal  # noqa: PLC0415 - it loads slowly

    middles = ((rows["late_min"] + rows["late_max"]) / 2).dropna()
    if middles.empty:
        return _("n/a")
    median = format_decimal(float(middles.median()), locale=current())
    return ngettext("%(median)s (%(n)s milestone)", "%(median)s (%(n)s milestones)", len(middles), median=median)
