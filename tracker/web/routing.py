"""Routes and who may use them: a route cannot be written without naming its policy."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import BaseConverter, ValidationError

from tracker.catalogue import BY_SLUG
from tracker.languages import gettext as _
from tracker.models import Entity
from tracker.permissions import NotAllowed, require

# What a route may ask of whoever calls it. `anyone` is for signing in and style sheets; `read` follows the setting
# TRACKER_PUBLIC_READ; the others are the verbs of `tracker.permissions`.
POLICIES = ("anyone", "read", "edit", "administer")
SAFE = frozenset({"GET", "HEAD"})

View = Callable[..., Any]


class EntityConverter(BaseConverter):
    """A part of an address that is the slug of a catalogue entry."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> Entity:
        """The entry of a slug."""
        if value not in BY_SLUG:
            raise ValidationError
        return BY_SLUG[value]

    def to_url(self, value: Entity | str) -> str:
        """The slug of an entry."""
        return value if isinstance(value, str) else value.slug


@dataclass
class Routes:
    """The routes of one module of pages."""

    rules: list[tuple[str, str, tuple[str, ...], str, View]] = field(default_factory=list)

    def __call__(self, rule: str, *, policy: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
        """Add a route for these methods under this policy. The endpoint is the function's name."""

        def keep(view: View) -> View:
            endpoint = view.__name__
            self.rules.append((rule, endpoint, methods, policy, view))
            return view

        return keep


def add(app: Flask, routes: Routes) -> None:
    """Give the application a module's routes, each guarded by its policy."""
    app.url_map.converters.setdefault("entity", EntityConverter)
    for rule, endpoint, methods, policy, view in routes.rules:
        app.add_url_rule(rule, endpoint, view, methods=list(methods), provide_automatic_options=False)
        policies = app.extensions.setdefault("policies", {})
        for method in methods:
            policies[endpoint, method] = policy
        if "GET" in methods:
            policies[endpoint, "HEAD"] = policy


def verify(app: Flask) -> None:
    """Refuse to start unless every method of every route has a policy, and no unsafe one asks only to read."""
    policies = app.extensions.get("policies", {})
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            policy = policies.get((rule.endpoint, method))
            if policy not in POLICIES:
                raise RuntimeError(f"{method} {rule.rule} has no policy")
            if policy == "read" and method not in SAFE:
                raise RuntimeError(f"{method} {rule.rule} changes something under the policy to read")


def enforce(app: Flask, actor: Callable[[], Any], public_read: bool) -> None:
    """Before every request: refuse whoever the route's policy does not admit. What has no policy is not there."""

    def guard() -> None:
        if request.endpoint is None:
            return
        policy = app.extensions["policies"].get((request.endpoint, request.method))
        if policy is None:
            abort(404)
        if policy == "anyone":
            return
        signed_in = actor().user_id is not None
        require(actor(), policy)
        if not (public_read or signed_in):
            raise NotAllowed(_("Please sign in to read."))

    app.before_request(guard)
