"""The one place that writes and reads CSV, so that every sheet is quoted, guarded and checked alike."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

FLAVOURS = ("raw", "excel")
BLOCK = 64 * 1024
# Spreadsheets run a cell that begins with one of these: OWASP's list, and the full-width signs.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"
# What a file begins with, and what ends a line.
MARKS = {"raw": "", "excel": "\ufeff"}
ENDS = {"raw": "\n", "excel": "\r\n"}


class SheetProblem(ValueError):
    """A sheet that cannot be read: the sentence names the line."""

    def __init__(self, line: int, sentence: str) -> None:
        self.line = line
        super().__init__(sentence)


def guard(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would run it, or where it begins with one itself.

    Whoever takes one apostrophe off each cell that begins with one has the texts again.
    """
    return GUARD + text if text.startswith((*FORMULA, GUARD)) else text


def lines(header: Sequence[str], rows: Iterable[Sequence[object]], flavour: str = "raw") -> Iterator[str]:
    """The text of a CSV file in blocks of some 64 KiB; None is an empty cell.

    `raw` is UTF-8 without a mark and lossless; `excel`, for people who open it in a spreadsheet, has a byte order mark
    and guarded cells.
    """
    block, end = io.StringIO(), ENDS[flavour]
    block.write(MARKS[flavour] + line(header, flavour) + end)
    for row in rows:
        block.write(line(row, flavour) + end)
        if block.tell() > BLOCK:
            yield _emptied(block)
    yield _emptied(block)


def line(row: Sequence[object], flavour: str = "raw") -> str:
    """One of those lines, without its end."""
    block = io.StringIO()
    # Python quotes a lone carriage return only if it may end a line, and every reader takes it for such an end.
    csv.writer(block, lineterminator="\r\n").writerow(_cells(row, flavour))
    return block.getvalue().removesuffix("\r\n")


def _cells(row: Sequence[object], flavour: str) -> list[object]:
    cells = ["" if cell is None else cell for cell in row]
    return [guard(cell) if isinstance(cell, str) else cell for cell in cells] if flavour == "excel" else cells


def _emptied(block: io.StringIO) -> str:
    text = block.getvalue()
    block.seek(0)
    block.truncate()
    return text


def read(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of a raw CSV file with the line it ends on. Raises `SheetProblem` where it is not exactly `columns`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetProblem(1, f"not UTF-8 at byte {error.start}") from error
    if "\0" in text:
        raise SheetProblem(text[: text.index("\0")].count("\n") + 1, "a NUL character")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        _check_header(next(reader, []), columns)
        for cells in reader:
            if len(cells) != len(columns):
                raise SheetProblem(reader.line_num, f"{len(cells)} cells, expected {len(columns)}")
            yield reader.line_num, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise SheetProblem(reader.line_num, str(error)) from error


def _check_header(header: Sequence[str], columns: Sequence[str]) -> None:
    if list(header) != list(columns):
        missing, foreign = (
            [name for name in columns if name not in header],
            [name for name in header if name not in columns],
        )
        wrong = (
            f"missing {', '.join(missing)}"
            if missing
            else f"unknown {', '.join(foreign)}"
            if foreign
            else "other order"
        )
        raise SheetProblem(1, f"the header has to be {','.join(columns)} ({wrong})")
