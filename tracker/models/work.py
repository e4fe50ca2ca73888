"""Works: films, series and their seasons."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record

WORK_TYPE = Field(
    "work_type",
    FieldType.TERM,
    lazy("Type of work"),
    lazy("Whether it is a work of its own, a series, a season or an episode (MovieLabs OMC)."),
    required=True,
    vocabulary="work_type",
)
WORK_CATEGORY = Field(
    "work_category",
    FieldType.TERM,
    lazy("Category"),
    lazy("For the cinema, for television, short, supplemental (MovieLabs OMC). Empty where no source says."),
    vocabulary="work_category",
)
PARENT = Field(
    "parent",
    FieldType.RECORD,
    lazy("Part of"),
    lazy("The series a season belongs to, the season an episode belongs to."),
    kinds=("work",),
)
SEASON_NUMBER = Field(
    "season_number", FieldType.NUMBER, lazy("Season"), lazy("The number of the season, counted from 1.")
)
OWNED_BY = Field(
    "owned_by",
    FieldType.RECORD,
    lazy("Owned by"),
    lazy("Whose work it is, as a source puts it."),
    cardinality="*",
    kinds=("organisation",),
)
DISTRIBUTED_BY = Field(
    "distributed_by",
    FieldType.RECORD,
    lazy("Distributed by"),
    lazy("Where it is shown or who brings it out."),
    cardinality="*",
    kinds=("organisation",),
)
COMMISSIONED_BY = Field(
    "commissioned_by",
    FieldType.RECORD,
    lazy("Commissioned by"),
    lazy("For whom it was made."),
    cardinality="*",
    kinds=("organisation",),
)


class Work(Record):
    """A creative work. A season is a row of its own, since figures belong to a season and not to its series."""

    __tablename__ = "work"
    __mapper_args__ = {"polymorphic_identity": "work"}

    id: Mapped[int] = spine_key()
    work_type: Mapped[str] = structural(WORK_TYPE)
    work_category: Mapped[str | None] = structural(WORK_CATEGORY)
    parent_id: Mapped[int | None] = structural(PARENT)
    season_number: Mapped[int | None] = structural(SEASON_NUMBER)

    claimed = (OWNED_BY, DISTRIBUTED_BY, COMMISSIONED_BY)

    __table_args__: Any = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="parent_another"),
        CheckConstraint("(work_type = 'season') = (season_number IS NOT NULL)", name="season_has_number"),
        CheckConstraint("work_type <> 'season' OR parent_id IS NOT NULL", name="season_has_series"),
        CheckConstraint("season_number >= 1", name="season_number_positive"),
    )
