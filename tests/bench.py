"""`make bench`: one Markdown table of what is measured, each figure with its limit. Nothing fails by time.

    make bench ARGS="--milestones 100000"

Starts are measured from outside, as a person meets them. The limits for dates and pages are our own: an import of
18,000 rows a second has several dates a row, and a page is to feel immediate. The table is also kept beside the made-up
databases, in the cache folder of the user, as bench.md.
"""

import argparse
import os
import platform
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine, event

from tests import bench_browser, bench_lists, bench_search, generate
from tracker.config import Config
from tracker.database import open_engine, reading
from tracker.values import FuzzyDate
from tracker.values.phrases import read_date

TRACKER = (sys.executable, "-m", "tracker")
# Of Babel only what reads catalogues is heavy: its lazy strings cost 9 ms.
HEAVY = "alembic argon2 babel.messages flask numpy pandas psycopg sqlalchemy waitress wtforms"
PAGES = ("/", "/milestones", "/milestones/ai-studio-closed-beta", "/reports/milestones")
PATIENCE = 60
# Search is to stand this many records.
MOST_SEARCHED = 100_000

Row = tuple[str, str, str]
Environment = Mapping[str, str]


def main() -> None:
    """Print the table, a row as soon as it is measured, and keep it."""
    reader = argparse.ArgumentParser(description="Measure speed and memory against the limits.")
    sizes = {"type": int, "metavar": "N", "help": "how many milestones lists have (%(default)s)", "default": 10_000}
    reader.add_argument("--milestones", **sizes)  # type: ignore[arg-type]
    milestones = reader.parse_args().milestones
    lines = [f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} processors.", ""]
    lines += ["| measured | figure | limit |", "|---|---|---|"]
    print("\n".join(lines))
    with tempfile.TemporaryDirectory() as folder:
        environment = settings(Path(folder) / "serve")
        single = starts(environment), commands(folder), inside(environment), bench_browser.rows(PAGES)
        for row in chain(*single, bench_lists.rows(milestones), bench_search.rows(min(10 * milestones, MOST_SEARCHED))):
            lines.append("| " + " | ".join(row) + " |")
            print(lines[-1], flush=True)
    page = generate.home() / "bench.md"
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"Kept as {page}.", file=sys.stderr)


def settings(instance: Path) -> dict[str, str]:
    """This process's environment with an instance folder of its own and no other setting."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    return rest | {"TRACKER_INSTANCE_PATH": str(instance)}


def starts(environment: Environment) -> Iterator[Row]:
    """How long a person waits for the first page."""
    first, second = (seconds_to_first_page(environment) for _start in range(2))
    yield "first start, with seeding, until the first page answers", f"{first:.2f} s", "–"
    yield "second start until the first page answers", f"{second:.2f} s", "4 s"


def seconds_to_first_page(environment: Environment) -> float:
    """Start the tracker, ask for its first page until it answers, and stop it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = time.perf_counter()
    with running("serve", "--port", str(port), environment=environment) as process:
        while process.poll() is None and time.perf_counter() - started < PATIENCE:
            if answers(port):
                return time.perf_counter() - started
            time.sleep(0.01)
    raise RuntimeError("The first page did not answer.")


@contextmanager
def running(*words: str, environment: Environment) -> Iterator["subprocess.Popen[bytes]"]:
    """A command of the tracker, ended afterwards."""
    silence = subprocess.DEVNULL
    process = subprocess.Popen([*TRACKER, *words], env=environment, stdout=silence, stderr=silence)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def answers(port: int) -> bool:
    """Whether the first page is there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def commands(folder: str) -> Iterator[Row]:
    """How long commands take, Python's start included."""
    environment = settings(Path(folder) / "seed")
    helped = statistics.median(seconds_of("--help", environment=environment) for _time in range(5))
    yield "`tracker --help`, median of 5", f"{helped:.2f} s", "0.35 s"
    code = f"import sys, tracker.cli; print(*(name for name in {HEAVY!r}.split() if name in sys.modules), sep=', ')"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    yield "heavy modules that `tracker --help` imports", imported or "none", "none"
    seconds_of("upgrade", environment=environment)
    yield "`tracker seed` into an empty database", f"{seconds_of('seed', environment=environment):.2f} s", "5 s"


def seconds_of(*words: str, environment: Environment) -> float:
    """The time one command takes."""
    started = time.perf_counter()
    subprocess.run([*TRACKER, *words], env=environment, capture_output=True, check=True)
    return time.perf_counter() - started


def inside(environment: Environment) -> Iterator[Row]:
    """What the seeded database of the first start costs to check and to show."""
    config = Config.load(environment)
    milliseconds = seconds_to_check(config) * 1000
    yield "the work of `tracker check` on the seeds, process time, median of 5", f"{milliseconds:.0f} ms", "50 ms"
    yield "`FuzzyDate.parse` of texts seen before", f"{dates_a_second():,.0f} a second", "100,000 a second"
    yield "`FuzzyDate.parse` of texts never seen", f"{new_dates_a_second():,.0f} a second", "–"
    yield "`read_date` of phrases never seen", f"{phrases_a_second():,.0f} a second", "20,000 a second"
    yield from pages(config)


def seconds_to_check(config: Config) -> float:
    """The time the processor takes for a check."""
    from tracker.checking import check

    engine = open_engine(config.database_url)
    with reading(engine)() as session:
        taken = [timed(lambda: list(check(session)), clock=time.process_time) for _time in range(6)]
    engine.dispose()
    return statistics.median(taken[1:])


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long some work takes."""
    started = clock()
    work()
    return clock() - started


def dates_a_second() -> float:
    """How many dates are read a second, of a thousand months that were read before."""
    texts = [f"{year}-{month:02}" for year in range(1950, 2035) for month in range(1, 13)][:1000]
    best = min(timed(lambda: [FuzzyDate.parse(text) for text in texts]) for _time in range(20))
    return len(texts) / best


def new_dates_a_second() -> float:
    """How many dates are read a second, each for the first time."""
    texts = [
        f"{year}-{month:02}-{day:02}" for year in range(1800, 1830) for month in range(1, 13) for day in (1, 9, 28)
    ]
    return len(texts) / timed(lambda: [FuzzyDate.parse(text) for text in texts], clock=time.process_time)


def phrases_a_second() -> float:
    """How many phrases are read a second, English and French, each for the first time."""
    known = date(2026, 2, 14)
    published = FuzzyDate.parse(known.isoformat())
    months = [f"{known.replace(month=month):%B}" for month in range(1, 13)]
    phrases = ("early {month} {year}", "by the end of {month} {year}", "d’ici fin {month} {year}", "since {year}")
    years = range(1990, 2030)
    texts = [phrase.format(month=month, year=year) for phrase in phrases for month in months for year in years]
    texts = list(dict.fromkeys(texts))
    return len(texts) / timed(lambda: [read_date(text, published=published) for text in texts], time.process_time)


def pages(config: Config) -> Iterator[Row]:
    """How long pages take inside the application, and how many statements they send."""
    from tracker.web import create_app

    sent: list[str] = []
    event.listen(
        Engine, "before_cursor_execute", lambda _connection, _cursor, statement, *_rest: sent.append(statement)
    )
    app = create_app(config)
    app.logger.disabled = True
    client = app.test_client()
    for path in PAGES:
        if client.get(path).status_code != 200:
            yield f"page `{path}`", "not there yet", "100 ms, 12 statements"
            continue
        sent.clear()
        taken = [timed(partial(client.get, path)) for _time in range(21)]
        statements = sum(not statement.startswith("BEGIN") for statement in sent) // len(taken)
        figure = f"{statistics.median(taken) * 1000:.0f} ms, {statements} statements"
        yield f"page `{path}`, median of 21", figure, "100 ms, 12 statements"
    app.extensions["tracker"]["engine"].dispose()


if __name__ == "__main__":
    main()
