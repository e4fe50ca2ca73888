"""Schedules: setting them up, pausing them, their next runs and their log; and the issues that were sent."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker import reports
from tracker.exchange import sheet
from tracker.forms.schedule import CADENCE_WORDS, WEEKDAYS, ScheduleForm, choices, zones
from tracker.languages import current
from tracker.languages import gettext as _
from tracker.models import ReportRun, Schedule
from tracker.reports import issues, markdown, summary
from tracker.services import schedules
from tracker.services.errors import Rejected, Stale
from tracker.services.schedules import UnknownZone
from tracker.web.errors import Missing
from tracker.web.files import asked_flavour, csv_file, markdown_file
from tracker.web.pages.records import SAVED_MEANWHILE, sent_version
from tracker.web.routing import Routes
from tracker.web.session import actor, config, session

routes = Routes()
# How many runs the log shows, the last ones first.
LOG = 50


@routes("/schedules", policy="edit")
def show_schedules() -> str:
    """Every schedule, with when it is due next."""
    found = session().scalars(select(Schedule).order_by(Schedule.name)).all()
    return render_template("schedules/list.html", schedules=found, words=words, next_slots=_next_slots)


@routes("/schedules/new", methods=("GET", "POST"), policy="edit")
def new_schedule() -> Any:
    """Set a schedule up."""
    form = _form(
        request.form if request.method == "POST" else None, report=summary.NAME, every="weekly", language=current()
    )
    return _saved(form, None) if request.method == "POST" else _form_page(form)


@routes("/schedules/<int(max=2147483647):schedule_id>/edit", methods=("GET", "POST"), policy="edit")
def edit_schedule(schedule_id: int) -> Any:
    """Change a schedule."""
    schedule = _found(schedule_id)
    if request.method == "POST":
        return _saved(_form(request.form), schedule)
    kept = {name: getattr(schedule, name) for name in (*schedules.WHEN, "name", "report", "language", "recipients")}
    weekday = str(schedule.day) if schedule.every == "weekly" else "1"
    return _form_page(_form(None, **kept, weekday=weekday), schedule)


@routes("/schedules/<int(max=2147483647):schedule_id>", policy="edit")
def show_schedule(schedule_id: int) -> str:
    """A schedule: to whom it goes, its next five runs, and what came of the last ones."""
    schedule = _found(schedule_id)
    logged = select(ReportRun).where(ReportRun.schedule_id == schedule.id).order_by(ReportRun.slot.desc()).limit(LOG)
    return render_template(
        "schedules/show.html",
        schedule=schedule,
        words=words(schedule),
        slots=_next_slots(schedule, 5),
        runs=session().scalars(logged.options(selectinload(ReportRun.deliveries))).all(),
        recipients=schedules.recipients_of(schedule),
        outbox=not config().smtp_url,
        report=reports.REPORTS[schedule.report].title if schedule.report in reports.REPORTS else schedule.report,
    )


@routes("/schedules/<int(max=2147483647):schedule_id>/active", methods=("POST",), policy="edit")
def activate_schedule(schedule_id: int) -> Any:
    """Pause a schedule, or let it go on."""
    schedule = _found(schedule_id)
    active = request.form.get("active") == "yes"
    try:
        schedules.set_active(session(), schedule, active, version=sent_version(), actor=actor())
    except Stale:
        session().rollback()
        flash(str(SAVED_MEANWHILE))
    else:
        session().commit()
        flash(_("It goes on from now.") if active else _("It is paused."))
    return redirect(url_for("show_schedule", schedule_id=schedule_id), 303)


@routes("/issues/<int(max=2147483647):run_id>", policy="read")
def show_issue(run_id: int) -> str:
    """A report as it was sent: no later edit changes it."""
    run = _issued(run_id)
    return render_template("reports/issue.html", report=issues.thaw(run.issue or {}), run=run)


@routes("/issues/<int(max=2147483647):run_id>.csv", policy="read")
def issue_csv(run_id: int) -> Response:
    """The rows of an issue."""
    issue = issues.thaw(_issued(run_id).issue or {})
    return csv_file(sheet.lines(issue.header, issue.rows, asked_flavour()), f"{issue.name}-{issue.as_of}")


@routes("/issues/<int(max=2147483647):run_id>.md", policy="read")
def issue_markdown(run_id: int) -> Response:
    """An issue as Markdown."""
    issue = issues.thaw(_issued(run_id).issue or {})
    return markdown_file("".join(markdown.lines(issue)), f"{issue.name}-{issue.as_of}")


def words(schedule: Schedule) -> str:
    """How often a schedule is due, in words."""
    said = {"every": CADENCE_WORDS[schedule.every], "at": schedule.at, "zone": schedule.zone}
    if schedule.every == "weekly":
        return _("%(every)s on %(day)s at %(at)s, %(zone)s", day=WEEKDAYS[schedule.day - 1], **said)
    if schedule.every == "monthly":
        return _("%(every)s on day %(day)s at %(at)s, %(zone)s", day=schedule.day, **said)
    return _("%(every)s at %(at)s, %(zone)s", **said)


def _next_slots(schedule: Schedule, n: int = 1) -> list[datetime]:
    """None where it is paused, or where nobody can tell, which the page says."""
    with suppress(UnknownZone):
        return schedules.next_slots(schedule, datetime.now(UTC), n) if schedule.is_active else []
    return []


def _form(sent: Any, **kept: Any) -> ScheduleForm:
    form = ScheduleForm(sent, data=kept)
    form.report.choices = choices({name: str(registered.title) for name, registered in reports.REPORTS.items()})
    return form


def _form_page(form: ScheduleForm, schedule: Schedule | None = None, status: int = 200) -> Any:
    version = request.form.get("version") or (schedule.version if schedule else "")
    return render_template("schedules/form.html", form=form, zones=zones(), schedule=schedule, version=version), status


def _saved(form: ScheduleForm, schedule: Schedule | None) -> Any:
    """Save what was sent; a refusal shows the form again with everything that was typed."""
    if not form.validate():
        return _form_page(form, schedule, 400)
    version = sent_version() if schedule else 0
    try:
        saved = schedules.save(session(), form.values(), actor=actor(), schedule=schedule, version=version)
    except Rejected as rejected:
        session().rollback()
        for name, sentences in rejected.fields.items():
            form[name].errors = [*form[name].errors, *sentences]
        return _form_page(form, schedule, 400)
    except Stale:
        session().rollback()
        form.name.errors = [str(SAVED_MEANWHILE)]
        return _form_page(form, schedule, 409)
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("show_schedule", schedule_id=saved.id), 303)


def _found(schedule_id: int) -> Schedule:
    schedule = session().get(Schedule, schedule_id)
    if schedule is None:
        raise Missing(_("There is no schedule %(n)s.", n=schedule_id))
    return schedule


def _issued(run_id: int) -> ReportRun:
    run = session().get(ReportRun, run_id)
    if run is None or run.issue is None:
        raise Missing(_("There is no issue %(n)s.", n=run_id))
    return run
