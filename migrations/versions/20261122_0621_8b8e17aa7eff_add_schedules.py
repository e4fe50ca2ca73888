"""Add schedules, the runs they come to, and what was delivered to whom."""

import sqlalchemy as sa
from alembic import op

revision = "8b8e17aa7eff"
down_revision = "5ea4c8d0c5e1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("report", sa.String(length=60), nullable=False),
        sa.Column("every", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Integer(), server_default="1", nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=60), server_default="en", nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=300), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=300), nullable=False),
        sa.CheckConstraint("every <> 'weekly' OR day <= 7", name=op.f("ck_schedule_day_of_week")),
        sa.CheckConstraint("every IN ('daily', 'weekly', 'monthly')", name=op.f("ck_schedule_every_known")),
        sa.CheckConstraint("day BETWEEN 1 AND 31", name=op.f("ck_schedule_day_of_month")),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_schedule_name_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("name", name=op.f("uq_schedule_name")),
    )
    op.create_table(
        "report_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=60), server_default="due", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issue", sa.JSON(), nullable=True),
        sa.CheckConstraint("(status = 'built') = (built_at IS NOT NULL)", name=op.f("ck_report_run_built_has_time")),
        sa.CheckConstraint("status IN ('due', 'built', 'failed')", name=op.f("ck_report_run_status_known")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_report_run_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_run")),
        sa.UniqueConstraint("schedule_id", "slot", name=op.f("uq_report_run_schedule_id_slot")),
    )
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_run_schedule_id"), ["schedule_id"], unique=False)
        batch_op.create_index("ix_report_run_status_not_before", ["status", "not_before"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=60), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_delivery_sent_has_time")),
        sa.CheckConstraint("status IN ('pending', 'sent', 'failed')", name=op.f("ck_delivery_status_known")),
        sa.ForeignKeyConstraint(["run_id"], ["report_run.id"], name=op.f("fk_delivery_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message_id", name=op.f("uq_delivery_message_id")),
        sa.UniqueConstraint("run_id", "recipient", name=op.f("uq_delivery_run_id_recipient")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_run_id"), ["run_id"], unique=False)
        batch_op.create_index("ix_delivery_status_not_before", ["status", "not_before"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_status_not_before")
        batch_op.drop_index(batch_op.f("ix_delivery_run_id"))

    op.drop_table("delivery")
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.drop_index("ix_report_run_status_not_before")
        batch_op.drop_index(batch_op.f("ix_report_run_schedule_id"))

    op.drop_table("report_run")
    op.drop_table("schedule")
