"""Disputes: disagreements that people named. A conflict is computed from values; a dispute is curated."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import CODE, LABEL, Base, coded, now, one_of
from tracker.models.claim import Claim

DISPUTE_STATUSES = ("open", "resolved", "standing")


class Dispute(Base):
    """A question on which claims disagree. While it is open, none of them decides unless it is preferred."""

    __tablename__ = "dispute"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(LABEL, unique=True)
    question: Mapped[str]
    dispute_kind: Mapped[str] = mapped_column(CODE)
    status: Mapped[str] = coded("open")
    ruling: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(LABEL)

    claims: Mapped[list[Claim]] = relationship(secondary="dispute_claim", order_by=Claim.key)

    __table_args__: Any = (
        one_of("status", DISPUTE_STATUSES),
        CheckConstraint("length(trim(question)) > 0", name="question_filled"),
        CheckConstraint("status <> 'resolved' OR ruling <> ''", name="resolved_has_ruling"),
    )


class DisputeClaim(Base):
    """A claim's part in a dispute. A claim can be in several."""

    __tablename__ = "dispute_claim"

    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True, index=True)
