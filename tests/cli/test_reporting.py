import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from tracker import frames
from tracker.cli.reporting import report as command
from tracker.database import reading


def run(url: str, folder: Path, *words: str) -> Result:
    """Run `tracker report`."""
    settings = {"TRACKER_INSTANCE_PATH": str(folder / "instance"), "TRACKER_DATABASE_URL": url}
    return CliRunner(env=settings).invoke(command, words)


def address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def cells(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_command_prints_csv(seeded: Engine, tmp_path: Path) -> None:
    result = run(address(seeded), tmp_path, "milestones", "--as-of", "2026-07-01", "--format", "csv")

    assert result.exit_code == 0, result.output
    days = {row["slug"]: row["days_overdue"] for row in cells(result.stdout)}
    assert days == {
        "ai-studio-closed-beta": "92",
        "ai-studio-first-results": "31",
        "ai-studio-commercial-offer": "",
        "ai-studio-created": "",
        "ai-studio-closed-beta-announced": "",
    }


def test_the_command_writes_a_file_whole(seeded: Engine, tmp_path: Path) -> None:
    target = tmp_path / "milestones.csv"
    target.write_text("something older and longer" * 1000)

    result = run(address(seeded), tmp_path, "milestones", "--as-of", "2026-07-01", "-o", str(target))

    assert (result.exit_code, result.stdout) == (0, "")
    assert len(cells(target.read_text(encoding="utf-8"))) == 5
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite3") == ["instance", target.name]


def test_the_command_reports_on_today_unless_told_otherwise(seeded: Engine, tmp_path: Path) -> None:
    result = run(address(seeded), tmp_path, "milestones")

    with reading(seeded)() as session:
        today = frames.milestones(session, as_of=date.today())  # noqa: DTZ011 - a day, give or take one
    assert [row["status"] for row in cells(result.stdout)] == list(today.status)


def test_the_command_lists_the_reports(tmp_path: Path) -> None:
    result = run("sqlite:///nowhere.sqlite3", tmp_path)

    assert (result.exit_code, result.stdout) == (
        0,
        "milestones  Milestones: expected and actual\nsummary  Summary: what is new\n",
    )


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("milstones",), ("milstones", "milestones")),
        (("milestones", "--as-of", "2026-02-30"), ("2026-02-30", "2026-07-01")),
        (("milestones", "--as-of", "July"), ("July", "2026-07-01")),
        (("milestones", "--as-of", "20260701"), ("20260701", "2026-07-01")),
        (("milestones", "--format", "pdf"), ("pdf", "csv")),
        (("summary", "--since", "last week"), ("last week", "2026-07-01")),
        (("milestones", "--since", "2026-07-01"), ("milestones", "--since")),
    ],
)
def test_the_command_refuses_what_it_does_not_know(
    tmp_path: Path, words: tuple[str, ...], named: tuple[str, str]
) -> None:
    result = run("sqlite:///nowhere.sqlite3", tmp_path, *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert all(word in result.stderr for word in named), result.stderr


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--since", "2026-07-02"), ("--since", "2026-07-02", "a day before as_of, which is 2026-07-01")),
        (("--since", "0001-01-01"), ("--since", "0001-01-01", "1900-01-01")),
        (("--as-of", "9999-12-31"), ("--as-of", "9999-12-31", "2999-12-31")),
    ],
)
def test_the_command_refuses_days_that_make_no_time(
    seeded: Engine, tmp_path: Path, words: tuple[str, ...], named: tuple[str, ...]
) -> None:
    target = tmp_path / "summary.csv"

    result = run(address(seeded), tmp_path, "summary", "--as-of", "2026-07-01", *words, "-o", str(target))

    assert (result.exit_code, result.stdout, target.exists()) == (2, "", False)
    assert all(word in result.stderr for word in named), result.stderr


def test_the_command_sums_up_the_time_one_asks_for(seeded: Engine, tmp_path: Path) -> None:
    result = run(address(seeded), tmp_path, "summary", "--as-of", "2026-07-01", "--since", "2026-02-10")

    assert result.exit_code == 0, result.output
    overdue = [row["reference"] for row in cells(result.stdout) if row["section"] == "newly_overdue"]
    assert overdue == ["milestone:ai-studio-closed-beta", "milestone:ai-studio-first-results"]


@pytest.mark.parametrize("name", ["milestones", "summary"])
def test_the_command_writes_markdown(seeded: Engine, tmp_path: Path, name: str) -> None:
    target = tmp_path / "report.md"

    printed = run(address(seeded), tmp_path, name, "--as-of", "2026-07-01", "--format", "md")
    kept = run(address(seeded), tmp_path, name, "--as-of", "2026-07-01", "--format", "md", "-o", str(target))

    assert (printed.exit_code, kept.exit_code, kept.stdout) == (0, 0, "")
    assert printed.stdout == target.read_text(encoding="utf-8")
    assert printed.stdout.startswith(
        ("# Milestones: expected and actual, 1 July 2026\n", "# Summary: what is new, 1 July")
    )


def test_the_command_names_a_file_it_cannot_write(seeded: Engine, tmp_path: Path) -> None:
    result = run(address(seeded), tmp_path, "milestones", "-o", str(tmp_path / "nowhere" / "all.csv"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path / 'nowhere' / 'all.csv'}: No such file or directory." in result.stderr


def test_the_command_writes_into_what_is_no_file_without_replacing_it(seeded: Engine, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    result = run(address(seeded), tmp_path, "milestones", "-o", str(pipe))

    assert result.exit_code == 0, result.output
    assert pipe.is_fifo()
    assert os.read(reader, 5) == b"slug,"
    os.close(reader)
