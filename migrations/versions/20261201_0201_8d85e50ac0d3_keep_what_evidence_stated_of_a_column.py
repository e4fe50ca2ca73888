"""Keep what evidence stated of a column."""

import sqlalchemy as sa
from alembic import op

revision = "8d85e50ac0d3"
down_revision = "8aa1cd30b7a6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("former_value", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("evidence", "former_value")
