"""Residents who take no more requests, of one agency or of any."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opt_out",
        sa.Column("agency", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_opt_out_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agency", "person", name=op.f("pk_opt_out")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_opt_out_person"), "opt_out", ["person"])


def downgrade() -> None:
    op.drop_table("opt_out")
