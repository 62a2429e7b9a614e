"""What Alembic runs: the migrations, over the connection that it was handed."""

from alembic import context
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - declares the tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    transaction_per_migration=connection.dialect.name != "sqlite",
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
