"""Areas that moderators draw, that change their shape, and that are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for flag in ("drawn", "gone"):
        op.add_column(
            "area", sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.add_column("area", sa.Column("changed", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("changed", "gone", "drawn"):
        op.drop_column("area", column)
