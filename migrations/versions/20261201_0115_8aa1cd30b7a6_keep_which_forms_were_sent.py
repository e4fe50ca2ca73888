"""Keep which forms were sent."""

import sqlalchemy as sa
from alembic import op

revision = "8aa1cd30b7a6"
down_revision = "7c4e51b0a2d3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_form",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name="fk_sent_form_record_id"),
        sa.PrimaryKeyConstraint("sha256", name="pk_sent_form"),
    )
    op.create_index("ix_sent_form_record_id", "sent_form", ["record_id"])


def downgrade() -> None:
    op.drop_table("sent_form")
