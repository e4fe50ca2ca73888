"""`tracker export`: what the address of a list with .csv gives, in a file that is whole or not there."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select

from tests.cli.commands import command, environment
from tests.web.visitors import Visitor, site
from tracker.catalogue import CATALOGUE
from tracker.cli import commands
from tracker.config import ROOT
from tracker.models import Record

QUERIES = [(entry.slug, "") for entry in CATALOGUE] + [
    ("milestones", "milestone_kind=closed_beta_start&sort=-expected_date"),
    ("milestones", "columns=shown&flavour=excel"),
    ("milestones", "columns=all"),
    ("labour-events", "?columns=label,started,updated_at&sort=started&q=strike"),
    ("organisations", "q=%C3%A9+a&per=100"),
]
# Less than a list of the seeds has bytes.
SMALL = 500


def run(url: str, folder: Path, *words: str) -> Result:
    """Run `tracker export`."""
    settings = {"TRACKER_INSTANCE_PATH": str(folder / "instance"), "TRACKER_DATABASE_URL": url}
    return CliRunner(env=settings).invoke(commands, ["export", *words])


def address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def test_it_gives_what_the_address_of_the_list_gives(seeded: Engine, tmp_path: Path) -> None:
    with site(seeded, tmp_path) as app:
        for kind, query in QUERIES:
            answer = Visitor(app).get(f"/{kind}.csv?{query.removeprefix('?')}")
            result = run(address(seeded), tmp_path, kind, query)

            assert (result.exit_code, result.stderr) == (0, ""), result.output
            assert result.stdout_bytes == answer.data


def test_it_writes_a_file_whole_in_the_place_of_another(seeded: Engine, tmp_path: Path) -> None:
    target = tmp_path / "all.csv"
    target.write_text("something older and longer" * 1000)

    result = run(address(seeded), tmp_path, "milestones", "columns=all", "--flavour", "excel", "-o", str(target))

    assert (result.exit_code, result.output) == (0, "")
    assert target.read_bytes() == run(address(seeded), tmp_path, "milestones", "columns=all&flavour=excel").stdout_bytes
    assert target.read_bytes().startswith(b"\xef\xbb\xbfslug,label,")
    assert [path.name for path in tmp_path.glob("*all.csv*")] == [target.name]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("mile-stones",), ("KIND", "mile-stones", "labour-events")),
        (("milestones", "studio=nobody-at-all"), ("QUERY", "nobody-at-all")),
        (("milestones", "colour=blue"), ("QUERY", "colour", "milestone_kind")),
        (("milestones", "studio=%00"), ("QUERY", "a NUL")),
        (("milestones", "q=\udcff"), ("QUERY", "no UTF-8")),
        (("milestones", "columns=nonsense"), ("QUERY", "nonsense", "claim_count")),
        (("milestones", "flavour=vanilla"), ("QUERY", "vanilla", "excel")),
        (("milestones", "--flavour", "vanilla"), ("vanilla", "excel")),
        (("milestones", "-o", "."), ("-o", "directory")),
        ((), ("KIND",)),
    ],
)
def test_it_refuses_what_it_does_not_know(
    seeded: Engine, tmp_path: Path, words: tuple[str, ...], named: tuple[str, ...]
) -> None:
    result = run(address(seeded), tmp_path, *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert all(word in result.stderr for word in named), result.stderr


def test_it_says_so_where_there_is_no_database(tmp_path: Path) -> None:
    result = run(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path, "milestones")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no database yet" in result.stderr


def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(seeded: Engine, tmp_path: Path) -> None:
    target = tmp_path / "all.csv"
    target.write_text("older")
    words = command("export", "milestones", "-o", str(target))
    settings = environment(tmp_path, database_url=address(seeded))
    # Somebody else has the database open too: what SQLite keeps beside it is then there already.
    with seeded.connect() as other:
        other.execute(select(Record.id)).all()
        done = subprocess.run(words, env=settings, capture_output=True, text=True, preexec_fn=lessen, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: {target}: File too large.\n"
    assert target.read_text() == "older"
    assert [path.name for path in tmp_path.glob("*all.csv*")] == [target.name]


def lessen() -> None:
    """Let no file grow beyond `SMALL`: as good as a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("place", ["-o", "stdout"])
def test_a_full_device_is_a_sentence(seeded: Engine, tmp_path: Path, place: str) -> None:
    words = command("export", "milestones", *(("-o", "/dev/full") if place == "-o" else ()))
    settings = environment(tmp_path, database_url=address(seeded))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, env=settings, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == f"Error: {'/dev/full' if place == '-o' else 'stdout'}: No space left on device.\n"


def test_one_that_is_interrupted_leaves_the_old_file_or_the_new(seeded: Engine, tmp_path: Path) -> None:
    whole = run(address(seeded), tmp_path, "milestones").stdout_bytes
    steps = interrupted(tmp_path, address(seeded), 0)

    for fatal in range(1, steps + 1):
        interrupted(tmp_path, address(seeded), fatal)

        place = tmp_path / f"at-{fatal}"
        assert (place / "all.csv").read_bytes() in (b"older", whole)
        assert {path.name for path in place.iterdir()} == {"all.csv", "secret_key"}
    assert steps > 3
    assert (tmp_path / "at-0" / "all.csv").read_bytes() == whole


def interrupted(folder: Path, url: str, fatal: int) -> int:
    """Send the command SIGINT before one of its steps on files in a fresh folder; how many it took."""
    place = folder / f"at-{fatal}"
    place.mkdir()
    (place / "all.csv").write_text("older")
    (place / "secret_key").write_text("x" * 64)
    program = [sys.executable, "-m", "tests.cli.interrupted", str(folder), "SIGINT"]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    done = subprocess.run(
        [*program, "export", "milestones", "-o", "{place}/all.csv"],
        cwd=ROOT,
        env=settings | {"TRACKER_DATABASE_URL": url},
        input=f"{place.name} {fatal}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)
