"""The texts of records: their names, what sources say of them in words, and notes."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from tracker.models import Claim, FieldType, Record, claimed_fields

_record = Record.__table__
_claim = Claim.__table__


def labels_of(ids: Iterable[int]) -> Select[Any]:
    """The kind, label and note of these records."""
    return select(_record.c.id, _record.c.kind, _record.c.label, _record.c.note).where(_record.c.id.in_(list(ids)))


def live_texts_of(ids: Iterable[int]) -> Select[Any]:
    """What live claims of these records say in words, names first, then oldest first."""
    said = (_claim.c.record_id.in_(list(ids)), _claim.c.field.in_(text_fields()))
    live = (_claim.c.value_state == "stated", _claim.c.rank != "deprecated")
    columns = (_claim.c.record_id, _claim.c.field, _claim.c.language, _claim.c.value)
    return select(*columns).where(*said, *live).order_by(_claim.c.field != "name", _claim.c.id)


@cache
def text_fields() -> tuple[str, ...]:
    """The names of the claimed fields whose values are words."""
    nouns = [mapper.class_ for mapper in Record.__mapper__.self_and_descendants]
    names = {field.name for noun in nouns for field in claimed_fields(noun) if field.type == FieldType.TEXT}
    return tuple(sorted(names))
