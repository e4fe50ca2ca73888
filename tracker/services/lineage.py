"""Where sources come from: five retellings of one dispatch are one origin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

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


def origins(session: Session, sources: Iterable[Source]) -> Origins:
    """The origins of `sources`: distinct originals at the end of a known chain, all others counted apart."""
    ids = {source.id for source in sources}
    return count_origins(lines_of(session, ids), ids)


def lines_of(session: Session, source_ids: Iterable[int]) -> dict[int, Line]:
    """The lineage of these sources and of all they derive from, in as many queries as the longest line has sources."""
    lines: dict[int, Line] = {}
    asked: set[int] = set()
    wanted = set(source_ids)
    while wanted:
        query = select(_source.c.id, _source.c.lineage_status, _source.c.derived_from_id)
        found = session.execute(query.where(_source.c.id.in_(wanted)))
        lines |= {source_id: Line(status, derived_from) for source_id, status, derived_from in found}
        asked |= wanted
        wanted = {line.derived_from for line in lines.values() if line.derived_from} - asked
    return lines


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
