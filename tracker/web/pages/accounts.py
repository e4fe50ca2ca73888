"""Signing in and out, and choosing a language."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as form_session

from tracker import languages
from tracker.languages import gettext as _
from tracker.services import accounts
from tracker.web.routing import SAFE, Routes
from tracker.web.security import cookie_name, signed_path, writable
from tracker.web.session import LANGUAGE_COOKIE, config, session

routes = Routes()
A_YEAR = 365 * 86_400


@routes("/sign-in", methods=("GET", "POST"), policy="anyone")
def sign_in() -> Any:
    """Ask for name and password; a right pair gets a new session."""
    if request.method in SAFE:
        return render_template("sign_in.html", name="", problem="")
    name = writable(request.form.get("name", ""))
    token = accounts.sign_in(session(), name, request.form.get("password", ""))
    session().commit()
    if token is None:
        problem = _("Name or password is wrong, or there were too many tries: wait a minute after five.")
        return render_template("sign_in.html", name=name, problem=problem), 403
    # What the browser held before belongs to whoever used it then.
    form_session.clear()
    answer = redirect(signed_path(request.args.get("next", ""), config().secret_key), 303)
    answer.set_cookie(
        cookie_name("signed_in", config()),
        token,
        max_age=int(accounts.LASTS.total_seconds()),
        secure=config().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return answer


@routes("/sign-out", methods=("POST",), policy="anyone")
def sign_out() -> Any:
    """End the session, here and in every copy of the cookie."""
    name = cookie_name("signed_in", config())
    accounts.sign_out(session(), request.cookies.get(name, ""))
    session().commit()
    form_session.clear()
    flash(_("You are signed out."))
    answer = redirect(url_for("home"), 303)
    answer.delete_cookie(name, secure=config().secure_cookies, httponly=True, samesite="Lax")
    return answer


@routes("/language", methods=("POST",), policy="anyone")
def language() -> Any:
    """Remember the language the reader chose."""
    chosen = request.form.get("language", "")
    answer = redirect(signed_path(request.form.get("next", ""), config().secret_key), 303)
    if chosen in languages.LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer
