"""Initiatives: the units, programmes, products and policies through which an organisation takes up AI."""

from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.ai_use import AI_USE
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record
from tracker.models.relations import RELATIONS

OWNER = Field(
    "owner",
    FieldType.RECORD,
    lazy("Owner"),
    lazy("The organisation or studio the initiative belongs to."),
    required=True,
    kinds=("organisation",),
)
INITIATIVE_KIND = Field(
    "initiative_kind",
    FieldType.TERM,
    lazy("Kind of initiative"),
    lazy("What form the initiative has been given: a unit, a programme, a product, a policy."),
    required=True,
    vocabulary="initiative_kind",
)
ORG_FORM = Field(
    "org_form",
    FieldType.TEXT,
    lazy("Organisational form"),
    lazy("How a source describes the way it is organised, in a few words of ours."),
    cardinality="*",
)
RELEASE_STAGE = Field(
    "release_stage",
    FieldType.TERM,
    lazy("Release stage"),
    lazy("How far its tools are released, and since when. A planned stage is not the stage."),
    cardinality="t",
    vocabulary="release_stage",
)
PROPRIETARY_MODELS = Field(
    "proprietary_models",
    FieldType.FLAG,
    lazy("Proprietary models"),
    lazy("Whether it builds models or algorithms of its own."),
    cardinality="1",
)
STAFF_MIX = Field(
    "staff_mix",
    FieldType.TEXT,
    lazy("Staff"),
    lazy("What trades its people come from, in a few words of ours."),
    cardinality="*",
)


class Initiative(Record):
    """An undertaking by which its owner takes up AI."""

    __tablename__ = "initiative"
    __mapper_args__ = {"polymorphic_identity": "initiative"}

    id: Mapped[int] = spine_key()
    owner_id: Mapped[int] = structural(OWNER)
    initiative_kind: Mapped[str] = structural(INITIATIVE_KIND)

    claimed = (
        RELEASE_STAGE,
        PROPRIETARY_MODELS,
        ORG_FORM,
        STAFF_MIX,
        *AI_USE,
        *RELATIONS,
    )
