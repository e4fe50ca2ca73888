"""Terms: the codes of every vocabulary, with who publishes them."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.base import CODE, LABEL, Base, coded, one_of

TERM_STATUSES = ("active", "deprecated")


class Term(Base):
    """One code of one vocabulary. `is_local` marks a code that no standards body publishes: `origin` is then ours."""

    __tablename__ = "term"

    vocabulary: Mapped[str] = mapped_column(CODE, primary_key=True)
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    label_en: Mapped[str] = mapped_column(LABEL)
    label_fr: Mapped[str] = mapped_column(LABEL)
    definition: Mapped[str]
    broader: Mapped[str] = coded("")
    sort_order: Mapped[int] = mapped_column(default=0)
    origin: Mapped[str]
    origin_uri: Mapped[str] = mapped_column(default="", server_default="")
    exact_match: Mapped[str] = mapped_column(default="", server_default="")
    is_local: Mapped[bool]
    status: Mapped[str] = coded("active")
    definition_fr: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__: Any = (one_of("status", TERM_STATUSES),)
