"""Fields of any number of values as cells: what the standing claims say, sorted, each once, joined by ` | `."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from tracker.models import Claim, Entity, Field, FieldType, Record, claimed_fields
from tracker.permissions import Actor, seen

BETWEEN = " | "


def many_valued(entry: Entity) -> list[Field]:
    """The fields of a kind that take any number of values."""
    return [field for field in claimed_fields(entry.model) if field.cardinality == "*"]


def columns(entry: Entity) -> tuple[str, ...]:
    """Their columns: the values as claims hold them, and beside links the names of the records, in the same order."""
    both = ((field.name, *_label(field)) for field in many_valued(entry))
    return tuple(name for names in both for name in names)


def _label(field: Field) -> tuple[str, ...]:
    return (f"{field.name}_label",) if field.type == FieldType.RECORD else ()


def join(values: Iterable[str]) -> str:
    r"""Values as one cell; a `|` or `\` within one has a `\` before it."""
    return BETWEEN.join(re.sub(r"[\\|]", r"\\\g<0>", value) for value in values)


def cells(session: Session, entry: Entity, ids: Sequence[int], actor: Actor) -> dict[int, list[str]]:
    """The cells of `columns`, in one query for all records; links to what the actor may not see are left out."""
    found: dict[int, dict[str, set[tuple[str, str]]]] = {number: defaultdict(set) for number in ids}
    for number, name, value, label in session.execute(_values(ids, actor)):
        found[number][name].add((value, label or ""))
    return {number: list(_written(entry, values)) for number, values in found.items()}


def _values(ids: Sequence[int], actor: Actor) -> Select[Any]:
    """The values of claims that nobody ruled out and that state one, with the label of the record a link leads to."""
    link = aliased(Record.__table__)
    values = select(Claim.record_id, Claim.field, Claim.value, link.c.label)
    known = values.outerjoin(link, and_(link.c.id == Claim.value_record_id, *seen(actor, link.c)))
    standing = known.where(Claim.record_id.in_(ids), Claim.rank != "deprecated", Claim.value != "")
    return standing.where(Claim.value_record_id.is_(None) | link.c.id.is_not(None))


def _written(entry: Entity, values: dict[str, set[tuple[str, str]]]) -> Iterable[str]:
    for field in many_valued(entry):
        pairs = sorted(values.get(field.name, ()))
        yield join(value for value, _label in pairs)
        if field.type == FieldType.RECORD:
            yield join(label for _value, label in pairs)
