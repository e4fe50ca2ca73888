"""`tracker user`: accounts, from the machine they are kept on."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.database import current
from tracker.cli.errors import Refusal
from tracker.cli.output import say, write
from tracker.config import Config

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.models import User

# Those of `tracker.models.user`, which `tracker --help` need not wait for; the services refuse any other.
ROLES = ("reader", "contributor", "editor", "administrator")
COLUMNS = ("name", "role", "enabled", "created_at")


@click.group(epilog="Example: tracker user add alice --role editor")
def user() -> None:
    """Give accounts, change and list them.

    A password is asked for on the terminal. It is never part of a command, where other people of the machine could
    read it.
    """


def with_password(command: Callable[..., Any]) -> Callable[..., Any]:
    """The two other ways to a password, as options of a command."""
    command = click.option("--generate", is_flag=True, help="Make a password, and print it to stdout, once.")(command)
    return click.option("--password-stdin", "from_stdin", is_flag=True, help="Read the password from stdin.")(command)


@user.command(epilog="Example: tracker user add alice --role editor")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="reader", show_default=True)
@with_password
def add(name: str, role: str, from_stdin: bool, generate: bool) -> None:
    """Add an account."""
    password = _password(from_stdin=from_stdin, generate=generate)
    with _accounts() as (session, system):
        from tracker.services import accounts

        accounts.add_user(session, name, password, role, actor=system)
        _show(password, generate)
    say(f"Added {name.strip()}, {role}.")


@user.command("list", epilog="Example: tracker user list --csv > users.csv")
@click.option("--csv", "as_csv", is_flag=True, help="CSV instead of a table.")
def list_users(as_csv: bool) -> None:
    """List everybody who has an account."""
    from tracker.exchange import sheet
    from tracker.services import accounts

    with _accounts() as (session, system):
        rows = [_row(one) for one in accounts.everybody(session, actor=system)]
    write(sheet.lines(COLUMNS, rows) if as_csv else _table([COLUMNS, *rows]), None)


@user.command(epilog="Example: tracker user role alice administrator")
@click.argument("name")
@click.argument("role", metavar="ROLE", type=click.Choice(ROLES))
def role(name: str, role: str) -> None:
    """Give an account another role, from its next request on."""
    with _accounts() as (session, system):
        from tracker.services import accounts

        accounts.set_role(session, name, role, actor=system)
    say(f"{name.strip()} is {role} now.")


@user.command(epilog="Example: tracker user password alice --generate")
@click.argument("name")
@with_password
def password(name: str, from_stdin: bool, generate: bool) -> None:
    """Give an account another password. It is signed out everywhere."""
    from tracker.services import accounts

    with _accounts() as (session, system):
        # Before anybody types one in vain.
        accounts.named(session, name, actor=system)
    new = _password(from_stdin=from_stdin, generate=generate)
    with _accounts() as (session, system):
        accounts.set_password(session, name, new, actor=system)
        _show(new, generate)
    say(f"{name.strip()} has a new password, and is signed out everywhere.")


@user.command(epilog="Example: tracker user disable alice")
@click.argument("name")
def disable(name: str) -> None:
    """Keep somebody from signing in, and sign them out everywhere. Nothing they wrote is lost."""
    _set_active(name, active=False)
    say(f"{name.strip()} is disabled, and signed out everywhere.")


@user.command(epilog="Example: tracker user enable alice")
@click.argument("name")
def enable(name: str) -> None:
    """Let somebody sign in again."""
    _set_active(name, active=True)
    say(f"{name.strip()} is enabled.")


def _set_active(name: str, *, active: bool) -> None:
    with _accounts() as (session, system):
        from tracker.services import accounts

        accounts.set_active(session, name, active, actor=system)


@contextmanager
def _accounts() -> "Iterator[tuple[Session, Any]]":
    """A session, and who acts in it. What was done is kept at the end; what is refused ends the command with 1."""
    with current(Config.load()) as engine:
        from tracker.database import writing
        from tracker.permissions import SYSTEM
        from tracker.services.errors import Rejected

        with writing(engine)() as session:
            try:
                yield session, SYSTEM
            except Rejected as refusal:
                raise Refusal(" ".join(" ".join(sentences) for sentences in refusal.fields.values())) from refusal
            session.commit()


def _password(*, from_stdin: bool, generate: bool) -> str:
    """The password of the one way that was chosen. No database is held meanwhile: people take their time."""
    if from_stdin and generate:
        raise click.UsageError("Choose one of --password-stdin and --generate.")
    if from_stdin:
        return _read_password()
    if generate:
        from tracker.services import passwords

        return passwords.generate()
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for a password: use --password-stdin or --generate.")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt="Password again", err=True)
    return asked


def _read_password() -> str:
    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise Refusal("The password on stdin is not UTF-8.") from error
    return text.removesuffix("\n").removesuffix("\r")


def _show(password: str, generated: bool) -> None:
    """Print a password that was made, before it counts: a kill must not leave one that nobody saw."""
    if generated:
        click.echo(password)
        say("Keep that password: it is shown only now.")


def _row(one: "User") -> tuple[str, ...]:
    return one.name, one.role, "yes" if one.is_active else "no", one.created_at.isoformat()


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
