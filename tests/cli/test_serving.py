import resource
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, func, select, text

from tests import chains
from tests.cli.commands import command, environment, refused, run, serving
from tracker.checking import check
from tracker.database import open_engine, reading, writing
from tracker.models import Claim, Record, User
from tracker.services.accounts import sign_in


@pytest.fixture
def empty(copies):
    """The address of a database without tables."""
    url = copies("blank")
    engine = open_engine(url)
    chains.downgrade(engine)
    engine.dispose()
    return url


def answers(started):
    connection = HTTPConnection(urlsplit(started.address).netloc)
    connection.request("GET", "/")
    return connection.getresponse().status == 200


def seconds_of_children():
    """What they took of a processor, so that it does not matter what else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def count(url, model):
    engine = open_engine(url)
    with reading(engine)() as session:
        found = session.scalar(select(func.count()).select_from(model))
    engine.dispose()
    return found


def assert_sound(url):
    engine = open_engine(url)
    with reading(engine)() as session:
        assert list(check(session)) == []
        assert session.scalar(select(func.count(User.id))) == 1
        assert session.scalar(select(func.count(Claim.id))) > 0
    engine.dispose()


def test_the_first_start_sets_everything_up_and_the_second_finds_it(empty, tmp_path):
    with serving(tmp_path, database_url=empty) as first:
        assert answers(first)
        assert first.sign_in is not None
        assert first.stop() == 0
    assert_sound(empty)
    name, password = first.sign_in
    engine = open_engine(empty)
    with writing(engine)() as session:
        assert name == "admin"
        assert sign_in(session, name, password)
        assert session.scalar(select(User.role)) == "administrator"
    engine.dispose()
    records = count(empty, Record)

    spent = seconds_of_children()
    with serving(tmp_path, "--production", database_url=empty) as second:
        assert answers(second)
        assert second.sign_in is None
        assert second.stop(signal.SIGINT) == 0

    assert seconds_of_children() - spent < 4
    assert count(empty, Record) == records
    assert not (tmp_path / "backups").exists()


def test_without_settings_everything_is_in_the_instance_folder(tmp_path):
    with serving(tmp_path) as first:
        assert first.address.startswith("http://127.0.0.1:")
        first.stop()

    assert {path.name for path in tmp_path.iterdir()} == {"secret_key", "stderr", "tracker.sqlite3"}
    assert_sound(f"sqlite:///{tmp_path / 'tracker.sqlite3'}")


@pytest.mark.parametrize("step", ["tables", "vocabularies", "records"])
def test_a_start_goes_on_where_another_stopped(copies, tmp_path, step):
    url = copies("seeded" if step == "records" else "blank")
    engine = open_engine(url)
    if step == "tables":
        chains.downgrade(engine)
        chains.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(delete(User))
    engine.dispose()

    with serving(tmp_path, database_url=url) as start:
        assert start.sign_in is not None
        start.stop()

    assert_sound(url)


@pytest.mark.parametrize("seconds", [0.6, 1.2, 1.8])
def test_a_first_start_killed_at_any_time_is_repaired_by_the_next(tmp_path, seconds):
    process = subprocess.Popen(
        command("serve", "--port", "0"), env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.kill()
    said = process.communicate()[0].decode()

    with serving(tmp_path) as start:
        start.stop()

    # Whenever there is an account, its password was shown.
    assert start.sign_in is not None or "password" in said
    assert_sound(f"sqlite:///{tmp_path / 'tracker.sqlite3'}")


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        line = refused(run(tmp_path, "serve", "--port", port))

    assert port in line
    assert "--port" in line
    assert not (tmp_path / "tracker.sqlite3").exists()


def test_a_host_that_is_not_ours_is_named(tmp_path):
    assert "192.0.2.1" in refused(run(tmp_path, "serve", "--host", "192.0.2.1"))


@pytest.mark.parametrize("arguments", [["serve", "--port", "0"], ["upgrade"], ["seed"], ["check"]])
def test_a_newer_database_is_left_alone(copies, tmp_path, arguments):
    url = copies("blank")
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffffffffffff'"))
    engine.dispose()

    assert "newer version" in refused(run(tmp_path, *arguments, database_url=url))


ADD_COLUMN = """
with op.batch_alter_table("record") as batch:
    batch.add_column(sa.Column("nickname", sa.Text))
    batch.create_check_constraint("nickname_filled", "nickname <> ''")
"""


def test_an_old_database_is_backed_up_and_migrated(copies, tmp_path):
    url = copies("seeded")
    chain = chains.lengthened(tmp_path, ADD_COLUMN)
    records = count(url, Record)

    with serving(tmp_path, chain=chain, database_url=url) as start:
        start.stop()

    assert count(url, Record) == records
    backups = list((tmp_path / "backups").glob("*"))
    assert len(backups) == (1 if url.startswith("sqlite") else 0)
    for backup in backups:
        assert str(backup) in (tmp_path / "stderr").read_text()
        with closing(sqlite3.connect(backup)) as connection:
            assert connection.execute("SELECT count(*) FROM record").fetchone() == (records,)
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (chains.head(),)


def test_in_production_migrating_is_left_to_its_command(copies, tmp_path):
    url = copies("seeded")
    chain = chains.lengthened(tmp_path, ADD_COLUMN)

    line = refused(run(tmp_path, "serve", "--port", "0", "--production", chain=chain, database_url=url))

    assert "tracker upgrade" in line
    assert not (tmp_path / "backups").exists()

    done = run(tmp_path, "upgrade", chain=chain, database_url=url)

    assert (done.returncode, done.stdout) == (0, "")
    with serving(tmp_path, "--production", chain=chain, database_url=url) as start:
        start.stop()


def test_a_failed_migration_stops_the_start_with_one_line(copies, tmp_path):
    url = copies("seeded")
    chain = chains.lengthened(tmp_path, 'op.execute("DELETE FROM evidence")')

    done = run(tmp_path, "serve", "--port", "0", chain=chain, database_url=url)

    assert done.returncode == 2
    assert "rows in evidence" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "http://127.0.0.1:"), ("::1", "http://[::1]:")])  # noqa: S104 - a free port, for a moment
def test_the_address_can_be_typed_into_a_browser(tmp_path, host, shown):
    if host == "::1" and not Path("/proc/net/if_inet6").exists():
        pytest.skip("This machine has no IPv6.")
    with serving(tmp_path, "--host", host) as start:
        assert start.address.startswith(shown)
