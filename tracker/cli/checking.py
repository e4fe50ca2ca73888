"""`tracker check`."""

from itertools import islice

import click

from tracker.cli.database import opened
from tracker.config import Config
from tracker.languages import gettext as _

MOST_SHOWN = 20


@click.command(epilog="Example: tracker check")
@click.pass_context
def check(context: click.Context) -> None:
    """Recompute everything the database derives, and compare.

    Prints the first differences and exits with 1, or says on stderr that there is none.
    """
    with opened(Config.load()) as engine:
        from tracker.checking import check as differences
        from tracker.database import reading
        from tracker.schema import require_current

        require_current(engine)
        with reading(engine)() as session:
            found = [str(difference) for difference in islice(differences(session), MOST_SHOWN)]
    if not found:
        click.echo(_("Everything is as it should be."), err=True)
    for sentence in found:
        click.echo(sentence)
    context.exit(1 if found else 0)
