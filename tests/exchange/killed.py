"""Replacing a package, killed before each of its steps.

python -m tests.exchange.killed FOLDER

says after each kill whether the old package is there, or the new one.
"""

import itertools
import os
import signal
import sys
from pathlib import Path

from tracker.exchange.folder import replacing
from tracker.exchange.package import description

OLD = {"datapackage.json": description(["term", "claim"]), "term.csv": "old", "claim.csv": "old"}
NEW = {"datapackage.json": description(["claim"]), "claim.csv": "new"}
STEPS = ("open", "os.", "shutil.", "ctypes.")


def put(folder: Path, files: dict[str, str]) -> None:
    """Write files into a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def show(folder: Path) -> dict[str, str]:
    """The files in a folder."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def main(scratch: Path) -> None:
    """Print what is there after each kill, until a replacement comes to its end."""
    for fatal in itertools.count(1):
        folder = scratch / str(fatal) / "package"
        folder.parent.mkdir()
        put(folder, OLD)
        if os.fork() == 0:
            die_before(fatal)
            with replacing(folder) as partial:
                put(partial, NEW)
            os._exit(0)
        _pid, status = os.wait()
        found = show(folder)
        print("old" if found == OLD else "new" if found == NEW else found)
        if not os.WIFSIGNALED(status):
            return


def die_before(fatal: int) -> None:
    """Kill this process before what would be its fatal step on files."""
    steps = itertools.count(1)

    def step(event: str, _arguments: object) -> None:
        if event.startswith(STEPS) and next(steps) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
