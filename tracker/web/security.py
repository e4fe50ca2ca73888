"""What every answer carries and every request must respect, wherever it is handled."""

import re
from urllib.parse import quote

from flask import Flask, Response, abort, request
from itsdangerous import BadData, URLSafeSerializer

from tracker.config import Config
from tracker.web.routing import SAFE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CACHED = ("asset",)
# What browsers read as another site, or drop before they read on, is no path: "//", a backslash, white space.
OUR_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")
# What no database keeps and nobody types: control characters, and halves of characters.
UNWRITTEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
UNWRITTEN_IN_PATHS = re.compile(r"[\x00-\x1f\ud800-\udfff]")


class Unwritten(ValueError):
    """A control character or half a character in the address; the text names where."""


def install(app: Flask, config: Config) -> None:
    """Set the headers of every answer, and refuse what another site sends."""

    @app.before_request
    def refuse_other_sites() -> None:
        # Browsers say where a request comes from; the token that forms carry is the second lock.
        if request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            abort(403)

    app.before_request(_refuse_what_nobody_writes)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if config.secure_cookies:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in CACHED:
            response.headers["Cache-Control"] = "no-store"
        return response


def _refuse_what_nobody_writes() -> None:
    # Texts that forms send are refused where they are read, beside their field.
    if UNWRITTEN_IN_PATHS.search(request.path):
        raise Unwritten(writable(request.path))
    for name, text in request.args.items(multi=True):
        if UNWRITTEN.search(name + text):
            raise Unwritten(f"{writable(name)}={writable(text)}")


def cookie_name(name: str, config: Config) -> str:
    """The name of a cookie; over https the prefix makes browsers refuse one set by another host."""
    return f"__Host-{name}" if config.secure_cookies else f"tracker_{name}"


def writable(text: str) -> str:
    """`text` with a mark in place of every character that cannot be kept or shown."""
    return UNWRITTEN_IN_PATHS.sub(lambda found: found[0] if found[0] in "\t\r\n" else "\ufffd", text)


def here() -> str:
    """The path of this page, quoted as in its address; the home page where a browser could not come back to it."""
    if request.url_rule is None or "GET" not in (request.url_rule.methods or ()):
        return "/"
    words = quote(request.query_string, safe="%=&?/:+,;@!$'()*~")
    return quote(request.path, safe="/:@!$&'()*+,;=~") + (f"?{words}" if words else "")


def sign_path(path: str, key: str) -> str:
    """A path of ours, signed, to come back to after signing in: never an address that somebody typed."""
    return str(URLSafeSerializer(key, salt="next").dumps(path))


def signed_path(text: str, key: str) -> str:
    """The path that was signed; the home page for anything else."""
    try:
        path = URLSafeSerializer(key, salt="next").loads(text)
    except BadData:
        return "/"
    return path if isinstance(path, str) and OUR_PATH.fullmatch(path) else "/"
