"""A record: its page, and taking it back."""

from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from tracker.catalogue import CATALOGUE, entry_of
from tracker.forms.fields import LONGEST, clean
from tracker.languages import gettext as _
from tracker.languages import lazy
from tracker.models import Entity, FieldType, Record
from tracker.queries.relations import by_slug, linking_fields
from tracker.services import records
from tracker.services.errors import Rejected, Stale
from tracker.web.errors import Missing
from tracker.web.facts import facts_of
from tracker.web.neighbours import neighbours_of
from tracker.web.routing import Routes
from tracker.web.security import writable
from tracker.web.session import actor, session
from tracker.web.timeline import timeline_of

routes = Routes()
SAVED_MEANWHILE = lazy("Somebody else has saved the record meanwhile. Please look at it again before you go on.")


def found(entry: Entity, slug: str) -> Record:
    """The record at an address, if the reader may see it; otherwise there is nothing there."""
    record = session().scalars(by_slug(entry, slug, actor())).first()
    if record is None:
        raise Missing(_("There is no “%(slug)s” among: %(kinds)s.", slug=slug, kinds=entry.plural))
    return record


def address(record: Record) -> str:
    """Where a record's page is, in the list that its reader came from, if any."""
    return url_for("show", entry=entry_of(record), slug=record.slug, list=request.args.get("list") or None)


def last_save(record: Record) -> str:
    """Where the last save of a record can be undone: what a message about it leads to."""
    return url_for("history", entry=entry_of(record), slug=record.slug, _anchor=f"version-{record.version}")


@routes("/<entity:entry>/<slug>", policy="read")
def show(entry: Entity, slug: str) -> Any:
    """The record: facts with footnotes, the claims behind them, disputes, relations; its neighbours in a list."""
    record, lists = found(entry, slug), request.args.getlist("list")
    if entry_of(record) != entry:
        return redirect(url_for("show", entry=entry_of(record), slug=record.slug, list=lists or None), 301)
    facts = facts_of(session(), record, actor())
    today = datetime.now(UTC).date()
    return render_template(
        [f"{entry.slug}/show.html", "records/show.html"],
        entry=entry,
        record=record,
        facts=facts,
        linking_fields=linking_fields(record, CATALOGUE),
        timeline=timeline_of(session(), facts, today, actor()),
        neighbours=neighbours_of(session(), record, lists, actor()),
    )


@routes("/<entity:entry>/<slug>/withdraw", methods=("GET", "POST"), policy="edit")
def withdraw(entry: Entity, slug: str) -> Any:
    """Take a record back, with a reason; or, where it was taken back, bring it back."""
    record = found(entry, slug)
    reason, problem = writable(request.form.get("reason", "")), ""
    if request.method == "POST":
        act = records.restore if record.is_withdrawn else records.withdraw
        try:
            act(session(), record, version=sent_version(), actor=actor(), reason=explained("reason"))
        except Rejected as rejected:
            problem = " ".join(sentence for sentences in rejected.fields.values() for sentence in sentences)
        except Stale:
            problem = SAVED_MEANWHILE
        else:
            session().commit()
            way = url_for("withdraw", entry=entry_of(record), slug=record.slug)
            flash(_("The record is withdrawn.") if record.is_withdrawn else _("The record is back."), way)
            return redirect(address(record), 303)
        session().rollback()
        record = found(entry, slug)
    page = render_template("records/withdraw.html", entry=entry, record=record, reason=reason, problem=problem)
    return page, 400 if problem else 200


def found_live(entry: Entity, slug: str) -> Record:
    """The record at an address, to be changed. Raises `Rejected` where it is withdrawn."""
    record = found(entry, slug)
    if record.is_withdrawn:
        raise Rejected({"withdrawn": [_("The record is withdrawn; bring it back first.")]})
    return record


def explained(name: str) -> str:
    """A text of a page that is part of no form, read as forms read theirs. Raises `Rejected`."""
    try:
        return clean(request.form.get(name, ""), LONGEST[FieldType.TEXT])
    except ValueError as error:
        raise Rejected({name: [str(error)]}) from error


def sent_version() -> int:
    """The version a form was opened at; 0, which no record has, for anything else."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
