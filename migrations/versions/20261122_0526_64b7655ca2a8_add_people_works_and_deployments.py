"""Add people, works and deployments; keep the words in which a date or figure was typed."""

import sqlalchemy as sa
from alembic import op

revision = "64b7655ca2a8"
down_revision = "0dde87888294"
branch_labels = None
depends_on = None

RESOLVED_BY = "'preferred', 'latest', 'scope', 'single', 'intersection', 'conflict', 'disputed', 'none'"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("performer_kind", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_type", sa.String(length=60), nullable=False),
        sa.Column("work_category", sa.String(length=60), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("season_number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(work_type = 'season') = (season_number IS NOT NULL)", name=op.f("ck_work_season_has_number")
        ),
        sa.CheckConstraint("work_type <> 'season' OR parent_id IS NOT NULL", name=op.f("ck_work_season_has_series")),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_work_parent_another")),
        sa.CheckConstraint("season_number >= 1", name=op.f("ck_work_season_number_positive")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_work_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["work.id"], name=op.f("fk_work_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "deployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("use_stage", sa.String(length=60), nullable=True),
        sa.Column("use_stage_by", sa.String(length=60), server_default="none", nullable=False),
        sa.Column("digital_source_type", sa.String(length=60), nullable=True),
        sa.Column("digital_source_type_by", sa.String(length=60), server_default="none", nullable=False),
        sa.Column("shots_ai", sa.String(length=120), nullable=True),
        sa.Column("shots_ai_low", sa.Double(), nullable=True),
        sa.Column("shots_ai_high", sa.Double(), nullable=True),
        sa.Column("shots_ai_bound", sa.String(length=60), nullable=True),
        sa.Column("shots_ai_by", sa.String(length=60), server_default="none", nullable=False),
        sa.CheckConstraint(
            f"digital_source_type_by IN ({RESOLVED_BY})",
            name=op.f("ck_deployment_digital_source_type_by_known"),
        ),
        sa.CheckConstraint(
            f"shots_ai_by IN ({RESOLVED_BY})",
            name=op.f("ck_deployment_shots_ai_by_known"),
        ),
        sa.CheckConstraint(
            f"use_stage_by IN ({RESOLVED_BY})",
            name=op.f("ck_deployment_use_stage_by_known"),
        ),
        sa.CheckConstraint(
            "operator_id IS NOT NULL OR work_id IS NOT NULL", name=op.f("ck_deployment_operator_or_work")
        ),
        sa.CheckConstraint("operator_id IS NULL OR operator_id <> id", name=op.f("ck_deployment_operator_another")),
        sa.CheckConstraint("shots_ai_low <= shots_ai_high", name=op.f("ck_deployment_shots_ai_in_order")),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_deployment_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_deployment_initiative_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["record.id"], name=op.f("fk_deployment_operator_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_deployment_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deployment_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deployment_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deployment_work_id"), ["work_id"], unique=False)

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wording", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_position_holder_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_position_holder_id"), "record", ["holder_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_position_holder_another"), "holder_id IS NULL OR holder_id <> id"
        )


def downgrade() -> None:
    # Only organisations held positions before; the way down drops the people, and with them what they held.
    op.execute("UPDATE position SET holder_id = NULL WHERE holder_id NOT IN (SELECT id FROM organisation)")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_position_holder_another"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_position_holder_id"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_position_holder_id"), "organisation", ["holder_id"], ["id"])

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("wording")

    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deployment_work_id"))
        batch_op.drop_index(batch_op.f("ix_deployment_operator_id"))
        batch_op.drop_index(batch_op.f("ix_deployment_initiative_id"))

    op.drop_table("deployment")
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_parent_id"))

    op.drop_table("work")
    op.drop_table("person")
