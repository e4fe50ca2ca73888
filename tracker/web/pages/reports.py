"""Reports as pages and as CSV."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Response, render_template, request

from tracker import reports
from tracker.exchange import sheet
from tracker.languages import gettext as _
from tracker.queries.list_query import BadQuery
from tracker.web.errors import Missing
from tracker.web.pages.lists import csv_response
from tracker.web.routing import Routes
from tracker.web.session import actor, session

routes = Routes()


@routes("/reports", policy="read")
def show_reports() -> str:
    """Every report there is."""
    return render_template("reports/list.html", reports=reports.REPORTS)


@routes("/reports/<name>", policy="read")
def show_report(name: str) -> str:
    """A report as of a day."""
    return render_template("reports/show.html", report=_report(name))


@routes("/reports/<name>.csv", policy="read")
def report_csv(name: str) -> Response:
    """The rows a report rests on."""
    flavour = request.args.get("flavour", "raw")
    if flavour not in sheet.FLAVOURS:
        raise BadQuery("flavour", flavour, ", ".join(sheet.FLAVOURS))
    report = _report(name)
    header, rows = reports.csv_rows(report)
    return csv_response(sheet.lines(header, rows, flavour), f"{name}-{report.as_of}")


def _report(name: str) -> Any:
    for given in request.args:
        if given not in ("as_of", "flavour"):
            raise BadQuery(given, request.args[given], "as_of, flavour")
    try:
        build = reports.find(name)
    except LookupError as error:
        raise Missing(str(error.args[0])) from error
    return build(session(), as_of=_day(request.args.get("as_of", "")), actor=actor())


def _day(text: str) -> date:
    if not text.strip():
        return datetime.now(UTC).date()
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    # Python alone would also take 20260701 and 2026-W27-3.
    if day is None or text.strip() != day.isoformat():
        raise BadQuery("as_of", text, _("a day, such as 2026-07-01"))
    return day
