"""Accounts, passwords, and who is signed in."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import SignIn, User, now
from tracker.models.user import ROLES
from tracker.permissions import Actor, require
from tracker.services.errors import Rejected

LASTS = timedelta(days=14)
SHORTEST_PASSWORD = 12
# Hashing takes as long as the password is: nobody may keep the server busy with a book.
LONGEST_PASSWORD = 1_000
# A password costs a third of a second to check; after five wrong ones the account waits.
FREE_TRIES = 5
PAUSE = timedelta(minutes=1)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """A hash to check against when there is no such account, so that the answer takes as long."""
    return _hasher().hash(secrets.token_urlsafe())


def add_user(session: Session, name: str, password: str, role: str, *, actor: Actor) -> User:
    """Add an account. Raises `Rejected`."""
    require(actor, "administer")
    problems = {}
    if not name.strip() or len(name) > 100:
        problems["name"] = [_("A name has 1 to 100 characters.")]
    if role not in ROLES:
        problems["role"] = [_("“%(code)s” is not one of: %(allowed)s.", code=role, allowed=", ".join(ROLES))]
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        said = {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD}
        problems["password"] = [_("A password has %(shortest)s to %(longest)s characters.", **said)]
    if session.scalar(select(User.id).where(User.name == name.strip())) is not None:
        problems["name"] = [_("There is an account “%(name)s” already.", name=name.strip())]
    if problems:
        raise Rejected(problems)
    user = User(name=name.strip(), password_hash=_hasher().hash(password), role=role)
    session.add(user)
    session.flush()
    return user


def sign_in(session: Session, name: str, password: str) -> str | None:
    """The token of a new session if name and password are right, else None; wrong tries are counted and slow down.

    The caller commits either way, so that wrong tries count.
    """
    user = session.scalar(select(User).where(User.name == name.strip()).with_for_update())
    if user is not None and user.blocked_until is not None and user.blocked_until > now():
        # An answer that came sooner would tell that there is such an account.
        _verify(_nobodys_hash(), password)
        return None
    right = _verify(user.password_hash if user else _nobodys_hash(), password)
    if user is None or not right or not user.is_active:
        _count_failure(user)
        return None
    user.failed_sign_ins, user.blocked_until = 0, None
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_hash=_hash(token), user_id=user.id, expires_at=now() + LASTS))
    session.flush()
    return token


def sign_out(session: Session, token: str) -> None:
    """End the session a token stands for: a copy of the cookie is worth nothing afterwards."""
    session.execute(delete(SignIn).where((SignIn.token_hash == _hash(token)) | (SignIn.expires_at < now())))


def actor_of(session: Session, token: str) -> Actor | None:
    """Who is signed in with this token; None if nobody, or the account was disabled."""
    query = (
        select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.token_hash == _hash(token), SignIn.expires_at > now(), User.is_active)
    )
    user = session.scalar(query)
    return Actor(user.name, user.role, user.id) if user else None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password[:LONGEST_PASSWORD]) and len(password) <= LONGEST_PASSWORD
    except (VerifyMismatchError, InvalidHashError):
        return False


def _count_failure(user: User | None) -> None:
    if user is not None:
        user.failed_sign_ins += 1
        if user.failed_sign_ins >= FREE_TRIES:
            user.blocked_until = now() + PAUSE


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
