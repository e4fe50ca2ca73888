"""Style sheets and scripts, and the sign that the application is alive."""

from pathlib import Path
from typing import Any

from flask import request, send_from_directory
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tracker.web.routing import Routes
from tracker.web.session import session

routes = Routes()
FOLDER = Path(__file__).parents[2] / "static"
A_DAY = 86_400


@routes("/static/<path:name>", policy="anyone")
def asset(name: str) -> Any:
    """A file of the application's own. Browsers keep it where its address changes with it, and ask again elsewhere."""
    return send_from_directory(FOLDER, name, max_age=A_DAY if "v" in request.args else 0)


@routes("/healthz", policy="anyone")
def healthz() -> tuple[str, int, dict[str, str]]:
    """Say whether the application runs and its database answers."""
    said, status = "ok\n", 200
    try:
        session().execute(select(1))
    except DBAPIError:
        said, status = "the database does not answer\n", 503
    return said, status, {"Content-Type": "text/plain; charset=utf-8"}
