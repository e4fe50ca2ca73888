"""Labour events: work stoppages, job losses, ballots and bargaining around AI."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.organisation import COUNTRY
from tracker.models.record import Record

EVENT_KIND = Field(
    "event_kind",
    FieldType.TERM,
    lazy("Kind of event"),
    lazy("What happened, in the words of the ILO, Eurofound and the Labor Action Tracker."),
    required=True,
    vocabulary="labour_event_kind",
)
PART_OF = Field(
    "part_of",
    FieldType.RECORD,
    lazy("Part of"),
    lazy("The larger event of which this is one wave or one side, so that nothing is counted twice."),
    kinds=("labour_event",),
)
ANNOUNCED = Field("announced", FieldType.DATE, lazy("Announced"), lazy("When it was announced."), cardinality="1")
STARTED = Field("started", FieldType.DATE, lazy("Started"), lazy("When it began."), cardinality="1")
ENDED = Field("ended", FieldType.DATE, lazy("Ended"), lazy("When it was over."), cardinality="1")
JOBS_AFFECTED = Field(
    "jobs_affected",
    FieldType.QUANTITY,
    lazy("Jobs affected"),
    lazy("How many jobs, each figure with the period it counts. Figures are compared, never averaged or added up."),
    cardinality="1",
    unit="jobs",
)
WORKERS_INVOLVED = Field(
    "workers_involved",
    FieldType.QUANTITY,
    lazy("Workers involved"),
    lazy("How many people took part in a stoppage, vote or protest."),
    cardinality="1",
    unit="persons",
)
SHARE_OF_PARENT = Field(
    "share_of_parent",
    FieldType.QUANTITY,
    lazy("Share of the larger event"),
    lazy("Which part of the larger event's figure falls to this one, as a fraction between 0 and 1."),
    cardinality="1",
    unit="fraction",
)
UNITS_AFFECTED = Field(
    "units_affected",
    FieldType.RECORD,
    lazy("Units affected"),
    lazy("The organisations or divisions hit."),
    cardinality="*",
    kinds=("organisation",),
)
PARTY = Field(
    "party",
    FieldType.RECORD,
    lazy("Parties"),
    lazy("Who takes part, and as what: employer, union, employer association, government."),
    cardinality="*",
    kinds=("organisation",),
    roles="party_role",
)
STATED_CAUSE = Field(
    "stated_cause",
    FieldType.TERM,
    lazy("Stated causes"),
    lazy("The reasons a source gives; the role says how strongly: sole, partial, among others, or imputed."),
    cardinality="*",
    vocabulary="stated_cause",
    roles="cause_strength",
)
ISSUE = Field(
    "issue",
    FieldType.TERM,
    lazy("Issues"),
    lazy("What a stoppage or negotiation is about."),
    cardinality="*",
    vocabulary="labour_issue",
)


class LabourEvent(Record):
    """Something that happened between workers and employers."""

    __tablename__ = "labour_event"
    __mapper_args__ = {"polymorphic_identity": "labour_event"}

    id: Mapped[int] = spine_key()
    event_kind: Mapped[str] = structural(EVENT_KIND)
    part_of_id: Mapped[int | None] = structural(PART_OF)
    country: Mapped[str | None] = structural(COUNTRY)

    claimed = (
        ANNOUNCED,
        STARTED,
        ENDED,
        JOBS_AFFECTED,
        WORKERS_INVOLVED,
        SHARE_OF_PARENT,
        UNITS_AFFECTED,
        PARTY,
        STATED_CAUSE,
        ISSUE,
    )

    __table_args__: Any = (CheckConstraint("part_of_id IS NULL OR part_of_id <> id", name="part_of_another"),)
