import csv
import io
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.cli.commands import command, environment, run
from tests.people import PASSWORD, signed_in
from tracker.database import open_engine, reading, writing
from tracker.models import SignIn, User
from tracker.services.accounts import actor_of

NEW = "staple battery horse"


@pytest.fixture
def url(copies):
    return copies("blank")


def told(folder, url, *arguments, stdin=""):
    """What a command of `tracker user` answered."""
    return subprocess.run(
        command("user", *arguments),
        env=environment(folder, database_url=url),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def may_sign_in(url, name, password):
    engine = open_engine(url)
    with writing(engine)() as session:
        token = signed_in(session, name, password)
        session.commit()
    engine.dispose()
    return token


def is_signed_in(url, token):
    engine = open_engine(url)
    with reading(engine)() as session:
        found = actor_of(session, token)
    engine.dispose()
    return found is not None


def account(url, name):
    engine = open_engine(url)
    with reading(engine)() as session:
        found = session.scalars(select(User).where(User.name == name)).one_or_none()
    engine.dispose()
    return found


def test_adds_an_account_whose_password_comes_on_stdin(tmp_path, url):
    done = told(tmp_path, url, "add", "eve", "--role", "editor", "--password-stdin", stdin=f"{NEW}\n")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Added eve, editor.\n")
    assert account(url, "eve").role == "editor"
    assert may_sign_in(url, "eve", NEW)


def test_shows_a_password_it_made_once_and_alone_on_stdout(tmp_path, url):
    done = told(tmp_path, url, "add", "eve", "--generate")

    assert done.returncode == 0
    assert done.stdout.strip() not in done.stderr
    assert len(done.stdout.strip()) >= 16
    assert may_sign_in(url, "eve", done.stdout.removesuffix("\n"))


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("alice", NEW, "already"),
        (" alice ", NEW, "already"),
        ("  ", NEW, "1 to 100 characters"),
        ("x" * 101, NEW, "1 to 100 characters"),
        ("two\nlines", NEW, "control character"),
        ("eve", "eleven char", "12 to 1000 characters"),
        ("eve", "", "12 to 1000 characters"),
        ("eve", "x" * 1001, "12 to 1000 characters"),
        ("eve", f"{NEW}\nand more", "control character"),
        ("eve", "Password1234", "commonest"),
        ("eve", "qwertyuiop123", "commonest"),
        ("Eve of the Lake", "eve of the lake", "name of its account"),
    ],
)
def test_refuses_what_no_account_may_have(tmp_path, url, name, typed, says):
    done = told(tmp_path, url, "add", name, "--password-stdin", stdin=typed)

    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert says in line
    assert typed not in line or not typed
    assert account(url, "eve") is None


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "eve"], "--password-stdin"),
        (["add", "eve", "--generate", "--password-stdin"], "Choose one"),
        (["add", "eve", "--role", "owner", "--generate"], "owner"),
        (["add", "eve", "--password", NEW], "No such option"),
        (["role", "alice", "owner"], "owner"),
        (["role", "alice"], "ROLE"),
        (["password", "alice"], "--password-stdin"),
        (["remove", "alice"], "remove"),
    ],
)
def test_a_wrong_use_is_said(tmp_path, url, arguments, says):
    done = told(tmp_path, url, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_a_password_that_is_no_text_is_refused(tmp_path, url):
    done = subprocess.run(
        command("user", "add", "eve", "--password-stdin"),
        env=environment(tmp_path, database_url=url),
        input=b"\xff" * 20,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert b"not UTF-8" in done.stderr


def test_a_new_password_ends_every_session_and_every_pause(tmp_path, url):
    token = may_sign_in(url, "alice", PASSWORD)
    for _try in range(5):
        may_sign_in(url, "alice", "wrong")

    done = told(tmp_path, url, "password", "alice", "--password-stdin", stdin=NEW)

    assert (done.returncode, done.stdout) == (0, "")
    assert not is_signed_in(url, token)
    assert may_sign_in(url, "alice", PASSWORD) is None
    assert may_sign_in(url, "alice", NEW)


def test_a_role_counts_from_the_next_request_on(tmp_path, url):
    token = may_sign_in(url, "alice", PASSWORD)

    done = told(tmp_path, url, "role", "alice", "reader")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "alice is reader now.\n")
    assert account(url, "alice").role == "reader"
    assert is_signed_in(url, token)


def test_somebody_disabled_is_signed_out_until_enabled_and_signed_in_again(tmp_path, url):
    token = may_sign_in(url, "alice", PASSWORD)

    assert told(tmp_path, url, "disable", "alice").returncode == 0
    assert not is_signed_in(url, token)
    assert may_sign_in(url, "alice", PASSWORD) is None

    assert told(tmp_path, url, "enable", "alice").returncode == 0
    assert not is_signed_in(url, token)
    assert may_sign_in(url, "alice", PASSWORD)


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "arguments", [["role", "eve", "reader"], ["disable", "eve"], ["enable", "eve"], ["password", "eve", "--generate"]]
)
def test_an_account_that_is_not_there_is_named(tmp_path, url, arguments):
    done = told(tmp_path, url, *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "Error: There is no account “eve”.\n")


@pytest.mark.parametrize("arguments", [["role", "dana", "editor"], ["disable", "dana"]])
def test_the_last_administrator_stays(tmp_path, url, arguments):
    told(tmp_path, url, "add", "eve", "--role", "administrator", "--generate")
    told(tmp_path, url, "disable", "eve")

    done = told(tmp_path, url, *arguments)

    assert done.returncode == 1
    assert "“dana” is the last administrator who can sign in" in done.stderr
    assert (account(url, "dana").role, account(url, "dana").is_active) == ("administrator", True)
    assert told(tmp_path, url, "role", "dana", "administrator").returncode == 0


def test_of_administrators_who_leave_at_once_one_stays(tmp_path, url):
    names = ["dana", "eve", "frank"]
    for name in names[1:]:
        told(tmp_path, url, "add", name, "--role", "administrator", "--generate")
    ways = [["role", "dana", "reader"], ["disable", "eve"], ["role", "frank", "editor"]]

    with ThreadPoolExecutor(3) as pool:
        codes = list(pool.map(lambda way: told(tmp_path, url, *way).returncode, ways))

    assert sorted(codes) == [0, 0, 1]
    engine = open_engine(url)
    with reading(engine)() as session:
        left = select(func.count(User.id)).where(User.role == "administrator", User.is_active)
        assert session.scalar(left) == 1
    engine.dispose()


def test_of_two_who_take_a_name_at_once_one_has_it(tmp_path, url):
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _number: told(tmp_path, url, "add", "eve", "--generate"), range(2)))

    assert sorted(done.returncode for done in both) == [0, 1], both
    assert sum("already" in done.stderr for done in both) == 1


def test_lists_accounts_as_a_table_and_as_csv(tmp_path, url):
    told(tmp_path, url, "disable", "bob")

    table, sheet = told(tmp_path, url, "list"), told(tmp_path, url, "list", "--csv")

    assert (table.returncode, table.stderr, sheet.returncode, sheet.stderr) == (0, "", 0, "")
    assert [line.split()[:3] for line in table.stdout.splitlines()] == [
        ["name", "role", "enabled"],
        ["alice", "editor", "yes"],
        ["bob", "contributor", "no"],
        ["charlie", "reader", "yes"],
        ["dana", "administrator", "yes"],
    ]
    rows = list(csv.DictReader(io.StringIO(sheet.stdout)))
    assert [row["name"] for row in rows] == ["alice", "bob", "charlie", "dana"]
    assert not any("argon" in line or "hash" in line for line in (table.stdout, sheet.stdout))


def test_nothing_of_a_session_is_left_of_somebody_disabled(tmp_path, url):
    may_sign_in(url, "alice", PASSWORD)
    may_sign_in(url, "charlie", PASSWORD)

    told(tmp_path, url, "disable", "alice")

    engine = open_engine(url)
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1
    engine.dispose()


@pytest.mark.parametrize("name", ["add", "list", "role", "password", "disable", "enable"])
def test_every_command_shows_an_example(tmp_path, name):
    done = run(tmp_path, "user", name, "--help")

    assert done.returncode == 0
    assert f"Example: tracker user {name}" in done.stdout


def test_an_empty_database_has_no_accounts_to_change(tmp_path):
    done = run(tmp_path, "user", "list")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no database yet" in done.stderr
