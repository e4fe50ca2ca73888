"""The folder of a data package: written beside the one it replaces, and put in its place at one stroke."""

import ctypes
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.exchange.package import DESCRIPTION, named_in
from tracker.exchange.rows import PackageProblem
from tracker.schema import sync

# Linux's own numbers for "as seen from here" and "swap the two names".
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
# A folder in which no file was begun for so long is written by nobody.
ABANDONED_S = 3600


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder to write a package into; at the end it takes the place of `folder`, with all that is in it.

    Whoever looks, even after a crash, finds the old package or the new one. Raises `PackageProblem` where there is
    anything in `folder` that no package of ours brought there, and where there is no place for it.
    """
    _refuse_nowhere(folder)
    final = folder.resolve()
    _refuse_foreign(final)
    _clear_away(final)
    partial = final.with_name(f".{final.name}.{secrets.token_hex(4)}")
    partial.mkdir()
    try:
        yield partial
        for path in (*partial.iterdir(), partial):
            sync(path)
        put_in_place(partial, final)
        sync(final.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _refuse_nowhere(folder: Path) -> None:
    if folder.is_symlink() and not folder.exists():
        raise PackageProblem([f"{folder} is a link that leads nowhere."])
    if not folder.exists() and not folder.absolute().parent.is_dir():
        raise PackageProblem([f"There is no folder {folder.parent} for {folder.name}: make it first."])


def _clear_away(final: Path) -> None:
    """Remove what a kill left beside `final`: partial packages that nobody can still be writing."""
    name = re.compile(rf"\.{re.escape(final.name)}\.[0-9a-f]{{8}}")
    long_ago = time.time() - ABANDONED_S
    for path in final.parent.iterdir():
        if name.fullmatch(path.name) and path.is_dir() and path.stat().st_mtime < long_ago:
            shutil.rmtree(path, ignore_errors=True)


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists() or not (found := sorted(folder.iterdir())):
        return
    try:
        ours = {DESCRIPTION, *(f"{name}.csv" for name in named_in(folder))}
    except ValueError as error:
        raise PackageProblem([f"{error} Choose a folder that is empty, or that is not there."]) from error
    foreign = [path.name for path in found if path.name not in ours or not path.is_file()]
    if foreign:
        sentence = f"{folder} holds {foreign[0]}, which is no part of the data package there. Choose another folder."
        raise PackageProblem([sentence])


def put_in_place(new: Path, final: Path) -> None:
    """Give a folder the name `final`. What had that name is afterwards called `new`, if it was not empty."""
    try:
        new.rename(final)
    except OSError:
        # There is a folder that is not empty, or a reason that the attempts below meet too, and say.
        if not _swapped(new, final):
            put_aside(new, final)


def _swapped(one: Path, other: Path) -> bool:
    """Swap the names of two folders at one stroke. False if nothing was done, where only some systems can do it."""
    swap = getattr(ctypes.CDLL(None), "renameat2", None)
    names = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    return swap is not None and swap(*names, _RENAME_EXCHANGE) == 0


def put_aside(new: Path, final: Path) -> None:
    """The same in three strokes, where the system has no better way; what goes wrong leaves everything as it was."""
    old = new.with_name(f"{new.name}.old")
    final.rename(old)
    try:
        new.rename(final)
    except BaseException:
        old.rename(final)
        raise
    old.rename(new)
