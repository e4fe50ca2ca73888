"""A record: its page, its history, and taking it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select

from tracker.catalogue import entry_of
from tracker.languages import gettext as _
from tracker.languages import lazy
from tracker.models import Entity, Record, Revision, fields_of
from tracker.queries.list_query import BadQuery
from tracker.queries.relations import by_slug, labels
from tracker.services import records
from tracker.services.errors import Rejected, Stale
from tracker.web.errors import Missing
from tracker.web.facts import facts_of
from tracker.web.routing import Routes
from tracker.web.session import actor, session

routes = Routes()
REVISIONS = 50
SAVED_MEANWHILE = lazy("Somebody else has saved the record meanwhile. Please look at it again before you go on.")


def found(entry: Entity, slug: str) -> Record:
    """The record at an address, if the reader may see it; otherwise there is nothing there."""
    record = session().scalars(by_slug(entry, slug, actor())).first()
    if record is None:
        raise Missing(_("There is no “%(slug)s” among: %(kinds)s.", slug=slug, kinds=entry.plural))
    return record


def address(record: Record) -> str:
    """Where a record's page is."""
    return url_for("show", entry=entry_of(record), slug=record.slug)


@routes("/<entity:entry>/<slug>", policy="read")
def show(entry: Entity, slug: str) -> Any:
    """The record: facts with footnotes, the claims behind them, disputes, relations."""
    record = found(entry, slug)
    if entry_of(record) != entry:
        return redirect(address(record), 301)
    facts = facts_of(session(), record, actor())
    return render_template([f"{entry.slug}/show.html", "records/show.html"], entry=entry, record=record, facts=facts)


@routes("/<entity:entry>/<slug>/history", policy="read")
def history(entry: Entity, slug: str) -> str:
    """Every save of the record, newest first: who, when, why, and what changed."""
    record = found(entry, slug)
    query = select(Revision).where(Revision.record_id == record.id).order_by(Revision.version.desc())
    before = request.args.get("before", "")
    if before:
        if not (before.isascii() and before.isdigit() and len(before) < 10):
            raise BadQuery("before", before, _("a version, such as 12"))
        query = query.where(Revision.version < int(before))
    revisions = list(session().scalars(query.limit(REVISIONS + 1)))
    sources = {revision.source_id for revision in revisions if revision.source_id is not None}
    return render_template(
        "records/history.html",
        entry=entry,
        record=record,
        revisions=revisions[:REVISIONS],
        more=len(revisions) > REVISIONS,
        fields=fields_of(type(record)),
        linked={row.id: row for row in session().execute(labels(sources, actor()))},
    )


@routes("/<entity:entry>/<slug>/withdraw", methods=("GET", "POST"), policy="edit")
def withdraw(entry: Entity, slug: str) -> Any:
    """Take a record back, with a reason; or, where it was taken back, bring it back."""
    record = found(entry, slug)
    reason, problem = request.form.get("reason", ""), ""
    if request.method == "POST":
        act = records.restore if record.is_withdrawn else records.withdraw
        try:
            act(session(), record, version=sent_version(), actor=actor(), reason=reason)
        except Rejected as rejected:
            problem = " ".join(sentence for sentences in rejected.fields.values() for sentence in sentences)
        except Stale:
            problem = SAVED_MEANWHILE
        else:
            session().commit()
            flash(_("The record is withdrawn.") if record.is_withdrawn else _("The record is back."))
            return redirect(address(record), 303)
        session().rollback()
        record = found(entry, slug)
    page = render_template("records/withdraw.html", entry=entry, record=record, reason=reason, problem=problem)
    return page, 400 if problem else 200


def sent_version() -> int:
    """The version a form was opened at; 0, which no record has, for anything else."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
