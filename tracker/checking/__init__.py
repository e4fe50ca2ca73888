"""The invariants of `tracker check`: everything the database keeps twice, or promises, proven from what it holds.

Nothing the services remember is trusted: rows are read as they stand, so that a damaged database can be checked too. A
handful of queries serve however many records there are. Numbers are those of the invariants in ARCHITECTURE.md.

`check` is quick, and made after every test; `round_trip` loads a whole database anew, and is the command's alone.
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from tracker.checking import circles, claims, evidence, links, records, search
from tracker.checking.difference import Difference
from tracker.checking.known import Known
from tracker.checking.round_trip import round_trip

__all__ = ["Difference", "check", "round_trip"]


def check(session: Session) -> Iterator[Difference]:
    """Everything that is not as it should be; nothing from a sound database."""
    known = Known.read(session)
    yield from links.differences(session, known)
    yield from circles.differences(session, known)
    # Before the records: one whose claims cannot be read cannot be resolved.
    yield from claims.differences(session, known)
    yield from records.differences(session, known)
    yield from search.differences(session, known)
    yield from evidence.differences(session)
