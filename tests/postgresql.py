"""A private PostgreSQL server for one test run: made in a fresh folder, reached by a socket there, gone afterwards.

    with postgresql_server() as url:
        engine = create_engine(make_url(url).set(database="postgres"))

Needs nothing but the standard library: `tests/install_postgresql.sh` asks it which programs this machine has.
"""

import contextlib
import os
import pwd
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.scratch import scratch_folder

URL_VARIABLE = "TRACKER_TEST_POSTGRESQL_URL"
MISSING = (
    "PostgreSQL is needed for the tests: install the package 'postgresql' (Fedora: 'postgresql-server'), "
    f"or set {URL_VARIABLE} to a server where databases may be created."
)
PROGRAMS = ("initdb", "pg_ctl", "postgres")
FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # the PostgreSQL project's packages for Fedora and RHEL
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",  # Homebrew on Intel
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
SETTINGS = {
    "listen_addresses": "",  # A socket only: no port, so no clash with another server or another test run.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "50",
}
# The shell waits for the end of its input, which comes when the tests end, however they end: even by `kill -9`.
CLEAN_UP = 'trap "" INT TERM HUP; read line; "$1/pg_ctl" stop -s -m immediate -D "$2/data"; rm -rf "$2"'


@contextlib.contextmanager
def postgresql_server() -> Iterator[str]:
    """Yield the URL of a server's maintenance database; choose another by `make_url(url).set(database=…)`."""
    if existing := os.environ.get(URL_VARIABLE):
        yield existing
        return
    programs = find_programs()
    folder = scratch_folder("tracker-pg-")
    owner = _owner()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    with _cleaned_up(programs, folder, owner):
        _make_cluster(programs, folder, owner)
        options = shlex.join(["-k", str(folder), *(f"-c{name}={value}" for name, value in SETTINGS.items())])
        log = folder / "log"
        _run([programs / "pg_ctl", "start", "-s", "-w", "-D", folder / "data", "-l", log, "-o", options], folder, owner)
        yield f"postgresql+psycopg://tracker@/postgres?host={folder}"


def find_programs() -> Path:
    """Return the folder of the server's programs: the one in PATH, else the newest installed."""
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    installed = [folder for pattern in FOLDERS for folder in Path("/").glob(pattern.removeprefix("/"))]
    installed.sort(key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))], reverse=True)
    for folder in on_path + installed:
        if all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
            return folder
    raise RuntimeError(MISSING)


def _owner() -> dict[str, Any]:
    """Say who runs the server, as arguments of `subprocess.run`: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor 'nobody'.")


@contextlib.contextmanager
def _cleaned_up(programs: Path, folder: Path, owner: Mapping[str, Any]) -> Iterator[None]:
    watch = subprocess.Popen(
        ["/bin/sh", "-c", CLEAN_UP, "sh", programs, folder],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **owner,
    )
    try:
        yield
    finally:
        watch.communicate()


def _make_cluster(programs: Path, folder: Path, owner: Mapping[str, Any]) -> None:
    command: list[str | Path] = [programs / "initdb", "-D", folder / "data", "--no-sync", "--no-instructions"]
    command += ["--username=tracker", "--auth=trust", "--encoding=UTF8"]
    try:
        _run([*command, "--locale=C.UTF-8"], folder, owner)
    except RuntimeError:  # Not every system has that locale.
        _run([*command, "--locale=C"], folder, owner)


def _run(command: list[str | Path], folder: Path, owner: Mapping[str, Any]) -> None:
    """Run a server program; a failure carries what it said and what the server wrote."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    output = folder / "output"  # Not a pipe: the server would inherit it and hold it open.
    with output.open("w") as stream:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
            **owner,
        )
    if done.returncode:
        said = "".join(file.read_text() for file in (output, folder / "log") if file.exists())
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{said}")


if __name__ == "__main__":
    try:
        print(find_programs())
    except RuntimeError as error:
        sys.exit(str(error))
