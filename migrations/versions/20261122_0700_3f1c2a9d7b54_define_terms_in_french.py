"""Define terms in French too."""

import sqlalchemy as sa
from alembic import op

revision = "3f1c2a9d7b54"
down_revision = "8b8e17aa7eff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.add_column(sa.Column("definition_fr", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_column("definition_fr")
