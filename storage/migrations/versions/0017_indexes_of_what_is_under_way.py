"""Indexes of what is owed leave out the rows that nobody looks for in them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state = 'pending' OR state = 'sending'")
TO_CHANNELS = sa.text("channel IS NOT NULL")

LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'delivery'"
FORGET = "DELETE FROM sqlite_sequence WHERE name = 'delivery'"
COUNT_ON = "INSERT INTO sqlite_sequence (name, seq) VALUES ('delivery', :last)"

SENDERS = ("platform", "state", "turn", "nearness", "id")
CHANNELS = ("kind", "subject", "channel")


def upgrade() -> None:
    last = _last_number()
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_index(batch.f("ix_delivery_platform_state_turn_nearness_id"))
        batch.drop_index(batch.f("ix_delivery_channel"))
        batch.drop_constraint(batch.f("uq_delivery_kind_subject_channel"), type_="unique")
    _count_on(last)
    _index_some("ix_delivery_kind_subject_channel", CHANNELS, TO_CHANNELS, unique=True)
    _index_some("ix_delivery_channel", ("channel",), TO_CHANNELS)
    _index_some("ix_delivery_platform_state_turn_nearness_id", SENDERS, UNDER_WAY)


def downgrade() -> None:
    last = _last_number()
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_index(batch.f("ix_delivery_platform_state_turn_nearness_id"))
        batch.drop_index(batch.f("ix_delivery_channel"))
        batch.drop_index(batch.f("ix_delivery_kind_subject_channel"))
        batch.create_unique_constraint(batch.f("uq_delivery_kind_subject_channel"), CHANNELS)
    _count_on(last)
    op.create_index(op.f("ix_delivery_channel"), "delivery", ["channel"])
    op.create_index(op.f("ix_delivery_platform_state_turn_nearness_id"), "delivery", list(SENDERS))


def _index_some(
    name: str, columns: tuple[str, ...], which: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(
        op.f(name),
        "delivery",
        list(columns),
        unique=unique,
        sqlite_where=which,
        postgresql_where=which,
    )


def _last_number() -> int | None:
    """On SQLite the table is made anew, and must not give the number of a deleted row again."""
    bind = op.get_bind()
    return bind.scalar(sa.text(LAST)) if bind.dialect.name == "sqlite" else None


def _count_on(last: int | None) -> None:
    if last is not None:
        bind = op.get_bind()
        bind.execute(sa.text(FORGET))
        bind.execute(sa.text(COUNT_ON), {"last": last})
