"""The people of the tests: Alice edits, Bob contributes, Charlie may only read, Dana administers."""

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from tracker.permissions import SYSTEM
from tracker.services.accounts import add_user, attempt, sign_in

PASSWORD = "correct horse battery"
PEOPLE = {"alice": "editor", "bob": "contributor", "charlie": "reader", "dana": "administrator"}
# A password takes as long to compare as its hash says, and these people sign in a thousand times.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def add_people(session: Session) -> None:
    """An account for each of them."""
    for name, role in PEOPLE.items():
        add_user(session, name, PASSWORD, role, actor=SYSTEM).password_hash = QUICK.hash(PASSWORD)


def signed_in(session: Session, name: str, password: str = PASSWORD) -> str | None:
    """The token of whoever signs in; None if that is refused."""
    return sign_in(session, attempt(session, name, password))
