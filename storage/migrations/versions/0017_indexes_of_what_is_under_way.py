"""Indexes of what is owed leave out the rows that nobody looks for in them."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state = 'pending' OR state = 'sending'")
TO_CHANNELS = sa.text("channel IS NOT NULL")

DECLARED = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'delivery'"
INDEXED = """
SELECT sql FROM sqlite_master
WHERE type = 'index' AND tbl_name = 'delivery' AND sql IS NOT NULL ORDER BY name
"""
LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'delivery'"
FORGET = "DELETE FROM sqlite_sequence WHERE name = 'delivery'"
COUNT_ON = "INSERT INTO sqlite_sequence (name, seq) VALUES ('delivery', :last)"

SENDERS = ("platform", "state", "turn", "nearness", "id")
CHANNELS = ("kind", "subject", "channel")


ONE_EACH = "uq_delivery_kind_subject_channel"
CLAUSE = f", \n\tCONSTRAINT {ONE_EACH} UNIQUE (kind, subject, channel)"


def upgrade() -> None:
    _drop_indexes("ix_delivery_platform_state_turn_nearness_id", "ix_delivery_channel")
    if _on_sqlite():
        _make_anew(lambda table: table.replace(CLAUSE, ""))
    else:
        op.drop_constraint(op.f(ONE_EACH), "delivery", type_="unique")
    _index_some("ix_delivery_kind_subject_channel", CHANNELS, TO_CHANNELS, unique=True)
    _index_some("ix_delivery_channel", ("channel",), TO_CHANNELS)
    _index_some("ix_delivery_platform_state_turn_nearness_id", SENDERS, UNDER_WAY)


def downgrade() -> None:
    _drop_indexes(
        "ix_delivery_platform_state_turn_nearness_id",
        "ix_delivery_channel",
        "ix_delivery_kind_subject_channel",
    )
    if _on_sqlite():
        _make_anew(lambda table: f"{table.rstrip().removesuffix(')').rstrip()}{CLAUSE}\n)")
    else:
        op.create_unique_constraint(op.f(ONE_EACH), "delivery", list(CHANNELS))
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


def _drop_indexes(*names: str) -> None:
    for name in names:
        op.drop_index(op.f(name), "delivery")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _make_anew(changed: Callable[[str], str]) -> None:
    """Give the table on SQLite another declaration, its other indexes and its count kept.

    From the declaration that is there, not by Alembic's copying: that puts constraints in an
    order of chance, so that two copies of one watch would not be alike.
    """
    bind = op.get_bind()
    table = str(bind.scalar(sa.text(DECLARED)))
    indexes = bind.scalars(sa.text(INDEXED)).all()
    last = bind.scalar(sa.text(LAST))
    bind.exec_driver_sql(changed(table).replace("delivery", "delivery_anew", 1))
    bind.exec_driver_sql("INSERT INTO delivery_anew SELECT * FROM delivery")
    bind.exec_driver_sql("DROP TABLE delivery")
    bind.exec_driver_sql("ALTER TABLE delivery_anew RENAME TO delivery")
    for index in indexes:
        bind.exec_driver_sql(index)
    if last is not None:
        bind.execute(sa.text(FORGET))
        bind.execute(sa.text(COUNT_ON), {"last": last})
