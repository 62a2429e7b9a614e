"""The ledger tells of more than requests; what stands in it stays as it was hashed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger", sa.Column("kind", sa.String(), nullable=False, server_default="request"))
    op.add_column("ledger", sa.Column("request", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_ledger_request"), "ledger", ["request"])
    op.execute("UPDATE ledger SET request = number")


def downgrade() -> None:
    """Only requests were told of before; who goes back loses the rest, and with it the chain."""
    op.drop_index(op.f("ix_ledger_request"), "ledger")
    for column in ("request", "kind"):
        op.drop_column("ledger", column)
