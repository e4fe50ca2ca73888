"""The records that a link may name, while somebody types: by name, by another name, or by permanent id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from tracker.models import Claim, Record, live
from tracker.queries.matching import Words, matches, prefer_indexes
from tracker.queries.search import MOST_RANKED, asked, likeness
from tracker.queries.search_lines import has
from tracker.queries.texts import live_texts_of
from tracker.values.words import fold, words_of

MOST = 10
SHORTEST = 2
# Among so many records that have the words somewhere, another name is sought.
MOST_NAMED = 500
_LAST = "\uffff"

_record = Record.__table__
_claim = Claim.__table__


@dataclass(frozen=True)
class Suggestion:
    """A record to link to; `called` is the other name by which it was found."""

    family: str
    kind: str
    slug: str
    label: str
    called: str = ""

    @property
    def reference(self) -> str:
        """Its permanent id."""
        return f"{self.family}:{self.slug}"


def suggest(session: Session, text: str, families: Sequence[str]) -> list[Suggestion]:
    """At most `MOST` records of the families that may be linked to, the likeliest first. Raises `BadQuestion`.

    Withdrawn and merged records are never among them, whoever asks: nothing can link to those.
    """
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    found: dict[int, Suggestion] = {}
    for record_id, suggestion in _sought(session, text, asked(text), families):
        found.setdefault(record_id, suggestion)
        if len(found) == MOST:
            break
    return list(found.values())


def namesakes(session: Session, label: str, family: str) -> list[Suggestion]:
    """The records of a family that have this name, or another that equals it but for case and accents.

    Raises `BadQuestion`.
    """
    key, found = fold(label), matches(session, asked(label), "")
    exact = dict(_shown(session, _linkable([family], _record.c.label_key == key).limit(MOST)))
    query = _linkable([family]).join_from(_record, found, found.c.record_id == _record.c.id)
    rows = {row.id: row for row in session.execute(query.order_by(_record.c.id.desc()).limit(MOST_RANKED))}
    names = live_texts_of(rows).where(_claim.c.field == "name") if rows else None
    for claim in session.execute(names) if names is not None else ():
        if fold(claim.value) == key:
            exact.setdefault(claim.record_id, _suggestion(rows[claim.record_id], claim.value))
    return list(exact.values())


def _sought(session: Session, text: str, words: Words, families: Sequence[str]) -> Iterator[tuple[int, Suggestion]]:
    """What was meant, likelier before less likely: nothing is asked of the database before it is wanted."""
    family, colon, slug = text.lower().rpartition(":")
    of = families if family in families or not colon else ()
    yield from _shown(session, _linkable([family] if colon else of, _record.c.slug == slug))
    key = fold(text)
    begins = _linkable(families, _record.c.label_key.between(key, key + _LAST)).order_by(_record.c.label_key)
    yield from _shown(session, begins.limit(MOST))
    yield from _worded(session, words, families)
    begins = _linkable(of, _record.c.slug.startswith(slug, autoescape=True)).order_by(_record.c.slug)
    yield from _shown(session, begins.limit(MOST))


def _linkable(families: Sequence[str], *conditions: ColumnElement[bool]) -> Select[Any]:
    columns = (_record.c[name] for name in ("id", "family", "kind", "slug", "label", "label_key"))
    return select(*columns).where(_record.c.family.in_(families), live(_record.c), *conditions)


def _shown(session: Session, query: Select[Any]) -> Iterator[tuple[int, Suggestion]]:
    for row in session.execute(query):
        yield row.id, _suggestion(row)


def _suggestion(row: Any, called: str = "") -> Suggestion:
    return Suggestion(row.family, row.kind, row.slug, row.label, called)


def _worded(session: Session, words: Words, families: Sequence[str]) -> Iterator[tuple[int, Suggestion]]:
    """The records whose name has the words, then those of which another name has them."""
    prefer_indexes(session)
    found = matches(session, words, "")
    query = _linkable(families).join_from(_record, found, found.c.record_id == _record.c.id)
    rows = session.execute(query.order_by(_record.c.id.desc()).limit(MOST_RANKED)).all()
    rest = [row for row in rows if not _has_all(row.label, words)]
    named = sorted(set(rows) - set(rest), key=lambda row: (-likeness(words, row.label_key), row.label_key, row.id))
    yield from ((row.id, _suggestion(row)) for row in named)
    yield from _other_names(session, words, rest[:MOST_NAMED])


def _other_names(session: Session, words: Words, rows: Sequence[Any]) -> Iterator[tuple[int, Suggestion]]:
    by_id = {row.id: row for row in rows}
    for claim in session.execute(live_texts_of(by_id).where(_claim.c.field == "name")):
        if _has_all(claim.value, words):
            yield claim.record_id, _suggestion(by_id[claim.record_id], claim.value)


def _has_all(text: str, words: Words) -> bool:
    having = words_of(text)
    return all(has(having, word) for word in words)
