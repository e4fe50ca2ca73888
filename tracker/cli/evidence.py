"""`tracker verify-evidence`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.database import current, steady
from tracker.cli.output import say
from tracker.config import Config

if TYPE_CHECKING:
    from tracker.checking.texts import Verdict


@click.command("verify-evidence", epilog="Example: tracker verify-evidence path/to/texts")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def verify_evidence(context: click.Context, folder: Path) -> None:
    """Look up the evidence in the texts of its sources, in DIR.

    A text is a file in UTF-8; its SHA-256 says of which source. Every passage has to be in its paragraph, and to be
    the words that were read. A source without its text is named; one whose text was altered, and every passage that
    is not there, exits with 1.
    """
    with current(Config.load()) as engine:
        from tracker.checking.texts import read_texts, verify

        with steady(engine)() as session:
            verdicts = verify(session, read_texts(folder, say))
    for line in _lines(verdicts):
        click.echo(line)
    context.exit(1 if any(verdict.wrong or verdict.is_altered for verdict in verdicts) else 0)


def _lines(verdicts: "Sequence[Verdict]") -> Iterator[str]:
    """What was found: in all, for each source, and for each passage that is not there."""
    wrong = {one.fact for verdict in verdicts for one in verdict.passages if one.key in verdict.wrong}
    facts = {one.fact for verdict in verdicts for one in verdict.verified} - wrong
    rows = sum(len(verdict.verified) for verdict in verdicts)
    yield f"{_counted(len(facts), 'fact')} in {_counted(rows, 'evidence row')} verified"
    for verdict in verdicts:
        yield f"{verdict.source}: {_outcome(verdict)}"
    for verdict in verdicts:
        for one in verdict.passages:
            if one.key in verdict.wrong:
                yield f"{verdict.source}, paragraph {one.paragraph}, {one.key}: {verdict.wrong[one.key]}"


def _outcome(verdict: "Verdict") -> str:
    rows = _counted(len(verdict.passages), "evidence row")
    if verdict.text is None:
        return f"text missing for {rows}"
    name = f"the altered text {verdict.text.name}" if verdict.is_altered else verdict.text.name
    return f"{len(verdict.verified)} of {rows} verified in {name}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
