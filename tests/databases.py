"""Databases for tests: one of each kind is prepared once, and every test works on a copy of its own."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

from tests.people import add_people
from tests.postgresql import postgresql_server
from tests.scratch import scratch_folder
from tracker.checking import check
from tracker.config import SEEDS
from tracker.database import open_engine, reading, writing
from tracker.exchange.loading import load
from tracker.permissions import SYSTEM
from tracker.schema import upgrade

# The address of a fresh copy of the `blank` or the `seeded` database, for as long as it is needed.
Copied = Callable[[str], AbstractContextManager[str]]


def prepare(url: str, *, facts: bool, folder: Path) -> None:
    """Bring a database to the present schema and load the vocabularies, or the whole seed; with people."""
    engine = open_engine(url)
    upgrade(engine)
    with writing(engine)() as session:
        load(session, SEEDS if facts else _vocabularies(folder), actor=SYSTEM)
        add_people(session)
        session.commit()
    with reading(engine)() as session:
        assert list(check(session)) == []
    engine.dispose()


def state(engine: Engine) -> object:
    """What is another after anybody has written into the database: its bytes, or the server's next transaction."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            return connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
    path = Path(str(engine.url.database))
    log = path.with_name(f"{path.name}-wal")
    # Whoever only reads may leave an empty log.
    return path.read_bytes(), log.read_bytes() if log.exists() else b""


def _vocabularies(folder: Path) -> Path:
    """A package that holds the terms of the seeds and nothing else."""
    package = folder / "vocabularies"
    package.mkdir(exist_ok=True)
    shutil.copy(SEEDS / "term.csv", package)
    (package / "datapackage.json").write_text('{"resources": [{"name": "term"}]}', encoding="utf-8")
    return package


@contextmanager
def sqlite_copies() -> Iterator[Copied]:
    """Copies as SQLite files."""
    folder = scratch_folder("tracker-sqlite-")
    for name in ("blank", "seeded"):
        prepare(f"sqlite:///{folder / name}.sqlite3", facts=name == "seeded", folder=folder)
    numbers = itertools.count()

    @contextmanager
    def copied(name: str) -> Iterator[str]:
        path = folder / f"copy-{next(numbers)}.sqlite3"
        shutil.copy(folder / f"{name}.sqlite3", path)
        yield f"sqlite:///{path}"
        for part in folder.glob(f"{path.name}*"):
            part.unlink()

    yield copied
    shutil.rmtree(folder)


@contextmanager
def postgresql_copies() -> Iterator[Copied]:
    """The same on a real PostgreSQL server of our own."""
    with postgresql_server() as server:
        maintenance = create_engine(server, isolation_level="AUTOCOMMIT")
        numbers = itertools.count()

        def execute(command: str) -> None:
            with maintenance.connect() as connection:
                connection.execute(text(command))

        def created(name: str, template: str) -> str:
            execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            return make_url(server).set(database=name).render_as_string(hide_password=False)

        @contextmanager
        def copied(name: str) -> Iterator[str]:
            copy = f"copy_{next(numbers)}"
            yield created(copy, name)
            execute(f'DROP DATABASE "{copy}" WITH (FORCE)')

        with tempfile.TemporaryDirectory() as folder:
            for name in ("blank", "seeded"):
                prepare(created(name, "template0"), facts=name == "seeded", folder=Path(folder))
        yield copied
        maintenance.dispose()
