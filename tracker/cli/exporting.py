"""`tracker export`."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import click

from tracker.cli.database import current, steady
from tracker.cli.output import write
from tracker.cli.progress import QUIET_S
from tracker.config import Config
from tracker.exchange.sheet import FLAVOURS

if TYPE_CHECKING:
    from tracker.models import Entity

# What no database keeps: a NUL, and the halves of characters that Python reads other bytes as.
UNWRITTEN = re.compile("[\0\ud800-\udfff]")
OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog='Example: tracker export milestones "studio=some-studio&sort=-expected_date" -o milestones.csv')
@click.argument("kind")
@click.argument("query", required=False, default="")
@click.option("--flavour", type=click.Choice(FLAVOURS), help="raw is lossless, excel safe to open in a spreadsheet.")
@click.option("-o", "--output", metavar="FILE", type=OUTPUT, help="Where to write.")
def export(kind: str, query: str, flavour: str | None, output: Path | None) -> None:
    """Write a list as CSV, as anybody may see it.

    It is what the list's address with .csv gives. KIND is the first part of that address, as in milestones, and QUERY
    what follows its question mark. With columns=all come the fields of any number of values too. Without -o it goes to
    stdout. FILE is written whole or not at all.
    """
    entry = _entry(kind)
    args = parse_qs(query.removeprefix("?"), keep_blank_values=True)
    if any(UNWRITTEN.search(text) for name, values in args.items() for text in (name, *values)):
        raise click.BadParameter("it holds a NUL, or bytes that are no UTF-8.", param_hint="QUERY")
    with current(Config.load()) as engine:
        from tracker.exchange.lists import Export
        from tracker.permissions import ANYBODY
        from tracker.queries.filters import BadQuery

        with steady(engine)() as session:
            try:
                wanted = Export.read(entry, args | ({"flavour": [flavour]} if flavour else {}), session, ANYBODY)
            except BadQuery as problem:
                raise click.BadParameter(str(problem), param_hint="QUERY") from problem
            with closing(wanted.csv(session, ANYBODY)) as blocks:
                write(_told(blocks), output)


def _entry(kind: str) -> "Entity":
    from tracker.catalogue import BY_SLUG

    if kind not in BY_SLUG:
        raise click.BadParameter(f"“{kind}” is not one of: {', '.join(BY_SLUG)}.", param_hint="KIND")
    return BY_SLUG[kind]


def _told(blocks: Iterable[str]) -> Iterator[str]:
    """The blocks, with word every few seconds of how many rows there were: all blocks but the last have as many."""
    from tracker.exchange.lists import AT_A_TIME

    said = time.monotonic()
    for number, block in enumerate(blocks):
        yield block
        if time.monotonic() - said > QUIET_S:
            said = time.monotonic()
            click.echo(f"{number * AT_A_TIME:,} rows so far.", err=True)
