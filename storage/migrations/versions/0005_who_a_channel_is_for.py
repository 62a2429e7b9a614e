"""Who a channel is open for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "channel", sa.Column("openness", sa.String(), server_default="open", nullable=False)
    )
    op.add_column("channel", sa.Column("door", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("channel", "door")
    op.drop_column("channel", "openness")
