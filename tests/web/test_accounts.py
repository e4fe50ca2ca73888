"""One's own password, and what administrators do with everybody's accounts."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from tests.people import PASSWORD
from tests.web.visitors import Visitor
from tracker.database import reading
from tracker.models import User
from tracker.services import accounts

NEW = "staple battery horse"
SHOWN = re.compile(r'id="shown">([^<]+)<')


@pytest.fixture
def dana(app: Flask) -> Visitor:
    """An administrator."""
    return Visitor(app, "dana")


def account(engine: Engine, name: str) -> User:
    with reading(engine)() as session:
        return _account(session, name)


def _account(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def changed(visitor: Visitor, old: str = PASSWORD, new: str = NEW, again: str | None = None):
    return visitor.send("/account", password=old, new_password=new, new_password_again=new if again is None else again)


def signs_in(app: Flask, name: str, password: str) -> bool:
    return Visitor(app).send("/sign-in", name=name, password=password).status_code == 303


def test_the_header_leads_to_ones_account(alice: Visitor, anybody: Visitor) -> None:
    assert 'href="/account"' in alice.get("/").text
    assert 'href="/account"' not in anybody.get("/").text


def test_a_stranger_is_asked_to_sign_in(anybody: Visitor) -> None:
    assert anybody.get("/account").status_code == 303
    assert anybody.send("/account", opened="/", password=PASSWORD, new_password=NEW).status_code == 403


def test_a_reader_changes_the_password_here_and_is_signed_out_elsewhere(app: Flask, charlie: Visitor) -> None:
    elsewhere = Visitor(app, "charlie")

    answer = changed(charlie)

    assert answer.status_code == 303
    assert "Your password was changed" in charlie.get("/account").text
    assert elsewhere.get("/account").status_code == 303
    assert not signs_in(app, "charlie", PASSWORD)
    assert signs_in(app, "charlie", NEW)


def test_whoever_signs_in_ends_the_session_that_the_browser_held(app: Flask, alice: Visitor) -> None:
    held = alice.client.get_cookie("tracker_signed_in")
    assert held
    copy = Visitor(app)
    copy.client.set_cookie("tracker_signed_in", held.value)
    assert copy.get("/account").status_code == 200

    alice.send("/sign-in", name="charlie", password="wrong wrong wrong")
    assert copy.get("/account").status_code == 200

    alice.send("/sign-in", name="charlie", password=PASSWORD)
    assert "charlie" in alice.get("/account").text
    assert copy.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"old": "wrong wrong wrong"}, "This is not your present password"),
        ({"again": "staple battery hose"}, "This is not the same as the new password above."),
        ({"new": "too short"}, "A password has 12 to 1000 characters."),
        ({"new": "password1234"}, "one of the commonest"),
        ({"new": PASSWORD}, "The new password is the present one."),
    ],
)
def test_refuses_with_a_sentence_and_shows_no_password(app: Flask, alice: Visitor, sent, says: str) -> None:
    elsewhere = Visitor(app, "alice")

    answer = changed(alice, **sent)

    assert answer.status_code == 400
    assert says in answer.text
    assert not any(word in answer.text for word in (PASSWORD, NEW, *sent.values()))
    assert elsewhere.get("/account").status_code == 200


def test_wrong_old_passwords_slow_down_as_they_do_when_signing_in(app: Flask, seeded: Engine, alice: Visitor) -> None:
    for _try in range(accounts.FREE_TRIES):
        changed(alice, old="wrong wrong wrong")

    assert account(seeded, "alice").failed_sign_ins == accounts.FREE_TRIES
    assert changed(alice).status_code == 400
    assert not signs_in(app, "alice", PASSWORD)
    assert alice.get("/account").status_code == 200


def test_a_form_without_its_token_changes_nothing_and_shows_no_password(app: Flask, alice: Visitor) -> None:
    fields = {"password": PASSWORD, "new_password": NEW, "new_password_again": NEW}

    answer = alice.client.post("/account", data=fields, buffered=True)

    assert answer.status_code == 400
    assert PASSWORD not in answer.text
    assert NEW not in answer.text
    assert signs_in(app, "alice", PASSWORD)


# A hash of no password that takes seconds to compare with one.
SLOW = "$argon2id$v=19$m=65536,t=60,p=1$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43


@pytest.mark.parametrize("path", ["/sign-in", "/account"])
def test_nobody_waits_while_a_password_is_compared(app: Flask, seeded: Engine, charlie: Visitor, path: str) -> None:
    visitor, fields = (Visitor(app), {"name": "charlie"}) if path == "/sign-in" else (charlie, {})
    token = visitor.token(path)
    with seeded.begin() as connection:
        connection.execute(update(User).where(User.name == "charlie").values(password_hash=SLOW))
    sent = {"csrf_token": token, "password": PASSWORD, "new_password": NEW, "new_password_again": NEW, **fields}
    saves = 0

    with ThreadPoolExecutor(1) as elsewhere, seeded.connect().execution_options(tracker_writes=True) as connection:
        answer = elsewhere.submit(visitor.client.post, path, data=sent, buffered=True)
        while not answer.done():
            with connection.begin():
                connection.execute(update(User).where(User.name == "charlie").values(role="reader"))
            saves += 1

    assert answer.result().status_code in (400, 403)
    # The few before it began and after it ended would be all of them.
    assert saves > 50
    assert account(seeded, "charlie").failed_sign_ins == 1


@pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
def test_everybody_elses_accounts_are_for_administrators(app: Flask, seeded: Engine, name: str) -> None:
    visitor = Visitor(app, name)

    opened = visitor.get("/users")
    sent = visitor.send("/users", opened="/account", action="role", name=name, role="administrator")

    assert (opened.status_code, sent.status_code) == (403, 403)
    assert "needs the right to administer" in opened.text
    assert "/users" not in visitor.get("/account").text
    assert account(seeded, name).role != "administrator"


def test_lists_everybody(dana: Visitor) -> None:
    page = dana.get("/users").text

    assert 'href="/users"' in dana.get("/account").text
    assert all(name in page for name in ("alice", "bob", "charlie", "dana"))


def test_adds_somebody_and_shows_the_password_once(app: Flask, dana: Visitor) -> None:
    answer = dana.send("/users", action="add", name=" eve ", role="editor")

    password = SHOWN.findall(answer.text)[0]
    assert answer.status_code == 200
    assert password not in dana.get("/users").text
    assert signs_in(app, "eve", password)


@pytest.mark.parametrize(
    ("name", "role", "says"),
    [
        ("alice", "editor", "There is an account “alice” already."),
        ("x" * 101, "editor", "1 to 100 characters"),
        ("eve", "owner", "“owner” is not one of"),
    ],
)
def test_an_account_that_is_refused_is_kept_in_the_form(dana: Visitor, name: str, role: str, says: str) -> None:
    answer = dana.send("/users", action="add", name=name, role=role)

    assert answer.status_code == 400
    assert says in answer.text
    assert f'id="name" name="name" value="{name}"' in answer.text
    assert not SHOWN.search(answer.text)


def test_gives_another_role(seeded: Engine, dana: Visitor) -> None:
    assert dana.send("/users", action="role", name="charlie", role="editor").status_code == 303

    assert account(seeded, "charlie").role == "editor"
    assert "Saved: charlie." in dana.get("/users").text


def test_disables_and_enables(app: Flask, alice: Visitor, dana: Visitor) -> None:
    assert dana.send("/users", action="disable", name="alice").status_code == 303
    assert alice.get("/account").status_code == 303
    assert not signs_in(app, "alice", PASSWORD)

    assert dana.send("/users", action="enable", name="alice").status_code == 303
    assert alice.get("/account").status_code == 303
    assert signs_in(app, "alice", PASSWORD)


def test_makes_a_password_for_somebody_who_forgot_it(app: Flask, alice: Visitor, dana: Visitor) -> None:
    answer = dana.send("/users", action="password", name="alice")

    password = SHOWN.findall(answer.text)[0]
    assert alice.get("/account").status_code == 303
    assert not signs_in(app, "alice", PASSWORD)
    assert signs_in(app, "alice", password)


@pytest.mark.parametrize("sent", [{"action": "disable"}, {"action": "role", "role": "reader"}])
def test_the_last_administrator_stays(seeded: Engine, dana: Visitor, sent: dict[str, str]) -> None:
    answer = dana.send("/users", name="dana", **sent)

    assert answer.status_code == 400
    assert "“dana” is the last administrator who can sign in" in answer.text
    assert (account(seeded, "dana").role, account(seeded, "dana").is_active) == ("administrator", True)


def test_an_administrator_may_step_back_when_there_is_another(seeded: Engine, dana: Visitor) -> None:
    dana.send("/users", action="role", name="alice", role="administrator")

    answer = dana.send("/users", action="role", name="dana", role="reader")

    assert (answer.status_code, answer.location) == (303, "/")
    assert dana.get("/users").status_code == 403


@pytest.mark.parametrize(
    ("action", "name", "says"),
    [("explode", "alice", "“explode”"), ("", "alice", "not something"), ("disable", "nobody", "no account “nobody”")],
)
def test_what_makes_no_sense_is_said(dana: Visitor, action: str, name: str, says: str) -> None:
    answer = dana.send("/users", action=action, name=name)

    assert answer.status_code == 400
    assert says in answer.text


def test_every_input_has_its_label(dana: Visitor) -> None:
    for path in ("/account", "/users"):
        page = dana.get(path).text
        visible = re.findall(r'<(?:input|select)(?![^>]*type="(?:hidden|search)")[^>]*\bid="([^"]+)"', page)

        assert visible
        assert all(f'for="{name}"' in page for name in visible)
