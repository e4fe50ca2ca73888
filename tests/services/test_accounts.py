"""Accounts: who may sign in, for how long, and how wrong passwords slow down."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import ALICE
from tests.people import PASSWORD, signed_in
from tracker.models import SignIn, User, now
from tracker.permissions import SYSTEM, Actor
from tracker.services import accounts, passwords
from tracker.services.errors import NotAllowed, Rejected


def account(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def token_of(session: Session, name: str = "alice") -> str:
    token = signed_in(session, name)
    assert token is not None
    return token


def test_signs_in_whoever_knows_the_password(session: Session) -> None:
    token = token_of(session, " alice ")

    assert accounts.actor_of(session, token) == Actor("alice", "editor", account(session, "alice").id)


def test_keeps_neither_password_nor_token(session: Session) -> None:
    token = token_of(session)

    kept = session.scalars(select(SignIn.token_hash)).one()
    assert token not in kept
    assert len(kept) == 64
    assert PASSWORD not in account(session, "alice").password_hash


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong"), ("alice", ""), ("nobody", PASSWORD), ("", "")])
def test_signs_in_nobody_else(session: Session, name: str, password: str) -> None:
    assert signed_in(session, name, password) is None
    assert session.scalars(select(SignIn)).all() == []


def test_wrong_passwords_slow_down(session: Session) -> None:
    for _number in range(accounts.FREE_TRIES):
        signed_in(session, "alice", "wrong")
    refused = signed_in(session, "alice", PASSWORD)
    elsewhere = signed_in(session, "bob", PASSWORD)

    alice = account(session, "alice")
    assert (refused, elsewhere is None) == (None, False)
    assert alice.blocked_until is not None
    assert timedelta(0) < alice.blocked_until - now() <= accounts.PAUSE


def test_the_right_password_counts_again_after_a_pause(session: Session) -> None:
    alice = account(session, "alice")
    alice.failed_sign_ins, alice.blocked_until = accounts.FREE_TRIES, now() - timedelta(seconds=1)

    token = signed_in(session, "alice", PASSWORD)

    assert token is not None
    assert (alice.failed_sign_ins, alice.blocked_until) == (0, None)


def test_one_wrong_password_after_a_pause_is_one_more_pause(session: Session) -> None:
    alice = account(session, "alice")
    alice.failed_sign_ins, alice.blocked_until = accounts.FREE_TRIES, now() - timedelta(seconds=1)

    signed_in(session, "alice", "wrong")

    assert alice.blocked_until > now()


def test_a_disabled_account_is_signed_out_and_stays_out(session: Session) -> None:
    token = token_of(session)

    account(session, "alice").is_active = False
    session.flush()

    assert accounts.actor_of(session, token) is None
    assert signed_in(session, "alice", PASSWORD) is None


def test_a_change_of_role_counts_at_once(session: Session) -> None:
    token = token_of(session)

    account(session, "alice").role = "reader"
    session.flush()

    actor = accounts.actor_of(session, token)
    assert actor is not None
    assert not actor.can("edit")


def test_signing_out_ends_that_session_and_no_other(session: Session) -> None:
    here, elsewhere = token_of(session), token_of(session)

    accounts.sign_out(session, here)

    assert accounts.actor_of(session, here) is None
    assert accounts.actor_of(session, elsewhere) is not None


def test_a_session_ends_by_itself(session: Session) -> None:
    token = token_of(session)

    session.scalars(select(SignIn)).one().expires_at = now() - timedelta(seconds=1)
    session.flush()

    assert accounts.actor_of(session, token) is None


def test_a_token_that_was_never_given_is_nobodys(session: Session) -> None:
    assert accounts.actor_of(session, "made up") is None


@pytest.mark.parametrize(
    ("name", "password", "role", "says"),
    [
        ("", PASSWORD, "editor", "name: A name has 1 to 100 characters."),
        ("x" * 101, PASSWORD, "editor", "name: A name has 1 to 100 characters."),
        ("alice", PASSWORD, "editor", "name: There is an account “alice” already."),
        ("eve", PASSWORD, "owner", "role: “owner” is not one of: reader"),
        ("eve", "short", "editor", "password: A password has 12 to 1000 characters."),
        ("eve", "x" * 1001, "editor", "password: A password has 12 to 1000 characters."),
    ],
)
def test_an_account_is_refused(session: Session, name: str, password: str, role: str, says: str) -> None:
    with pytest.raises(Rejected) as raised:
        accounts.add_user(session, name, password, role, actor=SYSTEM)

    assert str(raised.value).startswith(says)


def test_the_longest_password_signs_in(session: Session) -> None:
    longest = "x" * passwords.LONGEST
    accounts.add_user(session, "eve", longest, "reader", actor=SYSTEM)

    assert signed_in(session, "eve", longest) is not None
    assert signed_in(session, "eve", longest + "x") is None


def test_only_administrators_add_accounts(session: Session) -> None:
    with pytest.raises(NotAllowed):
        accounts.add_user(session, "eve", PASSWORD, "reader", actor=ALICE)


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_an_account_that_waits_is_compared_with_nobodys_hash_as_one_that_is_not_there(
    session: Session, name: str
) -> None:
    account(session, "alice").blocked_until = now() + timedelta(minutes=1)
    session.flush()

    tried = accounts.attempt(session, name, PASSWORD)

    assert (tried.password_hash, tried.right) == (passwords.nobodys_hash(), False)


def test_a_password_that_was_changed_since_it_was_compared_opens_nothing(session: Session) -> None:
    tried = accounts.attempt(session, "alice", PASSWORD)
    accounts.set_password(session, "alice", "staple battery horse", actor=SYSTEM)

    assert accounts.sign_in(session, tried) is None
