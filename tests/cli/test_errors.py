import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import command, environment, refused, run
from tracker.database import open_engine, writing
from tracker.models import User

GARBAGE = "this is not a database, and it is longer than the header of one. " * 20


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "arguments",
    [["serve", "--port", "0"], ["upgrade"], ["seed"], ["check"], ["snapshot", "x"], ["verify-evidence", "."]],
)
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"public_read": "perhaps"}, "TRACKER_PUBLIC_READ is 'perhaps'; allowed: yes or no"),
        ({"colour": "red"}, "TRACKER_COLOUR"),
        ({"database_url": "mysql://here"}, "TRACKER_DATABASE_URL"),
        ({"smtp_url": "smtp://me:secret@"}, "TRACKER_SMTP_URL is ''; allowed: smtp://USER:PASSWORD@HOST:PORT"),
        ({"smtp_url": "smtp://me:s%C3%A9same@host"}, "TRACKER_SMTP_URL is 'host'; allowed: before it, a name and a"),
        ({"base_url": "https://"}, "TRACKER_BASE_URL is 'https://'; allowed: an address in ASCII characters"),
        ({"base_url": "https://bücher.example"}, "allowed: an address in ASCII characters that begins with"),
        ({"mail_from": "é@example.org"}, "TRACKER_MAIL_FROM is 'é@example.org'; allowed: a mail address"),
        ({"correction_address": "nobody"}, "TRACKER_CORRECTION_ADDRESS is 'nobody'; allowed: a mail address"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path, arguments, settings, said):
    assert said in refused(run(tmp_path, *arguments, **settings))


def test_a_broken_configuration_file_is_named(tmp_path):
    path = write(tmp_path / "config.toml", "public_read = [")

    assert str(path) in refused(run(tmp_path, "serve", "--port", "0"))


def test_an_instance_path_that_is_a_file_is_named(tmp_path):
    path = write(tmp_path / "file", "")

    assert str(path) in refused(run(path, "serve", "--port", "0"))


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="There is no folder here that root cannot write to.")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    line = refused(run(tmp_path / "x", "serve", "--port", "0", instance_path="/proc/tracker"))

    assert "TRACKER_INSTANCE_PATH is '/proc/tracker'" in line


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///{folder}/garbage", "file is not a database"),
        ("sqlite:///{folder}/absent/tracker.sqlite3", "unable to open"),
        ("sqlite:///{folder}", "unable to open"),
        ("postgresql://alice:secret@127.0.0.1:1/tracker", "refused"),
        ("postgresql://alice:secret@/tracker?host={folder}", "No such file"),
        (
            "postgresql://alice:secret@127.0.0.1:words/tracker",
            "TRACKER_DATABASE_URL is '127.0.0.1:words/tracker'; allowed:",
        ),
    ],
)
@pytest.mark.parametrize("arguments", [["serve", "--port", "0"], ["check"]])
def test_a_database_that_cannot_be_used_is_named(tmp_path, arguments, url, said):
    write(tmp_path / "garbage", GARBAGE)

    line = refused(run(tmp_path, *arguments, database_url=url.format(folder=tmp_path)))

    assert said in line
    assert "secret" not in line


@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "arguments"), [("seeded", ["serve", "--port", "0"]), ("blank", ["seed"])])
def test_a_database_that_is_read_only_is_refused(copies, tmp_path, name, arguments):
    """A start refuses it even where there is nothing to write: not at somebody's first save."""
    url = copies(name)
    engine = open_engine(url)
    with writing(engine)() as session:
        session.add(User(name="Alice", password_hash="x", role="administrator"))
        session.commit()
    engine.dispose()
    read_only = url.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"

    assert "readonly database" in refused(run(tmp_path, *arguments, database_url=read_only))


@pytest.mark.parametrize("copies", ["postgresql"], indirect=True)
def test_a_server_that_only_reads_is_refused(copies, tmp_path):
    url = copies("seeded") + "&options=-c%20default_transaction_read_only%3Don"

    assert "read-only" in refused(run(tmp_path, "serve", "--port", "0", database_url=url))


def test_a_key_that_is_no_text_is_named(tmp_path):
    (tmp_path / "secret_key").write_bytes(b"\xff" * 40)

    assert "TRACKER_SECRET_KEY" in refused(run(tmp_path, "check"))


def test_a_parameter_that_sqlite_does_not_know_is_named(tmp_path):
    line = refused(run(tmp_path, "upgrade", database_url=f"sqlite:///{tmp_path}/x.sqlite3?foo=1"))

    assert "foo=1" in line
    assert "timeout" in line


def test_a_database_is_made_for_the_eyes_of_its_owner(tmp_path):
    assert run(tmp_path, "upgrade").returncode == 0

    assert (tmp_path / "tracker.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="There is no full device here.")
@pytest.mark.parametrize("copies", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "named"),
    [("report", ""), ("report milestones", "stdout: "), ("user list", "stdout: "), ("verify-evidence .", "")],
)
def test_a_full_disk_behind_stdout_is_said_in_one_line(copies, tmp_path, words, named):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command(*words.split()),
            env=environment(tmp_path, database_url=copies("seeded")),
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr == f"Error: {named}No space left on device.\n"


def test_a_word_that_is_no_command_is_a_wrong_use(tmp_path):
    done = run(tmp_path, "sevre")

    assert done.returncode == 2
    assert "sevre" in done.stderr


def test_a_fault_of_ours_is_not_hidden(tmp_path):
    """The control: what no user can mend shows where it happened."""
    chain = tmp_path / "nothing"

    done = run(tmp_path, "upgrade", chain=chain)

    assert done.returncode == 1
    assert "Traceback" in done.stderr
