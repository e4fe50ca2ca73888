"""The command line: data to stdout, words to stderr; exit 0 done, 1 something wrong was found, 2 wrong use.

A command imports what it needs when it runs, so that `tracker --help` answers at once.
"""

import click

from tracker.cli.backups import backup, restore, verify_backup
from tracker.cli.checking import check
from tracker.cli.database import seed, upgrade
from tracker.cli.errors import PlainGroup
from tracker.cli.evidence import verify_evidence
from tracker.cli.exporting import export
from tracker.cli.reporting import report
from tracker.cli.sending import send_due
from tracker.cli.serving import serve
from tracker.cli.snapshots import snapshot
from tracker.cli.users import user


@click.group(cls=PlainGroup, epilog="Example: tracker serve")
@click.version_option(package_name="tracker")
def commands() -> None:
    """How the media industry adopts AI: studios, initiatives, milestones, labour events, every fact with its source."""


for command in (
    serve,
    upgrade,
    seed,
    snapshot,
    report,
    export,
    send_due,
    check,
    verify_evidence,
    user,
    backup,
    verify_backup,
    restore,
):
    commands.add_command(command)


def main() -> None:
    """Run the command that the command line names."""
    commands(prog_name="tracker")
