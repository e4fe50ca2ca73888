"""The database itself refuses a change of history."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tracker.models import Revision, User


@pytest.fixture
def revision(seeds):
    person = User(name="Alice", password_hash="x", role="editor")
    seeds.add(person)
    seeds.flush()
    found = seeds.scalars(select(Revision)).first()
    made = Revision(
        record_id=found.record_id, version=999, action="edit", actor="Alice", user_id=person.id, changes={"a": [1, 2]}
    )
    seeds.add(made)
    seeds.flush()
    yield made
    seeds.rollback()


CHANGES = {
    "id": "id + 1000000",
    "record_id": "(SELECT max(id) FROM record)",
    "version": "version + 1",
    "action": "'x'",
    "actor": "'x'",
    "user_id": '(SELECT min(id) FROM "user")',
    "reason": "'x'",
    "source_id": "(SELECT max(id) FROM source)",
    "changes": "'{}'",
    "at": "'2020-01-01 00:00:00'",
}


@pytest.mark.parametrize(
    "change", [*(f"{name} = {value}" for name, value in CHANGES.items()), "user_id = NULL, version = 0"]
)
def test_the_database_refuses_to_change_a_revision(seeds, revision, change):
    assert list(CHANGES) == Revision.__table__.columns.keys()  # A new column needs its place in the trigger.

    with pytest.raises(DBAPIError, match="Revisions are only ever added"):
        seeds.execute(text(f"UPDATE revision SET {change} WHERE version = 999"))


@pytest.mark.parametrize("statement", ["DELETE FROM revision WHERE version = 999", "DELETE FROM revision"])
def test_the_database_refuses_to_delete_a_revision(seeds, revision, statement):
    with pytest.raises(DBAPIError, match="Revisions are only ever added"):
        seeds.execute(text(statement))


@pytest.mark.parametrize("copies", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_truncate_the_history(seeds):
    with pytest.raises(DBAPIError, match="Revisions are only ever added"):
        seeds.execute(text("TRUNCATE revision"))

    seeds.rollback()


def test_history_outlives_the_account(seeds, revision):
    seeds.execute(text("DELETE FROM \"user\" WHERE name = 'Alice'"))

    seeds.refresh(revision)
    assert (revision.user_id, revision.actor, revision.changes) == (None, "Alice", {"a": [1, 2]})
