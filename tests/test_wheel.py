"""The wheel brings all it needs: installed where nothing else is, in an empty folder, the tracker runs.

The environment is a fresh one. Into its site-packages go links to the distributions that the wheel declares, and those
that they declare, taken from the environment of these tests: nothing is downloaded, whatever is not declared is not
there, and neither is the repository.
"""

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.cli.commands import ADDRESS
from tracker.config import MIGRATIONS, PACKAGE, ROOT, SEEDS, TEMPLATES

PATIENCE = 60
SHIPPED = {MIGRATIONS: "tracker/_shipped/migrations", SEEDS: "tracker/_shipped/seeds"}
SHIPPED |= {TEMPLATES: "tracker/_shipped/templates", PACKAGE: "tracker"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the repository as it is."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that has the wheel and what it declares."""
    folder = tmp_path_factory.mktemp("home")
    venv.create(folder / "env", symlinks=True)
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    (metadata,) = [path for path in zipfile.Path(wheel).iterdir() if path.name.endswith(".dist-info")]
    for name in needed(PathDistribution(metadata), set(), set()):
        link(name, site)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "--python", str(folder / "env")]
    run([*pip, "install", "--no-index", "--no-deps", str(wheel)], folder)
    return folder


def needed(wheel: Distribution, extras: set[str], known: set[str]) -> set[str]:
    """The names of the distributions that one needs, and those need."""
    for text in wheel.requires or ():
        wanted = Requirement(text)
        asked = wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in (*extras, ""))
        if asked and (key := canonicalize_name(wanted.name)) not in known:
            known.add(key)
            needed(distribution(wanted.name), wanted.extras, known)
    return known


def link(name: str, site: Path) -> None:
    """Put links to the files of a distribution where another environment looks for them."""
    found = distribution(name)
    for top in {file.parts[0] for file in found.files or () if not file.parts[0].startswith(("..", "__pycache__"))}:
        if not (site / top).exists():
            (site / top).symlink_to(Path(str(found.locate_file(top))))


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its good end, without any setting of ours."""
    done = subprocess.run(
        words, cwd=folder, env=settings(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def settings() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith(("TRACKER_", "PYTHON"))}


def shipped() -> Iterator[str]:
    for folder, place in SHIPPED.items():
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{place}/{path.relative_to(folder)}"


def test_it_holds_every_file_that_is_used_and_none_besides(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as held:
        names = {name for name in held.namelist() if ".dist-info/" not in name}

    assert names == set(shipped())


def test_it_runs_where_nothing_else_is(home: Path, tmp_path: Path) -> None:
    tracker = str(home / "env" / "bin" / "tracker")
    where = "import tracker.config as config; print(config.PACKAGE, config.SEEDS)"
    places = run([str(home / "env" / "bin" / "python"), "-c", where], tmp_path).stdout
    assert places.count(str(home)) == 2
    assert str(ROOT) not in places

    for command in (["upgrade"], ["seed"], ["check", "--quick"]):
        run([tracker, *command], tmp_path)
    exported = run([tracker, "export", "milestones"], tmp_path).stdout
    assert len(exported.splitlines()) == len((SEEDS / "milestone.csv").read_text(encoding="utf-8").splitlines())

    with subprocess.Popen(
        [tracker, "serve", "--port", "0"], cwd=tmp_path, env=settings(), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            address = next(found[0] for line in server.stdout if (found := ADDRESS.findall(line)))
            french = Request(f"{address}/milestones", headers={"Accept-Language": "fr"})  # noqa: S310 (our own server)
            assert "Jalons" in read(french)
            assert read(f"{address}/milestones.csv") == exported
        finally:
            server.terminate()
    assert {path.name for path in tmp_path.iterdir()} == {"instance"}


def read(address: str | Request) -> str:
    with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 (our own server)
        return answer.read().decode()
