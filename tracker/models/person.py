"""People: named for their public professional role only, and performers that are no people at all."""

from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.record import Record
from tracker.models.relations import RELATIONS

PERFORMER_KIND = Field(
    "performer_kind",
    FieldType.TERM,
    lazy("Kind of performer"),
    lazy("Whether a performer is a natural person, a digital replica or wholly synthetic. Empty for other people."),
    vocabulary="performer_kind",
)
OCCUPATION = Field(
    "occupation",
    FieldType.TEXT,
    lazy("Occupation"),
    lazy("What a source calls the person by trade, in a few words of ours."),
    cardinality="*",
)
CREDITED_ON = Field(
    "credited_on",
    FieldType.RECORD,
    lazy("Credited on"),
    lazy("A work the person took part in; the role says as what (MovieLabs OMC, with local additions)."),
    cardinality="*",
    kinds=("work",),
    roles="credit_role",
)


class Person(Record):
    """Somebody a source names in a public professional role; a synthetic performer is one by its performer kind."""

    __tablename__ = "person"
    __mapper_args__ = {"polymorphic_identity": "person"}

    id: Mapped[int] = spine_key()
    performer_kind: Mapped[str | None] = structural(PERFORMER_KIND)

    claimed = (OCCUPATION, CREDITED_ON, *RELATIONS)
