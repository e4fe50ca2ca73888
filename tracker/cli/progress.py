"""How far a long step has come, on stderr."""

import time

import click

# What takes less need not be watched.
QUIET_S = 2.0


class Progress:
    """Says the tenths of a step that takes more than two seconds, each once."""

    def __init__(self, done: str) -> None:
        self.done = done
        self.began = time.monotonic()
        self.said = 0

    def __call__(self, count: int, total: int) -> None:
        """Take note that `count` of `total` are done."""
        tenths = count * 10 // max(total, 1)
        if tenths > self.said and time.monotonic() - self.began > QUIET_S:
            self.said = tenths
            click.echo(f"{self.done} {tenths}0 %.", err=True)
