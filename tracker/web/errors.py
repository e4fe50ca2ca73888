"""Every way a request can fail, as a page that says what failed, what is allowed, and keeps what was typed."""

from contextlib import suppress
from typing import Any

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from tracker.languages import gettext as _
from tracker.permissions import NotAllowed
from tracker.queries.keyset import BadCursor
from tracker.queries.list_query import BadQuery
from tracker.services.errors import Rejected
from tracker.web.routing import SAFE
from tracker.web.security import Unwritten, here, sign_path, writable
from tracker.web.session import actor, config

SECRET = ("csrf_token", "password", "new_password", "new_password_again")


class Missing(LookupError):
    """There is nothing at this address: the sentence names it and what there is."""


def install(app: Flask) -> None:
    """Answer each kind of failure in one place."""
    app.register_error_handler(BadQuery, lambda error: page(400, _("This cannot be shown"), str(error)))
    app.register_error_handler(
        BadCursor,
        lambda _error: page(
            400,
            _("This list cannot be shown"),
            _("The page's address was changed. Please start from the list's first page."),
        ),
    )
    app.register_error_handler(Rejected, lambda error: page(400, _("This could not be saved"), _sentences(error)))
    app.register_error_handler(
        Unwritten,
        lambda error: page(
            400,
            _("This address cannot be read"),
            _("There is a control character in the address, at: %(place)s", place=str(error)),
        ),
    )
    app.register_error_handler(Missing, lambda error: page(404, _("There is nothing here"), str(error)))
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(
        CSRFError,
        lambda _error: page(
            400, _("This form has expired"), _("Nothing was saved. Please open the form again and send it from there.")
        ),
    )
    for clash in (IntegrityError, StaleDataError, OperationalError):
        app.register_error_handler(clash, _clash)
    app.register_error_handler(HTTPException, _plain)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, title: str, sentence: str) -> Any:
    """The page of a failure, with whatever had been typed into the form that failed."""
    # A page leads to others, which no request that names an impossible host can.
    if request_ctx.url_adapter is not None:
        # Every page asks who is reading; where the database does not answer, words alone have to do.
        with suppress(SQLAlchemyError):
            return render_template(
                "error.html", title=title, sentence=writable(sentence), typed=_typed(), status=status
            ), status
    lines = [title, writable(sentence), *(f"{name}: {text}" for name, text in _typed().items())]
    return "\n\n".join(lines) + "\n", status, {"Content-Type": "text/plain; charset=utf-8"}


def _sentences(error: Rejected) -> str:
    """What a service refused; a record that is withdrawn is no field, and its sentence says all."""
    told = error.fields.get("withdrawn") if len(error.fields) == 1 else None
    return " ".join(told) if told else str(error)


def _typed() -> dict[str, str]:
    if request.method in SAFE:
        return {}
    try:
        sent = request.form.items()
    except HTTPException:
        return {}
    return {writable(name): writable(text) for name, text in sent if name not in SECRET and text.strip()}


def _not_allowed(error: NotAllowed) -> Any:
    """Ask a stranger to sign in and bring them back; tell everyone else what they lack."""
    if actor().user_id is None and request.method in SAFE:
        return redirect(url_for("sign_in", next=sign_path(here(), config().secret_key)), 303)
    return page(
        403,
        _("This is not allowed"),
        _("Nothing was saved. Please sign in again.") if actor().user_id is None else str(error),
    )


def _clash(error: Exception) -> Any:
    """Two saves at the same moment, or a database that cannot be reached just now."""
    if isinstance(error, OperationalError):
        return page(503, _("The database does not answer"), _("Nothing was saved. Please try again in a moment."))
    return page(
        409,
        _("Somebody else saved at the same moment"),
        _("Nothing of yours was saved. Please look at what is there now and try again."),
    )


def _plain(error: HTTPException) -> Any:
    """The failures that Flask finds itself: no such page, a request too large."""
    if isinstance(error.get_response(), Response) and error.code is not None and error.code < 400:
        return error
    sentences = {
        404: _("There is no page at %(path)s.", path=request.path),
        405: _("%(path)s cannot be asked for in this way (%(method)s).", path=request.path, method=request.method),
        413: _("This is too large to be sent."),
    }
    return page(
        error.code or 500,
        _("There is nothing here") if error.code == 404 else str(error.name),
        sentences.get(error.code or 500, str(error.description)),
    )


def _unexpected(error: Exception) -> Any:
    current_app.logger.error("Unexpected", exc_info=error)
    return page(500, _("Something went wrong on our side"), _("Nothing was saved. It has been written to the log."))
