"""Search: one question over the words of every record, answered alike by SQLite and PostgreSQL.

Every word of the question has to be found: at the beginning of a word of the record, or as an inflection of one in
French or English. `services/indexing.py` says what the words of a record are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import Record
from tracker.permissions import Actor, visible
from tracker.queries.keyset import BadCursor, Cursor
from tracker.queries.matching import Words, matches, prefer_indexes
from tracker.queries.records import MOST_COUNTED
from tracker.values.stems import forms
from tracker.values.words import words_of

PAGE = 50
ORDERS = ("newest", "relevance")
LONGEST_QUESTION = 300
MOST_WORDS = 40
# To rank more would take longer than anybody waits; the page says so.
MOST_RANKED = 2_000

_record = Record.__table__
_WORD = re.compile(r"[^\W_]+")

# How likely a record is what was meant, and the record.
Ranked = tuple[int, Any]


class BadQuestion(ValueError):
    """A question that cannot be asked; the sentence says why."""


def asked(text: str) -> Words:
    """The words of a question as somebody typed it: letters and digits, nothing else. Raises `BadQuestion`."""
    if len(text) > LONGEST_QUESTION:
        said = {"most": LONGEST_QUESTION, "n": len(text)}
        raise BadQuestion(_("Please search for at most %(most)s characters; these are %(n)s.", **said))
    words = {folded: inflections for folded, *inflections in map(forms, words_of(text)) if folded}
    if not words:
        raise BadQuestion(_("Please type a word, or the beginning of one; there is no letter or digit in it yet."))
    if len(words) > MOST_WORDS:
        said = {"most": MOST_WORDS, "n": len(words)}
        raise BadQuestion(_("Please search for at most %(most)s words; these are %(n)s.", **said))
    return tuple((word, tuple(inflections)) for word, inflections in words.items())


@dataclass(frozen=True)
class Found:
    """A page of what was found, how much there is in all, of each kind, and where the next page begins."""

    rows: Sequence[Any]
    total: int
    counts: Mapping[str, int]
    later: Cursor | None

    @property
    def is_capped(self) -> bool:
        """Whether there is more than is counted."""
        return self.total > MOST_COUNTED


def search(
    session: Session, words: Words, actor: Actor, *, kind: str = "", order: str = "newest", after: Cursor | None = None
) -> Found:
    """A page of the records that have the words and that the actor may see, the newest or the likeliest first.

    `counts` are of every kind whatever `kind` is asked for, and are empty where there is more than is counted.
    """
    prefer_indexes(session)
    counts = _counted(session, words, "", actor)
    capped = sum(counts.values()) > MOST_COUNTED
    of_kind = _counted(session, words, kind, actor) if kind and capped else counts
    total = of_kind.get(kind, 0) if kind else sum(counts.values())
    newest = _newest(session, words, kind, actor, many=total > MOST_COUNTED)
    ranked = _likeliest(session, newest, words, after) if order == "relevance" else _latest(session, newest, after)
    rows = [row for _rank, row in ranked[:PAGE]]
    later = Cursor(True, ranked[PAGE - 1][0], rows[-1].id) if len(ranked) > PAGE else None
    return Found(rows, total, {} if capped else counts, later)


def _counted(session: Session, words: Words, kind: str, actor: Actor) -> dict[str, int]:
    """How many are found of each kind, of as many as are counted and one more."""
    found = matches(session, words, kind)
    kinds = select(_record.c.kind).join(found, found.c.record_id == _record.c.id)
    some = visible(kinds, actor, _record.c).limit(MOST_COUNTED + 1).subquery()
    return dict(session.execute(select(some.c.kind, func.count()).group_by(some.c.kind)).all())


def _newest(session: Session, words: Words, kind: str, actor: Actor, *, many: bool) -> Select[Any]:
    """What is found, the newest record first."""
    found = matches(session, words, kind, many=many)
    shown = ("kind", "slug", "label", "label_key", "withdrawn_at")
    query = select(found.c.record_id.label("id"), *(_record.c[name] for name in shown))
    query = query.join(_record, _record.c.id == found.c.record_id).order_by(found.c.record_id.desc())
    return visible(query, actor, _record.c)


def _latest(session: Session, newest: Select[Any], after: Cursor | None) -> list[Ranked]:
    beyond = newest.where(newest.selected_columns["id"] < after.id) if after else newest
    return [(0, row) for row in session.execute(beyond.limit(PAGE + 1))]


def _likeliest(session: Session, newest: Select[Any], words: Words, after: Cursor | None) -> list[Ranked]:
    """Ranked here and not by the database, of which either would rank differently."""
    rows = session.execute(newest.limit(MOST_RANKED))
    ranked = sorted(((likeness(words, row.label_key), row) for row in rows), key=_place, reverse=True)
    if after and not isinstance(after.value, int):
        raise BadCursor(str(after.value))
    return [one for one in ranked if not after or _place(one) < (after.value, after.id)][: PAGE + 1]


def _place(ranked: Ranked) -> tuple[int, int]:
    return ranked[0], ranked[1].id


def likeness(words: Words, label_key: str) -> int:
    """How well a name fits: it is the question, has its words, or words that begin so; the shorter the better."""
    name = f" {' '.join(_WORD.findall(label_key))} "
    points = sum(3 if f" {word} " in name else 2 * (f" {word}" in name) for word, _stems in words)
    whole = name.split() == [word for word, _stems in words]
    return 10_000 * whole + 20 * points - min(name.count(" "), 19)
