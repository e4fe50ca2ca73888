"""The people of the tests in front of a browser: they open pages and fill in forms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.people import PASSWORD
from tracker.config import Config
from tracker.web import create_app


class Compiled(BytecodeCache):
    """The templates, compiled once for the hundreds of applications that tests put together."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@contextmanager
def site(engine: Engine, tmp_path: Any, **settings: Any) -> Iterator[Flask]:
    """The application on a database, whose connections it gives back at the end."""
    url = engine.url.render_as_string(hide_password=False)
    app = create_app(Config(instance_path=tmp_path, database_url=url, secret_key="s" * 40, **settings))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["tracker"]["engine"].dispose()


class Visitor:
    """One browser."""

    def __init__(self, app: Flask, name: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        if name:
            answer = self.send("/sign-in", name=name, password=PASSWORD)
            assert answer.status_code == 303, answer.text

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, headers=headers, buffered=True)

    def token(self, path: str) -> str:
        """The token of the forms on a page."""
        found = TOKEN.search(self.get(path).text)
        assert found, f"no form on {path}"
        return unescape(found[1])

    def send(self, path: str, opened: str = "", **fields: Any) -> TestResponse:
        """Send the form of a page (`opened`, if the form stands on another) with these fields."""
        return self.client.post(path, data={"csrf_token": self.token(opened or path), **fields}, buffered=True)
