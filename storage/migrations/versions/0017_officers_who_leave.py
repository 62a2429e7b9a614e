"""A request stays when its officer wants to be known no more."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None

FOREIGN_KEY = "fk_request_officer"


def upgrade() -> None:
    with op.batch_alter_table("request") as batch:
        batch.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        batch.alter_column("officer", existing_type=sa.String(), nullable=True)
        batch.create_foreign_key(FOREIGN_KEY, "person", ["officer"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("request") as batch:
        batch.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        batch.alter_column("officer", existing_type=sa.String(), nullable=False)
        batch.create_foreign_key(FOREIGN_KEY, "person", ["officer"], ["id"])
