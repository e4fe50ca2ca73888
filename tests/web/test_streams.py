"""A file that breaks off while it is sent."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import waitress
from flask import Flask

from tracker.web.files import csv_file

ROWS = "a,b\n" * 40_000


@contextmanager
def served(blocks: Iterator[str]) -> Iterator[http.client.HTTPResponse]:
    """The answer of the server that `tracker serve` runs, sending these blocks."""
    app = Flask("stream")
    app.add_url_rule("/list.csv", "list", lambda: csv_file(blocks, "list"))
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=1)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=60)) as connection:
            connection.request("GET", "/list.csv")
            with connection.getresponse() as answer:
                yield answer
    finally:
        # The server's own thread closes its sockets: another would take them away while that one waits for them.
        server.trigger.pull_trigger(server.close)
        running.join(timeout=60)
        assert not running.is_alive()
        server.task_dispatcher.shutdown()


def test_a_stream_that_fails_breaks_off_and_does_not_look_whole() -> None:
    def blocks() -> Iterator[str]:
        yield ROWS
        raise OSError("the database went away")

    with served(blocks()) as answer, pytest.raises(http.client.IncompleteRead):
        answer.read()


def test_a_stream_that_ends_is_whole() -> None:
    with served(iter([ROWS, ROWS])) as answer:
        assert answer.read().decode() == ROWS + ROWS
