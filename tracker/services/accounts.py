"""Accounts: who has one, what it may do, and who is signed in."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.languages import gettext as _
from tracker.models import SignIn, User, now
from tracker.models.user import ROLES
from tracker.permissions import Actor, require
from tracker.services import passwords
from tracker.services.errors import Rejected

LASTS = timedelta(days=14)
# A password costs a third of a second to check; after five wrong ones the account waits.
FREE_TRIES = 5
PAUSE = timedelta(minutes=1)
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Attempt:
    """A password somebody gave for an account, compared with the hash that was kept of it just then."""

    name: str
    password_hash: str
    right: bool


def everybody(session: Session, *, actor: Actor) -> Sequence[User]:
    """All accounts, by name."""
    require(actor, "administer")
    return session.scalars(select(User).order_by(User.name)).all()


def named(session: Session, name: str, *, actor: Actor) -> User:
    """The account of this name. Raises `Rejected`."""
    require(actor, "administer")
    return _locked(session, name)


def add_user(session: Session, name: str, password: str, role: str, *, actor: Actor) -> User:
    """Add an account. Raises `Rejected`."""
    require(actor, "administer")
    name = name.strip()
    problems = {
        "name": _name_problems(session, name),
        "role": _role_problems(role),
        "password": passwords.problems(password, name),
    }
    if any(problems.values()):
        raise Rejected({field: sentences for field, sentences in problems.items() if sentences})
    user = User(name=name, password_hash=passwords.hashed(password), role=role)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        # Somebody else took the name since it was looked up.
        raise Rejected({"name": [_taken(name)]}) from error
    return user


def set_role(session: Session, name: str, role: str, *, actor: Actor) -> None:
    """Give an account another role, from its next request on. Raises `Rejected`."""
    require(actor, "administer")
    if problems := _role_problems(role):
        raise Rejected({"role": problems})
    if role != ADMINISTRATOR:
        _keep_an_administrator(session, name)
    _locked(session, name).role = role
    session.flush()


def set_active(session: Session, name: str, active: bool, *, actor: Actor) -> None:
    """Enable an account, or disable it, which signs it out everywhere. Raises `Rejected`."""
    require(actor, "administer")
    if not active:
        _keep_an_administrator(session, name)
    user = _locked(session, name)
    user.is_active = active
    if not active:
        _end_sign_ins(session, user)
    session.flush()


def set_password(session: Session, name: str, password: str, *, actor: Actor) -> None:
    """Give an account another password, which signs it out everywhere and ends a pause. Raises `Rejected`."""
    require(actor, "administer")
    _renew(session, _locked(session, name), password)


def attempt(session: Session, name: str, password: str) -> Attempt:
    """Compare a password with what is kept of it, which takes a third of a second: nothing may be locked meanwhile.

    For an account that is not there, or that has to wait, it takes as long: the time must not tell.
    """
    query = select(User.password_hash, User.blocked_until).where(User.name == name.strip())
    found = session.execute(query).one_or_none()
    waits = found is None or (found.blocked_until is not None and found.blocked_until > now())
    kept = passwords.nobodys_hash() if found is None or waits else found.password_hash
    return Attempt(name, kept, passwords.matches(kept, password))


def change_password(session: Session, tried: Attempt, old: str, new: str, *, token: str, actor: Actor) -> None:
    """Change one's own password. Every session of the account ends but the one that `token` stands for.

    Raises `Rejected`; the caller commits even then, so that wrong tries count as they do when signing in.
    """
    user = _locked(session, actor.name)
    if not _admits(user, tried):
        sentence = _("This is not your present password, or there were too many tries: wait a minute after five.")
        raise Rejected({"password": [sentence]})
    if new == old:
        raise Rejected({"new_password": [_("The new password is the present one.")]})
    _renew(session, user, new, but=token)


def sign_in(session: Session, tried: Attempt, *, instead_of: str = "") -> str | None:
    """The token of a new session if name and password were right, else None; wrong tries are counted and slow down.

    It takes the place of the session that the token `instead_of` stands for. The caller commits either way, so that
    wrong tries count.
    """
    user = _find(session, tried.name)
    if user is None or not _admits(user, tried):
        return None
    sign_out(session, instead_of)
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


def _name_problems(session: Session, name: str) -> list[str]:
    if not name or len(name) > 100:
        return [_("A name has 1 to 100 characters.")]
    if not name.isprintable():
        return [_("A name holds no control character, such as a line break or a tab.")]
    if session.scalar(select(User.id).where(User.name == name)) is not None:
        return [_taken(name)]
    return []


def _taken(name: str) -> str:
    return _("There is an account “%(name)s” already.", name=name)


def _role_problems(role: str) -> list[str]:
    if role in ROLES:
        return []
    return [_("“%(code)s” is not one of: %(allowed)s.", code=role, allowed=", ".join(ROLES))]


def _find(session: Session, name: str) -> User | None:
    """The account of this name as it is now, and nobody else's to change until the transaction ends."""
    query = select(User).where(User.name == name.strip()).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _locked(session: Session, name: str) -> User:
    user = _find(session, name) if "\0" not in name else None
    if user is None:
        raise Rejected({"name": [_("There is no account “%(name)s”.", name=name.strip())]})
    return user


def _keep_an_administrator(session: Session, name: str) -> None:
    """Refuse to take the last administrator away.

    All of them are locked, always in the same order: of two who remove each other at once, the second finds one left.
    """
    query = select(User).where(User.role == ADMINISTRATOR, User.is_active).order_by(User.id).with_for_update()
    found = [user.name for user in session.scalars(query.execution_options(populate_existing=True))]
    if found == [name.strip()]:
        sentence = _("“%(name)s” is the last administrator who can sign in: make another one first.", name=found[0])
        raise Rejected({"role": [sentence]})


def _admits(user: User, tried: Attempt) -> bool:
    """Whether an attempt opens an account as it is now; a wrong one is counted, unless the account waits anyway."""
    if user.blocked_until is not None and user.blocked_until > now():
        return False
    if not (tried.right and tried.password_hash == user.password_hash and user.is_active):
        user.failed_sign_ins += 1
        if user.failed_sign_ins >= FREE_TRIES:
            user.blocked_until = now() + PAUSE
        return False
    user.failed_sign_ins, user.blocked_until = 0, None
    return True


def _renew(session: Session, user: User, password: str, *, but: str = "") -> None:
    if problems := passwords.problems(password, user.name):
        raise Rejected({"new_password": problems})
    user.password_hash = passwords.hashed(password)
    user.failed_sign_ins, user.blocked_until = 0, None
    _end_sign_ins(session, user, but=but)
    session.flush()


def _end_sign_ins(session: Session, user: User, *, but: str = "") -> None:
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.token_hash != _hash(but)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
