"""Revisions: what each save changed, who saved, and why. They are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import CODE, LABEL, Base, now


class Revision(Base):
    """One version of one record. `changes` maps what changed to [old, new].

    Its keys are the names of structural fields and of resolved fields (canonical texts), `claim:KEY` and
    `evidence:KEY` for what was added or ruled on, `wording:FIELD` for words that were read, and `withdrawn`.
    """

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    version: Mapped[int]
    action: Mapped[str] = mapped_column(CODE)
    # The name as it was then: history outlives the account.
    actor: Mapped[str] = mapped_column(LABEL)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(default="", server_default="")
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(default=now, index=True)

    __table_args__: Any = (UniqueConstraint("record_id", "version"),)
