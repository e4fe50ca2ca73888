import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import chains
from tracker.config import ROOT

SQLITE_ONLY = pytest.mark.parametrize("copies", ["sqlite"], indirect=True)


def dump(path: Path) -> list[str]:
    """All that a database holds, as sorted lines: Alembic writes the constraints of a rebuilt table in any order."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return sorted(line.strip("\t ,)") for line in "\n".join(connection.iterdump()).splitlines())


class Killer:
    """Upgrades copies of one SQLite file, killing each at a step of one's choice."""

    def __init__(self, chain: Path, original: Path, *flags: str) -> None:
        self.original = original
        command = [sys.executable, "-m", "tests.killed_upgrades", chain, *flags]
        self.server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.path = original.with_name("killed.sqlite3")

    def fresh(self) -> None:
        for file in self.path.parent.glob("killed.sqlite3*"):
            file.unlink()
        if self.original.exists():
            shutil.copy(self.original, self.path)

    def upgrade(self, fatal: int = 0) -> int:
        """The number of steps it took."""
        self.server.stdin.write(f"{self.path} {fatal}\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline())

    def close(self) -> None:
        self.server.communicate()


def outcomes(killer: Killer, points: int, seed: int) -> Iterator[str]:
    """What each kill left: the old database, the new one, or something torn."""
    killer.fresh()
    before = dump(killer.path)
    steps = killer.upgrade()
    after = dump(killer.path)
    assert after != before
    for fatal in random.Random(seed).choices(range(1, steps + 1), k=points):
        killer.fresh()
        assert killer.upgrade(fatal) == fatal - 1
        left = dump(killer.path)
        if left not in (before, after):
            yield "torn"
            continue
        killer.upgrade()
        assert dump(killer.path) == after
        yield "old" if left == before else "new"


@pytest.fixture
def seed():
    given = int(os.environ.get("TRACKER_TEST_SEED") or random.randrange(2**32))
    print(f"TRACKER_TEST_SEED={given}")
    return given


@pytest.fixture(params=["empty", "seeded"])
def original(request, copies, tmp_path):
    """The file an upgrade starts from: none, or the seeds."""
    path = tmp_path / "original.sqlite3"
    if request.param == "seeded":
        shutil.copy(copies("seeded").removeprefix("sqlite:///"), path)
    return path


@SQLITE_ONLY
@pytest.mark.parametrize("points", [10, pytest.param(200, marks=pytest.mark.nightly)])
def test_a_killed_upgrade_leaves_the_old_or_the_new(original, tmp_path, points, seed):
    killer = Killer(chains.lengthened(tmp_path, chains.REBUILD_RECORD), original)

    found = list(outcomes(killer, points, seed))

    assert len(found) == points
    assert "torn" not in found
    killer.close()


@SQLITE_ONLY
def test_without_our_transaction_a_killed_upgrade_is_torn(original, tmp_path, seed):
    """The control: Alembic as it is by default."""
    chain = chains.lengthened(tmp_path, chains.REBUILD_RECORD)
    killer = Killer(chains.changed(chain, "transactional_ddl=True", "transactional_ddl=False"), original, "careless")

    assert "torn" in outcomes(killer, 20, seed)
    killer.close()
