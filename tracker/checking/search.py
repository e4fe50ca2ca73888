"""Search: it knows of every record the words of the record's texts as they stand, and its index holds them all."""

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tracker.checking.difference import Difference
from tracker.checking.known import Known
from tracker.languages import gettext as _
from tracker.models import SearchDocument
from tracker.models.search_document import INDEX
from tracker.services.indexing import documents
from tracker.services.refreshing import blocks

_document = SearchDocument.__table__
# One damage concerns many words; a few of them tell which.
MOST_NAMED = 5


def differences(session: Session, known: Known) -> Iterator[Difference]:
    """What is wrong with what search knows."""
    held: Counter[str] = Counter()
    for ids in blocks(known.records):
        stored = {row[0]: row[1] for row in session.execute(select(_document).where(_document.c.record_id.in_(ids)))}
        for record_id, words in documents(session, ids):
            found = stored.get(record_id, "").split()
            held.update(found)
            yield from _compared(str(known.records[record_id]), set(found), set(words.split()))
    if session.get_bind().dialect.name == "sqlite":
        yield from _indexed(session, held)


def _compared(where: str, found: set[str], expected: set[str]) -> Iterator[Difference]:
    """Whether a record is found by its words, and by no others."""
    if expected and not found:
        yield Difference(2, where, _("Search does not know it; `tracker upgrade` mends that."))
    elif found != expected:
        said = {"lacking": _some(expected - found), "other": _some(found - expected)}
        yield Difference(2, where, _("Search lacks its words %(lacking)s, and has others for it: %(other)s.", **said))


def _some(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in sorted(words)[:MOST_NAMED]) or _("none")


def _indexed(session: Session, held: Counter[str]) -> Iterator[Difference]:
    """Whether SQLite's index, which triggers keep beside the words, has each word for as many records.

    PostgreSQL's is an index like any other, and cannot differ.
    """
    session.execute(text(f"CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, {INDEX}, row)"))
    terms = {row[0]: row[1] for row in session.execute(text("SELECT term, doc FROM temp.search_terms"))}
    session.execute(text("DROP TABLE temp.search_terms"))
    differing = sorted(word for word in terms.keys() | held.keys() if terms.get(word, 0) != held[word])
    for word in differing[:MOST_NAMED]:
        said = {"word": word, "found": terms.get(word, 0), "expected": held[word]}
        sentence = _("The number of records with the word “%(word)s” is %(found)s, and should be %(expected)s.", **said)
        yield Difference(2, INDEX, sentence)
