"""Codes of replies, blocked copies, and when doorbells rang."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("saved_reply", sa.Column("code", sa.String(), nullable=True))
    op.add_column("reply", sa.Column("code", sa.String(), nullable=True))
    op.create_table(
        "blocked",
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.number"], name=op.f("fk_blocked_request")),
        sa.PrimaryKeyConstraint("request", "mark", name=op.f("pk_blocked")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bell",
        sa.Column("request", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rang", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["request"], ["request.number"], name=op.f("fk_bell_request")),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_bell")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("bell")
    op.drop_table("blocked")
    op.drop_column("reply", "code")
    op.drop_column("saved_reply", "code")
