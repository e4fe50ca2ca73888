"""Upgrades that are killed: a process that has imported everything and forks, so that a kill costs milliseconds.

    python -m tests.killed_upgrades CHAIN [careless]

reads lines `FILE N`, upgrades FILE in a child that kills itself with SIGKILL before its N-th step (0: never), and
answers each with the number of steps taken. `careless` leaves transactions to the driver, as Alembic does by default.
"""

import itertools
import os
import signal
import sys
from pathlib import Path

from sqlalchemy import Engine, create_engine, event

from tests import chains
from tracker.database import open_engine


def serve(chain: Path, *, careless: bool) -> None:
    for line in sys.stdin:
        file, fatal = line.rsplit(maxsplit=1)
        url = f"sqlite:///{file}"
        reader, writer = os.pipe()
        if os.fork() == 0:
            engine = create_engine(url) if careless else open_engine(url)
            count_steps(engine, int(fatal), writer)
            chains.upgrade(engine, chain)
            os._exit(0)
        os.close(writer)
        os.wait()
        with os.fdopen(reader) as steps:
            print(len(steps.read()), flush=True)


def count_steps(engine: Engine, fatal: int, writer: int) -> None:
    """Write one letter a step, and die before the fatal one. Every statement is a step, and every commit."""
    steps = itertools.count(1)

    def step(*_arguments: object) -> None:
        if next(steps) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(writer, b".")

    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), careless="careless" in sys.argv)
