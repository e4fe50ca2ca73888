"""How failures are told."""

from pathlib import Path

import pytest
from flask import Flask

from tests.web.visitors import Visitor
from tracker.config import Config
from tracker.web import create_app


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/nonsense", "/nonsense"),
        ("/nonsense.csv", "/nonsense.csv"),
        ("/milestones/nonsense", "nonsense"),
        ("/reports/nonsense", "milestones"),
        ("/reports/nonsense.csv", "milestones"),
    ],
)
def test_an_address_with_nothing_behind_it_is_named(app: Flask, path: str, named: str) -> None:
    answer = Visitor(app).get(path)

    assert answer.status_code == 404
    assert named in answer.text


@pytest.mark.parametrize("host", ["a..b", ".", "a" * 64])
@pytest.mark.parametrize("path", ["/", "/healthz", "/users", "/static/style.css", "/milestones?q=%01"])
def test_a_host_that_cannot_be_is_refused_in_words(app: Flask, path: str, host: str) -> None:
    for method in ("GET", "POST"):
        answer = Visitor(app).client.open(path, method=method, headers={"Host": host})

        assert answer.status_code == 400
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        "as_of=soon",
        "as_of=2026-02-30",
        "as_of=03/04/2026",
        "as_of=20260701",
        "as_of=2026-W27-3",
        "nonsense=1",
        "as_of=2026-07-01&nonsense=1",
    ],
)
def test_a_report_of_no_day_is_refused(app: Flask, query: str) -> None:
    for path in (f"/reports/milestones?{query}", f"/reports/milestones.csv?{query}"):
        answer = Visitor(app).get(path)

        assert answer.status_code == 400
        assert "allowed:" in answer.text


def test_a_list_of_no_flavour_is_refused(app: Flask) -> None:
    answer = Visitor(app).get("/milestones.csv?flavour=vanilla")

    assert answer.status_code == 400
    assert "raw, excel" in answer.text


@pytest.mark.parametrize(
    "cursor", ["bm9uc2Vuc2U", "W10", "WyJsYWJlbCIsdHJ1ZSxudWxsLDFd", "WyJsYWJlbCIsdHJ1ZSxbXSwxXQ", "é", "A" * 5000]
)
def test_a_page_nobody_gave_the_address_of_is_refused(app: Flask, cursor: str) -> None:
    answer = Visitor(app).get(f"/studios?after={cursor}")

    assert answer.status_code in (200, 400)
    assert answer.status_code == 400 or "studios" in answer.text


def test_a_database_that_does_not_answer_is_told_in_words_and_keeps_what_was_typed(tmp_path: Path) -> None:
    config = Config(
        instance_path=tmp_path, database_url=f"sqlite:///{tmp_path}/no/such/folder.sqlite3", secret_key="s" * 40
    )
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False

    answer = app.test_client().post("/sign-in", data={"name": "alice", "password": "secret words"})

    assert answer.status_code == 503
    assert "The database does not answer" in answer.text
    assert "alice" in answer.text
    assert "secret words" not in answer.text


def test_a_request_that_is_too_large_is_refused(app: Flask) -> None:
    alice = Visitor(app, "alice")

    answer = alice.send("/milestones/new", note="x" * 3_000_000)

    assert answer.status_code == 413


def test_the_sign_of_life_tells_when_the_database_does_not_answer(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    app = create_app(Config(instance_path=tmp_path, database_url=url, secret_key="s" * 40))

    answer = Visitor(app).get("/healthz")

    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
