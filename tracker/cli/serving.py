"""`tracker serve`: everything a first start needs, then the web application."""

import errno
import secrets
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tracker.cli.database import bring_up_to_date, opened
from tracker.cli.errors import Problem
from tracker.config import SEEDS, Config
from tracker.languages import gettext as _

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

THREADS = 8
# How much of an answer waits in memory for a slow reader, in bytes; a long CSV is made no faster than it is read.
MOST_UNSENT = 2**20
# How many seconds a message under way may take when the server is stopped: its row is taken up again otherwise.
PATIENCE = 3.0
ADMINISTRATOR = "admin"


@click.command(epilog="Example: tracker serve --port 8001")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is every network.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--production", is_flag=True, help="Refuse to migrate an old database: that is for `tracker upgrade`.")
def serve(host: str, port: int, production: bool) -> None:
    """Start the tracker.

    The first time it makes the database, loads the seeds, and shows the name and password of an administrator. A
    database with an older schema is backed up and migrated.
    """
    config = Config.load()
    with listen(host, port) as listener:
        with opened(config, new=True) as engine:
            prepare(engine, config, production=production)
        if not config.base_url:
            # Nobody said under which address people find it: links in mails lead to where it listens.
            config = replace(config, base_url=address_of(listener))
        run(config, listener)


def listen(host: str, port: int) -> socket.socket:
    """Take the address before the slow work begins; who asks meanwhile waits for the answer."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            problem = _("Port %(port)s is in use: choose another with --port, or stop what uses it.", port=port)
        else:
            problem = _("Cannot listen on %(host)s, port %(port)s: %(why)s.", host=host, port=port, why=error.strerror)
        raise Problem(problem) from error


def prepare(engine: "Engine", config: Config, *, production: bool) -> None:
    """See to it that there is a database of the present schema, with records and somebody who can sign in.

    The schema is one transaction and what goes into it another: after a kill at any point the next start goes on.
    """
    from tracker import schema

    if production and schema.state(engine) != schema.SchemaState.EMPTY:
        schema.require_current(engine)
    bring_up_to_date(engine, config)
    fill(engine)


def fill(engine: "Engine") -> None:
    """Load the seeds where there is no record, and add an administrator where there is no account: both or neither."""
    from sqlalchemy import select

    from tracker.database import writing
    from tracker.models import Record, User
    from tracker.services.seeding import take_turn

    with writing(engine)() as session:
        take_turn(session)
        if session.scalar(select(Record.id).limit(1)) is None:
            load_seeds(session)
        if session.scalar(select(User.id).limit(1)) is None:
            add_administrator(session)
        session.commit()


def load_seeds(session: "Session") -> None:
    """Load the seeds."""
    from tracker.exchange.loading import load
    from tracker.permissions import SYSTEM

    click.echo(_("Loading the seeds."), err=True)
    load(session, SEEDS, actor=SYSTEM)


def add_administrator(session: "Session") -> None:
    """Add the first account. Its password is shown before it counts: a kill must not leave one that nobody saw."""
    from tracker.permissions import SYSTEM
    from tracker.services.accounts import add_user

    password = secrets.token_hex(10)
    add_user(session, ADMINISTRATOR, password, "administrator", actor=SYSTEM)
    click.echo(_("Sign in as %(name)s with the password %(password)s", name=ADMINISTRATOR, password=password))
    click.echo(_("Keep that password: it is shown only now."), err=True)


def run(config: Config, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first, for at most five seconds."""
    import waitress

    from tracker.web import create_app

    signal.signal(signal.SIGTERM, _stop)
    server = waitress.create_server(
        create_app(config), sockets=[listener], threads=THREADS, outbuf_high_watermark=MOST_UNSENT
    )
    click.echo(_("The tracker runs at %(address)s", address=address_of(listener)))
    with sending(config):
        server.run()


@contextmanager
def sending(config: Config) -> Iterator[None]:
    """Send what schedules make due, beside the serving; what is under way at the end has a moment to be finished."""
    stop = threading.Event()
    sender = threading.Thread(target=_send, args=(config, stop), name="send-due", daemon=True)
    sender.start()
    try:
        yield
    finally:
        stop.set()
        sender.join(PATIENCE)


def _send(config: Config, stop: threading.Event) -> None:
    from tracker.cli.sending import desk_of, keep_sending

    with opened(config) as engine:
        keep_sending(desk_of(config, engine), stop)


def address_of(listener: socket.socket) -> str:
    """What to type into a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _stop(_signal: int, _frame: Any) -> NoReturn:
    # waitress stops on this as it does on Ctrl-C.
    raise SystemExit(0)
