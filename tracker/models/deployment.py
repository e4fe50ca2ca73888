"""Deployments: AI in use, on a work or in a process."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.ai_use import AI_USE
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record

OPERATOR = Field(
    "operator",
    FieldType.RECORD,
    lazy("Operator"),
    lazy("The person or organisation that uses the AI."),
    kinds=("organisation", "person"),
)
WORK = Field(
    "work",
    FieldType.RECORD,
    lazy("Work"),
    lazy("The work it is used on. Empty where the use is not tied to one."),
    kinds=("work",),
)
INITIATIVE = Field(
    "initiative",
    FieldType.RECORD,
    lazy("Initiative"),
    lazy("The initiative whose tools are used. Empty unless a source says so."),
    kinds=("initiative",),
)
USE_STAGE = Field(
    "use_stage",
    FieldType.TERM,
    lazy("Stage of use"),
    lazy("How far the use has come, and since when: planned, tested, in production, scaled (CSET)."),
    cardinality="t",
    vocabulary="use_stage",
)
DIGITAL_SOURCE_TYPE = Field(
    "digital_source_type",
    FieldType.TERM,
    lazy("How the images were made"),
    lazy("How the output came to be: generated, or composed with footage (IPTC digital source type)."),
    cardinality="1",
    vocabulary="digital_source_type",
)
SHOTS_AI = Field(
    "shots_ai",
    FieldType.QUANTITY,
    lazy("Shots made with AI"),
    lazy("How many shots; the scope says of what. Shots are not upgraded to visual-effects shots."),
    cardinality="1",
    unit="shots",
)


class Deployment(Record):
    """A use of AI, apart from the initiative: that a studio owns tools does not say that a film was made with them."""

    __tablename__ = "deployment"

    id: Mapped[int] = spine_key()
    operator_id: Mapped[int | None] = structural(OPERATOR)
    work_id: Mapped[int | None] = structural(WORK)
    initiative_id: Mapped[int | None] = structural(INITIATIVE)

    # The operator is a link to any record, so SQLAlchemy has to be told which link makes this row part of its record.
    __mapper_args__ = {"polymorphic_identity": "deployment", "inherit_condition": id == Record.id}

    claimed = (USE_STAGE, DIGITAL_SOURCE_TYPE, SHOTS_AI, *AI_USE)

    __table_args__: Any = (
        CheckConstraint("operator_id IS NOT NULL OR work_id IS NOT NULL", name="operator_or_work"),
        CheckConstraint("operator_id IS NULL OR operator_id <> id", name="operator_another"),
    )
