"""What a request has: one database session, one actor, one language."""

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from tracker import languages
from tracker.config import Config
from tracker.database import open_engine, reading, writing
from tracker.permissions import ANYBODY, Actor
from tracker.services import accounts
from tracker.web.routing import SAFE, enforce
from tracker.web.security import cookie_name

LANGUAGE_COOKIE = "language"


def install(app: Flask, config: Config) -> None:
    """Open the database, and give every request what it has."""
    engine = open_engine(config.database_url)
    app.extensions["tracker"] = {
        "config": config,
        "reading": reading(engine),
        "writing": writing(engine),
        "engine": engine,
    }
    app.before_request(_speak)
    enforce(app, actor, config.public_read)
    app.teardown_appcontext(_close)


def config() -> Config:
    """The settings of the running application."""
    found: Config = current_app.extensions["tracker"]["config"]
    return found


def session() -> Session:
    """The session of this request: reading for GET, writing for what changes something. Pages commit it themselves."""
    if "session" not in g:
        g.session = new_session("reading" if request.method in SAFE else "writing")
    found: Session = g.session
    return found


def new_session(kind: str = "reading") -> Session:
    """A session of its own, for an answer that outlives its request; whoever asks closes it."""
    opened: Session = current_app.extensions["tracker"][kind]()
    return opened


def actor() -> Actor:
    """Who is asking."""
    if "actor" not in g:
        token = request.cookies.get(cookie_name("signed_in", config()))
        g.actor = (accounts.actor_of(session(), token) if token else None) or ANYBODY
    found: Actor = g.actor
    return found


def _speak() -> None:
    """Choose the language: the reader's choice, else the browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    asked = request.accept_languages.best_match(list(languages.LANGUAGES), languages.DEFAULT)
    g.spoken = languages.use(chosen if chosen in languages.LANGUAGES else asked or languages.DEFAULT)
    g.spoken.__enter__()


def _close(_error: BaseException | None) -> None:
    if "session" in g:
        g.pop("session").close()
    if "spoken" in g:
        g.pop("spoken").__exit__(None, None, None)
