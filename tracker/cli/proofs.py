"""What is asked of a database before it counts as a backup of the tracker."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.errors import Refusal
from tracker.cli.output import say

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

# What a database of ours has always had, and another program's has not.
OURS = frozenset({"alembic_version", "record", "claim", "evidence", "revision", "user"})
MOST_SHOWN = 20


def prove(url: str, file: Path, *, quick: bool) -> dict[str, int]:
    """How many rows each table has in a throw-away copy of a backup, if everything in it is as it should be.

    The copy may be migrated. Raises `Refusal`, which names `file`.
    """
    from sqlalchemy.exc import DatabaseError

    from tracker.database import open_engine
    from tracker.schema import SchemaProblem

    engine = open_engine(url)
    try:
        counts = _count(engine, file)
        _bring_up_to_date(engine)
        _check(engine, file, quick=quick)
    except (DatabaseError, SchemaProblem) as error:
        cause = str(getattr(error, "orig", error)).splitlines()[0].rstrip(".")
        raise Refusal(f"{file} cannot be restored: {cause}.") from error
    finally:
        engine.dispose()
    return counts


def _count(engine: "Engine", file: Path) -> dict[str, int]:
    from sqlalchemy import func, inspect, select, table

    from tracker import schema

    # An index for search has tables of its own, which are worked out from others.
    names = [name for name in sorted(inspect(engine).get_table_names()) if not name.startswith("search_index")]
    if not set(names) >= OURS:
        raise Refusal(f"{file} is no backup of the tracker: it is the database of another program.")
    if schema.state(engine) == schema.SchemaState.NEWER:
        raise Refusal(f"{file} was made by a newer version of the tracker: install that version.")
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def _bring_up_to_date(engine: "Engine") -> None:
    from tracker import schema
    from tracker.database import writing
    from tracker.services import indexing

    if schema.state(engine) == schema.SchemaState.CURRENT:
        return
    schema.upgrade(engine)
    with writing(engine)() as session:
        indexing.index_the_rest(session)
        session.commit()


def _check(engine: "Engine", file: Path, *, quick: bool) -> None:
    from tracker.database import reading

    with reading(engine)() as session:
        found = differences(session, quick=quick)
    for sentence in found:
        say(sentence)
    if found:
        raise Refusal(f"{file} is not sound: `tracker check` finds these differences in it.")


def differences(session: "Session", *, quick: bool) -> list[str]:
    """The first of what `tracker check` finds wrong, a sentence each; `quick` leaves out the snapshot."""
    from tracker import checking

    found = [str(difference) for difference in islice(checking.check(session), MOST_SHOWN)]
    if found or quick:
        # A database that is not sound would not survive the journey, and which line of it would say little.
        return found
    return [str(difference) for difference in islice(checking.round_trip(session, say), MOST_SHOWN)]
