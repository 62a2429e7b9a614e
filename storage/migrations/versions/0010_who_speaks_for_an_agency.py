"""Who speaks for an agency, where it may ask, and what it wants to ask."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("domain", "contact"):
        op.add_column(
            "agency",
            sa.Column(column, sa.String(), nullable=False, server_default=sa.text("''")),
        )
    _say_where()
    _prove_officers()
    _propose()


def downgrade() -> None:
    for table in ("proposal", "mailed_code", "badge", "probation", "admission", "jurisdiction"):
        op.drop_table(table)
    for column in ("contact", "domain"):
        op.drop_column("agency", column)


def _say_where() -> None:
    op.create_table(
        "jurisdiction",
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_jurisdiction_agency")),
        sa.ForeignKeyConstraint(["area"], ["area.id"], name=op.f("fk_jurisdiction_area")),
        sa.PrimaryKeyConstraint("agency", "area", name=op.f("pk_jurisdiction")),
    )
    op.create_table(
        "admission",
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("admitted", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"], ["channel.id"], name=op.f("fk_admission_channel"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_admission_agency")),
        sa.PrimaryKeyConstraint("channel", "agency", name=op.f("pk_admission")),
    )
    op.create_index(op.f("ix_admission_agency"), "admission", ["agency"])


def _prove_officers() -> None:
    op.create_table(
        "probation",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_probation_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_probation_agency")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_probation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "badge",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("mailbox", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["officer.person"], name=op.f("fk_badge_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_badge")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_badge_mailbox")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mailed_code",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_mailed_code_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", "about", name=op.f("pk_mailed_code")),
        sqlite_with_rowid=False,
    )


def _propose() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.id"], name=op.f("fk_proposal_agency")),
        sa.ForeignKeyConstraint(
            ["officer"], ["person.id"], name=op.f("fk_proposal_officer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["request"], ["request.number"], name=op.f("fk_proposal_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposal_agency"), "proposal", ["agency"])
