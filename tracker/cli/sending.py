"""`tracker send-due`."""

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.database import current
from tracker.config import Config
from tracker.languages import gettext as _

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.digests.desk import Desk

# How often to look for what is due: no schedule is finer than a minute.
PAUSE = 20.0


@click.command(epilog="Example: tracker send-due --loop")
@click.option("--loop", is_flag=True, help="Go on looking for what is due until stopped.")
def send_due(loop: bool) -> None:
    """Make and deliver every report that is due.

    Several may run at once: each slot is made once. Without a mail server, messages go into the folder "outbox" of the
    instance.
    """
    config = Config.load()
    with current(config) as engine:
        from tracker.digests import desk

        sender = desk_of(config, engine)
        if loop:
            stop = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda _number, _frame: stop.set())
            keep_sending(sender, stop)
            return
        click.echo(_("Runs and deliveries taken up: %(n)s.", n=desk.send_due(sender)), err=True)


def desk_of(config: Config, engine: "Engine") -> "Desk":
    """What sending needs, as the settings say."""
    from tracker.digests.desk import Desk
    from tracker.mail import Outbox, Smtp

    return Desk(
        engine=engine,
        mailer=Smtp(config.smtp_url) if config.smtp_url else Outbox(Path(config.instance_path) / "outbox"),
        base_url=config.base_url or "http://127.0.0.1:8000",
        sender=config.mail_from,
        clock=lambda: datetime.now(UTC),
        say=lambda why: click.echo(why, err=True),
    )


def keep_sending(sender: "Desk", stop: threading.Event) -> None:
    """Send what is due, look again after a while, until stopped. Whatever goes wrong is said, and ends nothing."""
    from sqlalchemy.exc import DBAPIError

    from tracker.digests import desk

    while not stop.is_set():
        try:
            desk.send_due(sender, stop)
        except DBAPIError as error:
            click.echo(_("The database did not answer: %(why)s", why=_first_line(error)), err=True)
        # A loop that ended here would be missed only when the next report is.
        except Exception as error:  # noqa: BLE001
            click.echo(_("Sending went wrong: %(why)s", why=f"{type(error).__name__}: {error}"), err=True)
        stop.wait(PAUSE)


def _first_line(error: Any) -> str:
    return str(error.orig).partition("\n")[0]
