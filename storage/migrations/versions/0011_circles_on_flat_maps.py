"""Covers are circles on the flat maps of a few cells, found by how far their edge lies."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from bot.model.covers import cover_circle
from bot.model.ids import Cell
from bot.model.watches import Circle

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
"""Circles whose covers are laid at once."""

WATCH = sa.table("watch", sa.column("id"), sa.column("cell"), sa.column("radius"))

CIRCLES = (
    sa.select(WATCH.c.id, WATCH.c.cell, WATCH.c.radius)
    .where(WATCH.c.cell.is_not(None), WATCH.c.id > sa.bindparam("after"))
    .order_by(WATCH.c.id)
    .limit(AT_ONCE)
)


def upgrade() -> None:
    op.drop_table("cover")
    cover = op.create_table(
        "cover",
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("edge", sa.Integer(), nullable=False),
        sa.Column("watch", sa.Integer(), nullable=False),
        sa.Column("east", sa.Integer(), nullable=False),
        sa.Column("north", sa.Integer(), nullable=False),
        sa.Column("power", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["watch"], ["watch.id"], name=op.f("fk_cover_watch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "cell",
            "edge",
            "watch",
            name=op.f("pk_cover"),
            postgresql_include=["east", "north", "power"],
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_cover_watch"), "cover", ["watch"])
    for rows in _covers():
        op.bulk_insert(cover, rows)


def downgrade() -> None:
    """Takes the covers away: circles hear nothing until they are set anew."""
    op.drop_table("cover")
    op.create_table(
        "cover",
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("watch", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("x", "y", "kx", "ky", "r2")),
        sa.ForeignKeyConstraint(
            ["watch"], ["watch.id"], name=op.f("fk_cover_watch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cell", "watch", name=op.f("pk_cover")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_cover_watch"), "cover", ["watch"])


def _covers() -> Iterator[list[dict[str, int]]]:
    """The covers of every circle, a thousand circles at a time."""
    after = 0
    while circles := op.get_bind().execute(CIRCLES, {"after": after}).all():
        yield [row for circle in circles for row in _rows(*circle)]
        after = circles[-1].id


def _rows(watch: int, cell: int, radius: int) -> Iterator[dict[str, int]]:
    for part in cover_circle(Circle(cell=Cell(cell), radius=radius)):
        yield {
            "cell": part.cell,
            "edge": part.edge,
            "watch": watch,
            "east": part.east,
            "north": part.north,
            "power": part.power,
        }
