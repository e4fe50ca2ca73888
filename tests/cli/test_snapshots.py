import shutil
import subprocess

import pytest

from tests.cli.commands import PATIENCE, command, environment, refused, run
from tracker.config import SEEDS


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_snapshot_of_the_seeds_is_the_seeds(copies, tmp_path):
    done = run(tmp_path, "snapshot", str(tmp_path / "package"), database_url=copies("seeded"))

    assert (done.returncode, done.stdout) == (0, "")
    assert files(tmp_path / "package") == files(SEEDS)
    assert len(done.stderr.splitlines()) == len(files(SEEDS))  # one for each table, and one for all


def test_a_snapshot_can_be_read_back(copies, tmp_path):
    package, again = tmp_path / "package", tmp_path / "again"
    run(tmp_path, "snapshot", str(package), database_url=copies("seeded"))
    url = copies("blank")

    assert run(tmp_path, "seed", str(package), database_url=url).returncode == 0

    assert run(tmp_path, "snapshot", str(again), database_url=url).returncode == 0
    assert files(again) == files(package)


def test_a_snapshot_over_another_leaves_nothing_of_it(copies, tmp_path):
    package = shutil.copytree(SEEDS, tmp_path / "package")

    done = run(tmp_path, "snapshot", str(package), database_url=copies("blank"))

    assert done.returncode == 0
    assert set(files(package)) == {"datapackage.json", "term.csv"}
    assert {path.name for path in tmp_path.iterdir()} == {"package", "secret_key"}


def test_files_of_somebody_else_are_not_overwritten(copies, tmp_path):
    package = shutil.copytree(SEEDS, tmp_path / "package")
    (package / "notes.txt").write_text("mine")
    before = files(package)

    line = refused(run(tmp_path, "snapshot", str(package), database_url=copies("blank")))

    assert str(package) in line
    assert "notes.txt" in line
    assert files(package) == before


def test_a_snapshot_into_a_folder_that_is_not_there_names_it(copies, tmp_path):
    line = refused(run(tmp_path, "snapshot", str(tmp_path / "absent" / "package"), database_url=copies("blank")))

    assert f"There is no folder {tmp_path / 'absent'} for package" in line


def test_a_full_disk_ends_a_snapshot_with_a_sentence(copies, tmp_path):
    package = shutil.copytree(SEEDS, tmp_path / "package")
    before = files(package)
    # No file may grow beyond 64 KiB: less than the evidence takes.
    limited = ["sh", "-c", 'ulimit -f 128; exec "$@"', "sh", *command("snapshot", str(package))]

    done = subprocess.run(
        limited,
        env=environment(tmp_path, database_url=copies("seeded")),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"Error: {package} cannot be written: File too large."
    assert "Traceback" not in done.stderr
    assert files(package) == before
    assert {path.name for path in tmp_path.iterdir()} == {"package", "secret_key"}


def test_a_snapshot_into_an_empty_name_is_a_wrong_use(tmp_path):
    done = run(tmp_path, "snapshot", "")

    assert done.returncode == 2
    assert "Name a folder" in done.stderr


@pytest.mark.parametrize("name", ["secret_key", ""])
def test_a_snapshot_into_what_is_no_folder_is_a_wrong_use(tmp_path, name):
    (tmp_path / "secret_key").write_text("x" * 40)

    done = run(tmp_path, "snapshot", *([str(tmp_path / name)] if name else []))

    assert done.returncode == 2
    assert "DIR" in done.stderr


def test_a_database_without_tables_gives_no_snapshot(tmp_path):
    assert "no database yet" in refused(run(tmp_path, "snapshot", str(tmp_path / "package")))
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key"}
