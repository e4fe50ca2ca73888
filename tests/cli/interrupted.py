"""Commands that end before one of their steps on files: a process that has imported everything and forks.

    python -m tests.cli.interrupted FOLDER SIGNAL COMMAND…

reads lines `PLACE N`, and runs the command with FOLDER/PLACE as its instance in a child that sends itself SIGNAL before
its N-th step on a file in there (0: never). `{place}` in the command is that folder. Answers with the steps taken.
"""

import itertools
import os
import signal
import sys
from pathlib import Path

from tests.databases import open_engine
from tracker import checking
from tracker.cli import commands

STEPS = ("open", "os.", "shutil.", "sqlite3.connect", "tempfile.")
LOADED = (open_engine, checking)


def serve(folder: Path, ending: int, arguments: list[str]) -> None:
    for line in sys.stdin:
        place, fatal = line.split()
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.environ["TRACKER_INSTANCE_PATH"] = str(folder / place)
            end_before(int(fatal), str(folder / place), ending, writer)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            commands([argument.format(place=folder / place) for argument in arguments])
        os.close(writer)
        os.wait()
        with os.fdopen(reader) as steps:
            print(len(steps.read()), flush=True)


def end_before(fatal: int, place: str, ending: int, writer: int) -> None:
    """Write one letter a step on what is in the place, and send the signal before the fatal one."""
    steps = itertools.count(1)

    def step(event: str, arguments: tuple[object, ...]) -> None:
        if not event.startswith(STEPS) or not any(place in str(argument) for argument in arguments):
            return
        if next(steps) == fatal:
            os.kill(os.getpid(), ending)
        os.write(writer, b".")

    sys.addaudithook(step)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), signal.Signals[sys.argv[2]], sys.argv[3:])
