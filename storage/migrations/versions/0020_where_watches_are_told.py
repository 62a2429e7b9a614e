"""A watch says on which platform it is told, so that an alert need not look it up."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FILL = """
UPDATE watch SET platform = COALESCE(
    (SELECT person.platform FROM person WHERE person.id = watch.person),
    (SELECT channel.platform FROM channel WHERE channel.id = watch.channel)
)
"""


def upgrade() -> None:
    op.add_column("watch", sa.Column("platform", sa.String(), nullable=True))
    op.execute(FILL)


def downgrade() -> None:
    op.drop_column("watch", "platform")
