"""The checksum at the end of a backup, by which a byte that changed anywhere in it is noticed.

SQLite and pg_restore stop reading before it: a backup is still an ordinary file of theirs.
"""

import hashlib
from pathlib import Path

from tracker.cli.errors import Refusal

MARK = b"\ntracker backup, SHA-256 of all before this line: "
LENGTH = len(MARK) + len(hashlib.sha256().hexdigest()) + len(b"\n")
# How much of a file is in memory at a time.
BLOCK = 4 * 1024 * 1024


def add(file: Path) -> None:
    """Write the checksum of a file behind it."""
    line = MARK + _digest(file, file.stat().st_size) + b"\n"
    with file.open("ab") as opened:
        opened.write(line)


def is_there(file: Path) -> bool:
    """Whether a file has a checksum, be it right or wrong."""
    return _line(file).startswith(MARK)


def length_before(file: Path) -> int:
    """How many bytes stand before the checksum: all, if there is none."""
    size = file.stat().st_size
    return size - LENGTH if is_there(file) else size


def refuse_changed(path: Path, file: Path) -> None:
    """Raise `Refusal`, which calls it `file`, unless `path` is as its checksum says, or has none."""
    line = _line(path)
    if line.startswith(MARK) and line != MARK + _digest(path, length_before(path)) + b"\n":
        raise Refusal(f"{file} is damaged: it has changed since its checksum was written.")


def _line(file: Path) -> bytes:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - LENGTH))
        return opened.read()


def _digest(file: Path, length: int) -> bytes:
    """The SHA-256 of the first bytes of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while length > 0 and (block := opened.read(min(BLOCK, length))):
            digest.update(block)
            length -= len(block)
    return digest.hexdigest().encode()
