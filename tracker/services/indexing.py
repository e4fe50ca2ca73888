"""Keeping the search index equal to the texts of the records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tracker.models import Record, SearchDocument
from tracker.models.search_document import KIND_MARK
from tracker.queries.texts import labels_of, live_texts_of
from tracker.values.stems import forms
from tracker.values.words import words_of

# PostgreSQL keeps a megabyte of words of one record. Of a longer text the beginning is found.
LONGEST_DOCUMENT = 200_000
BLOCK = 500

_table = SearchDocument.__table__


def index(session: Session, ids: Iterable[int]) -> None:
    """Write the search documents of records whose texts may have changed: four statements, however many they are."""
    wanted = dict(documents(session, ids))
    kept: dict[int, str] = dict(session.execute(select(_table).where(_table.c.record_id.in_(list(wanted)))).all())
    new = [{"record_id": key, "words": words} for key, words in wanted.items() if key not in kept]
    changed = [{"record_id": key, "words": words} for key, words in wanted.items() if kept.get(key, words) != words]
    if new:
        session.execute(insert(SearchDocument), new)
    if changed:
        session.execute(update(SearchDocument), changed)


def index_the_rest(session: Session) -> int:
    """Index every record that has no search document, and say how many there were.

    A migration makes the index empty, and one that means to have it made anew empties it.
    """
    missing = select(Record.id).where(~select(_table.c.record_id).where(_table.c.record_id == Record.id).exists())
    count = 0
    while ids := session.scalars(missing.order_by(Record.id).limit(BLOCK)).all():
        index(session, ids)
        count += len(ids)
    return count


def documents(session: Session, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The search documents that these records should have, by id."""
    ids = list(ids)
    claimed = defaultdict(list)
    for row in session.execute(live_texts_of(ids)):
        claimed[row.record_id].append(row.value)
    for row in session.execute(labels_of(ids)):
        yield row.id, _document(row.kind, [row.label, *claimed[row.id], row.note or ""])


def _document(kind: str, texts: Iterable[str]) -> str:
    """A record's words and stems, each once, the beginning of its texts first."""
    found = dict.fromkeys([KIND_MARK + kind])
    room = LONGEST_DOCUMENT
    for word in (word for text in texts for word in words_of(text)):
        new = [one for one in forms(word) if one and one not in found]
        room -= sum(len(one) + 1 for one in new)
        if room < 0:
            break
        found |= dict.fromkeys(new)
    return " ".join(found)
