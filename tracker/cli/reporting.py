"""`tracker report`."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.database import current
from tracker.cli.output import write
from tracker.config import Config
from tracker.languages import gettext as _

if TYPE_CHECKING:
    from tracker.reports import Report


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it; Python alone would also take 20260701 and 2026-W27-3."""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or str(value) != day.isoformat():
            self.fail(_("“%(text)s” is not a day; write it as 2026-07-01.", text=value), param, ctx)
        return day


@click.command(epilog="Example: tracker report milestones --as-of 2026-07-01 -o milestones.csv")
@click.argument("name", required=False)
@click.option("--as-of", type=Day(), help="The day to report on; today, unless said otherwise.")
@click.option("--since", type=Day(), help="The day after which a summary begins; a week before, unless said otherwise.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "md"]), default="csv", show_default=True, help="CSV or Markdown."
)
@click.option("-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Where to write.")
def report(name: str | None, as_of: date | None, since: date | None, form: str, output: Path | None) -> None:
    """Write a report, or list those there are.

    Without -o it goes to stdout. FILE is written whole or not at all.
    """
    from tracker import reports
    from tracker.exchange import sheet
    from tracker.reports import markdown

    if name is None:
        for known, registered in reports.REPORTS.items():
            click.echo(f"{known}  {registered.title}")
        return
    try:
        build = reports.find(name)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from error
    if since and not reports.REPORTS[name].looks_back:
        raise click.BadParameter(f"the report {name} looks back on no time.", param_hint="--since")
    built = _built(build, as_of or datetime.now(UTC).date(), {"since": since} if since else {})
    write(markdown.lines(built) if form == "md" else sheet.lines(*reports.csv_rows(built)), output)


def _built(build: "Callable[..., Report]", as_of: date, since: dict[str, date]) -> "Report":
    """The report on the configured database, as anybody may see it."""
    with current(Config.load()) as engine:
        from tracker.database import reading
        from tracker.permissions import ANYBODY
        from tracker.queries.filters import BadQuery

        with reading(engine)() as session:
            try:
                return build(session, as_of=as_of, actor=ANYBODY, **since)
            except BadQuery as error:
                raise click.BadParameter(str(error), param_hint=f"--{error.name.replace('_', '-')}") from error
