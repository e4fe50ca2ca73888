"""The real commands, as processes of their own, each with an instance folder of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from tracker.database import open_engine, reading
from tracker.models import Base

PATIENCE = 60
SIGN_IN = re.compile(r"Sign in as (\S+) with the password (\S+)")
ADDRESS = re.compile(r"http://\S+")
# The commands with another chain of migrations, as if this were another version of the tracker.
OTHER_VERSION = (
    "import pathlib, sys, tracker.config; tracker.config.MIGRATIONS = pathlib.Path(sys.argv.pop(1)); "
    "from tracker.cli import main; main()"
)


def environment(instance: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    given = {f"TRACKER_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "TRACKER_INSTANCE_PATH": str(instance), **given}


def command(*arguments: str, chain: Path | None = None) -> list[str]:
    start = ["-c", OTHER_VERSION, str(chain)] if chain else ["-m", "tracker"]
    return [sys.executable, *start, *arguments]


def run(
    instance: Path, *arguments: str, chain: Path | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*arguments, chain=chain),
        env=environment(instance, **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass
class Serving:
    """A tracker that serves."""

    process: subprocess.Popen[str]
    said: str

    @property
    def address(self) -> str:
        return ADDRESS.findall(self.said)[-1]

    @property
    def sign_in(self) -> tuple[str, str] | None:
        """The name and password it showed."""
        found = SIGN_IN.search(self.said)
        return (found[1], found[2]) if found else None

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(with_signal)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(instance: Path, *arguments: str, chain: Path | None = None, **settings: str) -> Iterator[Serving]:
    """Start `tracker serve` on a free port, and wait until it says where."""
    with (
        (instance / "stderr").open("a") as stderr,
        subprocess.Popen(
            command("serve", "--port", "0", *arguments, chain=chain),
            env=environment(instance, **settings),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
        said = ""
        while "runs at" not in said and (line := process.stdout.readline()):
            said += line
        try:
            assert ADDRESS.search(said), said + (instance / "stderr").read_text()
            yield Serving(process, said)
        finally:
            process.kill()


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a command refused with."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def counts(url: str) -> dict[str, int]:
    """How many rows each table of a database has."""
    engine = open_engine(url)
    with reading(engine)() as session:
        tables = Base.metadata.tables.items()
        found = {name: session.scalar(select(func.count()).select_from(table)) for name, table in tables}
    engine.dispose()
    return found
