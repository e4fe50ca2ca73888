"""The spine: one row for every record of every noun, so that claims, evidence and history can point at any."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, and_, inspect, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from tracker.models.base import CODE, LABEL, SORT_KEY, Base, now, one_of
from tracker.models.fields import LABEL as LABEL_FIELD
from tracker.models.fields import NAME, NOTE, STATEMENT, Field, bounds_in_order, resolved_columns
from tracker.values.words import fold

_MERGED = text("merged_into_id IS NOT NULL")
# What is counted on each record.
COUNTERS = ("claim_count", "source_count", "origin_count", "unsettled_count")
RESOLVED_BY = ("preferred", "latest", "scope", "single", "intersection", "conflict", "disputed", "none")


class Record(Base):
    """What every noun has. Each noun is a joined-table subclass: `record` first, then the noun's own table.

    `family` is the noun at the root of a line of subclasses (a studio is of the family organisation). Slugs are unique
    within a family and permanent, so `family:slug` names a record for good: that is how CSV files refer to it.
    """

    __tablename__ = "record"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(CODE, index=True)
    family: Mapped[str] = mapped_column(CODE)
    slug: Mapped[str] = mapped_column(LABEL)
    label: Mapped[str] = mapped_column(LABEL, info={"field": LABEL_FIELD})
    label_key: Mapped[str] = mapped_column(SORT_KEY)
    note: Mapped[str | None] = mapped_column(info={"field": NOTE})
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(LABEL)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    updated_by: Mapped[str] = mapped_column(LABEL)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    claim_count: Mapped[int] = mapped_column(default=0, server_default="0")
    source_count: Mapped[int] = mapped_column(default=0, server_default="0")
    origin_count: Mapped[int] = mapped_column(default=0, server_default="0")
    unsettled_count: Mapped[int] = mapped_column(default=0, server_default="0")

    # The claimed fields a noun declares; `Record.claimed` are those of every noun.
    claimed: ClassVar[tuple[Field, ...]] = (NAME, STATEMENT)

    __mapper_args__ = {
        "polymorphic_on": "kind",
        # The services count versions; SQLAlchemy puts the one it read into the WHERE of every UPDATE.
        "version_id_col": version,
        "version_id_generator": False,
    }
    __table_args__: Any = (
        UniqueConstraint("family", "slug"),
        Index("ix_record_kind_label_key", "kind", "label_key", "id"),
        # Of the few that were merged only: SQLite would else begin every list with all the others.
        Index("ix_record_merged_into_id", "merged_into_id", sqlite_where=_MERGED, postgresql_where=_MERGED),
        CheckConstraint("length(trim(label)) > 0", name="label_filled"),
        CheckConstraint("length(slug) > 0", name="slug_filled"),
        CheckConstraint("version >= 1", name="version_positive"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawal_has_reason"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
    )

    def __init_subclass__(cls, **options: Any) -> None:
        """Give a noun the columns of its resolved fields, with the checks that keep them in order."""
        own = [field for field in cls.__dict__.get("claimed", ()) if field.resolved]
        for field in own:
            for name, column in resolved_columns(field):
                setattr(cls, name, column)
        cls.__table_args__ = (*cls.__dict__.get("__table_args__", ()), *_checks(own))
        super().__init_subclass__(**options)

    @validates("label")
    def _keep_sort_key(self, _name: str, label: str) -> str:
        self.label_key = fold(label)[:300]
        return label

    @property
    def reference(self) -> str:
        """Its permanent id, `family:slug`."""
        return f"{self.family}:{self.slug}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is hidden from readers: taken back, with a reason, never deleted."""
        return self.withdrawn_at is not None


def _checks(fields: list[Field]) -> list[CheckConstraint]:
    checks = [one_of(f"{field.name}_by", RESOLVED_BY) for field in fields]
    pairs = {field.name: pair for field in fields if (pair := bounds_in_order(field))}
    return checks + [
        CheckConstraint(f"{low} <= {high}", name=f"{name}_in_order") for name, (low, high) in pairs.items()
    ]


def live(record: Any) -> ColumnElement[bool]:
    """What makes a record count: neither withdrawn nor merged. Of a noun, an alias, or the columns of a table."""
    return and_(record.withdrawn_at.is_(None), record.merged_into_id.is_(None))


def structural_fields(model: type[Record]) -> list[Field]:
    """The structural fields of a noun, those of every record first, in the order of its columns."""
    found = {
        column.info["field"].name: column.info["field"] for column in inspect(model).columns if "field" in column.info
    }
    return [field for field in found.values() if not field.claimed]


def claimed_fields(model: type[Record]) -> list[Field]:
    """The claimed fields of a noun, its own first, those of every record last."""
    declared = [field for cls in reversed(model.__mro__) for field in cls.__dict__.get("claimed", ())]
    return declared[len(Record.claimed) :] + list(Record.claimed)


def fields_of(model: type[Record]) -> dict[str, Field]:
    """Every field of a noun by name: structural, then claimed."""
    return {field.name: field for field in (*structural_fields(model), *claimed_fields(model))}


def family_of(model: type[Record]) -> str:
    """The noun at the root of a model's line: `organisation` for a studio."""
    line = [cls for cls in model.__mro__ if issubclass(cls, Record) and cls is not Record]
    return str(inspect(line[-1]).polymorphic_identity)


def kind_of(model: type[Record]) -> str:
    """The name by which a noun's rows are marked in `record.kind`."""
    return str(inspect(model).polymorphic_identity)
