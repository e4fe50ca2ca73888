"""What lists and their CSV take, beside what does the same with less: a bare view on sqlite3, and the shells.

Lists are asked inside the application. CSV comes from a server of its own, as people get it, and each turn of it is
followed by a turn of the shell with the same columns, so that both meet the same machine.
"""

import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from flask import Flask, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, make_url, select, text
from sqlalchemy.orm import Session

from tests.generate import cached, generate
from tests.postgresql import postgresql_server
from tracker.catalogue import BY_KIND
from tracker.config import Config
from tracker.database import open_engine, reading
from tracker.exchange.lists import columns
from tracker.models import Studio
from tracker.permissions import ANYBODY
from tracker.queries.columns import listed_fields
from tracker.queries.keyset import Cursor
from tracker.queries.list_query import ListQuery
from tracker.queries.records import everything, order_of
from tracker.web import create_app

ENTRY = BY_KIND["milestone"]
TURNS = 5
STUDIOS = 20
PATIENCE = 120
MEBIBYTE = 1024 * 1024
BARE_PAGE = """<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</table>{{ total }}"""
BARE = """FROM milestone JOIN record ON record.id = milestone.id JOIN record AS subject ON subject.id = subject_id
JOIN record AS studio ON studio.id = studio_id
WHERE studio.slug = ? AND reported_status = 'met' AND record.withdrawn_at IS NULL AND record.merged_into_id IS NULL"""
BARE_COLUMNS = """record.label, subject.label, milestone_kind, expected_date, actual_date, reported_status,
studio.label, record.claim_count, record.source_count"""

Row = tuple[str, str, str]


def rows(milestones: int) -> Iterator[Row]:
    """Every row: pages, then CSV on either database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.sqlite3"
        shutil.copy(cached(milestones).removeprefix("sqlite:///"), path)
        yield from pages(path, milestones)
        yield from sheets(f"sqlite:///{path}", milestones, "sqlite3 shell", "0.60 ×")
    with postgresql_server() as server:
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE lists TEMPLATE template0"))
        engine.dispose()
        url = make_url(server).set(database="lists").render_as_string(hide_password=False)
        filled = open_engine(url)
        generate(filled, milestones)
        filled.dispose()
        yield from sheets(url, milestones, "psql \\copy", "0.80 ×")


def pages(path: Path, milestones: int) -> Iterator[Row]:
    """Pages of the list, inside the application."""
    app = create_app(Config(instance_path=path.parent, database_url=f"sqlite:///{path}", secret_key="x" * 40))
    app.logger.disabled = True
    engine: Engine = app.extensions["tracker"]["engine"]
    with reading(engine)() as session:
        deepest = f"/milestones?sort=expected_date&after={last_cursor(session)}"
        slugs = session.scalars(select(Studio.slug).order_by(Studio.id).limit(STUDIOS)).all()
    ours, theirs = app.test_client(), bare(path).test_client()
    first, last = in_turn((ours, ["/milestones?sort=expected_date"] * TURNS), (ours, [deepest] * TURNS))
    yield f"first page by date, {milestones:,} milestones, median", f"{first:.1f} ms", "–"
    yield f"deepest page by date, {milestones:,}", f"{last:.1f} ms: {last / first:.2f} × the first", "1.50 ×"
    asked = [f"/milestones?studio={slug}&reported_status=met" for slug in slugs]
    mine, other = in_turn((ours, asked), (theirs, [f"/?studio={slug}" for slug in slugs]))
    figure = f"{mine:.1f} ms, {other:.1f} ms: {mine / other:.1f} ×"
    yield f"list by studio and status, and a bare view of it, {milestones:,}, medians", figure, "2.0 ×"
    engine.dispose()


def last_cursor(session: Session) -> str:
    """The cursor after which the last page of the list begins."""
    query = ListQuery.parse(ENTRY, {"sort": ["expected_date"]}, session, ANYBODY)
    order = order_of(query)
    ids = everything(query, [], ANYBODY).add_columns(order.column.label("sort_value")).subquery()
    total = session.execute(text("SELECT count(*) FROM milestone")).scalar_one()
    row = session.execute(select(ids.c.id, ids.c.sort_value).offset(max(0, total - 40)).limit(1)).one()
    value = row.sort_value.isoformat() if row.sort_value else None
    return Cursor(value is not None, value, row.id).encode("expected_date")


def in_turn(*asked: tuple[FlaskClient, list[str]]) -> list[float]:
    """The median milliseconds of each visitor's pages, one of each after the other, the first time not counted."""
    taken: list[list[float]] = [[] for _visitor in asked]
    for turn in range(max(len(paths) for _client, paths in asked) + 1):
        for place, (client, paths) in enumerate(asked):
            started = time.perf_counter()
            answer = client.get(paths[turn % len(paths)], buffered=True)
            taken[place].append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200, answer.text
    return [statistics.median(one[1:]) for one in taken]


def bare(path: Path) -> Flask:
    """The least that shows the same rows and their number."""
    app = Flask("bare")

    @app.get("/")
    def show() -> str:
        with closing(sqlite3.connect(path)) as connection:
            studio = (request.args["studio"],)
            order = "ORDER BY expected_date_earliest, milestone.id LIMIT 50"
            found = connection.execute(f"SELECT {BARE_COLUMNS} {BARE} {order}", studio).fetchall()
            total = connection.execute(f"SELECT count(*) {BARE}", studio).fetchone()[0]
            return render_template_string(BARE_PAGE, rows=found, total=total)

    return app


def sheets(url: str, milestones: int, shell: str, limit: str) -> Iterator[Row]:
    """The whole list as CSV, from a server and from the database's own shell in turn."""
    words = shell_words(url)
    with tempfile.TemporaryDirectory() as folder, served(url, Path(folder)) as (port, process):
        fetched(port, "/milestones.csv?q=nothing")
        idle = memory(process, "VmRSS")
        Path(f"/proc/{process}/clear_refs").write_text("5")
        fetched(port, "/milestones.csv")
        # Of one file: every thread of the server keeps for the next what it once needed.
        grown = (memory(process, "VmHWM") - idle) / MEBIBYTE
        turns = [(fetched(port, "/milestones.csv"), seconds_of(words)) for _turn in range(TURNS)]
    first = statistics.median(first for (first, _whole), _other in turns) * 1000
    ours, theirs = (statistics.median(times) for times in zip(*((one[1], two) for one, two in turns), strict=True))
    ratio = statistics.median(two / one[1] for one, two in turns)
    speeds = f"{milestones / ours:,.0f} and {milestones / theirs:,.0f} rows/s: {ratio:.2f} ×"
    yield f"CSV over HTTP and {shell}, {milestones:,}, medians", speeds, limit
    yield f"CSV over HTTP, {milestones:,}, first byte, beside {shell}", f"{first:.0f} ms", "50 ms"
    yield f"CSV over HTTP, {milestones:,}, memory above idle, beside {shell}", f"{grown:.1f} MiB", "20 MiB"


@contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The port and the process of a tracker that serves this database."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    rest = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    settings = rest | {"TRACKER_INSTANCE_PATH": str(folder), "TRACKER_DATABASE_URL": url}
    words = [sys.executable, "-m", "tracker", "serve", "--port", str(port)]
    with subprocess.Popen(words, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert any("runs at" in line for line in process.stdout)
        try:
            yield port, process.pid
        finally:
            process.terminate()


def fetched(port: int, path: str) -> tuple[float, float]:
    """The seconds until the first byte of an answer, and until the last."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        started = time.perf_counter()
        connection.request("GET", path)
        answer: HTTPResponse = connection.getresponse()
        answer.read(1)
        first = time.perf_counter() - started
        while answer.read(MEBIBYTE):
            pass
        return first, time.perf_counter() - started


def memory(process: int, which: str) -> int:
    """The bytes a process holds now (VmRSS), or held at most (VmHWM)."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{which}:"))


def shell_words(url: str) -> list[str]:
    """The command that makes the database's own shell write the same columns of the same rows."""
    engine = open_engine(url)
    with reading(engine)() as session:
        query = ListQuery.parse(ENTRY, {}, session, ANYBODY)
    found = everything(query, listed_fields(ENTRY), ANYBODY)
    by_name = {column.key: column for column in found.selected_columns}
    asked = found.with_only_columns(*(by_name[name] for name in columns(ENTRY)))
    statement = str(asked.compile(engine, compile_kwargs={"literal_binds": True})).replace("\n", " ")
    address = engine.url
    engine.dispose()
    if address.get_backend_name() == "sqlite":
        return ["sqlite3", "-csv", "-header", str(address.database), statement]
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return ["psql", "-q", "-d", plain, "-c", f"\\copy ({statement}) TO STDOUT WITH (FORMAT csv, HEADER)"]


def seconds_of(words: list[str]) -> float:
    """The time a command takes whose output nobody keeps but somebody reads."""
    started = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while process.stdout.read(MEBIBYTE):
            pass
    assert process.returncode == 0
    return time.perf_counter() - started
