"""Positions: what somebody wants, promises, fears, criticises or foresees about AI."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record

POSITION_KIND = Field(
    "position_kind",
    FieldType.TERM,
    lazy("Kind of position"),
    lazy("Whether it is an objective, a commitment, a concern, a criticism, a forecast or a stance."),
    required=True,
    vocabulary="position_kind",
)
HOLDER = Field(
    "holder",
    FieldType.RECORD,
    lazy("Holder"),
    lazy("Who holds it. Empty where it is the author of the source, unnamed."),
    kinds=("organisation", "person"),
)
TARGET = Field(
    "target",
    FieldType.RECORD,
    lazy("Target"),
    lazy("What or whom it is about."),
    kinds=("initiative", "organisation", "milestone", "labour_event", "work", "deployment"),
)
TOPIC = Field(
    "topic",
    FieldType.TERM,
    lazy("Topic"),
    lazy("What it is about; for concerns, a domain of the MIT AI Risk Repository."),
    required=True,
    vocabulary="position_topic",
)
BINDINGNESS = Field(
    "bindingness",
    FieldType.TERM,
    lazy("Bindingness"),
    lazy("How binding a commitment is: from a statement to the press to a statute."),
    cardinality="t",
    vocabulary="bindingness",
)
FULFILMENT = Field(
    "fulfilment",
    FieldType.TERM,
    lazy("Fulfilment"),
    lazy("Whether a commitment was kept, as far as sources tell."),
    cardinality="t",
    vocabulary="fulfilment",
)


class Position(Record):
    """A position somebody takes: one record for each kind, holder and topic, every statement of it as evidence."""

    __tablename__ = "position"

    id: Mapped[int] = spine_key()
    position_kind: Mapped[str] = structural(POSITION_KIND)
    holder_id: Mapped[int | None] = structural(HOLDER)
    target_id: Mapped[int | None] = structural(TARGET)
    topic: Mapped[str] = structural(TOPIC)

    # Holder and target link to any record: SQLAlchemy has to be told which link makes this row part of its record.
    __mapper_args__ = {"polymorphic_identity": "position", "inherit_condition": id == Record.id}

    claimed = (BINDINGNESS, FULFILMENT)

    __table_args__: Any = (
        CheckConstraint("holder_id IS NULL OR holder_id <> id", name="holder_another"),
        CheckConstraint("target_id IS NULL OR target_id <> id", name="target_another"),
    )
