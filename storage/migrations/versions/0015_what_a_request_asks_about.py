"""How far around its place a request asks, and why it is over."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "request", sa.Column("interest", sa.Integer(), nullable=False, server_default="300")
    )
    op.add_column(
        "request", sa.Column("ending", sa.String(), nullable=False, server_default="time")
    )


def downgrade() -> None:
    op.drop_column("request", "ending")
    op.drop_column("request", "interest")
