"""What moderators decide: rulings, appeals, flags, silences, snippets, and what is noted of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("aside", sa.String(), nullable=True))
    op.add_column("incident", sa.Column("talk", sa.String(), nullable=False, server_default="open"))
    op.add_column(
        "channel", sa.Column("review", sa.String(), nullable=False, server_default="at_once")
    )
    op.add_column("channel", sa.Column("daily", sa.Integer(), nullable=False, server_default="0"))
    for table, columns in (
        ("ruling", (_text("says"), _text("reason"), _text("reach"))),
        ("appeal", (sa.Column("text", sa.Text(), nullable=False),)),
    ):
        op.create_table(
            table,
            sa.Column("incident", sa.Integer(), nullable=False),
            sa.Column("channel", sa.Integer(), nullable=False),
            *columns,
            _leads(table, "incident", "incident.number"),
            _leads(table, "channel", "channel.id"),
            sa.PrimaryKeyConstraint("incident", "channel", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
        op.create_index(op.f(f"ix_{table}_channel"), table, ["channel"])
    _flags_and_silences()
    _snippets_and_audit()


def downgrade() -> None:
    for table in ("audit", "snippet", "silence", "flag", "appeal", "ruling"):
        op.drop_table(table)
    for table, column in (
        ("channel", "daily"),
        ("channel", "review"),
        ("incident", "talk"),
        ("incident", "aside"),
    ):
        op.drop_column(table, column)


def _flags_and_silences() -> None:
    op.create_table(
        "flag",
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        _leads("flag", "incident", "incident.number"),
        sa.PrimaryKeyConstraint("incident", "mark", name=op.f("pk_flag")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "silence",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        _leads("silence", "channel", "channel.id"),
        sa.PrimaryKeyConstraint("channel", "incident", name=op.f("pk_silence")),
        sqlite_with_rowid=False,
    )


def _snippets_and_audit() -> None:
    op.create_table(
        "snippet",
        sa.Column("channel", sa.Integer(), nullable=False),
        _text("name"),
        sa.Column("text", sa.Text(), nullable=False),
        _leads("snippet", "channel", "channel.id"),
        sa.PrimaryKeyConstraint("channel", "name", name=op.f("pk_snippet")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        *map(_text, ("platform", "chat", "moderator", "deed")),
        sa.Column("incident", sa.Integer(), nullable=True),
        _text("detail"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_platform_chat_id"), "audit", ["platform", "chat", "id"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _leads(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """A row goes with what it is about."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete="CASCADE")
