"""`tracker check`."""

import click

from tracker.cli.database import current, steady
from tracker.cli.proofs import differences
from tracker.config import Config
from tracker.languages import gettext as _


@click.command(epilog="Example: tracker check")
@click.option("--quick", is_flag=True, help="Leave out the snapshot.")
@click.pass_context
def check(context: click.Context, *, quick: bool) -> None:
    """Recompute everything the database derives, and compare.

    Then write a snapshot, load it into an empty database and compare what comes back, which takes longest. Prints the
    first differences and exits with 1, or says on stderr that there is none.
    """
    with current(Config.load()) as engine, steady(engine)() as session:
        found = differences(session, quick=quick)
    if not found:
        click.echo(_("Everything is as it should be."), err=True)
    for sentence in found:
        click.echo(sentence)
    context.exit(1 if found else 0)
