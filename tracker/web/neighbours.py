"""The list that a record's reader came from, and what stands before and after the record there.

A row of a list carries the list along: `/studios/netflix?list=organisations?q=net` is the studio as it stands in
the list of organisations. `Addresses.record` writes such an address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from sqlalchemy import Row
from sqlalchemy.orm import Session

from tracker.catalogue import CATALOGUE
from tracker.languages import gettext as _
from tracker.models import Record
from tracker.permissions import Actor
from tracker.queries.list_query import BadQuery, ListQuery
from tracker.queries.records import neighbour
from tracker.web.addresses import Addresses
from tracker.web.security import UNWRITTEN, writable


@dataclass(frozen=True)
class Neighbours:
    """What leads on from a record, by way of the addresses of its list; or the problem that there is no such list."""

    to: Addresses | None = None
    previous: Row[Any] | None = None
    next: Row[Any] | None = None
    problem: str = ""


def neighbours_of(session: Session, record: Record, lists: Sequence[str], actor: Actor) -> Neighbours | None:
    """The neighbours in the list that an address names; None if it names none.

    Two queries, and one for each filter by terms or records.
    """
    try:
        query = _read(session, record, [text for text in lists if text], actor)
    except BadQuery as problem:
        return Neighbours(problem=str(problem))
    if query is None:
        return None
    before, after = (neighbour(query, record, actor, backwards=backwards) for backwards in (True, False))
    return Neighbours(Addresses(query), session.execute(before).first(), session.execute(after).first())


def _read(session: Session, record: Record, lists: Sequence[str], actor: Actor) -> ListQuery | None:
    if not lists:
        return None
    if len(lists) > 1:
        raise BadQuery("list", lists[1], _("one value"))
    slug, _mark, question = lists[0].partition("?")
    entries = {entry.slug: entry for entry in CATALOGUE if isinstance(record, entry.model)}
    if slug not in entries or UNWRITTEN.search(unquote(question)):
        raise BadQuery("list", writable(unquote(lists[0])), ", ".join(entries))
    return ListQuery.parse(entries[slug], parse_qs(question), session, actor)
