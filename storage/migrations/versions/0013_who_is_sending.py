"""Who is sending a message now, so that others leave it alone while he lives."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("claimant", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "claimant")
