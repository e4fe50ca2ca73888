"""Links between records of one family lead back to none of them, and a merged record leads to a live one.

Only structural links: claims of parents may well contradict each other, and are kept side by side like any others.
"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.catalogue import CATALOGUE
from tracker.checking.difference import Difference, wrong
from tracker.checking.known import Known
from tracker.languages import gettext as _
from tracker.models import Base, Field, FieldType, Record, family_of, live, structural_fields

_record = Record.__table__

# A field, and its links: the record that has one, and the one it leads to.
Links = dict[str, set[tuple[int, int]]]


def differences(session: Session, known: Known) -> Iterator[Difference]:
    """What is wrong with the ways along links."""
    for name, links in _structural(session).items():
        for record_id in sorted(on_circles(links)):
            yield Difference(6, str(known.records.get(record_id, record_id)), _("%(name)s makes a circle.", name=name))
    yield from _merged(session, known)


def on_circles(links: set[tuple[int, int]]) -> set[int]:
    """The records that a way along the links leads back to, and those on a way between two such circles."""
    while True:
        begin, end = {link[0] for link in links}, {link[1] for link in links}
        kept = {link for link in links if link[0] in end and link[1] in begin}
        if kept == links:
            return begin
        links = kept


@cache
def _own_family() -> tuple[tuple[str, Field], ...]:
    """The table and the field of every link from a record to one of its own family."""
    found = (
        (entry.model, field)
        for entry in CATALOGUE
        for field in structural_fields(entry.model)
        if field.type == FieldType.RECORD and field.kinds == (family_of(entry.model),)
    )
    return tuple({field.name: (model.__tablename__, field) for model, field in found}.values())


def _structural(session: Session) -> Links:
    links: Links = {}
    for name, field in _own_family():
        table = Base.metadata.tables[name]
        column = table.c[field.column]
        rows = session.execute(select(table.c.id, column).where(column.is_not(None)))
        links[field.name] = {(row[0], row[1]) for row in rows}
    return links


def _merged(session: Session, known: Known) -> Iterator[Difference]:
    """Whether what a record was merged into is neither withdrawn nor merged itself. One that is nowhere is a link."""
    survivor = _record.alias()
    query = (
        select(_record.c.id, survivor.c.id)
        .join(survivor, _record.c.merged_into_id == survivor.c.id)
        .where(~live(survivor.c))
        .order_by(_record.c.id)
    )
    for record_id, survivor_id in session.execute(query):
        found = known.records[survivor_id]
        yield wrong(6, str(known.records[record_id]), "merged_into", found, _("a record that is live"))
