"""Which records a question finds, asked of each database's own index: a condition in its language, never typed text.

Words come here as letters and digits alone, so that quoting them is enough.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import FromClause, Select, cast, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from tracker.models import SearchDocument
from tracker.models.search_document import INDEX, KIND_MARK, VECTOR

# A word of a question, with the stems of its inflections.
Words = tuple[tuple[str, tuple[str, ...]], ...]
_index = table(INDEX, column("rowid"), column(INDEX))
_document = SearchDocument.__table__


def matches(session: Session, words: Words, kind: str, *, many: bool = False) -> FromClause:
    """The ids of the records that have all the words and are of the kind, or of any, as the column `record_id`.

    `many` says that there are very many, and that the newest are wanted.
    """
    if session.get_bind().dialect.name == "sqlite":
        # It reads the newest first, and no further than it is asked.
        found = select(_index.c.rowid.label("record_id"))
        return found.where(_index.c[INDEX].op("MATCH")(_sqlite(words, kind))).subquery("found")
    query = cast(_postgresql(words, kind), TSQUERY)
    if many:
        # Beginning with the newest, and not by way of the index, which knows no order.
        unindexed = VECTOR.replace("words", "(words || '')")
        return _documents(literal_column(unindexed).op("@@")(query)).subquery("found")
    # All of them before any is sorted: else a rare word is sought in every record, from the newest back.
    return _documents(literal_column(VECTOR).op("@@")(query)).cte("found").prefix_with("MATERIALIZED")


def prefer_indexes(session: Session) -> None:
    """Have PostgreSQL use them until the transaction ends: it takes reading the words of every record for cheap."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.set_config("enable_seqscan", "off", True)))


def _documents(condition: Any) -> Select[Any]:
    return select(_document.c.record_id).where(condition)


def _sqlite(words: Words, kind: str) -> str:
    return _joined(words, kind, lambda word: f'"{word}"*', lambda word: f'"{word}"', (" OR ", " AND "))


def _postgresql(words: Words, kind: str) -> str:
    return _joined(words, kind, lambda word: f"'{word}':*", lambda word: f"'{word}'", (" | ", " & "))


def _joined(
    words: Words, kind: str, begins: Callable[[str], str], equals: Callable[[str], str], joints: tuple[str, str]
) -> str:
    """Every word, at the beginning of a word of the record or as one of its stems; and the kind."""
    either, both = joints
    needed = [f"({either.join([begins(word), *map(equals, stems)])})" for word, stems in words]
    return both.join([*needed, equals(KIND_MARK + kind)] if kind else needed)
