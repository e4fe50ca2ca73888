"""The folder of a package is replaced whole, and never one that holds anything else."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.exchange.killed import OLD, put, show
from tracker.exchange.folder import put_aside, put_in_place, replacing
from tracker.exchange.package import description
from tracker.exchange.rows import PackageProblem

NEW = {"datapackage.json": description(["claim"]), "claim.csv": "new"}


def replace(folder: Path) -> None:
    with replacing(folder) as partial:
        put(partial, NEW)


def break_off(folder: Path, stop: type[BaseException]) -> None:
    with replacing(folder) as partial:
        put(partial, {"claim.csv": "half"})
        raise stop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a package is written to; nothing is there."""
    return tmp_path / "package"


def test_makes_a_folder_that_is_not_there(folder: Path) -> None:
    replace(folder)

    assert show(folder) == NEW


def test_fills_a_folder_that_is_empty(folder: Path) -> None:
    folder.mkdir()

    replace(folder)

    assert show(folder) == NEW


def test_replaces_a_package_with_all_its_files(folder: Path) -> None:
    put(folder, OLD)

    replace(folder)

    assert show(folder) == NEW
    assert list(folder.parent.iterdir()) == [folder]


def test_replaces_what_a_link_leads_to(folder: Path, tmp_path: Path) -> None:
    put(folder, OLD)
    link = tmp_path / "link"
    link.symlink_to(folder)

    replace(link)

    assert link.is_symlink()
    assert show(folder) == NEW


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"notes.txt": "mine"}, "datapackage.json"),
        (OLD | {"notes.txt": "mine"}, "notes.txt"),
        (OLD | {".hidden": "mine"}, ".hidden"),
        (OLD | {"evidence.csv": "not named in the description"}, "evidence.csv"),
        ({"datapackage.json": '{"resources": [{"name": "weather"}]}', "weather.csv": ""}, "'weather'"),
        ({"datapackage.json": "{", "claim.csv": ""}, "not the description"),
        ({"claim.csv": "a table without a description"}, "datapackage.json"),
    ],
)
def test_refuses_a_folder_that_holds_anything_else(folder: Path, files: dict[str, str], named: str) -> None:
    put(folder, files)

    with pytest.raises(PackageProblem, match=named) as raised:
        replace(folder)

    assert str(folder) in str(raised.value)
    assert show(folder) == files
    assert list(folder.parent.iterdir()) == [folder]


def test_refuses_a_folder_in_a_package(folder: Path) -> None:
    put(folder, OLD)
    (folder / "term.csv").unlink()
    put(folder / "term.csv", {"notes.txt": "mine"})

    with pytest.raises(PackageProblem, match=r"term\.csv"):
        replace(folder)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_what_breaks_off_leaves_the_folder_as_it_was(folder: Path, stop: type[BaseException]) -> None:
    put(folder, OLD)

    with pytest.raises(stop):
        break_off(folder, stop)

    assert show(folder) == OLD
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("place", [put_in_place, put_aside])
def test_a_folder_and_what_it_replaces_change_names(folder: Path, place: Callable[[Path, Path], None]) -> None:
    put(folder, OLD)
    put(folder.with_name("new"), NEW)

    place(folder.with_name("new"), folder)

    assert show(folder) == NEW
    assert show(folder.with_name("new")) == OLD
    assert len(list(folder.parent.iterdir())) == 2


def test_a_folder_that_cannot_take_the_place_leaves_the_old_one(folder: Path) -> None:
    put(folder, OLD)

    with pytest.raises(FileNotFoundError):
        put_aside(folder.with_name("absent"), folder)

    assert show(folder) == OLD


def test_refuses_a_link_that_leads_nowhere(folder: Path) -> None:
    folder.symlink_to(folder.with_name("absent"))

    with pytest.raises(PackageProblem, match="a link that leads nowhere"):
        replace(folder)

    assert list(folder.parent.iterdir()) == [folder]


def test_clears_away_what_a_kill_left_and_nothing_that_may_still_be_written(folder: Path) -> None:
    left, fresh, other = (folder.with_name(name) for name in (".package.0a1b2c3d", ".package.0a1b2c3e", ".package.old"))
    for path in (left, fresh, other):
        put(path, OLD)
    for path in (left, other):
        os.utime(path, (time.time() - 7200, time.time() - 7200))

    replace(folder)

    assert set(folder.parent.iterdir()) == {folder, fresh, other}


def test_a_kill_at_any_step_leaves_the_old_package_or_the_new_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.exchange.killed", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    left = done.stdout.split()
    assert left == sorted(left, reverse=True)
    assert set(left) == {"old", "new"}
