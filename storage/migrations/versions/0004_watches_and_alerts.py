"""How watches are heard, and what neighbours say of an incident."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _point_alerts()
    _hear_witnesses()


def downgrade() -> None:
    _unhear_witnesses()
    _unpoint_alerts()


def _point_alerts() -> None:
    op.add_column(
        "delivery", sa.Column("bearing", sa.Integer(), nullable=False, server_default="0")
    )


def _unpoint_alerts() -> None:
    op.drop_column("delivery", "bearing")


def _hear_witnesses() -> None:
    for count in ("seen", "denied", "added"):
        op.add_column(
            "incident", sa.Column(count, sa.Integer(), nullable=False, server_default="0")
        )
    op.add_column("incident", sa.Column("counted", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_incident_happened"), "incident", ["happened"])
    op.add_column(
        "incident_update",
        sa.Column("another", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("incident_update", sa.Column("picture", sa.String(), nullable=True))
    op.create_table(
        "witness",
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incident.number"],
            name=op.f("fk_witness_incident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("incident", "mark", name=op.f("pk_witness")),
        sqlite_with_rowid=False,
    )


def _unhear_witnesses() -> None:
    op.drop_table("witness")
    op.drop_column("incident_update", "picture")
    op.drop_column("incident_update", "another")
    op.drop_index(op.f("ix_incident_happened"), "incident")
    for column in ("counted", "added", "denied", "seen"):
        op.drop_column("incident", column)
