"""Sites and the people who use them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.web.visitors import Visitor, site


def _opened(engine: Engine, tmp_path: Path) -> Iterator[Flask]:
    with site(engine, tmp_path) as app:
        yield app


@pytest.fixture
def app(seeded: Engine, tmp_path: Path) -> Iterator[Flask]:
    """The application on the seeds."""
    yield from _opened(seeded, tmp_path)


@pytest.fixture
def anybody(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def alice(app: Flask) -> Visitor:
    """An editor."""
    return Visitor(app, "alice")


@pytest.fixture
def charlie(app: Flask) -> Visitor:
    """A reader with an account."""
    return Visitor(app, "charlie")
