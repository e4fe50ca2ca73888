import subprocess
import sys

import click
import pytest

from tests.cli.commands import run
from tracker.cli import commands

HEAVY = ("alembic", "argon2", "altair", "flask", "pandas", "sqlalchemy", "waitress", "werkzeug", "wtforms")


@pytest.mark.parametrize("name", commands.commands)
def test_every_command_shows_an_example(tmp_path, name):
    done = run(tmp_path, name, "--help")

    assert done.returncode == 0
    assert f"Example: tracker {name}" in done.stdout
    assert done.stderr == ""


def test_help_lists_every_command_with_a_whole_sentence(tmp_path):
    done = run(tmp_path, "--help")

    for name, command in commands.commands.items():
        assert name in done.stdout
        assert not command.get_short_help_str(80 - 6 - max(map(len, commands.commands))).endswith("...")
    assert "Example: tracker " in done.stdout


def test_help_imports_nothing_heavy():
    code = "import sys\nfrom tracker.cli import commands\ntry:\n commands(['--help'])\nexcept SystemExit:\n pass\n"
    code += f"print('heavy:', [name for name in {HEAVY} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "heavy: []"


def test_every_command_is_a_command_of_click():
    assert all(isinstance(command, click.Command) and command.help for command in commands.commands.values())
