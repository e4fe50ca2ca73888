"""Backups of a PostgreSQL database: archives of pg_dump, read back into a database of their own."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.cli import checksums
from tracker.cli.errors import Refusal
from tracker.cli.output import say
from tracker.cli.proofs import prove

if TYPE_CHECKING:
    from psycopg.sql import Composed
    from sqlalchemy import URL

MAGIC = b"PGDMP"
# Every server has it; a database cannot be renamed from inside.
MAINTENANCE = "postgres"
# Owners and privileges are the server's where it is restored, not those of the server it came from.
NEUTRAL = ("--no-owner", "--no-privileges")
LONGEST_NAME = 63


def is_archive(file: Path) -> bool:
    """Whether a file begins as pg_dump's archives do."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def dump(url: "URL", partial: Path) -> None:
    """Write an archive of a database into a file that is there for it. Raises `Refusal`."""
    say("pg_dump copies the database.")
    _run("pg_dump", "--format=custom", *NEUTRAL, f"--file={partial}", url=url)


def verify(file: Path, address: str, *, quick: bool) -> dict[str, int]:
    """Rows by table, if an archive can be restored. Raises `Refusal`."""
    from sqlalchemy import make_url

    url = make_url(address)
    with _restored(file, url) as copied:
        return prove(_address(url, copied), file, quick=quick)


def restore(file: Path, address: str, ask: Callable[[], None]) -> str:
    """Put an archive in the place of a database; the name that one has now. Raises `Refusal`."""
    from sqlalchemy import make_url

    url = make_url(address)
    with _restored(file, url) as staged:
        with _database(url, template=staged) as copied:
            prove(_address(url, copied), file, quick=True)
        ask()
        return _swap(url, staged)


@contextmanager
def _restored(file: Path, url: "URL") -> Iterator[str]:
    """The name of a database that holds what an archive holds, gone afterwards unless it was renamed."""
    checksums.refuse_changed(file, file)
    with _database(url) as name:
        say("pg_restore reads the archive into a database of its own.")
        _run("pg_restore", "--exit-on-error", *NEUTRAL, str(file), url=url.set(database=name))
        yield name


@contextmanager
def _database(url: "URL", template: str = "template0") -> Iterator[str]:
    """A new database, in the encoding and order of the present one."""
    from psycopg.sql import SQL, Identifier, Literal

    name = _named(url, f"scratch_{secrets.token_hex(4)}")
    query = "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = %s"
    with _connected(url) as connection:
        encoding, collate, ctype = connection.execute(query, [url.database]).fetchone() or ("UTF8", "C", "C")
    create = SQL("CREATE DATABASE {} TEMPLATE {} ENCODING {} LC_COLLATE {} LC_CTYPE {}")
    _execute(url, create.format(Identifier(name), Identifier(template), *map(Literal, (encoding, collate, ctype))))
    try:
        yield name
    finally:
        _execute(url, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _swap(url: "URL", staged: str) -> str:
    """Let the databases change names in one transaction. The server refuses while anybody is connected."""
    from psycopg.errors import ObjectInUse
    from psycopg.sql import SQL, Identifier

    present = Identifier(str(url.database))
    kept = _named(url, f"before_{datetime.now(UTC):%Y%m%d_%H%M%S}_{secrets.token_hex(2)}")
    rename = SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with _connected(url) as connection, connection.transaction():
            connection.execute(rename.format(present, Identifier(kept)))
            connection.execute(rename.format(Identifier(staged), present))
    except Refusal as refusal:
        if isinstance(refusal.__cause__, ObjectInUse):
            sentence = f"The database {url.database} is in use: stop the server, and whatever else is connected."
            raise Refusal(sentence) from refusal
        raise
    return kept


def _named(url: "URL", ending: str) -> str:
    """A name that says which database it belongs to, as long as the server keeps names."""
    return f"{str(url.database)[: LONGEST_NAME - len(ending) - 1]}_{ending}"


@contextmanager
def _connected(url: "URL") -> Iterator[Any]:
    """A connection to the server. What it refuses becomes a `Refusal`."""
    import psycopg

    try:
        with psycopg.connect(**_parameters(url.set(database=MAINTENANCE)), autocommit=True) as connection:
            yield connection
    except psycopg.Error as error:
        raise Refusal(f"PostgreSQL refuses: {_first_line(str(error))}.") from error


def _execute(url: "URL", statement: "Composed") -> None:
    with _connected(url) as connection:
        connection.execute(statement)


def _run(program: str, *arguments: str, url: "URL") -> None:
    """Run one of PostgreSQL's programs on a database. Its password is not among what other people can list."""
    from psycopg.conninfo import make_conninfo

    if not (found := shutil.which(program)):
        package = "the client programs of PostgreSQL (package postgresql-client)"
        raise Refusal(f"{program} is needed and not on the PATH: install {package}.")
    parameters = _parameters(url)
    password = parameters.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [found, f"--dbname={make_conninfo('', **parameters)}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"{_first_line(done.stderr) or f'{program} failed'}.")


def _parameters(url: "URL") -> dict[str, Any]:
    """What to connect with, in the driver's words."""
    _arguments, parameters = url.get_dialect()().create_connect_args(url)
    return {name: value for name, value in parameters.items() if name not in ("context", "client_encoding")}


def _address(url: "URL", name: str) -> str:
    return url.set(database=name).render_as_string(hide_password=False)


def _first_line(text: str) -> str:
    return next((line.strip().rstrip(".") for line in text.splitlines() if line.strip()), "")
