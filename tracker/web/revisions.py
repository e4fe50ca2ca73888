"""The history of a record as its page shows it: the saves that are asked for, and what changed in words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import Claim, Field, Record, Revision, fields_of
from tracker.queries.list_query import BadQuery

PER_PAGE = 50
# What one save changed is looked for a field in Python, so a page stops after so many saves and offers to go on.
MOST_READ = 1_000
MOST_PEOPLE = 100
# Comparing words takes as many steps as one text has words times the other: longer ones are shown old and new.
MOST_COMPARED = 250_000
WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Asked:
    """Which part of a history is asked for: of one field, by one person, before a version; '' and None are all."""

    field: str = ""
    by: str = ""
    before: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str], record: Record) -> "Asked":
        """What an address asks for. Raises `BadQuery`."""
        field, by, before = (args.get(name, "").strip() for name in ("field", "by", "before"))
        known = fields_of(type(record))
        if field and field not in known:
            raise BadQuery("field", field, ", ".join(known))
        if before and not (before.isascii() and before.isdigit() and len(before) < 10):
            raise BadQuery("before", before, _("a version, such as 12"))
        return cls(field, by, int(before) if before else None)


@dataclass(frozen=True)
class Page:
    """Some saves, the newest first; `earlier` is the version before which the next page begins, None at the end."""

    revisions: list[Revision]
    changes: dict[int, dict[str, Any]]
    earlier: int | None


def page_of(session: Session, record: Record, asked: Asked) -> Page:
    """The saves that are asked for, with what each changed, by version: of a field if one is asked for, else all."""
    query = select(Revision).where(Revision.record_id == record.id).order_by(Revision.version.desc())
    if asked.by:
        query = query.where(Revision.actor == asked.by)
    if asked.before is not None:
        query = query.where(Revision.version < asked.before)
    most = MOST_READ if asked.field else PER_PAGE
    read = list(session.scalars(query.limit(most + 1)))
    claims = _claims_of(session, record, asked.field) if asked.field else set()
    changes = {
        revision.version: _about(asked.field, revision.changes, claims) if asked.field else revision.changes
        for revision in read[:most]
    }
    fitting = [revision for revision in read[:most] if changes[revision.version] or not asked.field]
    shown = fitting[:PER_PAGE]
    if len(fitting) > PER_PAGE:
        return Page(shown, changes, shown[-1].version)
    return Page(shown, changes, read[most - 1].version if len(read) > most else None)


def only(session: Session, record: Record, revision: Revision, field: Field) -> Page:
    """One save, and what it changed of one field."""
    claims = _claims_of(session, record, field.name)
    return Page([revision], {revision.version: _about(field.name, revision.changes, claims)}, None)


def people(session: Session, record: Record) -> list[str]:
    """Everybody who saved a record, by name."""
    query = select(Revision.actor).where(Revision.record_id == record.id).distinct().order_by(Revision.actor)
    return list(session.scalars(query.limit(MOST_PEOPLE)))


def _claims_of(session: Session, record: Record, field: str) -> set[str]:
    """The keys of the claims of a field: evidence that was added to one says no more than that key."""
    return set(session.scalars(select(Claim.key).where(Claim.record_id == record.id, Claim.field == field)))


def _about(field: str, changes: Mapping[str, Any], claims: set[str]) -> dict[str, Any]:
    """What in the changes of a save is about a field: its value, its claims, the passages behind them, its wording."""
    return {key: pair for key, pair in changes.items() if _is_about(field, key, pair, claims)}


def _is_about(field: str, key: str, pair: Any, claims: set[str]) -> bool:
    if key in (field, f"wording:{field}"):
        return True
    if not key.startswith(("claim:", "evidence:")):
        return False
    states = [state for state in pair if isinstance(state, dict)]
    return any(state.get("field") == field or state.get("claim") in claims for state in states)


def marked(text: str, other: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether the other text lacks it: words are compared, white space is kept."""
    words, others = WORD.findall(text), WORD.findall(other)
    if len(words) * len(others) > MOST_COMPARED:
        yield text, True
        return
    matcher = SequenceMatcher(None, [word.strip() for word in words], [word.strip() for word in others], autojunk=False)
    for step, start, end, _first, _last in matcher.get_opcodes():
        if piece := "".join(words[start:end]):
            yield piece, step != "equal"
