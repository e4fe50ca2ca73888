"""Lists of every kind of record, as pages and as CSV: the query string is what they show."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, redirect, render_template, request

from tracker.exchange import lists
from tracker.exchange.columns import COUNTERS
from tracker.models import Entity, Field
from tracker.models.fields import LABEL
from tracker.queries.columns import UPDATED, listed_fields, showable, sortable
from tracker.queries.facets import SECONDS, facets
from tracker.queries.filters import RANGES, filterable
from tracker.queries.limited import rows_within
from tracker.queries.list_query import PER_PAGE, ListQuery
from tracker.queries.records import MOST_COUNTED, count, page, undated
from tracker.web.addresses import Addresses, address
from tracker.web.files import csv_file
from tracker.web.routing import Routes
from tracker.web.session import actor, new_session, session

routes = Routes()


@routes("/<entity:entry>", policy="read")
def show_list(entry: Entity) -> Any:
    """A page of the list with what it can be narrowed to; where it cannot be shown, the reasons beside the filters."""
    typed = {name: [text.strip() for text in texts] for name, texts in request.args.lists()}
    query, problems = ListQuery.read(entry, typed, session(), actor())
    place = {name: typed.pop(name) for name in ("after", "before") if name in typed}
    if not problems and typed != query.sent:
        return redirect(address(query, **place), 302)
    found = {"problems": problems, "facets": {}, "rows": []} if problems else _found(query)
    template = current_app.jinja_env.select_template([f"{entry.slug}/list.html", "records/list.html"])
    return render_template(template, **_asked(query), **found), 400 if problems else 200


def _asked(query: ListQuery) -> dict[str, Any]:
    """What a list's page shows of its question, whether or not it can be answered."""
    entry, filters = query.entry, filterable(query.entry).values()
    return {
        "entry": entry,
        "query": query,
        "to": Addresses(query),
        "columns": _columns(entry),
        "showable": showable(entry),
        "sortable": sortable(entry),
        "filters": sorted(filters, key=lambda field: field.name not in entry.columns),
        "ranges": RANGES,
        "per_page": PER_PAGE,
        "most_counted": MOST_COUNTED,
        "all_columns": len(lists.all_columns(entry)),
        "shown_columns": len(lists.shown_columns(entry, query.columns)),
    }


def _columns(entry: Entity) -> dict[str, Field]:
    """What the columns of a list are called, by name."""
    return {field.name: field for field in (LABEL, *listed_fields(entry), *COUNTERS, UPDATED)}


def _found(query: ListQuery) -> dict[str, Any]:
    """The rows of a page, how many records there are in all, what they can be narrowed to, and what leads on."""
    fields = [field for field in listed_fields(query.entry) if field.name in query.columns]
    found = list(session().execute(page(query, fields, actor())))
    rows = found[: query.limit][::-1] if query.backwards else found[: query.limit]
    more, to = len(found) > query.limit, Addresses(query)
    total = session().scalar(count(query, actor())) or 0
    return {
        "rows": rows,
        "total": total,
        "capped": total > MOST_COUNTED and not query.in_full,
        "facets": {facet.field.name: facet for facet in facets(session(), query, actor(), seconds=_patience())},
        "undated": _undated(query),
        "obstacle": None if total else _obstacle(query),
        "earlier": to.beyond("before", rows[0]) if rows and (more if query.backwards else query.cursor) else "",
        "later": to.beyond("after", rows[-1]) if rows and (query.backwards or more) else "",
    }


def _patience() -> float:
    """How many seconds a facet may take."""
    seconds: float = current_app.config.get("FACET_SECONDS", SECONDS)
    return seconds


def _undated(query: ListQuery) -> dict[str, int]:
    """How many records are left out for having no date or figure, by the label of each field that is filtered by."""
    fields = {item.field.name: item.field for item in query.filters if item.field.type in RANGES}
    counts = {str(field.label): session().scalar(undated(query, field, actor())) for field in fields.values()}
    return {label: n for label, n in counts.items() if n}


def _obstacle(query: ListQuery) -> tuple[str, int] | None:
    """The filter without which the list would hold most, and how many; None if no single one keeps records away."""
    held = {}
    for name in query.asked:
        rows = rows_within(session(), count(query.without(name), actor()), _patience())
        held[name] = rows[0][0] if rows else 0
    most = max(held, key=lambda name: held[name], default="")
    return (most, held[most]) if most and held[most] else None


@routes("/<entity:entry>.csv", policy="read")
def list_csv(entry: Entity) -> Response:
    """The whole list as CSV, streamed: every row that the page counts; `lists.Export` says with which columns."""
    export = lists.Export.read(entry, dict(request.args.lists()), session(), actor())
    return csv_file(_stream(export), export.file_name(datetime.now(UTC).date()))


def _stream(export: lists.Export) -> Iterator[str]:
    reader, who = new_session(), actor()
    with reader:
        yield from export.csv(reader, who)
