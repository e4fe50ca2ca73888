import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, func, select

from tests import chains
from tests.cli.commands import command, counts, environment, serving
from tests.people import signed_in
from tracker.checking import check
from tracker.database import open_engine, reading, writing
from tracker.models import Claim, User


@pytest.fixture
def empty(copies):
    """The address of a database without tables."""
    url = copies("blank")
    engine = open_engine(url)
    chains.downgrade(engine)
    engine.dispose()
    return url


def answers(started):
    with closing(HTTPConnection(urlsplit(started.address).netloc)) as connection:
        connection.request("GET", "/")
        return connection.getresponse().status == 200


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
        assert signed_in(session, name, password)
        assert session.scalar(select(User.role)) == "administrator"
    engine.dispose()
    before = counts(empty)

    with serving(tmp_path, "--production", database_url=empty) as second:
        assert answers(second)
        assert second.sign_in is None
        assert second.stop(signal.SIGINT) == 0

    assert {**counts(empty), "sign_in": 0} == {**before, "sign_in": 0}
    assert not (tmp_path / "backups").exists()


SECOND_START = """
import sys
from tracker.cli.database import opened
from tracker.cli.serving import prepare
from tracker.config import Config
config = Config.load()
with opened(config) as engine:
    prepare(engine, config, production=True)
from tracker.web import create_app
create_app(config)
print([name for name in ("pandas", "numpy", "altair", "pyarrow", "openpyxl") if name in sys.modules])
"""


def test_a_second_start_imports_nothing_heavy(copies, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SECOND_START],
        env=environment(tmp_path, database_url=copies("seeded")),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"


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


@pytest.mark.parametrize(
    "seconds", [pytest.param(0.6, marks=pytest.mark.nightly), 1.2, pytest.param(1.8, marks=pytest.mark.nightly)]
)
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


def test_of_two_first_starts_at_once_one_sets_up(empty, tmp_path):
    with ThreadPoolExecutor(2) as pool, ExitStack() as running:

        def start(_number):
            return running.enter_context(serving(tmp_path, database_url=empty, secret_key="x" * 40))

        starts = list(pool.map(start, range(2)))

    assert sorted(start.sign_in is None for start in starts) == [False, True]
    assert_sound(empty)
