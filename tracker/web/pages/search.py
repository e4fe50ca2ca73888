"""The search over every kind of record: the box in the header of every page leads here."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request

from tracker.catalogue import BY_KIND
from tracker.languages import gettext as _
from tracker.queries.keyset import Cursor
from tracker.queries.list_query import BadQuery
from tracker.queries.records import MOST_COUNTED
from tracker.queries.search import MOST_RANKED, ORDERS, BadQuestion, Found, asked, search
from tracker.queries.search_lines import lines, published
from tracker.web.routing import Routes
from tracker.web.session import actor, session

# What may be asked for, and the values where they are known.
PARAMETERS = {"q": (), "kind": tuple(BY_KIND), "order": ORDERS, "after": ()}

routes = Routes()


@routes("/search", policy="read")
def show_search() -> Any:
    """A page of what was found. A question that cannot be asked is shown again with the reason."""
    sent = _sent()
    text, kind, order = sent.get("q", ""), sent.get("kind", ""), sent.get("order", ORDERS[0])
    given = {"q": text, "kind": kind, "order": order, "address": lambda **changes: _with(sent, changes)}
    try:
        words = asked(text)
    except BadQuestion as problem:
        refused = bool(text.strip())
        return render_template("search.html", **given, problem=str(problem), refused=refused), 400 if refused else 200
    after = Cursor.decode(sent["after"], order) if "after" in sent else None
    found = search(session(), words, actor(), kind=kind, order=order, after=after)
    return render_template(
        "search.html",
        **given,
        found=found,
        lines=lines(session(), found.rows, words),
        published=published(session(), found.rows, actor()),
        later=_later(sent, found, order),
        most_counted=MOST_COUNTED,
        most_ranked=MOST_RANKED,
    )


def _sent() -> dict[str, str]:
    """The parameters that were given, as they were typed. Raises `BadQuery`."""
    sent: dict[str, str] = {}
    for name, values in request.args.lists():
        if name not in PARAMETERS:
            raise BadQuery(name, values[0], ", ".join(PARAMETERS))
        given = [value for value in values if value.strip()]
        allowed = PARAMETERS[name]
        if allowed and not set(given) <= set(allowed):
            raise BadQuery(name, given[0], ", ".join(allowed))
        if len(given) > 1:
            raise BadQuery(name, given[1], _("one value"))
        if given:
            sent[name] = given[0]
    return sent


def _with(sent: dict[str, str], changes: dict[str, str]) -> str:
    """The query string of the first page with some parameters changed; '' takes one away."""
    changed = {**sent, "after": "", **changes}
    return urlencode({name: value for name, value in changed.items() if value})


def _later(sent: dict[str, str], found: Found, order: str) -> str:
    return _with(sent, {"after": found.later.encode(order)}) if found.later else ""
