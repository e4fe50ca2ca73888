"""`tracker check`."""

from itertools import islice

import click

from tracker.cli.database import opened, steady
from tracker.cli.output import say
from tracker.config import Config
from tracker.languages import gettext as _

MOST_SHOWN = 20


@click.command(epilog="Example: tracker check")
@click.option("--quick", is_flag=True, help="Leave out the snapshot.")
@click.pass_context
def check(context: click.Context, *, quick: bool) -> None:
    """Recompute everything the database derives, and compare.

    Then write a snapshot, load it into an empty database and compare what comes back, which takes longest. Prints the
    first differences and exits with 1, or says on stderr that there is none.
    """
    with opened(Config.load()) as engine:
        from tracker import checking
        from tracker.schema import require_current

        require_current(engine)
        with steady(engine)() as session:
            found = [str(difference) for difference in islice(checking.check(session), MOST_SHOWN)]
            if not found and not quick:
                # A database that is not sound would not survive the journey, and which line of it would say little.
                trip = checking.round_trip(session, say)
                found = [str(difference) for difference in islice(trip, MOST_SHOWN)]
    if not found:
        click.echo(_("Everything is as it should be."), err=True)
    for sentence in found:
        click.echo(sentence)
    context.exit(1 if found else 0)
