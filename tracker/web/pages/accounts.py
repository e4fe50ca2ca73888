"""Signing in and out, one's own password, everybody's accounts, and choosing a language."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as form_session

from tracker import languages
from tracker.languages import gettext as _
from tracker.models.user import ROLES
from tracker.permissions import NotAllowed
from tracker.services import accounts, passwords
from tracker.services.errors import Rejected
from tracker.web.routing import SAFE, Routes
from tracker.web.security import cookie_name, signed_path, writable
from tracker.web.session import LANGUAGE_COOKIE, actor, config, new_session, session

routes = Routes()
A_YEAR = 365 * 86_400


@routes("/sign-in", methods=("GET", "POST"), policy="anyone")
def sign_in() -> Any:
    """Ask for name and password; a right pair gets a new session."""
    if request.method in SAFE:
        return render_template("sign_in.html", name="", problem="")
    name = writable(request.form.get("name", ""))
    tried = _tried(name, request.form.get("password", ""))
    token = accounts.sign_in(session(), tried, instead_of=_token())
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
    accounts.sign_out(session(), _token())
    session().commit()
    form_session.clear()
    flash(_("You are signed out."))
    answer = redirect(url_for("home"), 303)
    answer.delete_cookie(
        cookie_name("signed_in", config()), secure=config().secure_cookies, httponly=True, samesite="Lax"
    )
    return answer


@routes("/language", methods=("POST",), policy="anyone")
def language() -> Any:
    """Remember the language the reader chose."""
    chosen = request.form.get("language", "")
    answer = redirect(signed_path(request.form.get("next", ""), config().secret_key), 303)
    if chosen in languages.LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer


# Whoever is signed in may change something here, and only that: no verb of the permissions stands for it.
@routes("/account", methods=("GET", "POST"), policy="anyone")
def account() -> Any:
    """One's own account, with a form for another password."""
    if actor().user_id is None:
        raise NotAllowed(_("Please sign in."))
    problems = {} if request.method in SAFE else _change_password()
    if request.method not in SAFE and not problems:
        flash(_("Your password was changed. Wherever else you were signed in, you are not any more."))
        return redirect(url_for("account"), 303)
    page = render_template("accounts/account.html", problems=problems, shortest=passwords.SHORTEST)
    return page, 400 if problems else 200


def _change_password() -> dict[str, list[str]]:
    """Change the password; else what speaks against it. A wrong old one is counted either way."""
    old, new, again = (request.form.get(name, "") for name in ("password", "new_password", "new_password_again"))
    if new != again:
        return {"new_password_again": [_("This is not the same as the new password above.")]}
    tried = _tried(actor().name, old)
    try:
        accounts.change_password(session(), tried, old, new, token=_token(), actor=actor())
    except Rejected as refusal:
        return refusal.fields
    finally:
        session().commit()
    return {}


def _token() -> str:
    """What this browser is signed in with."""
    return request.cookies.get(cookie_name("signed_in", config()), "")


def _tried(name: str, password: str) -> accounts.Attempt:
    """A password compared while this request holds no lock, so that nobody's save waits for strangers who guess."""
    session().rollback()
    with new_session() as reads:
        return accounts.attempt(reads, name, password)


@routes("/users", methods=("GET", "POST"), policy="administer")
def users() -> Any:
    """Everybody's accounts. A new password is in the answer to its own form, and nowhere afterwards."""
    action, name = request.form.get("action", ""), writable(request.form.get("name", "")).strip()
    if request.method in SAFE:
        return _users()
    try:
        shown = _change(action, name)
    except Rejected as refusal:
        session().rollback()
        return _users(problems=refusal.fields, action=action, name=name), 400
    session().commit()
    if shown:
        return _users(shown=shown, action=action, name=name)
    flash(_("Saved: %(name)s.", name=name))
    # Administrators who changed themselves may not see this page any more.
    return redirect(url_for("home" if name == actor().name else "users"), 303)


def _users(**said: Any) -> str:
    everybody = accounts.everybody(session(), actor=actor())
    typed = {"role": request.form.get("role", ROLES[0]), "name": "", "problems": {}, "shown": "", "action": ""}
    return render_template("accounts/users.html", users=everybody, roles=ROLES, **typed | said)


def _change(action: str, name: str) -> str:
    """Do what a form asks for; the password it made, if any."""
    role, password = request.form.get("role", ""), passwords.generate()
    if action == "add":
        accounts.add_user(session(), name, password, role, actor=actor())
        return password
    if action == "password":
        accounts.set_password(session(), name, password, actor=actor())
        return password
    if action == "role":
        accounts.set_role(session(), name, role, actor=actor())
    elif action in ("enable", "disable"):
        accounts.set_active(session(), name, action == "enable", actor=actor())
    else:
        raise Rejected({"action": [_("“%(action)s” is not something to do with an account.", action=action)]})
    return ""
