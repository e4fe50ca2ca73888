"""Forms that were sent to add a record, so that one that is sent twice adds one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import Base, now


class SentForm(Base):
    """A form as it was sent, by the SHA-256 of what its page drew at random and all that was typed, and its record."""

    __tablename__ = "sent_form"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(default=now)
