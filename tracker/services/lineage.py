"""Where sources come from: five retellings of one dispatch are one origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.languages import ngettext
from tracker.models import Record, Source

_source = Source.__table__
_record = Record.__table__


class Line(NamedTuple):
    """What a source says of its lineage, and the source it derives from."""

    status: str
    derived_from: int | None


@dataclass(frozen=True)
class Origins:
    """The origins behind some sources: `known` originals, and how many sources have an origin nobody knows."""

    known: int
    unknown: int

    @property
    def least(self) -> int:
        """All sources of unknown lineage may retell one and the same origin."""
        return self.known + bool(self.unknown)

    @property
    def most(self) -> int:
        """Each source of unknown lineage may be an origin of its own."""
        return self.known + self.unknown

    def sentence(self) -> str:
        """How many there are at least, how many at most, and why nobody can say more exactly."""
        counted = ngettext("%(n)s origin", "%(n)s origins", self.least)
        if not self.unknown:
            return counted
        why = ngettext("the lineage of %(n)s is unknown", "the lineage of %(n)s is unknown", self.unknown)
        if self.least == self.most:
            return _("%(counted)s; %(why)s", counted=counted, why=why)
        return _("%(counted)s, at most %(most)s; %(why)s", counted=counted, most=self.most, why=why)


def origins(session: Session, sources: Iterable[Source]) -> Origins:
    """The origins of `sources`: distinct originals at the end of a known chain, all others counted apart."""
    ids = {source.id for source in sources}
    return count_origins(lines_of(session, ids), ids)


def lines_of(session: Session, source_ids: Iterable[int]) -> dict[int, Line]:
    """The lineage of these sources and of all they derive from, by id, in one query."""
    columns = (_source.c.id, _source.c.lineage_status, _source.c.derived_from_id)
    line = select(*columns).where(_source.c.id.in_(set(source_ids))).cte("line", recursive=True)
    # UNION leaves out what was found already, so that a circle ends.
    line = line.union(select(*columns).where(_source.c.id == line.c.derived_from_id))
    rows = session.execute(select(line.c.id, line.c.lineage_status, line.c.derived_from_id))
    return {source_id: Line(status, derived_from) for source_id, status, derived_from in rows}


def hold_line(session: Session, source_id: int) -> None:
    """Wait for whoever is changing a source or one it derives from, and let nobody change them until this save is done.

    Before the record that will cite it is locked: whoever changes a source locks the records that cite it afterwards.
    """
    held: set[int] = set()
    while not (line := lines_of(session, [source_id]).keys()) <= held:
        held |= line
        rows = select(_record.c.id).where(_record.c.id.in_(held)).order_by(_record.c.id)
        session.execute(rows.with_for_update(read=True)).all()


def count_origins(lines: Mapping[int, Line], source_ids: Iterable[int]) -> Origins:
    """The origins of these sources, their lines being known."""
    ends = [_origin(lines, source_id) for source_id in set(source_ids)]
    return Origins(known=len(set(ends) - {None}), unknown=ends.count(None))


def _origin(lines: Mapping[int, Line], source_id: int) -> int | None:
    """The original at the end of a source's line; None where the line is unknown, or runs in a circle."""
    seen: set[int] = set()
    while source_id in lines and source_id not in seen:
        status, derived_from = lines[source_id]
        if status != "derived" or not derived_from:
            return source_id if status == "original" else None
        seen.add(source_id)
        source_id = derived_from
    return None
