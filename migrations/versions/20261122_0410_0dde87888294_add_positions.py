"""Add positions: objectives, commitments, concerns, criticisms, forecasts, stances."""

import sqlalchemy as sa
from alembic import op

revision = "0dde87888294"
down_revision = "92b09c6d1141"
branch_labels = None
depends_on = None

RESOLVED_BY = "'preferred', 'latest', 'scope', 'single', 'intersection', 'conflict', 'disputed', 'none'"


def upgrade() -> None:
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position_kind", sa.String(length=60), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("bindingness", sa.String(length=60), nullable=True),
        sa.Column("bindingness_by", sa.String(length=60), server_default="none", nullable=False),
        sa.Column("fulfilment", sa.String(length=60), nullable=True),
        sa.Column("fulfilment_by", sa.String(length=60), server_default="none", nullable=False),
        sa.CheckConstraint(
            f"bindingness_by IN ({RESOLVED_BY})",
            name=op.f("ck_position_bindingness_by_known"),
        ),
        sa.CheckConstraint(
            f"fulfilment_by IN ({RESOLVED_BY})",
            name=op.f("ck_position_fulfilment_by_known"),
        ),
        sa.CheckConstraint("target_id IS NULL OR target_id <> id", name=op.f("ck_position_target_another")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisation.id"], name=op.f("fk_position_holder_id")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_position_id")),
        sa.ForeignKeyConstraint(["target_id"], ["record.id"], name=op.f("fk_position_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_position_target_id"), ["target_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_target_id"))
        batch_op.drop_index(batch_op.f("ix_position_holder_id"))

    op.drop_table("position")
