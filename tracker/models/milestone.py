"""Milestones: dated steps that were announced or reached (the Open Contracting Data Standard's word)."""

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record

SUBJECT = Field(
    "subject",
    FieldType.RECORD,
    lazy("Subject"),
    lazy("What the milestone is a step of: an initiative, an organisation or a studio."),
    required=True,
    kinds=("initiative", "organisation"),
)
MILESTONE_KIND = Field(
    "milestone_kind",
    FieldType.TERM,
    lazy("Kind of milestone"),
    lazy("What happens when it is reached."),
    required=True,
    vocabulary="milestone_kind",
)
STUDIO = Field(
    "studio",
    FieldType.RECORD,
    lazy("Studio"),
    lazy("The studio concerned: the subject itself, or the owner of the initiative it is a step of."),
    kinds=("organisation",),
    derived=True,
)
EXPECTED_DATE = Field(
    "expected_date",
    FieldType.DATE,
    lazy("Expected"),
    lazy("When it is announced for. A later source that contradicts an earlier one supersedes it: that is a slip."),
    cardinality="1",
    asserts="plan",
    successive=True,
)
ACTUAL_DATE = Field(
    "actual_date",
    FieldType.DATE,
    lazy("Actual"),
    lazy("When it was reached, as sources report it."),
    cardinality="1",
)
REPORTED_STATUS = Field(
    "reported_status",
    FieldType.TERM,
    lazy("Reported status"),
    lazy("What sources say of it (OCDS milestoneStatus). The status on a day is computed from it and the dates."),
    cardinality="t",
    vocabulary="milestone_status",
)
PARTICIPANTS = Field(
    "participants",
    FieldType.RECORD,
    lazy("Participants"),
    lazy("The organisations that take part."),
    cardinality="*",
    kinds=("organisation",),
)
TEST_SETTING = Field(
    "test_setting",
    FieldType.TERM,
    lazy("Test setting"),
    lazy("Where a test takes place: on live productions, in controlled conditions, or not said."),
    cardinality="1",
    vocabulary="test_setting",
)


class Milestone(Record):
    """A dated step of a subject. `studio_id` is carried from the subject so that lists by studio need no join."""

    __tablename__ = "milestone"
    id: Mapped[int] = spine_key()
    subject_id: Mapped[int] = structural(SUBJECT)
    milestone_kind: Mapped[str] = structural(MILESTONE_KIND)
    studio_id: Mapped[int | None] = structural(STUDIO)

    # The subject is a link to any record, so SQLAlchemy has to be told which link makes this row part of its record.
    __mapper_args__ = {"polymorphic_identity": "milestone", "inherit_condition": id == Record.id}

    claimed = (EXPECTED_DATE, ACTUAL_DATE, REPORTED_STATUS, TEST_SETTING, PARTICIPANTS)

    __table_args__: Any = (Index("ix_milestone_expected_date_earliest", "expected_date_earliest", "id"),)
