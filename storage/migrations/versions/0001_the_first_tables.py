"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["area.id"], name=op.f("fk_area_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ledger",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger")),
        sa.UniqueConstraint("previous", name=op.f("uq_ledger_previous")),
    )
    op.create_table(
        "mark",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_mark")),
    )
    op.create_table(
        "master_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_master_proof")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("lookup", name=op.f("uq_person_lookup")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "picture",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_picture")),
    )
    op.create_table(
        "area_cell",
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area"], ["area.id"], name=op.f("fk_area_cell_area"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cell", "area", name=op.f("pk_area_cell")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("area_cell") as batch:
        batch.create_index(batch.f("ix_area_cell_area"), ["area"])

    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.id"], name=op.f("fk_channel_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("platform", "chat", name=op.f("uq_channel_platform_chat")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("channel") as batch:
        batch.create_index(batch.f("ix_channel_area"), ["area"])

    op.create_table(
        "dialogue",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_dialogue_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_dialogue")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("near", sa.String(), nullable=False),
        sa.Column("happened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reporter"], ["person.id"], name=op.f("fk_incident_reporter")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_incident")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("incident") as batch:
        batch.create_index(batch.f("ix_incident_reporter_state"), ["reporter", "state"])

    op.create_table(
        "officer",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_officer_agency")),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_officer_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_officer")),
    )
    with op.batch_alter_table("officer") as batch:
        batch.create_index(batch.f("ix_officer_agency"), ["agency"])

    op.create_table(
        "officer_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_officer_code_agency")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_officer_code")),
    )
    op.create_table(
        "request",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("near", sa.String(), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_request_agency")),
        sa.ForeignKeyConstraint(["audience"], ["area.id"], name=op.f("fk_request_audience")),
        sa.ForeignKeyConstraint(["officer"], ["person.id"], name=op.f("fk_request_officer")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_request")),
    )
    with op.batch_alter_table("request") as batch:
        batch.create_index(batch.f("ix_request_agency"), ["agency"])
        batch.create_index(batch.f("ix_request_state_closes"), ["state", "closes"])

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("channel", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("nearness", sa.Float(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("posted_chat", sa.String(), nullable=True),
        sa.Column("posted_message", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"], ["channel.id"], name=op.f("fk_delivery_channel"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_delivery_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "kind", "subject", "channel", name=op.f("uq_delivery_kind_subject_channel")
        ),
        sa.UniqueConstraint(
            "kind", "subject", "person", name=op.f("uq_delivery_kind_subject_person")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("delivery") as batch:
        batch.create_index(batch.f("ix_delivery_channel"), ["channel"])
        batch.create_index(batch.f("ix_delivery_person"), ["person"])
        batch.create_index(
            batch.f("ix_delivery_platform_state_turn_nearness_id"),
            ["platform", "state", "turn", "nearness", "id"],
        )

    op.create_table(
        "incident_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incident.number"],
            name=op.f("fk_incident_update_incident"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_update")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("incident_update") as batch:
        batch.create_index(batch.f("ix_incident_update_incident"), ["incident"])

    op.create_table(
        "nonce",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.number"], name=op.f("fk_nonce_request")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_nonce")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("nonce") as batch:
        batch.create_index(batch.f("ix_nonce_request"), ["request"])

    op.create_table(
        "question",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.number"], name=op.f("fk_question_request")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_question")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("question") as batch:
        batch.create_index(batch.f("ix_question_request_thread"), ["request", "thread"])

    op.create_table(
        "reply",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_picture", sa.LargeBinary(), nullable=True),
        sa.Column("thread", sa.String(), nullable=True),
        sa.Column("released", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["request"], ["request.number"], name=op.f("fk_reply_request")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_reply")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_reply",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_picture", sa.LargeBinary(), nullable=True),
        sa.Column("thread", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request"], ["request.number"], name=op.f("fk_saved_reply_request")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_saved_reply")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("saved_reply") as batch:
        batch.create_index(batch.f("ix_saved_reply_request"), ["request"])

    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("channel", sa.Integer(), nullable=True),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.Column("cell", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.Column("radius", sa.Integer(), nullable=True),
        sa.Column("near", sa.String(), nullable=False),
        sa.Column("categories", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.id"], name=op.f("fk_watch_area")),
        sa.ForeignKeyConstraint(
            ["channel"], ["channel.id"], name=op.f("fk_watch_channel"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_watch_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("watch") as batch:
        batch.create_index(batch.f("ix_watch_area"), ["area"])
        batch.create_index(batch.f("ix_watch_block"), ["block"])
        batch.create_index(batch.f("ix_watch_channel"), ["channel"])
        batch.create_index(batch.f("ix_watch_person"), ["person"])

    op.create_table(
        "cover",
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("watch", sa.Integer(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.Column("kx", sa.Float(), nullable=False),
        sa.Column("ky", sa.Float(), nullable=False),
        sa.Column("r2", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["watch"], ["watch.id"], name=op.f("fk_cover_watch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cell", "watch", name=op.f("pk_cover")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("cover") as batch:
        batch.create_index(batch.f("ix_cover_watch"), ["watch"])


def downgrade() -> None:
    with op.batch_alter_table("cover") as batch:
        batch.drop_index(batch.f("ix_cover_watch"))

    op.drop_table("cover")
    with op.batch_alter_table("watch") as batch:
        batch.drop_index(batch.f("ix_watch_person"))
        batch.drop_index(batch.f("ix_watch_channel"))
        batch.drop_index(batch.f("ix_watch_block"))
        batch.drop_index(batch.f("ix_watch_area"))

    op.drop_table("watch")
    with op.batch_alter_table("saved_reply") as batch:
        batch.drop_index(batch.f("ix_saved_reply_request"))

    op.drop_table("saved_reply")
    op.drop_table("reply")
    with op.batch_alter_table("question") as batch:
        batch.drop_index(batch.f("ix_question_request_thread"))

    op.drop_table("question")
    with op.batch_alter_table("nonce") as batch:
        batch.drop_index(batch.f("ix_nonce_request"))

    op.drop_table("nonce")
    with op.batch_alter_table("incident_update") as batch:
        batch.drop_index(batch.f("ix_incident_update_incident"))

    op.drop_table("incident_update")
    with op.batch_alter_table("delivery") as batch:
        batch.drop_index(batch.f("ix_delivery_platform_state_turn_nearness_id"))
        batch.drop_index(batch.f("ix_delivery_person"))
        batch.drop_index(batch.f("ix_delivery_channel"))

    op.drop_table("delivery")
    with op.batch_alter_table("request") as batch:
        batch.drop_index(batch.f("ix_request_state_closes"))
        batch.drop_index(batch.f("ix_request_agency"))

    op.drop_table("request")
    op.drop_table("officer_code")
    with op.batch_alter_table("officer") as batch:
        batch.drop_index(batch.f("ix_officer_agency"))

    op.drop_table("officer")
    with op.batch_alter_table("incident") as batch:
        batch.drop_index(batch.f("ix_incident_reporter_state"))

    op.drop_table("incident")
    op.drop_table("dialogue")
    with op.batch_alter_table("channel") as batch:
        batch.drop_index(batch.f("ix_channel_area"))

    op.drop_table("channel")
    with op.batch_alter_table("area_cell") as batch:
        batch.drop_index(batch.f("ix_area_cell_area"))

    op.drop_table("area_cell")
    op.drop_table("picture")
    op.drop_table("person")
    op.drop_table("master_proof")
    op.drop_table("mark")
    op.drop_table("ledger")
    op.drop_table("area")
    op.drop_table("agency")
