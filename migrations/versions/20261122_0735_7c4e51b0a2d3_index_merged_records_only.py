"""Index only the records that were merged: else SQLite begins every list with all the others."""

import sqlalchemy as sa
from alembic import op

revision = "7c4e51b0a2d3"
down_revision = "3f1c2a9d7b54"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_record_merged_into_id", table_name="record")
    op.create_index(
        "ix_record_merged_into_id", "record", ["merged_into_id"], sqlite_where=MERGED, postgresql_where=MERGED
    )


def downgrade() -> None:
    op.drop_index("ix_record_merged_into_id", table_name="record")
    op.create_index("ix_record_merged_into_id", "record", ["merged_into_id"])
