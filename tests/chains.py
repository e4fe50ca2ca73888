"""Chains of migrations that tests lengthen: a copy of migrations/ with one more, run on a database of their own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from tracker.config import MIGRATIONS

NEXT = "ffff00000001"
# On SQLite this drops the table and copies it, on PostgreSQL it alters it.
REBUILD_RECORD = """
with op.batch_alter_table("record") as batch:
    batch.add_column(sa.Column("nickname", sa.Text))
    batch.create_check_constraint("nickname_filled", "nickname <> ''")
"""
MIGRATION = '''"""One more."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{after}"
branch_labels = None
depends_on = None
{declares}

def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


def lengthened(folder: Path, upgrade: str, *, downgrade: str = "pass", declares: str = "") -> Path:
    """Copy migrations/ into `folder` and add one migration, whose bodies are lines of Python."""
    chain = folder / "migrations"
    shutil.copytree(MIGRATIONS, chain, ignore=shutil.ignore_patterns("__pycache__"))
    bodies = {"upgrade": upgrade.replace("\n", "\n    "), "downgrade": downgrade.replace("\n", "\n    ")}
    text = MIGRATION.format(revision=NEXT, after=head(), declares=declares, **bodies)
    (chain / "versions" / "29991231_one_more.py").write_text(text)
    return chain


def changed(chain: Path, old: str, new: str) -> Path:
    """Put a fault into the chain's env.py."""
    path = chain / "env.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return chain


def head() -> str:
    """The newest revision there is."""
    found = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert found
    return found


@contextmanager
def configured(engine: Engine, chain: Path = MIGRATIONS) -> Iterator[Config]:
    """Alembic's configuration for one command on one database."""
    with engine.connect() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(chain))
        yield config


def upgrade(engine: Engine, chain: Path = MIGRATIONS) -> None:
    """Run the chain to its end."""
    with configured(engine, chain) as config:
        command.upgrade(config, "head")


def downgrade(engine: Engine, revision: str = "base", chain: Path = MIGRATIONS) -> None:
    """Run the chain backwards."""
    with configured(engine, chain) as config:
        command.downgrade(config, revision)
