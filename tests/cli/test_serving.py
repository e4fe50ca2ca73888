import socket
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import text

from tests import chains
from tests.cli.commands import PATIENCE, counts, refused, run, serving
from tests.digests.desks import scheduled
from tracker.database import open_engine


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


def test_an_old_database_is_backed_up_and_migrated(copies, tmp_path):
    url = copies("seeded")
    chain = chains.lengthened(tmp_path, chains.REBUILD_RECORD)
    before = counts(url)

    with serving(tmp_path, chain=chain, database_url=url) as start:
        start.stop()

    assert counts(url) == before
    backups = list((tmp_path / "backups").glob("*"))
    assert len(backups) == (1 if url.startswith("sqlite") else 0)
    for backup in backups:
        assert str(backup) in (tmp_path / "stderr").read_text()
        with closing(sqlite3.connect(backup)) as connection:
            assert connection.execute("SELECT count(*) FROM record").fetchone() == (before["record"],)
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (chains.head(),)


def test_in_production_migrating_is_left_to_its_command(copies, tmp_path):
    url = copies("seeded")
    chain = chains.lengthened(tmp_path, chains.REBUILD_RECORD)

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


@pytest.mark.parametrize("stated", ["", "http://127.0.0.1:8000"])
def test_links_in_mails_lead_to_where_it_is_said_to_be_or_else_listens(copies, tmp_path, stated):
    url = copies("seeded")
    engine = open_engine(url)
    scheduled(engine, begins_at=datetime.now(UTC) - timedelta(days=8))
    engine.dispose()
    outbox = tmp_path / "outbox"

    settings = {"base_url": stated} if stated else {}
    with serving(tmp_path, database_url=url, **settings) as start:
        deadline = time.monotonic() + PATIENCE
        while not (mails := list(outbox.glob("*.eml"))) and time.monotonic() < deadline:
            time.sleep(0.1)

        assert mails
        mail = message_from_bytes(mails[0].read_bytes(), policy=policy.default)
        assert f"{stated or start.address}/issues/" in mail.get_body(("plain",)).get_content()
