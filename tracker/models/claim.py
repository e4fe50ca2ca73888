"""Claims and the evidence behind them: every value two honest articles could differ on, and who states it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import CODE, LABEL, Base, coded, now, one_of
from tracker.models.record import Record
from tracker.models.source import Source

ASSERTIONS = ("fact", "plan", "objective", "commitment", "opinion", "concern", "speculation")
RANKS = ("preferred", "normal", "deprecated")
VALUE_STATES = ("stated", "unknown", "none", "not_applicable")
STANCES = ("supports", "disputes", "mentions")
ATTRIBUTION_MODES = ("author_voice", "reported_speech", "direct_quote", "headline")
CERTAINTIES = ("CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "CTu", "Uu")
CREDIBILITIES = (1, 2, 3, 4, 5, 6)

IDENTITY = (
    "record_id",
    "field",
    "value",
    "value_state",
    "period_start",
    "period_end",
    "scope",
    "role",
    "language",
    "assertion",
)


class Claim(Base):
    """One value of one field of one record, with its period, scope, role and kind of assertion.

    Its identity is `IDENTITY`; empty parts are '' because NULLs would admit duplicates. `value` is canonical text:
    EDTF, a figure, a term's code, `family:slug` of a record (then `value_record_id` points at it), or words.
    `stated_on_id` is the record it was first made on and never changes.
    """

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(LABEL, unique=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    stated_on_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    field: Mapped[str] = mapped_column(CODE)
    value: Mapped[str] = mapped_column(default="")
    value_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    value_state: Mapped[str] = coded("stated")
    earliest: Mapped[date | None]
    latest: Mapped[date | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    bound: Mapped[str] = coded("")
    unit: Mapped[str] = coded("")
    period_start: Mapped[str] = coded("")
    period_start_earliest: Mapped[date | None]
    period_start_latest: Mapped[date | None]
    period_end: Mapped[str] = coded("")
    period_end_earliest: Mapped[date | None]
    period_end_latest: Mapped[date | None]
    scope: Mapped[str] = mapped_column(LABEL, default="", server_default="")
    role: Mapped[str] = coded("")
    language: Mapped[str] = coded("")
    assertion: Mapped[str] = coded("fact")
    rank: Mapped[str] = coded("normal")
    rank_reason: Mapped[str] = mapped_column(default="", server_default="")
    derivation: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(LABEL)

    record: Mapped[Record] = relationship(foreign_keys=[record_id])
    value_record: Mapped[Record | None] = relationship(foreign_keys=[value_record_id])
    evidence: Mapped[list["Evidence"]] = relationship(back_populates="claim", order_by="Evidence.key")

    @property
    def is_grounded(self) -> bool:
        """Whether it has a reason, a derivation, or a passage that counts. One that has none decides nothing."""
        return bool(self.reason or self.derivation or any(row.counts for row in self.evidence))

    __table_args__: Any = (
        UniqueConstraint(*IDENTITY, name="uq_claim_identity"),
        Index("ix_claim_record_id_field", "record_id", "field"),
        one_of("assertion", ASSERTIONS),
        one_of("rank", RANKS),
        one_of("value_state", VALUE_STATES),
        CheckConstraint("(value_state = 'stated') = (value <> '')", name="stated_has_value"),
        CheckConstraint("rank <> 'deprecated' OR rank_reason <> ''", name="deprecated_has_reason"),
        CheckConstraint("earliest <= latest", name="dates_in_order"),
        CheckConstraint("low <= high", name="figures_in_order"),
    )


class Evidence(Base):
    """A passage of a source that supports, disputes or mentions a claim, or states that a record exists.

    It points at a claim, or at a record and the name of a structural column ('' says that the record exists).
    `former_value` is the canonical text it states of that column, where the column holds another by now: see `is_for`.
    `paragraph` counts non-empty lines from 1; characters are Unicode code points in it, the end excluded.
    """

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(LABEL, unique=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    field: Mapped[str] = coded("")
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    stance: Mapped[str] = coded("supports")
    paragraph: Mapped[int | None]
    char_start: Mapped[int | None]
    char_end: Mapped[int | None]
    quote_sha256: Mapped[str] = mapped_column(default="", server_default="")
    attributed_to_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    attribution_mode: Mapped[str] = coded("author_voice")
    certainty: Mapped[str] = coded("CT+")
    date_inference: Mapped[str] = coded("")
    credibility: Mapped[int] = mapped_column(default=6, server_default="6")
    note: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(LABEL)
    wording: Mapped[str] = mapped_column(default="", server_default="")
    former_value: Mapped[str] = mapped_column(default="", server_default="")

    claim: Mapped[Claim | None] = relationship(back_populates="evidence")
    source: Mapped[Source] = relationship(foreign_keys=[source_id])

    @property
    def counts(self) -> bool:
        """Whether it supports what it is about, and its source is not withdrawn."""
        return self.stance == "supports" and not self.source.is_withdrawn

    def is_for(self, value: str) -> bool:
        """Whether it is cited for this value of its structural column, a canonical text."""
        return self.former_value in ("", value)

    __table_args__: Any = (
        one_of("stance", STANCES),
        one_of("attribution_mode", ATTRIBUTION_MODES),
        one_of("certainty", CERTAINTIES),
        CheckConstraint("(claim_id IS NULL) <> (record_id IS NULL)", name="claim_or_record"),
        CheckConstraint("field = '' OR record_id IS NOT NULL", name="field_is_of_record"),
        CheckConstraint("credibility BETWEEN 1 AND 6", name="credibility_known"),
        CheckConstraint("paragraph >= 1", name="paragraph_positive"),
        CheckConstraint("(char_start IS NULL) = (char_end IS NULL)", name="characters_in_pairs"),
        CheckConstraint("char_start IS NULL OR paragraph IS NOT NULL", name="characters_in_paragraph"),
        CheckConstraint("char_start >= 0 AND char_end > char_start", name="characters_in_order"),
        CheckConstraint("quote_sha256 = '' OR length(quote_sha256) = 64", name="quote_sha256_length"),
    )
