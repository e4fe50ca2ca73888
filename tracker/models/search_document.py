"""What search knows of each record: its words. The databases' own indexes over them are made by the migration."""

from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base

# On SQLite it is a virtual table, kept by triggers, with tables of its own behind it whose names begin so.
INDEX = "search_index"
# PostgreSQL's own parser would cut words its own way: they come cut, between spaces.
VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
# A document begins with its record's kind behind this mark, so that the index answers for one kind alone.
KIND_MARK = "@"


class SearchDocument(Base):
    """The words of a record: folded, each once, with their stems and the record's kind marked.

    Every record has one; whether somebody may find it is asked of the record. `services/indexing.py` writes it, and
    the index over it follows by itself.
    """

    __tablename__ = "search_document"

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    words: Mapped[str]

    # Without `fastupdate`: every search would read what was saved of late one by one.
    __table_args__: Any = (
        Index(INDEX, text(VECTOR), postgresql_using="gin", postgresql_with={"fastupdate": "off"}).ddl_if(
            dialect="postgresql"
        ),
    )
