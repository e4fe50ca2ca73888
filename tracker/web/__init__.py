"""The web application. The only package that imports Flask."""

from flask import Flask
from flask_wtf import CSRFProtect

from tracker.config import TEMPLATES, Config
from tracker.web import errors, routing, security, session, showing, vendor
from tracker.web.pages import (
    accounts,
    adding,
    assets,
    claims,
    codebook,
    editing,
    history,
    home,
    keyboard,
    lists,
    namesakes,
    readings,
    records,
    reports,
    schedules,
    search,
    suggestions,
)

LARGEST_REQUEST = 2 * 1024 * 1024
PAGES = (
    home,
    assets,
    keyboard,
    suggestions,
    accounts,
    search,
    codebook,
    reports,
    schedules,
    lists,
    namesakes,
    adding,
    editing,
    claims,
    readings,
    records,
    history,
)


def create_app(config: Config) -> Flask:
    """Put the application together. It refuses to start if a route has no policy, or a script is not the one built."""
    vendor.check()
    app = Flask("tracker.web", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SESSION_COOKIE_NAME=security.cookie_name("form", config),
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form that was left open over lunch has to be savable.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    # Werkzeug would answer doubled slashes with a redirect to whatever host the request names.
    app.url_map.merge_slashes = False
    session.install(app, config)
    security.install(app, config)
    CSRFProtect(app)
    showing.install(app)
    errors.install(app)
    for module in PAGES:
        routing.add(app, module.routes)
    routing.verify(app)
    return app
