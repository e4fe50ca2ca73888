"""Sources: what states the facts, how far it can be trusted, and what it derives from."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.languages import lazy
from tracker.models.base import Base, one_of
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record

RELIABILITIES = ("A", "B", "C", "D", "E", "F")
LINEAGES = ("original", "derived", "unknown")

SOURCE_KIND = Field(
    "source_kind",
    FieldType.TERM,
    lazy("Kind of source"),
    lazy("What sort of document it is."),
    required=True,
    vocabulary="source_kind",
)
PUBLISHER = Field(
    "publisher", FieldType.RECORD, lazy("Publisher"), lazy("Who published it, where known."), kinds=("organisation",)
)
URL = Field("url", FieldType.ADDRESS, lazy("Address"), lazy("Where it can be read: http or https."))
ARCHIVE_URL = Field("archive_url", FieldType.ADDRESS, lazy("Archived copy"), lazy("Where a lasting copy can be read."))
LANGUAGE = Field("language", FieldType.TEXT, lazy("Language"), lazy("Its language as a BCP 47 tag: fr, en-GB."))
PUBLISHED = Field(
    "published",
    FieldType.DATE,
    lazy("Published"),
    lazy("When it appeared, as exactly as is known. Successive expectations are ordered by it."),
)
ACCESSED_ON = Field("accessed_on", FieldType.DATE, lazy("Accessed on"), lazy("When we last read it there."))
CONTENT_SHA256 = Field(
    "content_sha256",
    FieldType.TEXT,
    lazy("SHA-256 of the content"),
    lazy("The fingerprint of the file the evidence was read in, so that anyone who has it can check."),
)
PARAGRAPH_COUNT = Field(
    "paragraph_count", FieldType.NUMBER, lazy("Paragraphs"), lazy("How many non-empty lines the text has.")
)
DERIVED_FROM = Field(
    "derived_from",
    FieldType.RECORD,
    lazy("Derived from"),
    lazy("The source it retells, where it says so. Two retellings of one dispatch are one origin, not two."),
    kinds=("source",),
)
LINEAGE_STATUS = Field(
    "lineage_status",
    FieldType.TERM,
    lazy("Lineage"),
    lazy("Whether it is an original, derives from another source, or nobody knows."),
    required=True,
    vocabulary="lineage_status",
)
RELIABILITY = Field(
    "reliability",
    FieldType.TERM,
    lazy("Reliability"),
    lazy("How far the source can be relied on, on the Admiralty scale from A to F; F cannot be judged."),
    required=True,
    vocabulary="reliability",
)
RELIABILITY_NOTE = Field("reliability_note", FieldType.TEXT, lazy("Why"), lazy("Why it was rated so."))
RIGHTS_NOTE = Field("rights_note", FieldType.TEXT, lazy("Rights"), lazy("What its publisher allows."))
SEEN = Field(
    "seen",
    FieldType.FLAG,
    lazy("Seen"),
    lazy("Whether one of us has read it. A cited origin nobody has seen counts too."),
    required=True,
)


class Source(Record):
    """A document that states facts. Its label is its title."""

    __tablename__ = "source"
    __mapper_args__ = {"polymorphic_identity": "source"}

    id: Mapped[int] = spine_key()
    source_kind: Mapped[str] = structural(SOURCE_KIND)
    publisher_id: Mapped[int | None] = structural(PUBLISHER)
    url: Mapped[str | None] = structural(URL)
    url_key: Mapped[str | None] = mapped_column(unique=True)
    archive_url: Mapped[str | None] = structural(ARCHIVE_URL)
    language: Mapped[str | None] = structural(LANGUAGE)
    published: Mapped[str | None] = structural(PUBLISHED)
    published_earliest: Mapped[date | None]
    published_latest: Mapped[date | None]
    accessed_on: Mapped[str | None] = structural(ACCESSED_ON)
    accessed_on_earliest: Mapped[date | None]
    accessed_on_latest: Mapped[date | None]
    content_sha256: Mapped[str | None] = structural(CONTENT_SHA256)
    paragraph_count: Mapped[int | None] = structural(PARAGRAPH_COUNT)
    derived_from_id: Mapped[int | None] = structural(DERIVED_FROM)
    lineage_status: Mapped[str] = structural(LINEAGE_STATUS, default="unknown")
    reliability: Mapped[str] = structural(RELIABILITY, default="F")
    reliability_note: Mapped[str | None] = structural(RELIABILITY_NOTE)
    rights_note: Mapped[str | None] = structural(RIGHTS_NOTE)
    seen: Mapped[bool] = structural(SEEN, default=True, nullable=False)

    __table_args__: Any = (
        one_of("reliability", RELIABILITIES),
        one_of("lineage_status", LINEAGES),
        CheckConstraint("derived_from_id IS NULL OR derived_from_id <> id", name="derived_from_another"),
        CheckConstraint("derived_from_id IS NULL OR lineage_status = 'derived'", name="derived_says_so"),
        CheckConstraint("content_sha256 IS NULL OR length(content_sha256) = 64", name="content_sha256_length"),
        CheckConstraint("paragraph_count IS NULL OR paragraph_count > 0", name="paragraph_count_positive"),
        CheckConstraint("published_earliest <= published_latest", name="published_in_order"),
    )


class SourceText(Base):
    """The words of a source, for signed-in people beside its evidence: never exported, never in the repository."""

    __tablename__ = "source_text"

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True)
    text: Mapped[str]
