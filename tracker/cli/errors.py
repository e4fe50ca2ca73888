"""What goes wrong for a reason the user can do something about: one clear line on stderr, and exit 2."""

import errno
import sqlite3
from typing import Any

import click

from tracker.config import Config, ConfigProblem
from tracker.languages import gettext as _


class Problem(click.ClickException):
    """Ends a command with one line."""

    exit_code = 2


class Refusal(Problem):
    """A sentence why something was not done, though it was well asked for."""

    exit_code = 1


class PlainGroup(click.Group):
    """Commands that say what is wrong instead of showing where. What they do not know is a fault of ours: it shows."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if said := explain(error):
                raise Problem(said) from error
            raise


def explain(error: Exception) -> str | None:
    """The line for an error, or None if no user can be expected to know what to do."""
    if isinstance(error, ConfigProblem):
        return str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        # What was opened before does not tell its name: it may be stdout, or a file of ours.
        return f"{error.strerror}."
    if isinstance(error, sqlite3.Error):
        return _about_database(str(error))
    return _explain_refusal(error) or _explain_database(error)


def _explain_refusal(error: Exception) -> str | None:
    from tracker.exchange.loading import PackageProblem
    from tracker.schema import SchemaProblem
    from tracker.services.errors import NotAllowed, Rejected

    return str(error) if isinstance(error, PackageProblem | SchemaProblem | NotAllowed | Rejected) else None


def _explain_database(error: Exception) -> str | None:
    """A line for a database that is not there, not one, or not to be written to; other errors of it are our faults."""
    from sqlalchemy import exc

    unusable = isinstance(error, exc.OperationalError | exc.InternalError) or type(error) is exc.DatabaseError
    return _about_database(str(error.orig)) if unusable and isinstance(error, exc.DBAPIError) else None


def _about_database(cause: str) -> str:
    from sqlalchemy import make_url

    address = make_url(Config.load().database_url).render_as_string(hide_password=True)
    first = cause.strip().splitlines()[0].rstrip(".")
    return _("The database %(address)s cannot be used: %(cause)s.", address=address, cause=first)
