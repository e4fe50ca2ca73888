import csv
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import chains
from tests.cli.commands import counts, refused, run
from tracker.config import SEEDS
from tracker.database import open_engine
from tracker.schema import SchemaState, state


@pytest.fixture
def package(tmp_path):
    """A copy of the seeds, to put faults into."""
    return shutil.copytree(SEEDS, tmp_path / "package")


def put(package, table, line, field, value):
    """Write `value` into a cell, by the line a person sees in an editor."""
    path = package / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[line - 1][rows[0].index(field)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_the_seeds_are_added_once(copies, tmp_path):
    url = copies("blank")
    before = counts(url)

    first = run(tmp_path, "seed", database_url=url)

    added = counts(url)
    assert (first.returncode, first.stdout) == (0, "")
    assert f"claim {added['claim']}" in first.stderr
    assert added["claim"] > before["claim"] == 0

    second = run(tmp_path, "seed", database_url=url)

    assert (second.returncode, second.stdout) == (0, "")
    assert "nothing to add" in second.stderr
    assert counts(url) == added


def test_of_two_seedings_at_once_the_second_finds_the_work_done(copies, tmp_path):
    url = copies("blank")

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _number: run(tmp_path, "seed", database_url=url, secret_key="x" * 40), range(2)))

    assert [done.returncode for done in both] == [0, 0], both
    assert sorted("nothing to add" in done.stderr for done in both) == [False, True]


def test_seeding_an_empty_database_makes_its_tables(tmp_path):
    assert run(tmp_path, "seed").returncode == 0
    assert counts(f"sqlite:///{tmp_path / 'tracker.sqlite3'}")["claim"] > 0


def test_a_package_with_bad_rows_adds_nothing_and_names_them(copies, tmp_path, package):
    url = copies("blank")
    before = counts(url)
    put(package, "claim", 3, "assertion", "gossip")
    put(package, "claim", 5, "field", "nonsense")

    done = run(tmp_path, "seed", str(package), database_url=url)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    named = done.stderr.splitlines()
    assert any(all(word in line for word in ("claim.csv", "line 3", "assertion", "“gossip”")) for line in named)
    assert any(all(word in line for word in ("claim.csv", "line 5", "field", "“nonsense”")) for line in named)
    assert counts(url) == before


def test_a_folder_without_a_package_is_refused(tmp_path):
    (tmp_path / "nothing").mkdir()

    assert "datapackage.json" in refused(run(tmp_path, "seed", str(tmp_path / "nothing")))


def test_a_folder_that_is_not_there_is_a_wrong_use(tmp_path):
    done = run(tmp_path, "seed", str(tmp_path / "absent"))

    assert done.returncode == 2
    assert "absent" in done.stderr


def test_an_old_database_is_not_seeded(copies, tmp_path):
    url = copies("blank")
    chain = chains.lengthened(tmp_path, "pass")

    assert "tracker upgrade" in refused(run(tmp_path, "seed", chain=chain, database_url=url))


def test_upgrade_makes_the_tables_once(tmp_path):
    first = run(tmp_path, "upgrade")

    engine = open_engine(f"sqlite:///{tmp_path / 'tracker.sqlite3'}")
    assert (first.returncode, first.stdout) == (0, "")
    assert state(engine) == SchemaState.CURRENT
    engine.dispose()

    second = run(tmp_path, "upgrade")

    assert second.returncode == 0
    assert "already" in second.stderr
    assert not (tmp_path / "backups").exists()
