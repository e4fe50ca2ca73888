"""What must hold for every route: its policy, its headers, its tokens."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.routing import Rule

from tests.digests.desks import MONDAY, Clock, desk, scheduled
from tests.people import PASSWORD, PEOPLE
from tests.services.saving import save
from tests.web.visitors import Visitor, site
from tracker.database import writing
from tracker.digests.desk import send_due
from tracker.mail import Outbox
from tracker.models import Record
from tracker.web import routing
from tracker.web.security import sign_path, signed_path

MAY = {
    "": {"read"},
    "charlie": {"read"},
    "bob": {"read"},
    "alice": {"read", "edit"},
    "dana": {"read", "edit", "administer"},
}
PARTS = {
    "entry": "milestones",
    "slug": "ai-studio-closed-beta",
    "key": "c-mil-03",
    "name": "milestones",
    "path:name": "style.css",
    "schedule_id": "1",
    "run_id": "1",
    "version": "2",
    "field": "note",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
HOSTILE = [
    "'",
    '"',
    "'; DROP TABLE record; --",
    "label;--",
    "1 OR 1=1",
    "%00",
    "../../etc/passwd",
    "{{7*7}}",
    "🦊" * 50,
    "\t=cmd()",
]


@pytest.fixture
def app(seeded: Engine, tmp_path: Path) -> Iterator[Flask]:
    """The application on the seeds, with a change of a record, a schedule, and an issue it sent."""
    with writing(seeded)() as session:
        record = session.scalars(select(Record).where(Record.slug == PARTS["slug"])).one()
        save(session, record, note="typed")
        session.commit()
    scheduled(seeded)
    send_due(desk(seeded, Outbox(tmp_path / "outbox"), Clock(MONDAY + timedelta(hours=1))))
    with site(seeded, tmp_path) as app:
        yield app


def address(rule: Rule) -> str:
    def fill(found: re.Match[str]) -> str:
        if rule.endpoint == "asset":
            return "style.css"
        return PARTS[found[1].split(":")[-1]]

    return re.sub(r"<([^>]+)>", fill, rule.rule)


def test_every_method_of_every_route_admits_whom_its_policy_says(app: Flask) -> None:
    visitors = {name: Visitor(app, name) for name in MAY}
    policies = app.extensions["policies"]
    cells = 0
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            policy = policies.get((rule.endpoint, method))
            for name, visitor in visitors.items():
                answer = visitor.client.open(address(rule), method=method, buffered=True)
                cells += 1
                if policy is None:
                    assert answer.status_code == 405, (rule.rule, method, name)
                elif policy == "anyone" or policy in MAY[name]:
                    # Unsafe requests come without a token here, which is refused as such and not as a stranger.
                    wanted = {400} if method == "POST" else {200, 301, 303}
                    assert answer.status_code in wanted, (rule.rule, method, name, answer.status_code)
                elif method == "POST":
                    assert answer.status_code in (400, 403), (rule.rule, method, name)
                else:
                    assert answer.status_code == (303 if name == "" else 403), (rule.rule, method, name)
    assert cells == len(list(app.url_map.iter_rules())) * len(METHODS) * len(MAY)


def test_strangers_write_nothing_even_with_a_token(app: Flask) -> None:
    for name in ("", "charlie", "bob"):
        visitor = Visitor(app, name)
        token = visitor.token("/sign-in")
        for rule in app.url_map.iter_rules():
            if app.extensions["policies"].get((rule.endpoint, "POST")) == "edit":
                answer = visitor.client.post(address(rule), data={"csrf_token": token, "label": "Mine now"})

                assert answer.status_code == 403, (rule.rule, name)
                assert "Mine now" in answer.text, "what was typed is kept for the person to copy"


def test_a_route_without_policy_stops_the_start(app: Flask) -> None:
    app._got_first_request = False
    app.add_url_rule("/unguarded", "unguarded", lambda: "")

    with pytest.raises(RuntimeError, match="/unguarded has no policy"):
        routing.verify(app)


def test_a_route_that_changes_something_to_readers_stops_the_start(app: Flask) -> None:
    app._got_first_request = False
    routes = routing.Routes()
    routes("/careless", policy="read", methods=("POST",))(lambda: "")
    routing.add(app, routes)

    with pytest.raises(RuntimeError, match="/careless"):
        routing.verify(app)


def test_every_answer_carries_the_headers(app: Flask) -> None:
    visitor = Visitor(app, "alice")
    paths = [address(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for path in [*paths, "/no-such-page", "/milestones?nonsense=1"]:
        headers = visitor.get(path).headers

        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        if not path.startswith("/static/"):
            assert headers["Cache-Control"] == "no-store", path


def test_pages_hold_no_script_or_style_of_their_own(app: Flask) -> None:
    visitor = Visitor(app, "alice")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "asset":
            text = visitor.get(address(rule)).text

            assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text), rule.rule


def test_refuses_what_another_site_sends(app: Flask) -> None:
    alice = Visitor(app, "alice")
    path = "/milestones/ai-studio-closed-beta/withdraw"
    data = {"csrf_token": alice.token(path), "version": "1", "reason": "a joke"}

    answer = alice.client.post(path, data=data, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert alice.get("/milestones/ai-studio-closed-beta").status_code == 200


def test_refuses_a_form_without_its_token_and_keeps_what_was_typed(app: Flask) -> None:
    alice = Visitor(app, "alice")

    answer = alice.client.post("/milestones/new", data={"label": "Hours of work"})

    assert answer.status_code == 400
    assert "Hours of work" in answer.text


def test_refuses_another_persons_token(app: Flask) -> None:
    alice, dana = Visitor(app, "alice"), Visitor(app, "dana")

    answer = alice.client.post("/milestones/new", data={"csrf_token": dana.token("/milestones/new"), "label": "x"})

    assert answer.status_code == 400


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask) -> None:
    alice = Visitor(app, "alice")
    cookie = alice.client.get_cookie("tracker_signed_in")
    assert cookie is not None
    alice.send("/sign-out", opened="/")

    thief = app.test_client()
    thief.set_cookie("tracker_signed_in", cookie.value)

    assert thief.get("/milestones/new").status_code == 303


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    visitor = Visitor(app)
    cookies = visitor.send("/sign-in", name="alice", password=PASSWORD).headers.getlist("Set-Cookie")

    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_wrong_names_and_wrong_passwords_are_answered_alike(app: Flask) -> None:
    visitor = Visitor(app)

    answers = [visitor.send("/sign-in", name=name, password="wrong wrong wrong") for name in (*PEOPLE, "nobody")]

    assert {answer.status_code for answer in answers} == {403}
    texts = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(texts) == 1


def test_comes_back_after_signing_in_to_the_page_that_was_asked_for(app: Flask) -> None:
    visitor = Visitor(app)
    asked = visitor.get("/milestones/ai-studio-closed-beta/edit?x=1")

    answer = visitor.send(asked.location, name="alice", password=PASSWORD)

    assert answer.location == "/milestones/ai-studio-closed-beta/edit?x=1"


@pytest.mark.parametrize(
    "typed", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/milestones"]
)
def test_never_goes_to_an_address_that_somebody_typed(app: Flask, typed: str) -> None:
    visitor = Visitor(app)

    answer = visitor.send(f"/sign-in?next={quote(typed)}", name="alice", password=PASSWORD)

    assert answer.location == "/"


@pytest.mark.parametrize("path", ["/milestones//ai-studio-closed-beta", "/milestones/", "/users//"])
def test_no_address_leads_to_the_host_that_a_request_names(app: Flask, path: str) -> None:
    answer = Visitor(app, "alice").get(path, Host="evil.example")

    assert "evil.example" not in answer.headers.get("Location", "")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "evil", "/\t/evil.example", "/\n/x", "/a\\b", "/ /x", "/é", ["/"]]
)
def test_never_goes_to_another_site_even_if_it_was_signed(path) -> None:
    assert signed_path(sign_path(path, "k" * 40), "k" * 40) == "/"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_sorts_and_filters_are_refused_and_hostile_words_are_words(app: Flask, hostile: str) -> None:
    visitor = Visitor(app)

    assert visitor.get(f"/milestones?sort={quote(hostile)}").status_code == 400
    assert visitor.get(f"/milestones?{quote(hostile)}=1").status_code == 400
    assert visitor.get(f"/milestones?milestone_kind={quote(hostile)}").status_code == 400
    assert visitor.get(f"/milestones?q={quote(hostile)}").status_code == 200


def test_fields_outside_the_form_are_not_bound(app: Flask) -> None:
    alice = Visitor(app, "alice")
    path = "/milestones/ai-studio-closed-beta"
    extra = {"kind": "source", "slug": "mine", "studio": "x", "claim_count": "99", "created_by": "me", "id": "1"}

    answer = alice.send(f"{path}/edit", label="Renamed", version="1", reason="typo", **extra)

    assert answer.status_code == 303
    page = alice.get(path).text
    assert "Renamed" in page
    assert "99 claims" not in page


def test_without_public_reading_only_people_with_an_account_read(seeded, tmp_path) -> None:
    with site(seeded, tmp_path, public_read=False) as app:
        assert Visitor(app).get("/milestones").status_code == 303
        assert Visitor(app, "charlie").get("/milestones").status_code == 200
        assert Visitor(app).get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path", ["/%09/evil.example", "/%0a/evil.example", "/%5cevil.example", "/a%0d%0ab", "/no/page"]
)
def test_what_is_no_page_is_not_come_back_to(app: Flask, path: str) -> None:
    visitor = Visitor(app)
    answer = visitor.get(path)
    signed = re.findall(r'name="next" value="([^"]+)"', answer.text)

    assert answer.status_code in (400, 404)
    assert [signed_path(unescape(text), "s" * 40) for text in signed] == ["/"]


def test_comes_back_to_a_page_whose_address_is_quoted(app: Flask) -> None:
    visitor = Visitor(app)
    signed = re.findall(r'name="next" value="([^"]+)"', visitor.get("/milestones?q=%C3%A9t%C3%A9+%5C").text)

    assert signed_path(unescape(signed[0]), "s" * 40) == "/milestones?q=%C3%A9t%C3%A9+%5C"


@pytest.mark.parametrize(
    "path", ["/studios/%00", "/milestones?subject=%00", "/milestones?milestone_kind=%01", "/milestones?a%00=1", "/%1f"]
)
def test_refuses_control_characters_in_an_address(app: Flask, path: str) -> None:
    answer = Visitor(app).get(path)

    assert answer.status_code == 400
    assert "control character" in answer.text
    assert "\0" not in answer.text


@pytest.mark.parametrize("reason", ["nul \0 in it", "x" * 10_001])
def test_refuses_reasons_no_database_keeps_and_shows_them_again(app: Flask, reason: str) -> None:
    alice = Visitor(app, "alice")
    path = "/milestones/ai-studio-closed-beta"
    for page, name, more in (
        (f"{path}/edit", "reason", {"label": "Renamed", "version": "1"}),
        (f"{path}/withdraw", "reason", {"version": "1"}),
        (f"{path}/claims/c-mil-03/ruling", "rank_reason", {"version": "1", "rank": "preferred"}),
    ):
        answer = alice.send(page, **more, **{name: reason})

        assert answer.status_code == 400, page
        assert reason.replace("\0", "\ufffd") in answer.text, page
        assert "control character" in answer.text or "At most 10,000 characters" in answer.text, page


def test_signs_nobody_in_by_a_name_with_a_control_character(app: Flask) -> None:
    assert Visitor(app).send("/sign-in", name="alice\0", password=PASSWORD).status_code == 403
