"""The round trip: a snapshot, loaded into an empty database, gives that snapshot again, byte for byte."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from tracker.checking.difference import Difference
from tracker.database import open_engine, writing
from tracker.exchange.loading import PackageProblem, load
from tracker.exchange.snapshot import snapshot
from tracker.languages import gettext as _
from tracker.permissions import SYSTEM
from tracker.schema import upgrade


def silent(_sentence: str) -> None:
    """Say nothing."""


def round_trip(session: Session, say: Callable[[str], object] = silent) -> Iterator[Difference]:
    """Where a snapshot cannot be loaded, or changes on the way; nothing from a sound database.

    It takes about as long as loading the seeds does, a record for a record: `say` is told what is under way.
    """
    with tempfile.TemporaryDirectory(prefix="tracker-check-") as scratch:
        first, second = Path(scratch, "first"), Path(scratch, "second")
        first.mkdir()
        second.mkdir()
        say(_("Writing a snapshot."))
        snapshot(session, first)
        try:
            _load(first, second, Path(scratch, "empty.sqlite3"), say)
        except PackageProblem as problem:
            yield from (Difference(7, _("snapshot"), sentence) for sentence in problem.sentences)
            return
        yield from compared(first, second)


def _load(first: Path, second: Path, file: Path, say: Callable[[str], object]) -> None:
    """Load a package into an empty database, and write what is in it then."""
    engine = open_engine(f"sqlite:///{file}")
    try:
        upgrade(engine)
        with writing(engine)() as session:
            say(_("Loading it into an empty database."))
            load(session, first, actor=SYSTEM)
            say(_("Writing it again."))
            snapshot(session, second)
    finally:
        engine.dispose()


def compared(first: Path, second: Path) -> Iterator[Difference]:
    """The first line in which each file of two packages differs."""
    for name in sorted({path.name for folder in (first, second) for path in folder.iterdir()}):
        lines, again = _lines(first / name), _lines(second / name)
        if lines == again:
            continue
        pairs = enumerate(zip([*lines, ""], [*again, ""], strict=False), 1)
        number, one, other = next((number, *pair) for number, pair in pairs if pair[0] != pair[1])
        said = {"number": number, "one": one, "other": other}
        yield Difference(
            7, name, _("Line %(number)s comes back from a snapshot as “%(other)s”, not “%(one)s”.", **said)
        )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n") if path.exists() else []
