"""Where commands write: words to stderr, data to stdout or into a file, whole or not at all."""

import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from tracker.cli.errors import Problem


def say(sentence: str) -> None:
    """Tell whoever runs a command how it goes."""
    click.echo(sentence, err=True)


def write(blocks: Iterable[str], output: Path | None) -> None:
    """Write to stdout, or to a file that is never there half-written."""
    if output is None:
        _print(blocks)
        return
    try:
        if output.exists() and not output.is_file():  # /dev/stdout, say, must not be replaced by a file
            _write_in_place(output, blocks)
        else:
            _replace(output, blocks)
    except OSError as error:
        raise Problem(f"{output}: {error.strerror}.") from error


def _print(blocks: Iterable[str]) -> None:
    stdout = sys.stdout.buffer
    try:
        for block in blocks:
            stdout.write(block.encode())
        stdout.flush()
    except BrokenPipeError:
        raise  # `| head` has read enough: Click ends without a word
    except OSError as error:
        # What is left in the buffer would be tried again at the end, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise Problem(f"stdout: {error.strerror}.") from error


def _write_in_place(output: Path, blocks: Iterable[str]) -> None:
    with output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(blocks)


def _replace(output: Path, blocks: Iterable[str]) -> None:
    final = output.resolve()
    partial = final.with_name(f".{final.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("x", encoding="utf-8", newline="") as file:
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(final)
    finally:
        partial.unlink(missing_ok=True)
