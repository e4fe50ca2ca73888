"""Data packages for tests: copies of the seeds, changed row by row."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.config import SEEDS
from tracker.exchange.loading import PackageProblem, load
from tracker.exchange.package import description, tables
from tracker.models import Base
from tracker.permissions import SYSTEM

Rows = list[dict[str, str]]


def copied(folder: Path) -> Path:
    """A copy of the seeds in `folder`."""
    return Path(shutil.copytree(SEEDS, folder / "package"))


# Claims of every type of value; the two disputes are an open question and a settled one.
FEW = ("c-mil-08", "c-mil-09", "c-lab-01", "c-lab-03", "c-lab-10", "c-ini-07", "c-mil-01", "c-mil-08.2")


def small(folder: Path) -> Path:
    """A package of the records of the seeds and few of their claims, without the terms, which every database has."""
    package = copied(folder)
    _keep(package, "claim", lambda row: row["key"] in FEW)
    _keep(package, "evidence", lambda row: row["claim"] in FEW or row["key"] == "INI-01.2")
    _keep(package, "dispute_claim", lambda row: row["claim"] in FEW)
    (package / "term.csv").unlink()
    names = [name for name in tables() if (package / f"{name}.csv").exists()]
    (package / "datapackage.json").write_text(description(names), encoding="utf-8")
    return package


def _keep(package: Path, table: str, wanted: Callable[[dict[str, str]], bool]) -> None:
    def drop(rows: Rows) -> None:
        rows[:] = [row for row in rows if wanted(row)]

    rewrite(package, table, drop)


def rows_of(folder: Path, table: str) -> Rows:
    """The rows of a table of a package."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rewrite(folder: Path, table: str, change: Callable[[Rows], object]) -> None:
    """Change the rows of a table of a package."""
    rows = rows_of(folder, table)
    columns = list(rows[0])
    change(rows)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def contents(session: Session) -> dict[str, list[str]]:
    """Every row of every table, as it stands in the database."""
    session.flush()
    return {
        table.name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
        for table in Base.metadata.sorted_tables
    }


def refused(session: Session, folder: Path) -> list[str]:
    """The sentences with which a package is refused, having written nothing."""
    before = contents(session)
    with pytest.raises(PackageProblem) as raised:
        load(session, folder, actor=SYSTEM)
    session.rollback()
    assert contents(session) == before
    return raised.value.sentences
