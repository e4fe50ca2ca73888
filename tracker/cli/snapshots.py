"""`tracker snapshot`."""

from pathlib import Path

import click

from tracker.cli.database import current, steady
from tracker.cli.errors import Problem
from tracker.config import Config


@click.command(epilog="Example: tracker snapshot path/to/snapshot")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False), callback=lambda *given: _named(given[-1]))
def snapshot(folder: Path) -> None:
    """Write the records into DIR, as a data package.

    It holds every record that is not withdrawn, and nothing about who wrote when. `tracker seed DIR` reads it back. DIR
    is made, or is empty, or holds a snapshot, which the new one replaces whole; anything else in it is a refusal.
    """
    with current(Config.load()) as engine:
        from tracker.exchange.folder import replacing
        from tracker.exchange.snapshot import snapshot as write

        try:
            with replacing(folder) as partial, steady(engine)() as session:
                written = write(session, partial, progress=_say)
        except OSError as error:
            # It may name a file of the folder that was written beside DIR, and is gone by now; or none.
            raise Problem(f"{folder} cannot be written: {error.strerror or error}.") from error
    click.echo(f"Wrote {sum(written.values())} rows of {len(written)} tables into {folder}.", err=True)


def _named(text: str) -> Path:
    """The folder. An empty name, as a variable that is not set gives it, would mean the current one."""
    if not text:
        raise click.BadParameter("Name a folder.")
    return Path(text)


def _say(table: str, rows: int) -> None:
    click.echo(f"{table}: {rows}", err=True)
