"""Some messages overtake others."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TWICE_THE_URGENCY = "UPDATE delivery SET turn = turn + CASE kind WHEN 'digest' THEN 4 ELSE 2 END"


def upgrade() -> None:
    op.execute(sa.text(TWICE_THE_URGENCY))


def downgrade() -> None:
    op.execute(sa.text("UPDATE delivery SET turn = turn % 2"))
