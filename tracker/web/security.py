"""What every answer carries and every request must respect, wherever it is handled."""

from flask import Flask, Response, abort, request
from itsdangerous import BadSignature, URLSafeSerializer

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

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if config.secure_cookies:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in CACHED:
            response.headers["Cache-Control"] = "no-store"
        return response


def cookie_name(name: str, config: Config) -> str:
    """The name of a cookie; over https the prefix makes browsers refuse one set by another host."""
    return f"__Host-{name}" if config.secure_cookies else f"tracker_{name}"


def sign_path(path: str, key: str) -> str:
    """A path of ours, signed, to come back to after signing in: never an address that somebody typed."""
    return str(URLSafeSerializer(key, salt="next").dumps(path))


def signed_path(text: str, key: str) -> str:
    """The path that was signed; the home page for anything else."""
    try:
        path = URLSafeSerializer(key, salt="next").loads(text)
    except BadSignature:
        return "/"
    return str(path) if str(path).startswith("/") and not str(path).startswith(("//", "/\\")) else "/"
