"""What every check looks things up in: which records and which terms there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.catalogue import BY_KIND
from tracker.languages import gettext as _
from tracker.models import Field, Record, Term

_record = Record.__table__
_term = Term.__table__


class Reference(NamedTuple):
    """What a link shows of a record."""

    kind: str
    family: str
    slug: str

    def __str__(self) -> str:
        return f"{self.family}:{self.slug}"

    @property
    def model(self) -> type[Record] | None:
        """The noun it is of; None if there is no such noun."""
        entry = BY_KIND.get(self.kind)
        return entry.model if entry else None


@dataclass(frozen=True)
class Known:
    """Every record by id, and the codes of every vocabulary.

    `unreadable` gathers the records of which a claim cannot be read, and which therefore cannot be resolved.
    """

    records: Mapping[int, Reference]
    vocabularies: Mapping[str, set[str]]
    unreadable: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, session: Session) -> "Known":
        """Ask the database."""
        rows = session.execute(select(_record.c.id, _record.c.kind, _record.c.family, _record.c.slug).order_by("id"))
        records = {row.id: Reference(row.kind, row.family, row.slug) for row in rows.all()}
        vocabularies: dict[str, set[str]] = {}
        for vocabulary, code in session.execute(select(_term.c.vocabulary, _term.c.code)).all():
            vocabularies.setdefault(vocabulary, set()).add(code)
        return cls(records, vocabularies)

    def codes(self, vocabulary: str) -> set[str]:
        """The codes of a vocabulary, none if there is none."""
        return self.vocabularies.get(vocabulary, set())


def among_families(link: Field) -> str:
    """What a link leads to, as a sentence says it."""
    return _("a record among: %(families)s", families=", ".join(link.kinds))
