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
    _keep_hours()
    _shape_watches()
    _gather_digests()


def downgrade() -> None:
    _scatter_digests()
    _unshape_watches()
    _forget_hours()
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


def _keep_hours() -> None:
    op.create_table(
        "hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("daily", sa.Integer(), nullable=False),
        sa.Column("rest_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stale", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours")),
        sa.UniqueConstraint(
            "zone",
            "begins",
            "ends",
            "urgent",
            "daily",
            name=op.f("uq_hours_zone_begins_ends_urgent_daily"),
        ),
        sqlite_autoincrement=True,
    )
    # Not by copying the table: on SQLite whatever belongs to a person would go with the old one.
    op.execute(
        "ALTER TABLE person ADD COLUMN hours INTEGER"
        " CONSTRAINT fk_person_hours REFERENCES hours (id)"
    )


def _forget_hours() -> None:
    op.drop_column("person", "hours")
    op.drop_table("hours")


def _shape_watches() -> None:
    op.add_column("watch", sa.Column("rhythm", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("watch", sa.Column("crowd", sa.Integer(), nullable=True))
    op.add_column("watch", sa.Column("resumes", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        op.f("ix_watch_crowd_id"),
        "watch",
        ["crowd", "id"],
        sqlite_where=sa.text("crowd IS NOT NULL"),
        postgresql_where=sa.text("crowd IS NOT NULL"),
    )


def _unshape_watches() -> None:
    op.drop_index(op.f("ix_watch_crowd_id"), "watch")
    for column in ("resumes", "crowd", "rhythm"):
        op.drop_column("watch", column)


def _gather_digests() -> None:
    op.add_column("channel", sa.Column("recap", sa.String(), nullable=False, server_default="off"))
    op.add_column("channel", sa.Column("recapped", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("digest", sa.BigInteger(), nullable=True))
    waits = sa.text("state IN ('resting', 'gathering')")
    op.create_index(
        op.f("ix_delivery_due"), "delivery", ["due"], sqlite_where=waits, postgresql_where=waits
    )


def _scatter_digests() -> None:
    op.drop_index(op.f("ix_delivery_due"), "delivery")
    op.drop_column("delivery", "digest")
    op.drop_column("channel", "recapped")
    op.drop_column("channel", "recap")
