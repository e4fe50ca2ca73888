"""Reports as pages, as CSV and as Markdown."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Response, render_template, request

from tracker import reports
from tracker.exchange import sheet
from tracker.languages import gettext as _
from tracker.queries.list_query import BadQuery
from tracker.reports import markdown
from tracker.web.errors import Missing
from tracker.web.files import asked_flavour, csv_file, markdown_file
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
    """The rows behind a report, or those it lists."""
    flavour = asked_flavour()
    report = _report(name, "flavour")
    header, rows = reports.csv_rows(report)
    return csv_file(sheet.lines(header, rows, flavour), f"{name}-{report.as_of}")


@routes("/reports/<name>.md", policy="read")
def report_markdown(name: str) -> Response:
    """A report as Markdown, to keep."""
    report = _report(name)
    return markdown_file("".join(markdown.lines(report)), f"{name}-{report.as_of}")


def _report(name: str, *others: str) -> Any:
    """The report as the address asks for it; `others` are names the page itself understands."""
    try:
        build = reports.find(name)
    except LookupError as error:
        raise Missing(str(error.args[0])) from error
    days = ("as_of", "since") if reports.REPORTS[name].looks_back else ("as_of",)
    for given in request.args:
        if given not in (*days, *others):
            raise BadQuery(given, request.args[given], ", ".join((*days, *others)))
    asked = {day: _day(day) for day in days if request.args.get(day, "").strip()}
    return build(session(), **({"as_of": datetime.now(UTC).date()} | asked), actor=actor())


def _day(name: str) -> date:
    text = request.args[name].strip()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python alone would also take 20260701 and 2026-W27-3.
    if day is None or text != day.isoformat():
        raise BadQuery(name, request.args[name], _("a day, such as 2026-07-01"))
    return day
