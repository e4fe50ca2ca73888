"""Add the search index, empty: `tracker upgrade` and `tracker serve` fill it."""

import sqlalchemy as sa
from alembic import op

revision = "5ea4c8d0c5e1"
down_revision = "64b7655ca2a8"
branch_labels = None
depends_on = None

REMOVE = "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.record_id, old.words);"
ADD = "INSERT INTO search_index (rowid, words) VALUES (new.record_id, new.words);"


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_search_document_record_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_search_document")),
    )
    if op.get_bind().dialect.name == "sqlite":
        index_on_sqlite()
    else:
        op.execute(
            "CREATE INDEX search_index ON search_document USING gin (array_to_tsvector(string_to_array(words, ' '))) "
            "WITH (fastupdate = off)"
        )


def index_on_sqlite() -> None:
    # Words come folded, between spaces: every character of theirs is kept as it stands, the marks of stems and kinds
    # among them. What is kept is which record has a word, not where (detail), nor how long its text is (columnsize).
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_document', content_rowid='record_id', "
        "detail=none, columnsize=0, prefix='1 2 3', tokenize=\"ascii tokenchars '=~@_'\")"
    )
    op.execute(f"CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN {ADD} END")
    op.execute(f"CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN {REMOVE} END")
    op.execute(f"CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN {REMOVE} {ADD} END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_document")
