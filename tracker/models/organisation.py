"""Organisations: companies, unions, publishers, and bodies a source describes without naming."""

from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record
from tracker.models.relations import RELATIONS

ORGANISATION_KIND = Field(
    "organisation_kind",
    FieldType.TERM,
    lazy("Kind of organisation"),
    lazy("What the organisation is, by its main activity."),
    required=True,
    vocabulary="organisation_kind",
)
IS_COLLECTIVE = Field(
    "is_collective",
    FieldType.FLAG,
    lazy("Unnamed collective"),
    lazy("Whether it stands for several bodies a source describes without naming, as in “the unions”."),
)
COUNTRY = Field(
    "country",
    FieldType.TEXT,
    lazy("Country"),
    lazy("Where it is based or happens, as an ISO 3166-1 code of two letters. Empty where no source says."),
)
INDUSTRY_CODE = Field(
    "industry_code",
    FieldType.TEXT,
    lazy("Industry code"),
    lazy("The industry, with its scheme: “ISIC 59.1”, “NAICS 512110”."),
)
PARENT = Field(
    "parent",
    FieldType.RECORD,
    lazy("Parent"),
    lazy("The organisation it belongs to; the role says how: subsidiary of, owned by, division of, part of."),
    cardinality="*",
    kinds=("organisation",),
    roles="parent_role",
)
COMMUNICATION_STANCE = Field(
    "communication_stance",
    FieldType.TERM,
    lazy("Communication stance"),
    lazy("How openly it speaks of its use of AI, as a source sees it."),
    cardinality="t",
    vocabulary="communication_stance",
)


class Organisation(Record):
    """A body that acts. One that makes or distributes works is a `Studio`."""

    __tablename__ = "organisation"
    __mapper_args__ = {"polymorphic_identity": "organisation"}

    id: Mapped[int] = spine_key()
    organisation_kind: Mapped[str] = structural(ORGANISATION_KIND)
    is_collective: Mapped[bool] = structural(IS_COLLECTIVE, default=False, nullable=False)
    country: Mapped[str | None] = structural(COUNTRY)
    industry_code: Mapped[str | None] = structural(INDUSTRY_CODE)

    claimed = (PARENT, COMMUNICATION_STANCE, *RELATIONS)
