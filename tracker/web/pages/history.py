"""The history of a record: what each save changed and why, and undoing that."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy import select

from tracker.catalogue import REFERENCE
from tracker.languages import gettext as _
from tracker.models import Entity, Field, Record, Revision, fields_of
from tracker.permissions import SYSTEM
from tracker.queries.relations import labels, referenced
from tracker.services.errors import Rejected, Stale
from tracker.services.undoing import touched, undo, undoable
from tracker.web.errors import Missing
from tracker.web.pages.records import SAVED_MEANWHILE, address, explained, found, found_live, last_save, sent_version
from tracker.web.revisions import Asked, Page, marked, only, page_of, people
from tracker.web.routing import SAFE, Routes
from tracker.web.security import writable
from tracker.web.session import actor, session
from tracker.web.showing import reason_words

routes = Routes()


@routes("/<entity:entry>/<slug>/history", policy="read")
def history(entry: Entity, slug: str) -> str:
    """Every save of the record, newest first: who, when, why, and what changed."""
    record = found(entry, slug)
    asked = Asked.read(request.args, record)
    page = page_of(session(), record, asked)
    return render_template(
        "records/history.html",
        entry=entry,
        record=record,
        asked=asked,
        people=people(session(), record),
        undoable=undoable(session(), record, page.revisions) if actor().can("edit") else {},
        **_shown(record, page),
    )


def _shown(record: Record, page: Page) -> dict[str, Any]:
    """Some saves of a record, and what their changes name."""
    cited = {revision.source_id for revision in page.revisions if revision.source_id is not None}
    mentioned = {text for revision in page.revisions for text in _references(revision.changes)}
    seen = list(session().execute(referenced(mentioned, cited, actor())))
    hidden = cited - {row.id for row in seen}
    unnamed = [row.label for row in session().execute(labels(hidden, SYSTEM))] if hidden else []
    return {
        "page": page,
        "fields": fields_of(type(record)),
        "linked": {row.id: row for row in seen},
        "mentioned": mentioned,
        "references": {f"{row.family}:{row.slug}": row for row in seen},
        "reason_of": lambda revision: _without(reason_words(revision.reason), unnamed),
        "marked": marked,
    }


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


@routes("/<entity:entry>/<slug>/undo/<int(max=999999999):version>/<field>", methods=("GET", "POST"), policy="edit")
def undo_change(entry: Entity, slug: str, version: int, field: str) -> Any:
    """Undo what a save did to a field, with a reason: the old versions stay."""
    record = found_live(entry, slug)
    revision, spec = _change(record, version, field)
    problems = {} if request.method in SAFE else _undone(record, revision, spec)
    if request.method not in SAFE and not problems:
        session().commit()
        flash(_("The change is undone."), last_save(record))
        return redirect(address(record), 303)
    if problems:
        session().rollback()
        record = found(entry, slug)
        revision, spec = _change(record, version, field)
    page = render_template(
        "records/undo.html",
        entry=entry,
        record=record,
        field=spec,
        may_undo=spec.name in undoable(session(), record, [revision]).get(revision.version, ()),
        reason=writable(request.form.get("reason", "")),
        problems=problems,
        undoable={},
        **_shown(record, only(session(), record, revision, spec)),
    )
    return page, 400 if problems else 200


def _undone(record: Record, revision: Revision, field: Field) -> dict[str, list[str]]:
    """Undo what was asked for; what stands in the way, nothing if it is done."""
    version, who = sent_version(), actor()
    try:
        undo(session(), record, revision, field.name, version=version, reason=explained("reason"), actor=who)
    except Rejected as rejected:
        return rejected.fields
    except Stale:
        return {"version": [str(SAVED_MEANWHILE)]}
    return {}


def _change(record: Record, version: int, name: str) -> tuple[Revision, Field]:
    """The save and the field that an address names. Raises `Missing`."""
    query = select(Revision).where(Revision.record_id == record.id, Revision.version == version)
    revision = session().scalars(query).first()
    if revision is None or name not in touched(record, revision):
        said = {"version": version, "field": name}
        raise Missing(_("Version %(version)s of this record changed no “%(field)s” that could be undone.", **said))
    return revision, fields_of(type(record))[name]
