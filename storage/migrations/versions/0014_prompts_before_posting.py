"""What comes of prompts before posting, and channels that look first at what goes against one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompt_count",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "prompt", "outcome", name=op.f("pk_prompt_count")),
        sqlite_with_rowid=False,
    )
    op.add_column(
        "channel",
        sa.Column("strict", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("channel", "strict")
    op.drop_table("prompt_count")
