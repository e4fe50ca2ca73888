"""What people take away: CSV in either flavour and Markdown, as files with a name."""

from collections.abc import Iterator

from flask import Response, request, stream_with_context

from tracker.exchange import lists


def asked_flavour() -> str:
    """The flavour of CSV that the address asks for. Raises `BadQuery`."""
    return lists.flavour_of(request.args.getlist("flavour"))


def csv_file(blocks: Iterator[str], name: str) -> Response:
    """Blocks of CSV, sent as they come."""
    return _file(Response(stream_with_context(blocks), mimetype="text/csv"), f"{name}.csv")


def markdown_file(text: str, name: str) -> Response:
    """A text in Markdown."""
    return _file(Response(text, mimetype="text/markdown"), f"{name}.md")


def _file(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
