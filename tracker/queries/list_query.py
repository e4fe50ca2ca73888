"""What a list shows, read from the query string: the same for pages and CSV.

    ?q=beta&milestone_kind=closed_beta_start&expected_date=2026-05&sort=-expected_date&columns=label,studio&per=100

A filter is named after its field; several values of one field mean any of them, several fields all of them.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import Entity
from tracker.permissions import Actor
from tracker.queries.columns import showable, sortable, usual
from tracker.queries.filters import BadQuery, Filter, filter_names, read_filter, yes_or_no
from tracker.queries.keyset import BadCursor, Cursor

__all__ = ["PER_PAGE", "BadQuery", "ListQuery"]

PER_PAGE = (50, 100, 200)
LONGEST_WORDS = 200

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ListQuery:
    """A list of one kind of record: which, in what order, from where on. `sent` is all of it but the page, as it
    stands in an address: dates and figures in their canonical spelling.
    """

    entry: Entity
    filters: tuple[Filter, ...] = ()
    words: str = ""
    sort: str = "label"
    descending: bool = False
    columns: tuple[str, ...] = ()
    cursor: Cursor | None = None
    backwards: bool = False
    limit: int = PER_PAGE[0]
    withdrawn: bool | None = None
    in_full: bool = False
    sent: Sent = field(default_factory=dict)

    @classmethod
    def parse(cls, entry: Entity, args: Sent, session: Session, actor: Actor) -> "ListQuery":
        """Read `args` (each name with its values); blank values ask for nothing. Raises `BadQuery`."""
        query, problems = cls.read(entry, args, session, actor)
        for problem in problems.values():
            raise problem
        return query

    @classmethod
    def read(cls, entry: Entity, args: Sent, session: Session, actor: Actor) -> tuple["ListQuery", dict[str, BadQuery]]:
        """The same, with what was understood and a problem for each name that was not; `sent` keeps what was typed."""
        sent = {name: given for name, values in args.items() if (given := _filled(values))}
        parts: dict[str, Any] = {"columns": usual(entry), **_order(entry, {"sort": [entry.sort]})}
        filters: list[Filter] = []
        problems: dict[str, BadQuery] = {}
        known = filter_names(entry)
        for name, values in sent.items():
            try:
                if name in known:
                    filters.append(read_filter(entry, name, values, session, actor))
                elif name in PARTS:
                    parts |= PARTS[name](entry, sent)
                else:
                    raise BadQuery(name, values[0], ", ".join((*known, *PARTS)))
            except BadQuery as problem:
                problems[name] = problem
        return cls(entry, tuple(filters), **parts, sent=_canonical(sent, parts, filters, problems)), problems

    def without(self, name: str) -> "ListQuery":
        """The same list, all of it, without the filter of this name."""
        kept = tuple(item for item in self.filters if item.name != name)
        words, withdrawn = "" if name == "q" else self.words, None if name == "withdrawn" else self.withdrawn
        sent = {key: texts for key, texts in self.sent.items() if key != name}
        return replace(self, filters=kept, words=words, withdrawn=withdrawn, sent=sent, cursor=None, backwards=False)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the filters that are set, in the order of the address."""
        names = {"q": bool(self.words), "withdrawn": bool(self.withdrawn)}
        set_names = {item.name for item in self.filters} | {name for name, given in names.items() if given}
        return tuple(name for name in self.sent if name in set_names)


def _filled(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for value in values if (text := value.strip())))


def _canonical(sent: Sent, parts: Mapping[str, Any], filters: Sequence[Filter], problems: Container[str]) -> Sent:
    """What was sent as it should be sent again: what was not understood stays as it was typed."""
    texts = {item.name: list(item.texts) for item in filters} | {"columns": [",".join(parts["columns"])]}
    return {
        name: values if name in problems else texts.get(name, values)
        for name, values in sent.items()
        if name not in ("after", "before")
    }


def _single(sent: Sent, name: str) -> str:
    values = sent[name]
    if len(values) > 1:
        raise BadQuery(name, values[1], _("one value"))
    return values[0]


def _words(_entry: Entity, sent: Sent) -> dict[str, Any]:
    words = _single(sent, "q")
    if len(words) > LONGEST_WORDS or "\0" in words:
        raise BadQuery("q", words[:20] + "…", _("words of at most %(n)s characters", n=LONGEST_WORDS))
    return {"words": words}


def _order(entry: Entity, sent: Sent) -> dict[str, Any]:
    sort = _single(sent, "sort")
    name = sort.removeprefix("-")
    if name not in sortable(entry):
        raise BadQuery("sort", sort, ", ".join(f"{name}, -{name}" for name in sortable(entry)))
    return {"sort": name, "descending": sort.startswith("-")}


def _columns(entry: Entity, sent: Sent) -> dict[str, Any]:
    """The columns of a list, each once: the name first, the others in the order they are asked for."""
    names = [name.strip() for text in sent["columns"] for name in text.split(",") if name.strip()]
    for name in names:
        if name not in showable(entry):
            raise BadQuery("columns", name, ", ".join(showable(entry)))
    return {"columns": tuple(dict.fromkeys(("label", *names)))}


def _per_page(_entry: Entity, sent: Sent) -> dict[str, Any]:
    text = _single(sent, "per")
    if text not in map(str, PER_PAGE):
        raise BadQuery("per", text, ", ".join(map(str, PER_PAGE)))
    return {"limit": int(text)}


def _in_full(_entry: Entity, sent: Sent) -> dict[str, Any]:
    if (text := _single(sent, "count")) != "all":
        raise BadQuery("count", text, "all")
    return {"in_full": True}


def _withdrawn(_entry: Entity, sent: Sent) -> dict[str, Any]:
    return {"withdrawn": yes_or_no("withdrawn", _single(sent, "withdrawn"))}


def _after(entry: Entity, sent: Sent) -> dict[str, Any]:
    return {"cursor": _cursor(entry, sent, "after"), "backwards": False}


def _before(entry: Entity, sent: Sent) -> dict[str, Any]:
    # Whoever gives both asks for what follows.
    return {} if "after" in sent else {"cursor": _cursor(entry, sent, "before"), "backwards": True}


def _cursor(entry: Entity, sent: Sent, name: str) -> Cursor:
    text = _single(sent, name)
    try:
        return Cursor.decode(text, _single(sent, "sort") if "sort" in sent else entry.sort)
    except BadCursor as error:
        raise BadQuery(name, text, _("the address of a page of this list, unchanged")) from error


# What can stand in an address beside filters, and how each is read.
PARTS: dict[str, Callable[[Entity, Sent], dict[str, Any]]] = {
    "q": _words,
    "withdrawn": _withdrawn,
    "sort": _order,
    "columns": _columns,
    "per": _per_page,
    "count": _in_full,
    "after": _after,
    "before": _before,
}
