"""People who sign in, and the sessions they are signed in by."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.base import LABEL, Base, coded, now, one_of

ROLES = ("reader", "contributor", "editor", "administrator")


class User(Base):
    """An account. `name` is what one signs in with; `password_hash` is argon2's."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(LABEL, unique=True)
    password_hash: Mapped[str]
    role: Mapped[str] = coded("reader")
    is_active: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0, server_default="0")
    blocked_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__: Any = (one_of("role", ROLES), CheckConstraint("length(trim(name)) > 0", name="name_filled"))


class SignIn(Base):
    """A browser that is signed in. Only the hash of its cookie is kept; deleting the row signs it out for good."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]

    user: Mapped[User] = relationship()
