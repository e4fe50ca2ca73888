"""Studios: organisations that make or distribute works."""

from sqlalchemy.orm import Mapped

from tracker.languages import lazy
from tracker.models.fields import Field, FieldType, spine_key, structural
from tracker.models.organisation import Organisation

STUDIO_KIND = Field(
    "studio_kind",
    FieldType.TERM,
    lazy("Kind of studio"),
    lazy("What the studio mainly does with works: makes films, streams, animates, broadcasts."),
    required=True,
    vocabulary="studio_kind",
)


class Studio(Organisation):
    """An organisation that makes or distributes works; it keeps everything an organisation has."""

    __tablename__ = "studio"
    __mapper_args__ = {"polymorphic_identity": "studio"}

    id: Mapped[int] = spine_key("organisation")
    studio_kind: Mapped[str] = structural(STUDIO_KIND)
