"""The band of a request's audience."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "request", sa.Column("band", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("request", "band")
