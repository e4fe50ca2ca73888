"""The history of a record: what each save changed, and why."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import render_template, request

from tracker.catalogue import CATALOGUE
from tracker.languages import gettext as _
from tracker.models import Entity, family_of, fields_of
from tracker.permissions import SYSTEM
from tracker.queries.relations import labels, referenced
from tracker.web.pages.records import found
from tracker.web.revisions import Asked, marked, page_of, people
from tracker.web.routing import Routes
from tracker.web.session import actor, session
from tracker.web.showing import reason_words

routes = Routes()
REFERENCE = re.compile(rf"(?:{'|'.join(sorted({family_of(entry.model) for entry in CATALOGUE}))}):\S+")


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
