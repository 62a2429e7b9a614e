"""Places that were asked of a geocoder before, and turns at it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_asked",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_place_asked")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_place_asked_day"), "place_asked", ["day"])
    op.create_table(
        "turn",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("next", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_turn")),
    )


def downgrade() -> None:
    op.drop_table("turn")
    op.drop_index(op.f("ix_place_asked_day"), "place_asked")
    op.drop_table("place_asked")
