"""What every test may ask for. Tests that name a database run on SQLite and on PostgreSQL.

After each test that wrote into one, the invariants of `tracker check` are proven on it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.databases import Copied, postgresql_copies, sqlite_copies, state
from tracker.checking import check
from tracker.database import open_engine, reading, writing

# How quick an example is says more about what else the machine does than about the code.
settings.register_profile("tracker", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tracker")


@pytest.fixture(scope="session")
def _sqlite() -> Iterator[Copied]:
    with sqlite_copies() as copied:
        yield copied


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[Copied]:
    with postgresql_copies() as copied:
        yield copied


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """Give the address of a fresh copy of the database `blank` (vocabularies only) or `seeded`, for this test alone."""
    copied: Copied = request.getfixturevalue(f"_{request.param}")
    with ExitStack() as used:
        yield lambda name: used.enter_context(copied(name))


def _opened(url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = open_engine(url)
    before = state(engine)
    yield engine
    if "damages" not in request.keywords and state(engine) != before:
        with reading(engine)() as session:
            assert list(check(session)) == []
    engine.dispose()


@pytest.fixture
def blank(copies: Callable[[str], str], request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database that holds the vocabularies and no record."""
    yield from _opened(copies("blank"), request)


@pytest.fixture
def seeded(copies: Callable[[str], str], request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database that holds the seeds."""
    yield from _opened(copies("seeded"), request)


@pytest.fixture
def session(blank: Engine) -> Iterator[Session]:
    """A writing session on a blank database."""
    with writing(blank)() as session:
        yield session
        session.commit()


@pytest.fixture
def seeds(seeded: Engine) -> Iterator[Session]:
    """A writing session on a seeded database."""
    with writing(seeded)() as session:
        yield session
        session.commit()
