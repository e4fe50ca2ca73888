"""Who may do what. The only place where a role is asked about."""

from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select

from tracker.languages import gettext as _
from tracker.models import Record, live

# What each role may do; every role may do what those before it may.
_VERBS = {
    "anonymous": frozenset({"read"}),
    "reader": frozenset({"read"}),
    "contributor": frozenset({"read"}),
    "editor": frozenset({"read", "edit"}),
    "administrator": frozenset({"read", "edit", "administer"}),
}


Columns = TypeVarTuple("Columns")


class NotAllowed(Exception):
    """The actor may not do this."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person, nobody in particular, or the application itself."""

    name: str
    role: str
    user_id: int | None = None

    def can(self, verb: str) -> bool:
        """Whether the actor may `read`, `edit` or `administer`."""
        return verb in _VERBS[self.role]


ANYBODY = Actor("", "anonymous")
# Commands are run by whoever holds the machine; what they write says so.
SYSTEM = Actor("tracker", "administrator")


def require(actor: Actor, verb: str) -> None:
    """Raise `NotAllowed` unless the actor may."""
    if not actor.can(verb):
        raise NotAllowed(_("Your account may not do this: it needs the right to %(verb)s.", verb=verb))


def visible(query: Select[*Columns], actor: Actor, record: Any = Record) -> Select[*Columns]:
    """`query` limited to the records the actor may see: withdrawn and merged ones only with the right to edit.

    The one visibility rule: pages, lists, exports, reports and links all load records through it.
    """
    return query.where(*seen(actor, record))


def seen(actor: Actor, record: Any = Record) -> tuple[ColumnElement[bool], ...]:
    """The conditions of `visible`, for a record that is joined to what is asked for."""
    return () if actor.can("edit") else (live(record),)
