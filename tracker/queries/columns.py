"""What a list can show and be sorted by, read from the catalogue."""

from tracker.languages import lazy
from tracker.models import COUNTERS, Entity, Field, FieldType, claimed_fields, structural_fields

UPDATED = Field("updated_at", FieldType.TEXT, lazy("Last change"), lazy("When the record was last saved."))
SORTED_TYPES = (FieldType.TERM, FieldType.FLAG, FieldType.DATE, FieldType.QUANTITY, FieldType.NUMBER)


def listed_fields(entry: Entity) -> list[Field]:
    """The fields a list can show: structural, and claimed with a resolved value."""
    resolved = [field for field in claimed_fields(entry.model) if field.resolved]
    return [field for field in structural_fields(entry.model) if field.name != "label"] + resolved


def showable(entry: Entity) -> tuple[str, ...]:
    """The columns a list can show. The name is always its first, whether it is asked for or not."""
    return ("label", *(field.name for field in listed_fields(entry)), *COUNTERS, UPDATED.name)


def usual(entry: Entity) -> tuple[str, ...]:
    """The columns a list shows if nobody says which."""
    return ("label", *entry.columns, "claim_count", "source_count")


def sortable(entry: Entity) -> tuple[str, ...]:
    """The names a list of this kind can be sorted by."""
    fields = (field.name for field in listed_fields(entry) if field.type in SORTED_TYPES)
    return ("label", *fields, *COUNTERS, UPDATED.name)
