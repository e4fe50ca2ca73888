"""What Alembic runs: every migration in one transaction, with guards that roll all of it back where rows would go.

On SQLite a migration rebuilds a table by dropping the old one. With foreign keys on, that deletes the rows of every
child that says ON DELETE CASCADE, and every check of SQLite's calls the result sound; so they are off meanwhile.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Literal

from alembic import context
from alembic.runtime.migration import MigrationInfo
from sqlalchemy import Connection, func, inspect, select, table, text

from tracker.config import Config
from tracker.database import open_engine
from tracker.models import Base
from tracker.models.base import UtcDateTime
from tracker.models.search_document import INDEX
from tracker.schema import SchemaProblem

# Two processes that start at once upgrade one after the other. The number is arbitrary, and ours.
LOCK = 7_210_425_866


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = open_engine(Config.load().database_url)
    with closing(engine.connect()) as connection:
        migrate(connection)
    engine.dispose()


def migrate(connection: Connection) -> None:
    with foreign_keys_off(connection):
        guard = RowGuard(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_item,
            include_object=is_ours,
            compare_server_default=compare_default,
            # Alembic leaves this off on SQLite because the driver used to commit before every CREATE; ours, whose
            # transactions are begun by hand, does not.
            transactional_ddl=True,
            on_version_apply=lambda step, **_others: guard.check(step),
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            guard.start()
            context.run_migrations()
            refuse_dangling_links(connection)


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Switch off SQLite's foreign keys, outside any transaction, where alone it works, and on again afterwards."""
    if connection.dialect.name != "sqlite":
        yield
        return
    if connection.in_transaction():
        raise SchemaProblem("A migration begins its own transaction: give it a connection that has not begun one.")
    driver: Any = connection.connection.driver_connection
    # The lock is taken at once: what a migration has read stays true until it is done.
    connection.execution_options(tracker_writes=True)
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


class RowGuard:
    """Counts the rows of every table before and after each migration, and names the one that lost or gained some.

    A migration that means to says so: `CHANGES_ROWS = {"table"}`.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.counts: dict[str, int] = {}
        self.triggers: dict[str, str] = {}

    def start(self) -> None:
        self.counts, self.triggers = self._count(), self._list_triggers()

    def check(self, step: MigrationInfo) -> None:
        """Raise `SchemaProblem` if the migration just run changed the number of rows of a table that it keeps."""
        counts, triggers = self._count(), self._list_triggers()
        migration: Any = step.up_revision
        meant: set[str] = getattr(migration.module, "CHANGES_ROWS", set())
        for name in (self.counts.keys() & counts.keys()) - meant:
            if self.counts[name] != counts[name]:
                lost = f"leave {counts[name]} of {self.counts[name]} rows in {name}"
                raise SchemaProblem(f"The migration “{migration.doc}” would {lost}. Nothing was changed.")
        for name, owner in self.triggers.items():
            if step.is_upgrade and name not in triggers and owner in counts:
                raise SchemaProblem(
                    f"The migration “{migration.doc}” would drop the trigger {name}. Nothing was changed."
                )
        self.counts, self.triggers = counts, triggers

    def _count(self) -> dict[str, int]:
        # What SQLite keeps behind the search index is its own affair.
        found = inspect(self.connection).get_table_names()
        names = {name for name in found if name != "alembic_version" and not name.startswith(INDEX)}
        return {name: self.connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}

    def _list_triggers(self) -> dict[str, str]:
        """The table of every trigger: SQLite drops them with the table that a migration rebuilds, and says nothing."""
        if self.connection.dialect.name != "sqlite":
            return {}
        rows = self.connection.execute(text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"))
        return {row.name: row.tbl_name for row in rows}


def refuse_dangling_links(connection: Connection) -> None:
    """Raise `SchemaProblem` if a row points to nothing: SQLite did not look while its foreign keys were off."""
    if connection.dialect.name != "sqlite":
        return
    if found := connection.execute(text("PRAGMA foreign_key_check")).first():
        links = f"row {found.rowid} of {found.table} point to a row of {found.parent} that is not there"
        raise SchemaProblem(f"The migration would make {links}. Nothing was changed.")


def render_item(kind: str, item: Any, _autogenerating: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database: a migration outlives the models."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def is_ours(_thing: Any, name: str | None, _kind: str, _reflected: bool, _compared: Any) -> bool:
    """Whether the models say what it should be. Of the search index, and what SQLite keeps behind it, they do not."""
    return not (name or "").startswith(INDEX)


def compare_default(_context: Any, _found: Any, column: Any, found: str | None, *_wanted: Any) -> bool | None:
    """Whether a default differs. Alembic's own comparison, asked for by None, finds fault with '' on SQLite."""
    wanted = getattr(column.server_default, "arg", None)
    return False if wanted == "" and found == "('')" else None


if context.is_offline_mode():
    raise SchemaProblem("Migrations need the database at hand: they count its rows before and after.")
run()
