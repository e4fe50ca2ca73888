"""Lists of every kind of record, as pages and as CSV: the query string is what they show."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, stream_with_context

from tracker.exchange import lists, sheet
from tracker.models import Entity, Field, fields_of
from tracker.queries.list_query import BadQuery, ListQuery, filterable, sortable
from tracker.queries.records import count, order_of, page
from tracker.web.routing import Routes
from tracker.web.session import actor, new_session, session

routes = Routes()


def _query(entry: Entity, *ignored: str) -> ListQuery:
    args = {name: values for name, values in request.args.lists() if name not in ignored}
    return ListQuery.parse(entry, args, session(), actor())


@routes("/<entity:entry>", policy="read")
def show_list(entry: Entity) -> str:
    """A page of the list, with the filters that are set and how many records there are in all."""
    query = _query(entry)
    fields: list[Field] = [fields_of(entry.model)[name] for name in entry.columns]
    found = list(session().execute(page(query, fields, actor())))
    rows = found[: query.limit][::-1] if query.backwards else found[: query.limit]
    more = len(found) > query.limit
    return render_template(
        [f"{entry.slug}/list.html", "records/list.html"],
        entry=entry,
        query=query,
        fields=fields,
        filters=list(filterable(entry).values()),
        rows=rows,
        total=session().scalar(count(query, actor())),
        earlier=_address(query, "before", rows[0]) if rows and (more if query.backwards else query.cursor) else "",
        later=_address(query, "after", rows[-1]) if rows and (query.backwards or more) else "",
        sent=urlencode(query.sent, doseq=True),
        sort_address=lambda name: _sorted_by(query, name),
        sorts=sortable(entry),
        without=lambda name, value: _without(query, name, value),
        columns=len(lists.columns(entry)),
    )


def _address(query: ListQuery, direction: str, row: Any) -> str:
    """The query string of the page that begins after, or ends before, a row."""
    sort = f"-{query.sort}" if query.descending else query.sort
    cursor = order_of(query).cursor(row.sort_value, row.id).encode(sort)
    return urlencode({**query.sent, direction: cursor}, doseq=True)


def _sorted_by(query: ListQuery, name: str) -> str:
    """The query string of the list sorted by a column, or the other way round if it is already."""
    sort = f"-{name}" if query.sort == name and not query.descending else name
    return urlencode({**query.sent, "sort": sort}, doseq=True)


def _without(query: ListQuery, name: str, value: str) -> str:
    """The query string of the list without one value of one filter."""
    kept = {key: [text for text in texts if (key, text) != (name, value)] for key, texts in query.sent.items()}
    return urlencode(kept, doseq=True)


@routes("/<entity:entry>.csv", policy="read")
def list_csv(entry: Entity) -> Response:
    """The whole list as CSV, streamed: what the page shows, every column, every row."""
    flavour = request.args.get("flavour", "raw")
    if flavour not in sheet.FLAVOURS:
        raise BadQuery("flavour", flavour, ", ".join(sheet.FLAVOURS))
    query = _query(entry, "flavour")
    return csv_response(_stream(query, flavour), entry.slug)


def _stream(query: ListQuery, flavour: str) -> Iterator[str]:
    reader, who = new_session(), actor()
    with reader:
        yield from lists.csv(reader, query, actor=who, flavour=flavour)


def csv_response(blocks: Iterator[str], name: str) -> Response:
    """Blocks of CSV as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(stream_with_context(blocks), mimetype="text/csv", headers=headers)
