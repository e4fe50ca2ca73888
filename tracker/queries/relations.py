"""Which records point at a record: by a structural link, or as the value of a claim."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, literal, or_, select, union, union_all

from tracker.models import Claim, Entity, Evidence, Field, FieldType, Record, live, structural_fields
from tracker.permissions import Actor, visible


def linking_fields(record: Record, entries: Sequence[Entity]) -> list[tuple[Entity, Field]]:
    """Every kind that can link to `record` by a structural field that people fill in, with that field."""
    return [
        (entry, field)
        for entry in entries
        for field in structural_fields(entry.model)
        if field.type == FieldType.RECORD and record.family in field.kinds and not field.derived
    ]


def linking(
    record: Record, entries: Sequence[Entity], actor: Actor, limit: int
) -> CompoundSelect[*tuple[Any, ...]] | None:
    """The records whose structural field links to `record`: entry slug, field name, kind, slug and label, by label.

    None where no field can link to a record of its family: a union of no queries cannot be asked.
    """
    queries = [
        visible(select(literal(entry.slug), literal(field.name), *_shown(entry.model)), actor, entry.model).where(
            getattr(entry.model, field.column) == record.id, entry.model.kind == entry.kind
        )
        for entry, field in linking_fields(record, entries)
    ]
    return union_all(*queries).order_by("label_key").limit(limit) if queries else None


def _shown(model: type[Record]) -> tuple[Any, ...]:
    return (
        model.kind.label("kind"),
        model.slug.label("slug"),
        model.label.label("label"),
        model.label_key.label("label_key"),
    )


def naming(record: Record, actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """The records a standing claim of which has `record` as its value: field name, role, kind, slug and label."""
    query = (
        select(Claim.field, Claim.role, Record.kind, Record.slug, Record.label)
        .join(Record, Record.id == Claim.record_id)
        .where(Claim.value_record_id == record.id, Claim.rank != "deprecated")
        .distinct()
        .order_by(Claim.field, Record.label)
    )
    return visible(query, actor).limit(limit)


def resting(source: Record, actor: Actor, limit: int) -> Select[*tuple[Any, ...]]:
    """Kind, slug and label of the records about which a source states, disputes or mentions something, by label."""
    claims = select(Claim.record_id).join(Evidence, Evidence.claim_id == Claim.id)
    rows = select(Evidence.record_id).where(Evidence.record_id.is_not(None))
    concerned = union(*(query.where(Evidence.source_id == source.id) for query in (claims, rows)))
    query = select(Record.kind, Record.slug, Record.label).where(Record.id.in_(concerned))
    return visible(query, actor).order_by(Record.label_key).limit(limit)


def labels(ids: Iterable[int], actor: Actor) -> Select[*tuple[Any, ...]]:
    """Id, kind, slug and label of the records with these ids that the actor may see."""
    query = select(Record.id, Record.kind, Record.slug, Record.label).where(Record.id.in_(sorted(ids)))
    return visible(query, actor)


def referenced(references: Iterable[str], ids: Iterable[int], actor: Actor) -> Select[*tuple[Any, ...]]:
    """The same, and the family, of the records with these permanent ids (`family:slug`) or ids."""
    slugs: dict[str, list[str]] = {}
    for family, _colon, slug in (reference.partition(":") for reference in sorted(references)):
        slugs.setdefault(family, []).append(slug)
    named = [and_(Record.family == family, Record.slug.in_(texts)) for family, texts in slugs.items()]
    query = select(Record.id, Record.family, Record.kind, Record.slug, Record.label)
    return visible(query.where(or_(Record.id.in_(sorted(ids)), *named)), actor)


def offered(families: Iterable[str], limit: int) -> Select[*tuple[Any, ...]]:
    """Family, slug and label of the records a form offers to link to, by label."""
    query = select(Record.family, Record.slug, Record.label).where(Record.family.in_(sorted(families)), live(Record))
    return query.order_by(Record.label_key).limit(limit)


def by_slug(entry: Entity, slug: str, actor: Actor) -> Select[Record]:
    """The record of this slug, of the entry's noun or one of its subclasses, if the actor may see it."""
    return visible(select(entry.model).where(entry.model.slug == slug), actor, entry.model)
