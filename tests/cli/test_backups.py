import gzip
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, make_url, text

from tests import chains
from tests.cli.commands import command, counts, environment, run, serving
from tracker.cli import commands
from tracker.config import ROOT

CHECKSUM = b"\ntracker backup, SHA-256"
SQLITE_ONLY = pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize("copies", ["postgresql"], indirect=True)
# Saves one organisation after another, as people do, and says each once it is kept.
WRITER = """
import sys
from sqlalchemy import select
from tests.factories import organisation
from tracker.database import open_engine, writing
engine = open_engine(sys.argv[1])
for number in range(10_000):
    with writing(engine)() as session:
        slug = organisation(session, label=f"Organisation {number}").slug
        session.commit()
    print(slug, flush=True)
"""


def path_of(url):
    return Path(url.removeprefix("sqlite:///"))


def execute(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        found = connection.execute(text(statement))
        rows = found.all() if found.returns_rows else []
    engine.dispose()
    return rows


def say_no(url):
    """Make a change that a restored backup does not have."""
    execute(url, "DELETE FROM sign_in")
    execute(url, "UPDATE \"user\" SET name = 'changed' WHERE name = 'alice'")


def changed(url):
    return bool(execute(url, "SELECT 1 FROM \"user\" WHERE name = 'changed'"))


def backed_up(folder, url, name="made.backup"):
    done = run(folder, "backup", str(folder / name), database_url=url)
    assert (done.returncode, done.stdout) == (0, ""), done
    return folder / name


def said_no(done):
    """The one sentence of a command that refused."""
    assert (done.returncode, done.stdout) == (1, ""), done
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def dropped(url, name):
    engine = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}"'))
    engine.dispose()


@contextmanager
def writer(url):
    process = subprocess.Popen([sys.executable, "-c", WRITER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_backup_is_verified_and_tells_its_rows(copies, tmp_path):
    url = copies("seeded")

    file = backed_up(tmp_path, url)
    done = run(tmp_path, "verify-backup", str(file), database_url=url)

    assert done.returncode == 0, done
    rows = dict(line.split() for line in done.stdout.splitlines())
    assert {table: int(rows[table]) for table in counts(url)} == counts(url)
    assert "sound backup" in done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"made.backup", "secret_key"}


def test_a_backup_taken_while_others_write_is_whole_and_loses_nothing(copies, tmp_path):
    url = copies("seeded")
    with writer(url) as process:
        kept = [process.stdout.readline().strip() for _number in range(3)]
        file = backed_up(tmp_path, url)
        assert process.stdout.readline(), "the writer was not stopped by the backup"
        done = run(tmp_path, "verify-backup", "--quick", str(file), database_url=url)

    assert done.returncode == 0, done
    restored = restored_elsewhere(tmp_path, file, url)
    found = {row[0] for row in execute(restored, "SELECT slug FROM record WHERE kind = 'organisation'")}
    assert all(kept)
    assert set(kept) <= found


def restored_elsewhere(folder, file, url):
    """The address of a database that a backup was restored into."""
    if url.startswith("sqlite"):
        (folder / "elsewhere").mkdir()
        elsewhere = f"sqlite:///{folder / 'elsewhere' / 'tracker.sqlite3'}"
        assert run(folder, "restore", "--yes", str(file), database_url=elsewhere).returncode == 0
        return elsewhere
    done = run(folder, "restore", "--yes", str(file), database_url=url)
    assert done.returncode == 0, done
    dropped(url, kept_as(done))
    return url


def kept_as(done):
    return done.stderr.split("kept as ")[1].strip().removesuffix(".")


def test_a_backup_never_replaces_a_file_unless_told_to(copies, tmp_path):
    url = copies("blank")
    file = tmp_path / "made.backup"
    file.write_text("precious")

    refused = run(tmp_path, "backup", str(file), database_url=url)

    assert "is there already" in said_no(refused)
    assert file.read_text() == "precious"

    assert run(tmp_path, "backup", "--force", str(file), database_url=url).returncode == 0
    assert run(tmp_path, "verify-backup", "--quick", str(file), database_url=url).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"made.backup", "secret_key"}


@SQLITE_ONLY
@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_the_database_is_no_place_for_its_backup(copies, tmp_path, ending):
    url = copies("blank")

    done = run(tmp_path, "backup", "--force", f"{path_of(url)}{ending}", database_url=url)

    assert "is the database itself" in said_no(done)
    assert counts(url)["term"] > 0


def test_a_backup_into_a_folder_that_is_not_there_is_said(copies, tmp_path):
    done = run(tmp_path, "backup", str(tmp_path / "absent" / "file"), database_url=copies("blank"))

    assert (done.returncode, done.stdout) == (2, "")
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


@SQLITE_ONLY
def test_a_full_disk_is_not_the_fault_of_the_database(copies, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    # No file may grow beyond 64 KiB: as good as a full disk.
    limited = ["sh", "-c", 'ulimit -f 128; exec "$@"', "sh", *command("backup", str(folder / "made"))]

    done = subprocess.run(
        limited,
        env=environment(tmp_path, database_url=copies("seeded")),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert said_no(done).startswith(f"Error: The backup cannot be written into {folder}: ")
    assert list(folder.iterdir()) == []


def test_a_database_without_tables_is_not_backed_up(tmp_path):
    done = run(tmp_path, "backup", str(tmp_path / "file"))

    assert done.returncode == 2
    assert "no database yet" in done.stderr
    assert not (tmp_path / "file").exists()


@pytest.fixture(scope="session")
def sound(_sqlite, tmp_path_factory):
    """A backup of the seeds."""
    folder = tmp_path_factory.mktemp("sound")
    with _sqlite("seeded") as url:
        return backed_up(folder, url)


def cut_checksum(file):
    """Make a backup one of before there were checksums."""
    content = file.read_bytes()
    file.write_bytes(content[: content.rindex(CHECKSUM)])


def replace_a_text(file):
    """Change a text that no rule of the database could miss."""
    content = file.read_bytes()
    assert content.count(b"Has the closed beta begun?") > 0
    file.write_bytes(content.replace(b"Has the closed beta begun?", b"Has the closed beta begun!"))


def sqlite_changed(file, *statements):
    if file.exists():
        cut_checksum(file)
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def damage_a_page(file):
    content = bytearray(file.read_bytes())
    page = len(content) // 8192 * 4096
    content[page : page + 4096] = b"\xff" * 4096
    file.write_bytes(content)


def make_another_programs(file):
    file.unlink()
    sqlite_changed(file, "CREATE TABLE song (title TEXT)", "CREATE TABLE alembic_version (version_num TEXT)")


def leave_its_log_behind(file):
    (file.parent / f"{file.name}-wal").write_bytes(b"x" * 100)


NO_BACKUPS = {
    "empty": (lambda file: file.write_bytes(b""), "it is empty"),
    "random bytes": (lambda file: file.write_bytes(random.Random(1).randbytes(100_000)), "neither"),
    "words": (lambda file: file.write_text("tracker backup\n" * 1000), "neither"),
    "compressed": (lambda file: file.write_bytes(gzip.compress(file.read_bytes())), "neither"),
    "the first bytes": (lambda file: os.truncate(file, 40), "no whole backup"),
    "the first half": (lambda file: os.truncate(file, file.stat().st_size // 2), "no whole backup"),
    "a damaged page": (damage_a_page, "is damaged"),
    "another text": (replace_a_text, "is damaged: it has changed since its checksum was written"),
    "more than its pages": (lambda file: file.write_bytes(file.read_bytes() + b"more"), "no whole backup"),
    "another program's": (make_another_programs, "another program"),
    "a newer version's": (
        lambda file: sqlite_changed(file, "UPDATE alembic_version SET version_num = 'ffffffffffff'"),
        "newer version",
    ),
    "a row without the row it belongs to": (
        lambda file: sqlite_changed(file, "PRAGMA foreign_keys = OFF", "DELETE FROM record WHERE kind = 'studio'"),
        "is missing",
    ),
    "a false count": (lambda file: sqlite_changed(file, "UPDATE record SET claim_count = 99"), "is not sound"),
    "a part of a database in use": (leave_its_log_behind, "is a part of a database in use"),
    "half an archive": (lambda file: file.write_bytes(b"PGDMP"), "TRACKER_DATABASE_URL"),
}


@pytest.mark.parametrize("kind", NO_BACKUPS)
def test_what_is_no_backup_is_neither_sound_nor_restored(sound, tmp_path, kind):
    spoil, says = NO_BACKUPS[kind]
    file = Path(shutil.copy(sound, tmp_path / "file"))
    present = Path(shutil.copy(sound, tmp_path / "tracker.sqlite3"))
    before = present.read_bytes()
    spoil(file)

    for arguments in (["verify-backup", "--quick"], ["restore", "--yes"]):
        done = run(tmp_path, *arguments, str(file))

        assert done.returncode == 1, done
        assert says in done.stderr.splitlines()[-1]
        assert str(file) in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
    assert present.read_bytes() == before
    assert not list(tmp_path.glob("tracker-before*"))
    assert not list(tmp_path.glob(".partial*"))


@pytest.mark.parametrize("copies", ["sqlite", "postgresql"], indirect=True)
def test_a_byte_that_changed_anywhere_is_noticed_or_does_no_harm(copies, tmp_path):
    url = copies("seeded")
    content = backed_up(tmp_path, url).read_bytes()
    checksum = content.rindex(CHECKSUM)
    settings = environment(tmp_path, database_url=url)
    file = tmp_path / "spoilt"
    chance = random.Random(14)

    for offset in (*chance.sample(range(len(content)), 200), checksum, checksum + 60, len(content) - 1):
        spoilt = bytearray(content)
        spoilt[offset] ^= 1 << chance.randrange(8)
        file.write_bytes(spoilt)

        done = CliRunner(env=settings).invoke(commands, ["verify-backup", "--quick", str(file)])

        noticed = done.exit_code == 1 and "Traceback" not in done.stderr
        # What pg_restore reads is whole where only the line behind it was harmed.
        harmless = done.exit_code == 0 and offset >= checksum and not url.startswith("sqlite")
        assert noticed or harmless, (offset, done.stderr)


def test_a_backup_of_before_there_were_checksums_is_restored_with_a_word(sound, tmp_path):
    file = Path(shutil.copy(sound, tmp_path / "older"))
    cut_checksum(file)

    verified = run(tmp_path, "verify-backup", "--quick", str(file))

    assert verified.returncode == 0, verified
    assert f"{file} has no checksum" in verified.stderr
    restored = run(tmp_path, "restore", "--yes", str(file))
    assert restored.returncode == 0, restored
    assert f"{file} has no checksum" in restored.stderr


@SQLITE_ONLY
def test_a_backup_is_an_ordinary_file_of_its_database(copies, tmp_path):
    url = copies("seeded")
    file = backed_up(tmp_path, url)

    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM milestone").fetchone() == (counts(url)["milestone"],)


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
def test_a_link_that_leads_back_to_itself_is_no_place_for_a_backup(copies, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(link)

    done = run(tmp_path, "backup", "--force", str(link), database_url=copies("seeded"))

    assert said_no(done) == f"Error: {link} is a link that leads back to itself."


@pytest.mark.parametrize("words", ["verify-backup", "restore --yes", "backup --force"])
@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
def test_a_pipe_is_no_place_for_a_backup(copies, tmp_path, words):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    done = run(tmp_path, *words.split(), str(pipe), database_url=copies("seeded"))

    assert done.returncode == 1
    assert f"{pipe} is not a plain file" in done.stderr
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", ["verify-backup", "restore"])
def test_a_file_that_is_not_there_is_a_wrong_use(tmp_path, name):
    for file in (tmp_path / "absent", tmp_path):
        assert run(tmp_path, name, str(file)).returncode == 2


@POSTGRESQL_ONLY
def test_an_archive_that_is_cut_off_is_no_backup(copies, tmp_path):
    url = copies("seeded")
    file = backed_up(tmp_path, url)
    os.truncate(file, file.stat().st_size // 2)

    for arguments in (["verify-backup", "--quick"], ["restore", "--yes"]):
        assert "pg_restore" in said_no(run(tmp_path, *arguments, str(file), database_url=url))
    assert execute(url, "SELECT 1 FROM pg_database WHERE datname LIKE '%scratch%'") == []


def test_restores_and_keeps_what_was_there(copies, tmp_path):
    url = copies("seeded")
    before = counts(url)
    file = backed_up(tmp_path, url)
    say_no(url)

    done = run(tmp_path, "restore", "--yes", str(file), database_url=url)

    assert (done.returncode, done.stdout) == (0, ""), done
    assert not changed(url)
    assert counts(url) == before
    kept = kept_as(done)
    address = f"sqlite:///{kept}" if url.startswith("sqlite") else make_url(url).set(database=kept)
    assert changed(address)
    assert run(tmp_path, "check", "--quick", database_url=url).returncode == 0
    if url.startswith("sqlite"):
        assert Path(kept).parent == path_of(url).parent
        assert {Path(kept).stat().st_mode & 0o777, path_of(url).stat().st_mode & 0o777} == {0o600}
    else:
        dropped(url, kept)


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_asks_before_it_restores(copies, tmp_path, answer):
    url = copies("blank")
    file = backed_up(tmp_path, url)
    say_no(url)

    done = subprocess.run(
        command("restore", str(file)),
        env=environment(tmp_path, database_url=url),
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "in the place of the present database?" in done.stderr
    assert changed(url)


def test_a_database_in_use_is_not_replaced(copies, tmp_path):
    url = copies("seeded")
    file = backed_up(tmp_path, url)
    with serving(tmp_path, database_url=url) as server:
        with closing(HTTPConnection(urlsplit(server.address).netloc)) as connection:
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
        say_no(url)

        assert "is in use: stop the server" in said_no(run(tmp_path, "restore", "--yes", str(file), database_url=url))
        server.stop()

    assert changed(url)
    done = run(tmp_path, "restore", "--yes", str(file), database_url=url)
    assert done.returncode == 0, done
    assert not changed(url)
    if not url.startswith("sqlite"):
        dropped(url, kept_as(done))


@SQLITE_ONLY
def test_an_older_backup_is_verified_and_restored_as_it_is(copies, tmp_path):
    url = copies("seeded")
    file = backed_up(tmp_path, url)
    chain = chains.lengthened(tmp_path, chains.REBUILD_RECORD)

    verified = run(tmp_path, "verify-backup", "--quick", str(file), chain=chain, database_url=url)
    restored = run(tmp_path, "restore", "--yes", str(file), chain=chain, database_url=url)

    assert (verified.returncode, restored.returncode) == (0, 0), (verified, restored)
    assert "tracker upgrade" in run(tmp_path, "check", chain=chain, database_url=url).stderr


def test_restores_where_there_is_nothing_yet(sound, tmp_path):
    done = run(tmp_path, "restore", "--yes", str(sound))

    assert done.returncode == 0, done
    assert "no database before" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key", "tracker.sqlite3"}


@pytest.mark.parametrize("ruin", [lambda path: path.write_bytes(b"not a database" * 1000), damage_a_page])
def test_restores_in_the_place_of_ruins_and_keeps_them(sound, tmp_path, ruin):
    present = Path(shutil.copy(sound, tmp_path / "tracker.sqlite3"))
    ruin(present)

    done = run(tmp_path, "restore", "--yes", str(sound))

    assert done.returncode == 0, done
    assert Path(kept_as(done)).stat().st_size > 0
    assert run(tmp_path, "check", "--quick").returncode == 0


@POSTGRESQL_ONLY
def test_a_file_of_sqlite_is_not_put_on_postgresql(copies, sound, tmp_path):
    done = run(tmp_path, "restore", "--yes", str(sound), database_url=copies("blank"))

    assert "the present one is on PostgreSQL" in said_no(done)


@POSTGRESQL_ONLY
def test_without_its_programs_postgresql_is_backed_up_by_a_sentence(copies, tmp_path):
    done = subprocess.run(
        command("backup", str(tmp_path / "file")),
        env=environment(tmp_path, database_url=copies("blank")) | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "postgresql-client" in said_no(done)
    assert not (tmp_path / "file").exists()


class Interrupter:
    """Runs one command again and again, each time on a fresh copy of an instance, ending it at a step."""

    def __init__(self, folder, original, ending, *arguments):
        self.folder, self.original = folder, original
        program = [sys.executable, "-m", "tests.cli.interrupted", str(folder), ending, *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        self.server = subprocess.Popen(
            program, cwd=ROOT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, fatal):
        """The folder it ran in, and how many steps it took."""
        place = shutil.copytree(self.original, self.folder / f"at-{fatal}")
        self.server.stdin.write(f"{place.name} {fatal}\n")
        self.server.stdin.flush()
        return place, int(self.server.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.server.communicate()


@pytest.fixture
def instance(sound, tmp_path):
    """An instance with a database that was changed since its backup."""
    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copy(sound, folder / "tracker.sqlite3")
    (folder / "secret_key").write_text("x" * 64)
    say_no(f"sqlite:///{folder / 'tracker.sqlite3'}")
    return folder


def content(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return sorted(connection.iterdump())


def chosen(steps, points):
    seed = int(os.environ.get("TRACKER_TEST_SEED") or random.randrange(2**32))
    print(f"TRACKER_TEST_SEED={seed}")
    # The last steps are those that change what is there.
    late = range(max(1, steps - 8), steps + 1)
    early = range(1, late[0])
    return sorted({*late, *random.Random(seed).sample(early, min(points, len(early)))})


@pytest.mark.parametrize("points", [4, pytest.param(1000, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("ending", ["SIGKILL", "SIGINT"])
def test_an_ended_restore_leaves_the_old_database_or_the_new(sound, instance, tmp_path, ending, points):
    old, new = content(instance / "tracker.sqlite3"), content(sound)
    with Interrupter(tmp_path, instance, ending, "restore", "--yes", str(sound)) as interrupter:
        place, steps = interrupter.run(0)
        assert content(place / "tracker.sqlite3") == new
        for fatal in chosen(steps, points):
            place, taken = interrupter.run(fatal)
            found = content(place / "tracker.sqlite3")
            kept = [content(path) for path in place.glob("tracker-before*")]

            assert found == old or (found == new and kept == [old]), fatal
            assert kept in ([], [old]), fatal
            assert ending == "SIGINT" or taken == fatal - 1


@pytest.mark.parametrize("ending", ["SIGKILL", "SIGINT"])
def test_an_ended_backup_is_whole_or_not_there(instance, tmp_path, ending):
    old = content(instance / "tracker.sqlite3")
    untidy = []
    with Interrupter(tmp_path, instance, ending, "backup", "{place}/made.backup") as interrupter:
        place, steps = interrupter.run(0)
        assert content(place / "made.backup") == old
        for fatal in range(1, steps + 1):
            place, _taken = interrupter.run(fatal)
            untidy += place.glob(".partial*")

            assert content(place / "tracker.sqlite3") == old
            assert not (place / "made.backup").exists() or content(place / "made.backup") == old

    # Ctrl-C lets a command tidy up, unless it comes at the very moment of tidying up.
    assert ending == "SIGKILL" or len(untidy) <= 1


def test_ctrl_c_at_the_question_leaves_everything(sound, instance):
    with subprocess.Popen(
        command("restore", str(sound)),
        env=environment(instance),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        asked = ""
        while not asked.endswith("[y/N]: "):
            asked += (got := process.stderr.read(1))
            assert got, asked
        time.sleep(1)  # The question is asked right before the command begins to wait for the answer.
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 1

    assert changed(f"sqlite:///{instance / 'tracker.sqlite3'}")
    assert {path.name for path in instance.iterdir()} == {"secret_key", "tracker.sqlite3"}
