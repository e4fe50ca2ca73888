"""A record: its page, its history, and taking it back."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from tracker.catalogue import CATALOGUE, entry_of
from tracker.forms.fields import LONGEST, clean
from tracker.languages import gettext as _
from tracker.languages import lazy
from tracker.models import Entity, FieldType, Record, family_of, fields_of
from tracker.permissions import SYSTEM
from tracker.queries.relations import by_slug, labels, referenced
from tracker.services import records
from tracker.services.errors import Rejected, Stale
from tracker.web.errors import Missing
from tracker.web.facts import facts_of
from tracker.web.revisions import Asked, marked, page_of, people
from tracker.web.routing import Routes
from tracker.web.security import writable
from tracker.web.session import actor, session
from tracker.web.showing import reason_words
from tracker.web.timeline import timeline_of

routes = Routes()
REFERENCE = re.compile(rf"(?:{'|'.join(sorted({family_of(entry.model) for entry in CATALOGUE}))}):\S+")
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
    today = datetime.now(UTC).date()
    return render_template(
        [f"{entry.slug}/show.html", "records/show.html"],
        entry=entry,
        record=record,
        facts=facts,
        timeline=timeline_of(session(), facts, today, actor()),
    )


@routes("/<entity:entry>/<slug>/history", policy="read")
def history(entry: Entity, slug: str) -> str:
    """Every save of the record, newest first: who, when, why, and what changed."""
    record = found(entry, slug)
    asked = Asked.read(request.args, record)
    page = page_of(session(), record, asked)
    cited = {revision.source_id for revision in page.revisions if revision.source_id is not None}
    mentioned = {text for revision in page.revisions for text in _references(revision.changes)}
    seen = list(session().execute(referenced(mentioned, cited, actor())))
    hidden = cited - {row.id for row in seen}
    unnamed = [row.label for row in session().execute(labels(hidden, SYSTEM))] if hidden else []
    return render_template(
        "records/history.html",
        entry=entry,
        record=record,
        asked=asked,
        page=page,
        people=people(session(), record),
        fields=fields_of(type(record)),
        linked={row.id: row for row in seen},
        mentioned=mentioned,
        references={f"{row.family}:{row.slug}": row for row in seen},
        reason_of=lambda revision: _without(reason_words(revision.reason), unnamed),
        marked=marked,
    )


def _references(kept: Any) -> Iterator[str]:
    """Every text in what a revision keeps that has the form of a permanent id (`family:slug`)."""
    if isinstance(kept, dict | list):
        for part in kept.values() if isinstance(kept, dict) else kept:
            yield from _references(part)
    elif isinstance(kept, str) and REFERENCE.fullmatch(kept):
        yield kept


def _without(reason: str, names: Iterable[str]) -> str:
    """A reason we wrote ourselves after a source was corrected, without the name of a source nobody may see."""
    for name in names:
        reason = reason.replace(name, _("a withdrawn source"))
    return reason


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
            flash(_("The record is withdrawn.") if record.is_withdrawn else _("The record is back."))
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
