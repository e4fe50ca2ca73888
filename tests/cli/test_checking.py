from sqlalchemy import text

from tests.cli.commands import refused, run
from tracker.database import open_engine


def damage(url, statement):
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_sound_database_passes(copies, tmp_path):
    done = run(tmp_path, "check", database_url=copies("seeded"))

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "Writing a snapshot.",
        "Loading it into an empty database.",
        "Writing it again.",
        "Everything is as it should be.",
    ]


def test_a_quick_check_writes_no_snapshot(copies, tmp_path):
    done = run(tmp_path, "check", "--quick", database_url=copies("seeded"))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Everything is as it should be.\n")


def test_what_does_not_come_back_from_a_snapshot_is_printed(copies, tmp_path):
    url = copies("seeded")
    damage(url, "UPDATE dispute SET dispute_kind = 'nonsense' WHERE key = 'C5'")

    done = run(tmp_path, "check", database_url=url)

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "dispute.csv, line" in done.stdout
    assert "“nonsense”" in done.stdout
    assert "as it should be" not in done.stderr


def test_a_difference_is_printed(copies, tmp_path):
    url = copies("seeded")
    damage(url, "UPDATE record SET claim_count = claim_count + 1 WHERE id = (SELECT min(id) FROM record)")

    done = run(tmp_path, "check", database_url=url)

    assert (done.returncode, done.stderr) == (1, "")
    assert len(done.stdout.splitlines()) == 1
    assert "claim_count" in done.stdout


def test_of_many_differences_the_first_are_printed(copies, tmp_path):
    url = copies("seeded")
    damage(url, "UPDATE record SET claim_count = claim_count + 1")

    done = run(tmp_path, "check", database_url=url)

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 20


def test_a_database_without_tables_cannot_be_checked(tmp_path):
    assert "no database yet" in refused(run(tmp_path, "check"))
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key"}
